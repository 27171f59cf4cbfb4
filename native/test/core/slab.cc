// Owns the tests of the slab and the intrusive list: handles of earlier tenants find nothing.
#include "core/slab.h"

#include <map>
#include <random>

#include "check.h"
#include "core/intrusive_list.h"

namespace nexus::core {
namespace {

int alive = 0;

struct Thing {
  explicit Thing(int number) : number(number) { alive++; }
  ~Thing() { alive--; }
  int number;
};

void holdsAtMostItsMaximum() {
  Slab<Thing, 4> slab(10);
  for (int i = 0; i < 10; i++) CHECK(slab.insert(i) != nullptr);
  CHECK(slab.insert(10) == nullptr);
  CHECK_EQUAL(slab.size(), 10u);
  CHECK(slab.find({}) == nullptr);
  CHECK(slab.find({99, 1}) == nullptr);
}

void agreesWithAMap() {
  std::mt19937_64 random(42);
  Slab<Thing, 8> slab(64);
  std::map<uint64_t, int> living;
  std::vector<uint64_t> gone;
  for (int i = 0; i < 20000; i++) {
    if (random() % 2 == 0) {
      Thing* thing = slab.insert(i);
      CHECK((thing == nullptr) == (living.size() == 64));
      if (thing == nullptr) continue;
      const uint64_t handle = slab.handle(thing).packed();
      CHECK(living.count(handle) == 0);
      living[handle] = i;
    } else if (!living.empty()) {
      auto victim = living.begin();
      std::advance(victim, static_cast<long>(random() % living.size()));
      slab.erase(slab.find(SlabHandle::unpack(victim->first)));
      gone.push_back(victim->first);
      living.erase(victim);
    }
    CHECK_EQUAL(slab.size(), living.size());
  }
  for (const auto& [handle, number] : living)
    CHECK_EQUAL(slab.find(SlabHandle::unpack(handle))->number, number);
  for (const uint64_t handle : gone) CHECK(slab.find(SlabHandle::unpack(handle)) == nullptr);
  int visited = 0;
  slab.each([&](Thing& thing) {
    visited++;
    if (thing.number % 2 == 0) slab.erase(&thing);
  });
  CHECK_EQUAL(visited, static_cast<int>(living.size()));
}

struct Item : ListNode<> {
  int number = 0;
};

void aListKeepsOrder() {
  Item items[5];
  IntrusiveList<Item> list;
  for (int i = 0; i < 5; i++) {
    items[i].number = i;
    list.pushBack(&items[i]);
  }
  list.remove(&items[2]);
  CHECK(!items[2].linked());
  list.pushBack(&items[2]);
  CHECK_EQUAL(list.size(), size_t{5});
  for (const int wanted : {0, 1, 3, 4, 2}) CHECK_EQUAL(list.popFront()->number, wanted);
  CHECK(list.empty() && list.popFront() == nullptr);
}

}  // namespace
}  // namespace nexus::core

int main() {
  using namespace nexus::core;
  holdsAtMostItsMaximum();
  CHECK_EQUAL(alive, 0);
  agreesWithAMap();
  CHECK_EQUAL(alive, 0);
  aListKeepsOrder();
  return nexus::test::summary("core/slab");
}

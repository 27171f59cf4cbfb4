// Owns the promise of remembered heads: only a whole, equal head of the same generation is found again.
#include "net/head_memo.h"

#include <string>

#include "check.h"

namespace nexus::test {
namespace {

const uint8_t* bytes(const std::string& text) { return reinterpret_cast<const uint8_t*>(text.data()); }
uint32_t sizeOf(const std::string& text) { return static_cast<uint32_t>(text.size()); }

std::string headOf(const std::string& last) {
  return "GET /a/rather/long/path/to/a/thing HTTP/1.1\r\nHost: example.org\r\nX: " + last + "\r\n\r\n";
}

struct Fixture {
  Fixture() : generation(7, {}, {}, nullptr) {
    route.params.push_back({"id", http::ParamPlace::path, http::ParamKind::string, true});
    admission.native = net::Native::none;
    admission.generation = &generation;
    admission.route = &route;
    admission.textBytes = 3;
    param.length = 3;
  }

  void learn(const std::string& head) { memos.learn(bytes(head), sizeOf(head), admission, &param, "abc"); }
  const net::HeadMemo* find(const std::string& input) {
    return memos.find(bytes(input), sizeOf(input), generation.id);
  }

  net::Generation generation;
  http::RouteSpec route;
  net::Admission admission;
  http::PackedParam param = {};
  net::HeadMemos memos;
};

void findsOnlyTheSame() {
  Fixture f;
  const std::string head = headOf("1");
  CHECK(f.find(head) == nullptr);
  f.learn(head);
  const net::HeadMemo* found = f.find(head + "GET / HTTP/1.1\r\n");
  CHECK(found != nullptr);
  if (found == nullptr) return;
  CHECK_EQUAL(found->headBytes, sizeOf(head));
  CHECK_EQUAL(found->params[0].length, uint16_t{3});
  CHECK(std::string(found->text, 3) == "abc");
  for (uint32_t i = 0; i < sizeOf(head); i++) {
    std::string other = head;
    other[i] ^= 1;
    CHECK(f.find(other) == nullptr);
    CHECK(f.find(head.substr(0, i)) == nullptr);
  }
  CHECK(f.memos.find(bytes(head), sizeOf(head), f.generation.id + 1) == nullptr);
}

void leavesOutWhatIsLarge() {
  Fixture f;
  const std::string head = headOf(std::string(net::HeadMemo::headBytesMax, 'x'));
  f.learn(head);
  CHECK(f.find(head) == nullptr);
  f.admission.textBytes = net::HeadMemo::textBytesMax + 1;
  f.learn(headOf("2"));
  CHECK(f.find(headOf("2")) == nullptr);
}

// Heads that never come again are learnt less and less; one that does is learnt all the same.
void getsTiredOfStrangers() {
  Fixture f;
  uint32_t learnt = 0;
  for (uint32_t i = 0; i < 2000; i++) {
    const std::string head = headOf(std::to_string(i));
    f.learn(head);
    if (f.find(head) != nullptr) learnt++;
  }
  CHECK(learnt > 500);  // being found again at once is no disappointment
  uint32_t copies = 0;
  std::string before = headOf("x");
  for (uint32_t i = 0; i < 20'000; i++) {
    const std::string head = headOf(std::to_string(i));
    f.learn(head);
    if (i % 1000 == 999 && f.find(head) != nullptr) copies++;
  }
  CHECK(copies < 20);
  uint32_t waited = 0;
  while (f.find(before) == nullptr && waited < 5000) {
    f.learn(before);
    waited++;
  }
  CHECK(waited < 2000);
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::findsOnlyTheSame();
  nexus::test::leavesOutWhatIsLarge();
  nexus::test::getsTiredOfStrangers();
  return nexus::test::summary("net/head_memo");
}

// Owns the tests of the channel: bounds, order of each producer, nothing lost between threads.
// `make -C native/test CXX=clang++` with -fsanitize=thread is how its memory ordering is checked.
#include "core/channel.h"

#include <thread>
#include <vector>

#include "check.h"

namespace nexus::core {
namespace {

void isBounded() {
  Channel<int> channel(4);
  int value = 0;
  CHECK(!channel.pop(&value));
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < 4; i++) CHECK(channel.push(round * 4 + i));
    CHECK(!channel.push(99));
    for (int i = 0; i < 4; i++) {
      CHECK(channel.pop(&value));
      CHECK_EQUAL(value, round * 4 + i);
    }
    CHECK(!channel.pop(&value));
  }
}

struct Message {
  uint32_t producer = 0;
  uint32_t number = 0;
};

void losesNothingBetweenThreads() {
  constexpr uint32_t kProducers = 3;
  constexpr uint32_t kMessages = 20000;
  Channel<Message> channel(64);
  std::vector<std::thread> threads;
  for (uint32_t producer = 0; producer < kProducers; producer++) {
    threads.emplace_back([&channel, producer] {
      for (uint32_t i = 0; i < kMessages; i++) {
        while (!channel.push({producer, i})) std::this_thread::yield();
      }
    });
  }
  uint32_t next[kProducers] = {};
  for (uint32_t received = 0; received < kProducers * kMessages;) {
    Message message;
    if (!channel.pop(&message)) {
      std::this_thread::yield();
      continue;
    }
    CHECK_EQUAL(message.number, next[message.producer]);
    next[message.producer] = message.number + 1;
    received++;
  }
  for (std::thread& thread : threads) thread.join();
  Message none;
  CHECK(!channel.pop(&none));
}

}  // namespace
}  // namespace nexus::core

int main() {
  nexus::core::isBounded();
  nexus::core::losesNothingBetweenThreads();
  return nexus::test::summary("core/channel");
}

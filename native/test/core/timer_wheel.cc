// Owns the tests of the timer wheel: against a plain list of deadlines, with random operations.
#include "core/timer_wheel.h"

#include <random>
#include <vector>

#include "check.h"

namespace nexus::core {
namespace {

struct Timer : TimerNode {
  bool wanted = false;
};

// Runs random operations and holds the wheel to what a list of deadlines says.
class Comparison {
 public:
  explicit Comparison(uint64_t seed)
      : random_(seed),
        nowMs_(random_() % (uint64_t{1} << 40) & (seed % 3 == 0 ? ~uint64_t{0xffff} : ~uint64_t{0})),
        wheel_(nowMs_),
        timers_(100) {}

  void run(int operations) {
    for (int i = 0; i < operations; i++) {
      const uint64_t choice = random_() % 10;
      if (choice < 5) arm(any());
      if (choice >= 5 && choice < 7) cancel(any());
      if (choice >= 7) advance();
    }
  }

 private:
  Timer& any() { return timers_[random_() % timers_.size()]; }
  // Near and far ones alike: the number of bits is what is drawn first.
  uint64_t span(uint64_t bitsMax) { return random_() >> (63 - random_() % bitsMax); }

  void arm(Timer& timer) {
    wheel_.schedule(&timer, nowMs_ + (random_() % 20 == 0 ? 0 : span(40)));
    timer.wanted = true;
  }

  void cancel(Timer& timer) {
    wheel_.cancel(&timer);
    timer.wanted = false;
  }

  void advance() {
    uint64_t first = TimerWheel::kNever;
    for (const Timer& timer : timers_) {
      if (timer.wanted && timer.deadlineMs < first) first = timer.deadlineMs;
    }
    const uint64_t next = wheel_.nextDeadlineMs();
    CHECK(first == TimerWheel::kNever ? next == first : next <= first);
    CHECK(next > nowMs_);

    const uint64_t until = nowMs_ + span(36);
    uint64_t last = 0;
    wheel_.advance(until, [&](TimerNode* node) {
      Timer& timer = *static_cast<Timer*>(node);
      CHECK(timer.wanted && timer.deadlineMs <= until && timer.deadlineMs >= last);
      CHECK_EQUAL(wheel_.nowMs(), timer.deadlineMs);
      last = timer.deadlineMs;
      timer.wanted = false;
      if (random_() % 3 == 0) {
        wheel_.schedule(&timer, wheel_.nowMs() + random_() % 1000);
        timer.wanted = true;
      }
      if (random_() % 3 == 0) cancel(any());
    });
    nowMs_ = until;
    for (const Timer& timer : timers_) CHECK(!timer.wanted || timer.deadlineMs > nowMs_);
  }

  std::mt19937_64 random_;
  uint64_t nowMs_;
  TimerWheel wheel_;
  std::vector<Timer> timers_;
};

void firesAtTheEdgesOfLevels() {
  for (const uint64_t ahead : {1ULL, 255ULL, 256ULL, 257ULL, 65535ULL, 65536ULL, 16777216ULL, 4294967295ULL,
                               4294967296ULL, 9000000000ULL}) {
    for (const uint64_t start : {0ULL, 1ULL, 255ULL, 256ULL, 65535ULL, 1234567ULL}) {
      TimerWheel wheel(start);
      Timer timer;
      int fired = 0;
      wheel.schedule(&timer, start + ahead);
      wheel.advance(start + ahead - 1, [&](TimerNode*) { fired++; });
      CHECK_EQUAL(fired, 0);
      wheel.advance(start + ahead, [&](TimerNode*) { fired++; });
      CHECK_EQUAL(fired, 1);
      CHECK(wheel.empty());
    }
  }
}

void aFiringTimerMayCancelItsNeighbour() {
  TimerWheel wheel(0);
  Timer first, second;
  wheel.schedule(&first, 10);
  wheel.schedule(&second, 10);
  int fired = 0;
  wheel.advance(10, [&](TimerNode* node) {
    fired++;
    wheel.cancel(node == &first ? &second : &first);
  });
  CHECK_EQUAL(fired, 1);
  CHECK(wheel.empty());
}

}  // namespace
}  // namespace nexus::core

int main() {
  using namespace nexus::core;
  firesAtTheEdgesOfLevels();
  aFiringTimerMayCancelItsNeighbour();
  for (uint64_t seed = 0; seed < 60; seed++) Comparison(seed).run(1000);
  return nexus::test::summary("core/timer_wheel");
}

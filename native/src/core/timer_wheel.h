// Owns deadlines: a hierarchical timer wheel. Arming and cancelling are O(1), the memory is the caller's
// (nodes are intrusive), and so is the clock: time moves only in `advance`.
//
// Four levels of 256 slots, of 1 ms, 256 ms, 65 s and 4.6 h each: 49 days ahead. A later deadline waits in
// the last slot and is placed again from there. After Varghese and Lauck, "Hashed and Hierarchical Timing
// Wheels" (1987), scheme 6.
#pragma once

#include <cstdint>

namespace nexus::core {

// Base of whatever has a deadline. It must be cancelled, or have fired, before it dies.
struct TimerNode {
  TimerNode* previous = nullptr;
  TimerNode* next = nullptr;
  uint64_t deadlineMs = 0;
  uint16_t slot = 0;

  bool armed() const { return next != nullptr; }
};

class TimerWheel {
 public:
  static constexpr uint64_t kNever = ~uint64_t{0};

  explicit TimerWheel(uint64_t nowMs);
  TimerWheel(const TimerWheel&) = delete;
  TimerWheel& operator=(const TimerWheel&) = delete;

  uint64_t nowMs() const { return nowMs_; }
  bool empty() const { return armed_ == 0; }

  // Arms, or moves, `node`. A deadline that has passed fires at the next millisecond.
  void schedule(TimerNode* node, uint64_t deadlineMs);
  // Does nothing to a node that is not armed.
  void cancel(TimerNode* node);

  // Moves time on and calls `fire(TimerNode*)` for each node whose deadline is reached, in the order of
  // deadlines. The node is disarmed before; `fire` may schedule and cancel any node.
  template <typename Fire>
  void advance(uint64_t nowMs, Fire fire) {
    for (uint64_t stop = nextDeadlineMs(); stop <= nowMs; stop = nextDeadlineMs()) {
      collect(stop);
      while (TimerNode* node = takeDue()) fire(node);
    }
    if (nowMs > nowMs_) nowMs_ = nowMs;
  }

  // When `advance` has something to do next: never later than the first deadline, and earlier where nodes
  // have to move down a level before. `kNever` when nothing is armed.
  uint64_t nextDeadlineMs() const;

 private:
  static constexpr uint32_t kLevels = 4;
  static constexpr uint32_t kSlotBits = 8;
  static constexpr uint32_t kSlots = 1U << kSlotBits;
  static constexpr uint64_t kSpanMs = uint64_t{1} << (kSlotBits * kLevels);
  static constexpr uint16_t kDueSlot = kLevels * kSlots;
  static_assert(kSpanMs == 4294967296, "the wheel reaches 49 days ahead");

  void place(TimerNode* node);
  void link(TimerNode* node, uint32_t slot);
  void unlink(TimerNode* node);
  void collect(uint64_t stopMs);
  void moveDown(uint32_t slot);
  TimerNode* takeDue();
  uint32_t distance(uint32_t level, uint32_t from) const;

  uint64_t nowMs_;
  uint64_t armed_ = 0;
  // Circular lists; the last one holds the nodes of the deadline that fires now.
  TimerNode heads_[kLevels * kSlots + 1];
  uint64_t occupied_[kLevels][kSlots / 64] = {};
};

}  // namespace nexus::core

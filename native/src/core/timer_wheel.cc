// Owns deadlines: placing nodes in the wheel's slots and moving them down a level when their time is near.
#include "core/timer_wheel.h"

#include <bit>

namespace nexus::core {

TimerWheel::TimerWheel(uint64_t nowMs) : nowMs_(nowMs) {
  for (TimerNode& head : heads_) head.previous = head.next = &head;
}

void TimerWheel::schedule(TimerNode* node, uint64_t deadlineMs) {
  cancel(node);
  node->deadlineMs = deadlineMs > nowMs_ ? deadlineMs : nowMs_ + 1;
  armed_++;
  place(node);
}

void TimerWheel::cancel(TimerNode* node) {
  if (!node->armed()) return;
  unlink(node);
  armed_--;
}

// A slot of a higher level is at most one turn ahead, and then it is the one whose turn has just begun.
uint64_t TimerWheel::nextDeadlineMs() const {
  if (armed_ == 0) return kNever;
  uint64_t first = kNever;
  for (uint32_t level = 0; level < kLevels; level++) {
    const uint64_t turn = nowMs_ >> (kSlotBits * level);
    const uint32_t ahead = distance(level, static_cast<uint32_t>(turn % kSlots));
    if (ahead == 0) continue;
    const uint64_t stop = (turn + ahead) << (kSlotBits * level);
    if (stop < first) first = stop;
  }
  return first;
}

// Steps from slot `from` to the next occupied one, 1 to 256 (256: `from` itself); 0 when all are empty.
uint32_t TimerWheel::distance(uint32_t level, uint32_t from) const {
  constexpr uint32_t kWords = kSlots / 64;
  const uint32_t start = (from + 1) % kSlots;
  for (uint32_t i = 0; i <= kWords; i++) {
    const uint32_t word = (start / 64 + i) % kWords;
    uint64_t bits = occupied_[level][word];
    if (i == 0) bits &= ~uint64_t{0} << (start % 64);
    if (i == kWords) bits &= ~(~uint64_t{0} << (start % 64));
    if (bits == 0) continue;
    const uint32_t slot = word * 64 + static_cast<uint32_t>(std::countr_zero(bits));
    return (slot - start) % kSlots + 1;
  }
  return 0;
}

void TimerWheel::place(TimerNode* node) {
  uint64_t until = node->deadlineMs - nowMs_;
  if (until >= kSpanMs) until = kSpanMs - 1;
  uint32_t level = 0;
  while (until >> (kSlotBits * (level + 1)) != 0) level++;
  const uint64_t turn = (nowMs_ + until) >> (kSlotBits * level);
  link(node, level * kSlots + static_cast<uint32_t>(turn % kSlots));
}

void TimerWheel::link(TimerNode* node, uint32_t slot) {
  TimerNode& head = heads_[slot];
  node->slot = static_cast<uint16_t>(slot);
  node->previous = head.previous;
  node->next = &head;
  head.previous->next = node;
  head.previous = node;
  if (slot != kDueSlot) occupied_[slot / kSlots][slot % kSlots / 64] |= uint64_t{1} << (slot % 64);
}

void TimerWheel::unlink(TimerNode* node) {
  node->previous->next = node->next;
  node->next->previous = node->previous;
  node->previous = node->next = nullptr;
  const uint32_t slot = node->slot;
  if (slot == kDueSlot || heads_[slot].next != &heads_[slot]) return;
  occupied_[slot / kSlots][slot % kSlots / 64] &= ~(uint64_t{1} << (slot % 64));
}

// Time is `stopMs` now: slots of higher levels whose turn begins come down first, for they may hold nodes
// that are due at this very millisecond.
void TimerWheel::collect(uint64_t stopMs) {
  nowMs_ = stopMs;
  for (uint32_t level = kLevels - 1; level > 0; level--) {
    const uint64_t turn = stopMs >> (kSlotBits * level);
    if (turn << (kSlotBits * level) == stopMs)
      moveDown(level * kSlots + static_cast<uint32_t>(turn % kSlots));
  }
  TimerNode& head = heads_[stopMs % kSlots];
  while (head.next != &head) {
    TimerNode* node = head.next;
    unlink(node);
    link(node, kDueSlot);
  }
}

void TimerWheel::moveDown(uint32_t slot) {
  TimerNode& head = heads_[slot];
  // Taken off as a whole first: a node more than a span away goes back into this same slot.
  TimerNode* node = head.next;
  if (node == &head) return;
  head.previous->next = nullptr;
  head.previous = head.next = &head;
  occupied_[slot / kSlots][slot % kSlots / 64] &= ~(uint64_t{1} << (slot % 64));
  while (node != nullptr) {
    TimerNode* const following = node->next;
    place(node);
    node = following;
  }
}

TimerNode* TimerWheel::takeDue() {
  TimerNode& head = heads_[kDueSlot];
  if (head.next == &head) return nullptr;
  TimerNode* node = head.next;
  unlink(node);
  armed_--;
  return node;
}

}  // namespace nexus::core

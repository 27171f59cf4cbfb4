// Owns events that a driver has to report but that no kernel queue holds: a growing first-in-first-out ring.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>

#include "driver/driver.h"

namespace nexus::driver {

class EventQueue {
 public:
  EventQueue() = default;
  EventQueue(const EventQueue&) = delete;
  EventQueue& operator=(const EventQueue&) = delete;

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }

  // Bounded by its users: an operation that is armed on a descriptor adds one event at most.
  void push(const Event& event) {
    if (size_ == capacity_) grow();
    events_[(head_ + size_) & (capacity_ - 1)] = event;
    size_++;
  }

  int take(Event* out, int max) {
    int taken = 0;
    while (taken < max && size_ > 0) {
      out[taken++] = events_[head_];
      head_ = (head_ + 1) & (capacity_ - 1);
      size_--;
    }
    return taken;
  }

 private:
  static constexpr uint32_t kFirstCapacity = 64;  // a power of two, as every later one

  // Out of memory here means that a promised event would be lost: `new` ends the process as it does
  // everywhere in Node, before anything hangs silently.
  void grow() {
    const uint32_t capacity = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
    std::unique_ptr<Event[]> events(new Event[capacity]);
    for (uint32_t i = 0; i < size_; i++) events[i] = events_[(head_ + i) & (capacity_ - 1)];
    events_ = std::move(events);
    capacity_ = capacity;
    head_ = 0;
  }

  std::unique_ptr<Event[]> events_;
  uint32_t capacity_ = 0;
  uint32_t head_ = 0;
  uint32_t size_ = 0;
};

}  // namespace nexus::driver

// Owns handing values from any number of threads to one: a bounded queue without locks. It never blocks and
// never grows; who finds it full decides what that means (backpressure).
//
// Each cell carries a sequence number that says whose turn it is, so that producers meet only on the tail.
// After Dmitry Vyukov, "Bounded MPMC queue"; the single consumer needs no atomic head.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace nexus::core {

// Example: `Channel<Task> tasks(1024); if (!tasks.push(task)) retryLater();` and on the owning thread:
// `Task task; while (tasks.pop(&task)) run(task);`
template <typename T>
class Channel {
 public:
  // `capacity` is a power of two, at least 2.
  explicit Channel(size_t capacity) : mask_(capacity - 1), cells_(new Cell[capacity]) {
    for (size_t i = 0; i < capacity; i++) cells_[i].turn.store(i, std::memory_order_relaxed);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  size_t capacity() const { return mask_ + 1; }

  // From any thread. False when the channel is full.
  bool push(T value) {
    size_t position = tail_.load(std::memory_order_relaxed);
    for (;;) {
      Cell& cell = cells_[position & mask_];
      const size_t turn = cell.turn.load(std::memory_order_acquire);
      if (turn == position) {
        if (!tail_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) continue;
        cell.value = std::move(value);
        cell.turn.store(position + 1, std::memory_order_release);
        return true;
      }
      // A turn behind: the consumer has not emptied this cell since the last round.
      if (static_cast<ptrdiff_t>(turn - position) < 0) return false;
      position = tail_.load(std::memory_order_relaxed);
    }
  }

  // From the one consuming thread. False when nothing is there (or its producer is still at it).
  bool pop(T* out) {
    Cell& cell = cells_[head_ & mask_];
    if (cell.turn.load(std::memory_order_acquire) != head_ + 1) return false;
    *out = std::move(cell.value);
    cell.turn.store(head_ + mask_ + 1, std::memory_order_release);
    head_++;
    return true;
  }

 private:
  static constexpr size_t kCacheLineBytes = 64;

  struct Cell {
    std::atomic<size_t> turn;
    T value;
  };

  const size_t mask_;
  std::unique_ptr<Cell[]> cells_;
  alignas(kCacheLineBytes) std::atomic<size_t> tail_{0};
  alignas(kCacheLineBytes) size_t head_ = 0;
};

}  // namespace nexus::core

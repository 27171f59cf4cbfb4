// Owns which buffers of the receive pool are free, for backends that pick a buffer themselves. The memory
// is the caller's. Last released, first used: it is still warm in the cache.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>

#include "driver/driver.h"

namespace nexus::driver {

class FreeBuffers {
 public:
  explicit FreeBuffers(const BufferPool& pool)
      : pool_(pool), stack_(new uint16_t[pool.bufferCount]), held_(new bool[pool.bufferCount]()) {
    for (uint16_t i = 0; i < pool.bufferCount; i++)
      stack_[i] = static_cast<uint16_t>(pool.bufferCount - 1 - i);
    count_ = pool.bufferCount;
  }

  bool empty() const { return count_ == 0; }
  uint16_t count() const { return count_; }
  uint32_t bufferBytes() const { return pool_.bufferBytes; }

  // `kNoBuffer` when the pool is empty.
  uint16_t take() {
    if (count_ == 0) return kNoBuffer;
    const uint16_t buffer = stack_[--count_];
    held_[buffer] = true;
    return buffer;
  }

  // A buffer that is not out is ignored: giving one back twice would hand it to two connections.
  void give(uint16_t buffer) {
    const bool out = buffer < pool_.bufferCount && held_[buffer];
    assert(out);
    if (!out) return;
    held_[buffer] = false;
    stack_[count_++] = buffer;
  }

  uint8_t* data(uint16_t buffer) const {
    return pool_.base + static_cast<size_t>(buffer) * pool_.bufferBytes;
  }

 private:
  BufferPool pool_;
  std::unique_ptr<uint16_t[]> stack_;
  std::unique_ptr<bool[]> held_;
  uint16_t count_ = 0;
};

}  // namespace nexus::driver

// Owns the ring of receive buffers that io_uring picks from. The buffers are the caller's pool.
#pragma once

#include <atomic>
#include <cstdint>

#include "driver/driver.h"
#include "driver/uring/ring.h"

namespace nexus::driver {

class BufferRing {
 public:
  static constexpr uint16_t kGroup = 0;

  BufferRing() = default;
  BufferRing(const BufferRing&) = delete;
  BufferRing& operator=(const BufferRing&) = delete;
  ~BufferRing();

  // Registers the pool with `ring`, all buffers free. Returns false and fills `why`.
  bool open(Ring& ring, const BufferPool& pool, OpenFailure* why);

  // Gives a buffer to the kernel, visible to it after the next `publish`.
  void give(uint16_t buffer);
  void publish();

  uint8_t* data(uint16_t buffer) const {
    return pool_.base + static_cast<size_t>(buffer) * pool_.bufferBytes;
  }

 private:
  BufferPool pool_ = {};
  abi::Buffer* entries_ = nullptr;
  size_t bytes_ = 0;
  uint16_t mask_ = 0;
  uint16_t tail_ = 0;
  uint16_t published_ = 0;
};

}  // namespace nexus::driver

// Owns the ring of receive buffers that io_uring picks from.
#include "driver/uring/buffer_ring.h"

#include <errno.h>
#include <sys/mman.h>

#include <bit>

namespace nexus::driver {

BufferRing::~BufferRing() {
  if (entries_ != nullptr) ::munmap(entries_, bytes_);
}

bool BufferRing::open(Ring& ring, const BufferPool& pool, OpenFailure* why) {
  pool_ = pool;
  const uint32_t count = std::bit_ceil(static_cast<uint32_t>(pool.bufferCount));
  mask_ = static_cast<uint16_t>(count - 1);
  bytes_ = count * sizeof(abi::Buffer);
  // Page-aligned, as the kernel wants it.
  void* memory = ::mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return *why = {-errno, "mmap of the buffer ring"}, false;
  entries_ = static_cast<abi::Buffer*>(memory);
  abi::BufferRegistration registration = {};
  registration.ringAddr = reinterpret_cast<uint64_t>(memory);
  registration.ringEntries = count;
  registration.group = kGroup;
  const int registered = ring.registerWith(abi::kRegisterPbufRing, &registration, 1);
  if (registered < 0) return *why = {registered, "io_uring_register (buffer ring)"}, false;
  for (uint16_t i = 0; i < pool.bufferCount; i++) give(i);
  publish();
  return true;
}

void BufferRing::give(uint16_t buffer) {
  abi::Buffer& entry = entries_[tail_++ & mask_];
  // Not the whole entry: the ring's tail lies in the first one.
  entry.addr = reinterpret_cast<uint64_t>(data(buffer));
  entry.len = pool_.bufferBytes;
  entry.bid = buffer;
}

void BufferRing::publish() {
  if (published_ == tail_) return;
  published_ = tail_;
  reinterpret_cast<std::atomic<uint16_t>*>(&entries_[0].tail)->store(tail_, std::memory_order_release);
}

}  // namespace nexus::driver

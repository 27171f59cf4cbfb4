// Owns one pair of submission and completion rings: the mapped memory, the indices and their ordering.
// It knows entries, not what they mean.
#pragma once

#include <atomic>
#include <cstdint>

#include "driver/driver.h"
#include "driver/uring/uring_abi.h"

namespace nexus::driver {

// When the kernel runs the part of an operation that belongs to this thread: on the way out of any system
// call (Linux 5.19), or only when the ring is entered (6.1), which batches better.
enum class TaskWork : uint8_t { cooperative, deferred };

class Ring {
 public:
  Ring() = default;
  Ring(const Ring&) = delete;
  Ring& operator=(const Ring&) = delete;
  ~Ring();

  // Creates the rings and asks for the operations in `ops`. Returns false and fills `why`.
  bool open(const DriverLimits& limits, TaskWork taskWork, const uint8_t* ops, size_t opCount,
            OpenFailure* why);

  // Registers something with the ring. Returns 0 (or a count), or -errno.
  int registerWith(uint32_t opcode, const void* argument, uint32_t count);

  // A cleared entry to fill in, or nullptr when the submission ring is full.
  abi::Sqe* nextSqe();
  uint32_t unsubmitted() const { return sqTail_ - sqHead_->load(std::memory_order_acquire); }
  // The entries that the kernel has not taken yet, oldest first.
  abi::Sqe& unsubmittedAt(uint32_t i) {
    return sqes_[(sqHead_->load(std::memory_order_acquire) + i) & sqMask_];
  }

  // Hands over what is queued and waits for `waitFor` completions. A `timeoutMs` of -1 waits for ever.
  // Returns how many entries were taken, or -errno (-ETIME when the time was up).
  int enter(uint32_t waitFor, int timeoutMs);

  uint32_t completions() const { return cqTail_->load(std::memory_order_acquire) - cqHeadLocal_; }
  const abi::Cqe& completion(uint32_t i) const { return cqes_[(cqHeadLocal_ + i) & cqMask_]; }
  void consume(uint32_t count) {
    cqHeadLocal_ += count;
    cqHead_->store(cqHeadLocal_, std::memory_order_release);
  }

  // The kernel holds completions back that did not fit; `enter` fetches them once there is room.
  bool overflown() const { return (sqFlags_->load(std::memory_order_relaxed) & abi::kSqCqOverflow) != 0; }
  // The kernel has work for this thread that runs in the next `enter`.
  bool workWaiting() const { return (sqFlags_->load(std::memory_order_relaxed) & abi::kSqTaskrun) != 0; }
  // Whether new completions signal the registered eventfd.
  void setEventfd(bool on);

  int fd() const { return fd_; }

 private:
  bool map(const abi::Params& params, OpenFailure* why);
  bool probe(const uint8_t* ops, size_t opCount, OpenFailure* why);

  int fd_ = -1;
  int enterFd_ = -1;  // the number in the thread's table of rings, or `fd_`
  bool deferred_ = false;
  uint8_t* rings_ = nullptr;
  size_t ringsBytes_ = 0;
  abi::Sqe* sqes_ = nullptr;
  size_t sqesBytes_ = 0;
  std::atomic<uint32_t>* sqHead_ = nullptr;
  std::atomic<uint32_t>* sqTailShared_ = nullptr;
  std::atomic<uint32_t>* sqFlags_ = nullptr;
  std::atomic<uint32_t>* cqHead_ = nullptr;
  std::atomic<uint32_t>* cqTail_ = nullptr;
  std::atomic<uint32_t>* cqFlags_ = nullptr;
  abi::Cqe* cqes_ = nullptr;
  uint32_t sqTail_ = 0;
  uint32_t sqMask_ = 0;
  uint32_t sqEntries_ = 0;
  uint32_t cqHeadLocal_ = 0;
  uint32_t cqMask_ = 0;
};

}  // namespace nexus::driver

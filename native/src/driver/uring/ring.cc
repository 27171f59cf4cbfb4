// Owns one pair of submission and completion rings: set-up, mapping and entering the kernel.
#include "driver/uring/ring.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace nexus::driver {

namespace {

constexpr uint32_t kSetupFlags = abi::kSetupCqSize | abi::kSetupClamp | abi::kSetupSubmitAll |
                                 abi::kSetupTaskrunFlag | abi::kSetupSingleIssuer;
constexpr uint32_t kFeatures = abi::kFeatSingleMmap | abi::kFeatNodrop | abi::kFeatSubmitStable |
                               abi::kFeatFastPoll | abi::kFeatExtArg | abi::kFeatCqeSkip;

bool fail(OpenFailure* why, int error, const char* step) {
  *why = {-error, step};
  return false;
}

uint32_t load(const uint8_t* base, uint32_t offset) {
  return *reinterpret_cast<const uint32_t*>(base + offset);
}

std::atomic<uint32_t>* shared(uint8_t* base, uint32_t offset) {
  static_assert(sizeof(std::atomic<uint32_t>) == sizeof(uint32_t) &&
                std::atomic<uint32_t>::is_always_lock_free);
  return reinterpret_cast<std::atomic<uint32_t>*>(base + offset);
}

void* mapShared(int fd, size_t bytes, int64_t offset) {
  void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
  return memory == MAP_FAILED ? nullptr : memory;
}

}  // namespace

Ring::~Ring() {
  if (sqes_ != nullptr) ::munmap(sqes_, sqesBytes_);
  if (rings_ != nullptr) ::munmap(rings_, ringsBytes_);
  // The thread's table of rings holds a reference of its own.
  if (enterFd_ != fd_) {
    const abi::RingFd registered = {static_cast<uint32_t>(enterFd_), 0, 0};
    registerWith(abi::kUnregisterRingFds, &registered, 1);
  }
  if (fd_ >= 0) ::close(fd_);
}

bool Ring::open(const DriverLimits& limits, TaskWork taskWork, const uint8_t* ops, size_t opCount,
                OpenFailure* why) {
  abi::Params params = {};
  deferred_ = taskWork == TaskWork::deferred;
  params.flags = kSetupFlags | (deferred_ ? abi::kSetupDeferTaskrun : abi::kSetupCoopTaskrun);
  params.cqEntries = limits.completionEntries;
  // SINGLE_ISSUER came with Linux 6.0, as did multishot recv, which no probe can ask for: this call
  // refuses kernels that lack either.
  fd_ = static_cast<int>(::syscall(abi::kSysSetup, limits.ringEntries, &params));
  if (fd_ < 0) return fail(why, errno, "io_uring_setup");
  if ((params.features & kFeatures) != kFeatures) return fail(why, EINVAL, "io_uring_setup (features)");
  enterFd_ = fd_;
  if (!map(params, why) || !probe(ops, opCount, why)) return false;
  // Saves looking the descriptor up in every call; without it all works the same.
  abi::RingFd slot = {~uint32_t{0}, 0, static_cast<uint64_t>(fd_)};
  if (registerWith(abi::kRegisterRingFds, &slot, 1) == 1) enterFd_ = static_cast<int>(slot.offset);
  return true;
}

bool Ring::map(const abi::Params& params, OpenFailure* why) {
  const size_t sqBytes = params.sqOff.array + params.sqEntries * sizeof(uint32_t);
  const size_t cqBytes = params.cqOff.cqes + params.cqEntries * sizeof(abi::Cqe);
  ringsBytes_ = sqBytes > cqBytes ? sqBytes : cqBytes;
  rings_ = static_cast<uint8_t*>(mapShared(fd_, ringsBytes_, abi::kOffSqRing));
  if (rings_ == nullptr) return fail(why, errno, "mmap of the rings");
  sqesBytes_ = params.sqEntries * sizeof(abi::Sqe);
  sqes_ = static_cast<abi::Sqe*>(mapShared(fd_, sqesBytes_, abi::kOffSqes));
  if (sqes_ == nullptr) return fail(why, errno, "mmap of the submission entries");

  sqHead_ = shared(rings_, params.sqOff.head);
  sqTailShared_ = shared(rings_, params.sqOff.tail);
  sqFlags_ = shared(rings_, params.sqOff.flags);
  sqMask_ = load(rings_, params.sqOff.ringMask);
  sqEntries_ = params.sqEntries;
  cqHead_ = shared(rings_, params.cqOff.head);
  cqTail_ = shared(rings_, params.cqOff.tail);
  cqFlags_ = shared(rings_, params.cqOff.flags);
  cqMask_ = load(rings_, params.cqOff.ringMask);
  cqes_ = reinterpret_cast<abi::Cqe*>(rings_ + params.cqOff.cqes);
  // Entries are used in ring order, so the array between ring and entries never changes.
  uint32_t* array = reinterpret_cast<uint32_t*>(rings_ + params.sqOff.array);
  for (uint32_t i = 0; i < params.sqEntries; i++) array[i] = i;
  return true;
}

bool Ring::probe(const uint8_t* ops, size_t opCount, OpenFailure* why) {
  abi::Probe answer = {};
  const int asked = registerWith(abi::kRegisterProbe, &answer, sizeof answer.ops / sizeof answer.ops[0]);
  if (asked < 0) return fail(why, -asked, "io_uring_register (probe)");
  for (size_t i = 0; i < opCount; i++) {
    const bool known = ops[i] <= answer.lastOp && ops[i] < answer.opsLength;
    if (!known || (answer.ops[ops[i]].flags & abi::kOpSupported) == 0) {
      return fail(why, ENOSYS, "probe for accept, recv, send, close, cancel and poll");
    }
  }
  return true;
}

int Ring::registerWith(uint32_t opcode, const void* argument, uint32_t count) {
  const long done = ::syscall(abi::kSysRegister, fd_, opcode, argument, count);
  return done < 0 ? -errno : static_cast<int>(done);
}

abi::Sqe* Ring::nextSqe() {
  if (unsubmitted() == sqEntries_) return nullptr;
  abi::Sqe* sqe = &sqes_[sqTail_++ & sqMask_];
  ::memset(sqe, 0, sizeof *sqe);
  return sqe;
}

int Ring::enter(uint32_t waitFor, int timeoutMs) {
  sqTailShared_->store(sqTail_, std::memory_order_release);
  const abi::Timespec time = {timeoutMs / 1000, (timeoutMs % 1000) * 1000000LL};
  const abi::WaitArgument wait = {0, 0, 0, reinterpret_cast<uint64_t>(&time)};
  const bool timed = waitFor > 0 && timeoutMs >= 0;
  // Waiting, and fetching completions that did not fit, have to be asked for; so has running the work for
  // this thread when it is deferred. Otherwise that runs on the way out of any system call.
  const bool fetch = deferred_ || waitFor > 0 || overflown();
  const uint32_t flags = (fetch ? abi::kEnterGetEvents : 0U) | (timed ? abi::kEnterExtArg : 0U) |
                         (enterFd_ != fd_ ? abi::kEnterRegisteredRing : 0U);
  const long taken = ::syscall(abi::kSysEnter, enterFd_, unsubmitted(), waitFor, flags,
                               timed ? &wait : nullptr, timed ? sizeof wait : size_t{0});
  return taken < 0 ? -errno : static_cast<int>(taken);
}

void Ring::setEventfd(bool on) {
  cqFlags_->store(on ? 0 : abi::kCqEventfdDisabled, std::memory_order_relaxed);
  // The caller looks for completions next: it must not see an older state than the kernel does.
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

}  // namespace nexus::driver

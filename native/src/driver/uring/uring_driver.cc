// Owns the io_uring backend's rounds: push submissions, take completions, sleep and be woken.
#include "driver/uring/uring_driver.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace nexus::driver {

namespace {

constexpr uint8_t kOpsNeeded[] = {abi::kOpNop,   abi::kOpPollAdd, abi::kOpAccept, abi::kOpAsyncCancel,
                                  abi::kOpClose, abi::kOpSend,    abi::kOpRecv};

// How often a submission that the kernel refuses for the moment is tried again.
constexpr int kSubmitTriesMax = 8;

// How long the destructor waits for the kernel to let go of buffers.
constexpr int64_t kStopSecondsMax = 1;

}  // namespace

// Deferred work is tried first: it batches, and measured no worse within the noise. But it serves only where
// its completions wake the eventfd; the self-test sees to that.
Driver* openUring(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why) {
  for (const TaskWork taskWork : {TaskWork::deferred, TaskWork::cooperative}) {
    UringDriver* driver = new UringDriver(limits);
    if (driver->open(pool, limits, taskWork, why)) return driver;
    delete driver;
  }
  return nullptr;
}

bool UringDriver::open(const BufferPool& pool, const DriverLimits& limits, TaskWork taskWork,
                       OpenFailure* why) {
  if (!ring_.open(limits, taskWork, kOpsNeeded, sizeof kOpsNeeded, why)) return false;
  if (!buffers_.open(ring_, pool, why)) return false;
  eventFd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (eventFd_ < 0) return *why = {-errno, "eventfd"}, false;
  const int registered = ring_.registerWith(abi::kRegisterEventfd, &eventFd_, 1);
  if (registered < 0) return *why = {registered, "io_uring_register (eventfd)"}, false;
  int error = 0;
  const char* failed = selfTest(*this, &error);
  if (failed != nullptr) return *why = {error, failed}, false;
  return true;
}

// The kernel may write into pool buffers, and read what is being sent, until it has let go of every
// operation; the memory is the caller's and dies next.
UringDriver::~UringDriver() {
  if (ring_.fd() >= 0) {
    flush();
    abi::SyncCancel all = {};
    all.fd = -1;
    all.flags = abi::kCancelAny | abi::kCancelAll;
    all.timeoutSeconds = kStopSecondsMax;
    ring_.registerWith(abi::kRegisterSyncCancel, &all, 1);
    closeWhatNobodyKnows();
  }
  if (eventFd_ >= 0) ::close(eventFd_);
}

// Sockets that were accepted and never reported, and those whose close waited for their last completions.
void UringDriver::closeWhatNobodyKnows() {
  for (int tries = 0; tries < kSubmitTriesMax; tries++) {
    collectBacklog();
    if (!ring_.overflown()) break;
    ring_.enter(0, 0);
  }
  for (const abi::Cqe& cqe : backlog_) {
    if (opOf(cqe.userData) == Op::accept && cqe.res >= 0) ::close(cqe.res);
  }
  // A close that the kernel has taken is done; one that it has not is made here.
  for (uint32_t i = 0; i < ring_.unsubmitted(); i++) {
    const abi::Sqe& sqe = ring_.unsubmittedAt(i);
    if (opOf(sqe.userData) == Op::close) ::close(sqe.fd);
  }
  records_.each([](int fd, const Record& record) {
    if (record.closing && !record.closeSent) ::close(fd);
  });
}

void UringDriver::setWakeups(bool on) {
  wakeups_ = on;
  ring_.setEventfd(on);
  if (!on) return drainSignal();
  if (pending() || ring_.workWaiting() || ring_.overflown()) signal();
}

int UringDriver::submit() {
  const int error = flush();
  if (wakeups_ && (!local_.empty() || !backlog_.empty())) signal();
  return error;
}

int UringDriver::poll(Event* out, int max) {
  if (wakeups_) drainSignal();
  Output output = {out, out + max, out, out};
  const int error = flush();
  if (error < 0) failUnsubmittedSends();
  takeCompletions(output);
  // A last completion may have let a descriptor be closed: its event can still come in this round.
  if (ring_.unsubmitted() > 0) {
    flush();
    takeCompletions(output);
  }
  if (wakeups_ && pending()) signal();
  return output.next == out && error < 0 ? error : static_cast<int>(output.next - out);
}

int UringDriver::wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) {
  watchExtra(extraFd);
  buffers_.publish();
  if (timeoutMs != 0 && !pending() && !extraReady_) waitForOne(timeoutMs, extraFd);
  const int taken = poll(out, max);
  if (extraReady != nullptr) *extraReady = extraReady_;
  extraReady_ = false;
  return taken;
}

// Who has entries that the kernel does not take cannot wait in the ring: it returns at once, again and again.
void UringDriver::waitForOne(int timeoutMs, int extraFd) {
  if (ring_.enter(1, timeoutMs) != -EAGAIN) return;
  pollfd watched = {extraFd, POLLIN, 0};
  ::poll(&watched, extraFd < 0 ? 0 : 1, timeoutMs < 0 ? stallRetryMs : std::min(timeoutMs, stallRetryMs));
}

int UringDriver::flush() {
  const int error = pushAll();
  stalled_ = error < 0;
  return error;
}

// Hands over everything that is queued. -EBUSY and -EAGAIN mean that the kernel is short of completion
// entries or memory: completions are set aside, and it is tried again a few times. Work that comes up while
// the kernel is busy with this is left to the next round: a busy peer would have it enter again and again for
// one completion each.
int UringDriver::pushAll() {
  buffers_.publish();
  if (ring_.unsubmitted() == 0 && !ring_.workWaiting() && !ring_.overflown()) return 0;
  for (int tries = 0; tries < kSubmitTriesMax; tries++) {
    const int taken = ring_.enter(0, 0);
    if (ring_.overflown()) {
      collectBacklog();
      continue;
    }
    if (ring_.unsubmitted() == 0) return 0;
    if (taken >= 0 || taken == -EINTR) continue;
    if (taken != -EBUSY && taken != -EAGAIN) return taken;
    collectBacklog();
  }
  return ring_.unsubmitted() == 0 ? 0 : -EAGAIN;
}

// The data of a send must not be read after `poll` returned: an entry that the kernel still has not taken
// becomes an empty operation, and the send is reported as one that found no room.
void UringDriver::failUnsubmittedSends() {
  for (uint32_t i = 0; i < ring_.unsubmitted(); i++) {
    abi::Sqe& sqe = ring_.unsubmittedAt(i);
    if (opOf(sqe.userData) != Op::sendNow) continue;
    const Record& record = records_.known(sqe.fd);
    refuse(record.sendNowToken, EventKind::send, -EAGAIN);
    sqe = {};
    sqe.opcode = abi::kOpNop;
    sqe.flags = abi::kSqeCqeSkipSuccess;
  }
}

// Straight from the ring when everything fits. An entry is given back before it is looked at: completing it
// may enter the kernel, which then sets the rest aside.
void UringDriver::takeCompletions(Output& out) {
  const uint32_t ready = ring_.completions();
  if (!backlog_.empty() || !local_.empty() || ready > static_cast<uint32_t>(out.end - out.next)) {
    collectBacklog();
    return takeBacklog(out);
  }
  for (uint32_t i = 0; i < ready && backlog_.empty(); i++) {
    const abi::Cqe cqe = ring_.completion(0);
    ring_.consume(1);
    complete(cqe, out);
  }
}

void UringDriver::collectBacklog() {
  const uint32_t ready = ring_.completions();
  for (uint32_t i = 0; i < ready; i++) backlog_.push_back(ring_.completion(i));
  ring_.consume(ready);
}

// Failed sends first, wherever they are: their data is about to be reused. Then the rest, in order.
// Completing an entry may add to the backlog, so it is walked by index.
void UringDriver::takeBacklog(Output& out) {
  for (size_t i = 0; i < backlog_.size() && !out.full(); i++) {
    if (opOf(backlog_[i].userData) != Op::sendNow) continue;
    const abi::Cqe cqe = backlog_[i];
    backlog_[i] = {};
    complete(cqe, out);
  }
  out.next += local_.take(out.next, static_cast<int>(out.end - out.next));
  size_t taken = 0;
  while (taken < backlog_.size() && !out.full()) {
    const abi::Cqe cqe = backlog_[taken++];
    complete(cqe, out);
  }
  backlog_.erase(backlog_.begin(), backlog_.begin() + static_cast<ptrdiff_t>(taken));
  if (backlog_.empty()) backlog_.shrink_to_fit();
}

// Keeps one poll armed on the descriptor that also ends a wait.
void UringDriver::watchExtra(int extraFd) {
  if (extraFd < 0 || extraFd == extraFd_) return;
  Record unnamed;
  unnamed.fd = extraFd;
  abi::Sqe* sqe = prepare(abi::kOpPollAdd, Op::extra, unnamed);
  if (sqe == nullptr) return;
  sqe->userData = static_cast<uint64_t>(Op::extra) << 60 | ++extraGeneration_;
  sqe->opFlags = POLLIN;
  extraFd_ = extraFd;
}

void UringDriver::signal() {
  const uint64_t one = 1;
  // A full counter is readable too, so a refusal needs no answer.
  [[maybe_unused]] const ssize_t written = ::write(eventFd_, &one, sizeof one);
}

void UringDriver::drainSignal() {
  uint64_t count;
  [[maybe_unused]] const ssize_t read = ::read(eventFd_, &count, sizeof count);
}

}  // namespace nexus::driver

// Owns the epoll backend's rounds: take readiness from the kernel, serve it, report events.
#include "driver/epoll/epoll_driver.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>

namespace nexus::driver {

namespace {

// Marks the signal descriptor among the harvested events; no record has this number.
constexpr uint64_t kSignalData = ~uint64_t{0};

Driver* fail(OpenFailure* why, const char* step) {
  *why = {-errno, step};
  return nullptr;
}

}  // namespace

Driver* openEpoll(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why) {
  const int epollFd = ::epoll_create1(EPOLL_CLOEXEC);
  if (epollFd < 0) return fail(why, "epoll_create1");
  const int signalFd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (signalFd < 0) {
    fail(why, "eventfd");
    ::close(epollFd);
    return nullptr;
  }
  epoll_event event = {};
  event.events = EPOLLIN;
  event.data.u64 = kSignalData;
  if (::epoll_ctl(epollFd, EPOLL_CTL_ADD, signalFd, &event) < 0) {
    fail(why, "epoll_ctl for the wake descriptor");
    ::close(signalFd);
    ::close(epollFd);
    return nullptr;
  }
  return new EpollDriver(pool, limits, epollFd, signalFd);
}

EpollDriver::EpollDriver(const BufferPool& pool, const DriverLimits& limits, int epollFd, int signalFd)
    : epollFd_(epollFd), signalFd_(signalFd), buffers_(pool), records_(limits.descriptorsMax) {}

EpollDriver::~EpollDriver() {
  ::close(signalFd_);
  ::close(epollFd_);
}

// The epoll descriptor itself wakes libuv, and it cannot be silenced; only our own signal can.
void EpollDriver::setWakeups(bool on) {
  wakeups_ = on;
  signalIfPending();
}

int EpollDriver::submit() {
  signalIfPending();
  return 0;
}

int EpollDriver::poll(Event* out, int max) {
  Output output = {out, out + max};
  output.next += failedSends_.take(output.next, max);
  output.next += queue_.take(output.next, static_cast<int>(output.end - output.next));
  if (!output.full()) {
    const int error = harvest(0);
    serveReady(output);
    if (error < 0 && output.next == out) return error;
  }
  signalIfPending();
  return static_cast<int>(output.next - out);
}

int EpollDriver::wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) {
  if (extraReady != nullptr) *extraReady = false;
  const int taken = poll(out, max);
  if (taken < 0 || (taken > 0 && extraFd < 0)) return taken;
  pollfd watched[2] = {{epollFd_, POLLIN, 0}, {extraFd, POLLIN, 0}};
  const int found = ::poll(watched, extraFd < 0 ? 1 : 2, taken > 0 ? 0 : timeoutMs);
  if (found < 0) return taken > 0 || errno == EINTR ? taken : -errno;
  if (extraReady != nullptr) *extraReady = watched[1].revents != 0;
  return taken > 0 ? taken : poll(out, max);
}

int EpollDriver::harvest(int timeoutMs) {
  const int found = ::epoll_wait(epollFd_, harvest_, kHarvestMax, timeoutMs);
  if (found < 0) return errno == EINTR ? 0 : -errno;
  for (int i = 0; i < found; i++) fold(harvest_[i]);
  return 0;
}

void EpollDriver::fold(const epoll_event& event) {
  if (event.data.u64 == kSignalData) return drainSignal();
  Record& record = records_.known(static_cast<int>(event.data.u64 & 0xffffffffU));
  if (record.generation != static_cast<uint32_t>(event.data.u64 >> 32)) return;
  const bool ended = (event.events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI)) != 0;
  if (ended) record.readToEnd = true;
  if ((event.events & (EPOLLHUP | EPOLLERR)) != 0) record.gone = true;
  if (ended || (event.events & EPOLLIN) != 0) record.readable = true;
  if ((event.events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0) record.writable = true;
  link(record);
}

// One turn for each descriptor that is ready now; what is still ready afterwards goes to the end.
void EpollDriver::serveReady(Output& out) {
  for (size_t turns = ready_.size(); turns > 0 && !out.full(); turns--) {
    Record& record = *ready_.popFront();
    if (record.sendArmed && record.writable) serveSend(record, out);
    if (accepts(record.input) && record.readable) serveAccept(record, out);
    if (record.input == Input::recv && record.readable) serveRecv(record, out);
    if (record.input == Input::watch && record.gone && !out.full()) endInput(record, out, -ECONNRESET);
    link(record);
  }
}

void EpollDriver::serveAccept(Record& record, Output& out) {
  for (int i = 0; i < kAcceptsPerTurn && !out.full(); i++) {
    const int fd = ::accept4(record.fd, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) {
      if (record.input == Input::acceptOne) return endInput(record, out, fd);
      out.add({record.inputToken, EventKind::accept, true, kNoBuffer, fd, nullptr});
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return endInput(record, out, -errno);
    record.readable = false;
    return;
  }
}

void EpollDriver::serveRecv(Record& record, Output& out) {
  for (int i = 0; i < kRecvsPerTurn && !out.full(); i++) {
    const uint16_t buffer = buffers_.take();
    if (buffer == kNoBuffer) return endInput(record, out, -ENOBUFS);
    uint8_t* data = buffers_.data(buffer);
    const ssize_t received = ::recv(record.fd, data, buffers_.bufferBytes(), MSG_DONTWAIT);
    if (received > 0) {
      out.add({record.inputToken, EventKind::recv, true, buffer, static_cast<int32_t>(received), data});
      if (received == static_cast<ssize_t>(buffers_.bufferBytes()) || record.readToEnd) continue;
      // Less than asked for: the queue is empty, and the next byte makes a new edge (epoll(7), Q9).
      record.readable = false;
      return;
    }
    buffers_.give(buffer);
    if (received == 0) return endInput(record, out, 0);
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return endInput(record, out, -errno);
    record.readable = false;
    return;
  }
}

void EpollDriver::serveSend(Record& record, Output& out) {
  const ssize_t sent = ::send(record.fd, record.sendData, record.sendLength, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent < 0 && errno == EINTR) return;
  const int32_t result = sent >= 0 ? static_cast<int32_t>(sent) : -errno;
  if (sent < static_cast<ssize_t>(record.sendLength)) noteSend(record, sent);
  if (result == -EAGAIN) return;
  record.sendArmed = false;
  out.add({record.sendToken, EventKind::send, false, kNoBuffer, result, nullptr});
}

// The descriptor stays readable: whoever arms it again gets the next attempt, and its result.
void EpollDriver::endInput(Record& record, Output& out, int32_t result) {
  const EventKind kind = accepts(record.input) ? EventKind::accept : EventKind::recv;
  record.input = Input::none;
  out.add({record.inputToken, kind, false, kNoBuffer, result, nullptr});
}

void EpollDriver::signalIfPending() {
  if (!wakeups_ || signalled_ || !pending()) return;
  const uint64_t one = 1;
  signalled_ = ::write(signalFd_, &one, sizeof one) == sizeof one;
}

void EpollDriver::drainSignal() {
  uint64_t count;
  signalled_ = ::read(signalFd_, &count, sizeof count) < 0 && signalled_;
}

}  // namespace nexus::driver

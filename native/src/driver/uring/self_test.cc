// Owns the proof, made once when the ring is opened, that this kernel does what the engine builds on.
// Probes name operations only; multishot recv, the buffer ring and the wake-up show when they are used.
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "driver/uring/uring_driver.h"

namespace nexus::driver {

namespace {

constexpr int kStepTimeoutMs = 1000;
constexpr Token kToken = 1;

bool wakes(Driver& driver) {
  pollfd wake = {driver.wakeDescriptor(), POLLIN, 0};
  int ready = ::poll(&wake, 1, kStepTimeoutMs);
  if (ready < 0 && errno == EINTR) ready = ::poll(&wake, 1, kStepTimeoutMs);
  return ready == 1;
}

const char* fail(int* error, int result, const char* step) {
  *error = result < 0 ? result : -EINVAL;
  return step;
}

// One byte arrives: the eventfd wakes, and the event has a pool buffer and stays armed.
const char* receive(Driver& driver, int reader, int writer, int* error) {
  driver.recv(reader, kToken);
  const int submitted = driver.submit();
  if (submitted < 0) return fail(error, submitted, "io_uring_enter");
  if (::send(writer, "n", 1, MSG_NOSIGNAL) != 1) return fail(error, -errno, "send on a socket pair");
  if (!wakes(driver)) return fail(error, -ETIME, "wake-up by eventfd");
  Event event = {};
  const int taken = driver.poll(&event, 1);
  if (taken != 1 || event.result != 1) return fail(error, taken < 0 ? taken : event.result, "multishot recv");
  driver.releaseBuffer(event.buffer);
  return event.more ? nullptr : fail(error, -EINVAL, "multishot recv");
}

// What is armed ends, then the descriptor's close is reported.
const char* finish(Driver& driver, int reader, int* error) {
  driver.close(reader, kToken);
  for (int rounds = 0; rounds < 4; rounds++) {
    Event event = {};
    const int taken = driver.wait(&event, 1, kStepTimeoutMs, -1, nullptr);
    if (taken < 0) return fail(error, taken, "close");
    if (taken == 1 && event.kind == EventKind::close) return nullptr;
  }
  return fail(error, -ETIME, "close");
}

}  // namespace

const char* selfTest(Driver& driver, int* error) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    return fail(error, -errno, "socketpair");
  const char* failed = receive(driver, pair[0], pair[1], error);
  const char* unfinished = finish(driver, pair[0], error);
  ::close(pair[1]);
  return failed != nullptr ? failed : unfinished;
}

}  // namespace nexus::driver

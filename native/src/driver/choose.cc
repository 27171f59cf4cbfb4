// Owns the choice of a backend when the process starts, and the sentence that explains it to an operator.
#include "driver/choose.h"

#include <errno.h>
#include <string.h>

namespace nexus::driver {

namespace {

// What an operator can do about it, for the refusals that are common.
const char* hint(int error) {
  if (error == EPERM || error == EACCES) {
    return " (a seccomp profile, as in Docker's default, or kernel.io_uring_disabled forbids it)";
  }
  if (error == ENOSYS) return " (this kernel has no io_uring)";
  if (error == EINVAL) return " (it needs Linux 6.1 or later)";
  if (error == ENOMEM) return " (raise the memlock limit)";
  return "";
}

std::string explain(const char* name, const OpenFailure& why) {
  return std::string(name) + ": " + why.step + " failed: " + ::strerror(-why.error);
}

}  // namespace

bool parseMode(const char* text, Mode* out) {
  if (::strcmp(text, "auto") == 0) return *out = Mode::automatic, true;
  if (::strcmp(text, "uring") == 0) return *out = Mode::uring, true;
  if (::strcmp(text, "epoll") == 0) return *out = Mode::epoll, true;
  return false;
}

Choice openDriver(Mode mode, const BufferPool& pool, const DriverLimits& limits) {
  OpenFailure why;
  std::string refused;
  if (mode != Mode::epoll) {
    if (Driver* uring = openUring(pool, limits, &why))
      return {std::unique_ptr<Driver>(uring), "using io_uring"};
    refused = explain("io_uring", why) + hint(-why.error);
    if (mode == Mode::uring) return {nullptr, refused};
    refused += "; ";
  }
  if (Driver* epoll = openEpoll(pool, limits, &why)) {
    return {std::unique_ptr<Driver>(epoll), refused + "using epoll"};
  }
  return {nullptr, refused + explain("epoll", why)};
}

}  // namespace nexus::driver

// Owns the choice of a backend when the process starts, and the sentence that explains it to an operator.
#pragma once

#include <memory>
#include <string>

#include "driver/driver.h"

namespace nexus::driver {

enum class Mode : uint8_t { automatic, uring, epoll };

// Parses NEXUS_IO: `auto`, `uring` or `epoll`. Returns false for anything else.
bool parseMode(const char* text, Mode* out);

struct Choice {
  std::unique_ptr<Driver> driver;  // null when no backend of this mode could be opened
  std::string reason;              // "io_uring_setup failed: Operation not permitted (...); using epoll"
};

// Opens the driver for this thread. `automatic` prefers io_uring and falls back to epoll.
//
// Example: `Choice choice = openDriver(Mode::automatic, pool, {}); if (!choice.driver) fail(choice.reason);`
Choice openDriver(Mode mode, const BufferPool& pool, const DriverLimits& limits);

}  // namespace nexus::driver

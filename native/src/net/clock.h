// Owns reading the clocks. Not what is done with the time.
#pragma once

#include <time.h>

#include <cstdint>

namespace nexus::net {

inline uint64_t monotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000u + static_cast<uint64_t>(now.tv_nsec);
}

// The moment that one round of work counts with: asked once, used often.
struct Now {
  uint64_t ns = 0;
  uint64_t ms = 0;
};

inline int64_t unixSecond() {
  timespec now;
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec;
}

}  // namespace nexus::net

// Owns noticing long runs of decimal digits in a body, with the point between them: numbers that JSON.parse may round.
// JSON.parse is exact without one.
#pragma once

#include <cstdint>

namespace nexus::http {

inline constexpr uint32_t digitRunMin = 16;  // 2^53 has 16 digits

// Persistent over the pieces of one body; zero-initialised at its start.
struct DigitScan {
  uint32_t run = 0;    // digits and points at the end of what was seen
  bool found = false;  // a run of `digitRunMin` or more was seen
};

// Looks at the next piece. Costs next to nothing once `found` is true.
void scanDigits(DigitScan* scan, const char* data, uint32_t length);

}  // namespace nexus::http

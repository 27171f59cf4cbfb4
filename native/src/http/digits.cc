// Owns digits.h. A run of 16 covers a whole word of any grid of 8-byte words, so only those are probed.
#include "http/digits.h"

#include <cstring>

#include "http/chars.h"

namespace nexus::http {
namespace {

constexpr uint64_t ones = 0x0101010101010101;

// Whether all 8 bytes are '0'-'9': every high nibble is 3, also when 6 is added.
bool allDigits(uint64_t word) {
  constexpr uint64_t high = 0xf0 * ones;
  return (word & high) == 0x30 * ones && ((word + 0x06 * ones) & high) == 0x30 * ones;
}

uint64_t wordAt(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

uint32_t digitsForward(const char* at, const char* end) {
  const char* start = at;
  while (at < end && isClass(*at, classDigit)) at++;
  return static_cast<uint32_t>(at - start);
}

uint32_t digitsBackward(const char* start, const char* end) {
  const char* at = end;
  while (at > start && isClass(at[-1], classDigit)) at--;
  return static_cast<uint32_t>(end - at);
}

}  // namespace

void scanDigits(DigitScan* scan, const char* data, uint32_t length) {
  if (scan->found || length == 0) return;
  const char* end = data + length;
  const uint32_t lead = digitsForward(data, end);
  if (scan->run + lead >= digitRunMin) {
    scan->found = true;
    return;
  }
  if (lead == length) {
    scan->run += lead;
    return;
  }
  for (const char* at = data + lead; end - at >= 8; at += 8) {
    if (!allDigits(wordAt(at))) continue;
    const uint32_t run = digitsBackward(data, at) + digitsForward(at, end);
    if (run >= digitRunMin) {
      scan->found = true;
      return;
    }
  }
  scan->run = digitsBackward(data, end);
}

}  // namespace nexus::http

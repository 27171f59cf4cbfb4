// Owns digits.h. A run of 16 covers a whole word of any grid of 8-byte words, so only those are probed.
#include "http/digits.h"

#include <cstring>

#include "http/chars.h"

namespace nexus::http {
namespace {

constexpr uint64_t ones = 0x0101010101010101;

// Whether all 8 bytes are '0'-'9' or '.'. Most words of a text are refused by the first test.
bool allDigits(uint64_t word) {
  if ((word & 0xe0 * ones) != 0x20 * ones) return false;
  constexpr uint64_t top = 0x80 * ones;
  const uint64_t digit = (word + 0x50 * ones) & ~(word + 0x46 * ones);  // >= '0', and not > '9'
  const uint64_t point = ~((word ^ 0x2e * ones) + 0x7f * ones);
  return ((digit | point) & top) == top;
}

bool isPart(char c) { return c == '.' || isClass(c, classDigit); }

uint64_t wordAt(const char* at) {
  uint64_t word;
  std::memcpy(&word, at, 8);
  return word;
}

uint32_t digitsForward(const char* at, const char* end) {
  const char* start = at;
  while (at < end && isPart(*at)) at++;
  return static_cast<uint32_t>(at - start);
}

uint32_t digitsBackward(const char* start, const char* end) {
  const char* at = end;
  while (at > start && isPart(at[-1])) at--;
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

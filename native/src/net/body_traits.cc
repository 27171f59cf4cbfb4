// Owns one pass over a body that answers what JSON.parse cannot say cheaply.
#include "net/body_traits.h"

#include "http/digits.h"
#include "net/batch.h"

namespace nexus::net {
namespace {

struct Counts {
  bool high;
  bool exponents;  // an `e` behind a digit
  uint32_t openers;
};

bool isDigit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

// Simple on purpose: compilers turn it into vector code.
Counts countBytes(const uint8_t* data, uint32_t length) {
  uint8_t all = 0;
  uint8_t exponents = 0;
  uint32_t openers = 0;
  for (uint32_t i = 0; i < length; i++) {
    all |= data[i];
    openers += (data[i] | 0x20) == '{';  // '[' is '{' without bit 5
  }
  for (uint32_t i = 1; i < length; i++) {
    exponents |= static_cast<uint8_t>(isDigit(data[i - 1]) & ((data[i] | 0x20) == 'e'));
  }
  return {(all & 0x80) != 0, exponents != 0, openers};
}

// Whether a number may have an exponent of three digits or more, so that a double may not hold it: 1e400, 1e-400.
bool hasLongExponent(const uint8_t* data, uint32_t length) {
  for (uint32_t i = 1; i + 3 < length; i++) {
    if ((data[i] | 0x20) != 'e' || !isDigit(data[i - 1])) continue;
    const uint32_t from = data[i + 1] == '+' || data[i + 1] == '-' ? i + 2 : i + 1;
    if (from + 2 >= length) return false;
    if (isDigit(data[from]) && isDigit(data[from + 1]) && isDigit(data[from + 2])) return true;
  }
  return false;
}

// Nesting outside strings. Only called when there are enough brackets for it to matter.
bool nestsTooDeep(const uint8_t* data, uint32_t length, uint32_t jsonDepthMax) {
  uint32_t depth = 0;
  bool inString = false;
  for (uint32_t i = 0; i < length; i++) {
    const uint8_t c = data[i];
    if (inString) {
      if (c == '\\') i++;
      if (c == '"') inString = false;
    } else if (c == '"') {
      inString = true;
    } else if (c == '{' || c == '[') {
      if (++depth > jsonDepthMax) return true;
    } else if ((c == '}' || c == ']') && depth > 0) {
      depth--;
    }
  }
  return false;
}

bool isContinuation(uint8_t byte) { return (byte & 0xc0) == 0x80; }

// Length of the sequence at `data`, or 0 when it is malformed (table 3-7 of the Unicode standard).
uint32_t sequenceLength(const uint8_t* data, uint32_t room) {
  const uint8_t first = data[0];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (room < 2 || !isContinuation(data[1])) return 0;
  if (first < 0xe0) return 2;
  if (room < 3 || !isContinuation(data[2])) return 0;
  if (first == 0xe0 && data[1] < 0xa0) return 0;
  if (first == 0xed && data[1] > 0x9f) return 0;
  if (first < 0xf0) return 3;
  if (room < 4 || !isContinuation(data[3])) return 0;
  if (first == 0xf0 && data[1] < 0x90) return 0;
  if (first == 0xf4 && data[1] > 0x8f) return 0;
  return 4;
}

}  // namespace

bool isUtf8(const uint8_t* data, uint32_t length) {
  for (uint32_t i = 0; i < length;) {
    const uint32_t step = sequenceLength(data + i, length - i);
    if (step == 0) return false;
    i += step;
  }
  return true;
}

uint32_t bodyTraits(const uint8_t* data, uint32_t length, uint32_t jsonDepthMax) {
  uint32_t flags = 0;
  const Counts counts = countBytes(data, length);
  if (counts.high) flags |= flagBodyText8 | (isUtf8(data, length) ? 0u : flagBodyBroken);
  if (counts.openers > jsonDepthMax && nestsTooDeep(data, length, jsonDepthMax)) flags |= flagTooDeep;
  http::DigitScan digits;
  http::scanDigits(&digits, reinterpret_cast<const char*>(data), length);
  if (digits.found || (counts.exponents && hasLongExponent(data, length))) flags |= flagLongDigits;
  return flags;
}

}  // namespace nexus::net

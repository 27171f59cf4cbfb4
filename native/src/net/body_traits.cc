// Owns one pass over a body that answers what JSON.parse cannot say cheaply.
#include "net/body_traits.h"

#include "http/digits.h"
#include "http/percent.h"
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

}  // namespace

uint32_t bodyTraits(const uint8_t* data, uint32_t length, uint32_t jsonDepthMax) {
  uint32_t flags = 0;
  const char* text = reinterpret_cast<const char*>(data);
  const Counts counts = countBytes(data, length);
  if (counts.high) flags |= flagBodyText8 | (http::isUtf8(text, length) ? 0u : flagBodyBroken);
  if (counts.openers > jsonDepthMax && nestsTooDeep(data, length, jsonDepthMax)) flags |= flagTooDeep;
  http::DigitScan digits;
  http::scanDigits(&digits, text, length);
  if (digits.found || (counts.exponents && hasLongExponent(data, length))) flags |= flagLongDigits;
  return flags;
}

}  // namespace nexus::net

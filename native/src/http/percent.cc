// Owns percent.h: one small UTF-8 automaton, fed with raw or with decoded bytes.
#include "http/percent.h"

#include <cstring>

#include "http/chars.h"

namespace nexus::http {
namespace {

// Follows one UTF-8 sequence at a time (RFC 3629, 4).
class Utf8Check {
 public:
  bool feed(uint8_t byte) {
    if (missing_ == 0) return start(byte);
    if (byte < low_ || byte > high_) return false;
    low_ = 0x80;
    high_ = 0xbf;
    missing_--;
    return true;
  }
  bool complete() const { return missing_ == 0; }

 private:
  bool start(uint8_t byte) {
    if (byte < 0x80) return true;
    if (byte < 0xc2 || byte > 0xf4) return false;
    missing_ = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    if (byte == 0xe0) low_ = 0xa0;   // overlong
    if (byte == 0xed) high_ = 0x9f;  // surrogates
    if (byte == 0xf0) low_ = 0x90;   // overlong
    if (byte == 0xf4) high_ = 0x8f;  // above U+10FFFF
    return true;
  }

  uint8_t missing_ = 0;
  uint8_t low_ = 0x80;
  uint8_t high_ = 0xbf;
};

// The byte that an escape at `at` stands for, or -1. `at` points to the '%'.
int escapedByte(const char* at, const char* end) {
  if (end - at < 3) return -1;
  const uint8_t high = hexValue(at[1]);
  const uint8_t low = hexValue(at[2]);
  return (high | low) > 0x0f ? -1 : high << 4 | low;
}

// Whether any byte may mean another than itself.
bool isSpelt(std::string_view text) {
  bool spelt = false;
  for (const char c : text) spelt |= c == '%' || c == '+';
  return spelt;
}

bool isAscii(const char* data, uint32_t length) {
  uint64_t seen = 0;
  uint32_t at = 0;
  for (; length - at >= 8; at += 8) {
    uint64_t word;
    std::memcpy(&word, data + at, 8);
    seen |= word;
  }
  for (; at < length; at++) seen |= static_cast<uint64_t>(static_cast<uint8_t>(data[at]));
  return (seen & 0x8080808080808080) == 0;
}

}  // namespace

bool isUtf8(const char* data, uint32_t length) {
  if (isAscii(data, length)) return true;
  Utf8Check check;
  for (uint32_t i = 0; i < length; i++) {
    if (!check.feed(static_cast<uint8_t>(data[i]))) return false;
  }
  return check.complete();
}

Decoded copyUtf8(std::string_view text, char* out, uint32_t capacity) {
  if (text.size() > capacity) return {Decoded::Kind::noRoom, 0, true};
  const uint32_t length = static_cast<uint32_t>(text.size());
  const bool ascii = isAscii(text.data(), length);
  if (!ascii && !isUtf8(text.data(), length)) return {Decoded::Kind::badEncoding, 0, false};
  if (length > 0) std::memcpy(out, text.data(), length);
  return {Decoded::Kind::ok, length, ascii};
}

Decoded decodePercent(std::string_view text, PlusSign plus, char* out, uint32_t capacity) {
  if (!isSpelt(text)) return copyUtf8(text, out, capacity);
  const char* at = text.data();
  const char* end = at + text.size();
  uint32_t length = 0;
  while (at < end) {
    if (length == capacity) return {Decoded::Kind::noRoom, 0, true};
    char byte = *at++;
    if (byte == '%') {
      const int escaped = escapedByte(at - 1, end);
      if (escaped < 0) return {Decoded::Kind::badEncoding, 0, true};
      byte = static_cast<char>(escaped);
      at += 2;
    } else if (byte == '+' && plus == PlusSign::space) {
      byte = ' ';
    }
    out[length++] = byte;
  }
  const bool ascii = isAscii(out, length);
  if (!ascii && !isUtf8(out, length)) return {Decoded::Kind::badEncoding, 0, false};
  return {Decoded::Kind::ok, length, ascii};
}

TargetFault checkEscapes(std::string_view target) {
  const char* at = target.data();
  const char* end = at + target.size();
  Utf8Check check;
  while (at < end) {
    int byte = static_cast<uint8_t>(*at);
    if (byte == '%') {
      byte = escapedByte(at, end);
      if (byte < 0) return TargetFault::badEscape;
      if (byte == 0 || byte == '\r' || byte == '\n') return TargetFault::encodedControl;
      at += 2;
    }
    at++;
    if (!check.feed(static_cast<uint8_t>(byte))) return TargetFault::badUtf8;
  }
  return check.complete() ? TargetFault::none : TargetFault::badUtf8;
}

}  // namespace nexus::http

// Owns the classes of bytes that HTTP and URI grammars name, as one table of bits. No parsing.
#pragma once

#include <array>
#include <cstdint>

namespace nexus::http {

inline constexpr uint8_t classToken = 1;  // tchar (RFC 9110, 5.6.2)
inline constexpr uint8_t classHost = 2;   // reg-name without ',' (RFC 3986, 3.2.2); '%' included
inline constexpr uint8_t classHex = 4;
inline constexpr uint8_t classDigit = 8;
inline constexpr uint8_t classValue = 16;     // field-content: HTAB, SP, VCHAR, obs-text (RFC 9110, 5.5)
inline constexpr uint8_t classTarget = 32;    // VCHAR: what may stand between the two spaces
inline constexpr uint8_t classUnmarked = 64;  // anything but '?', '%' and '#'

constexpr std::array<uint8_t, 256> makeCharClasses() {
  std::array<uint8_t, 256> table{};
  auto add = [&table](const char* bytes, uint8_t bits) {
    for (; *bytes != 0; bytes++) table[static_cast<uint8_t>(*bytes)] |= bits;
  };
  for (int c = 0; c < 256; c++) {
    const bool digit = c >= '0' && c <= '9';
    const bool alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    uint8_t bits = 0;
    if (digit) bits |= classDigit;
    if (digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) bits |= classHex;
    if (digit || alpha) bits |= classToken | classHost;
    if (c == '\t' || (c >= 0x20 && c != 0x7f)) bits |= classValue;
    if (c > 0x20 && c < 0x7f) bits |= classTarget;
    if (c != '?' && c != '%' && c != '#') bits |= classUnmarked;
    table[static_cast<size_t>(c)] = bits;
  }
  add("!#$%&'*+-.^_`|~", classToken);
  add("-._~!$&'()*+;=%", classHost);
  return table;
}

inline constexpr std::array<uint8_t, 256> charClasses = makeCharClasses();

inline bool isClass(char c, uint8_t bits) { return (charClasses[static_cast<uint8_t>(c)] & bits) != 0; }

// Value of a hexadecimal digit, or 0xff.
constexpr uint8_t hexValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
  return 0xff;
}

constexpr char lowerChar(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

}  // namespace nexus::http

// Owns percent-encoding (RFC 3986, 2.1) of request targets and parameters, and what is UTF-8 (RFC 3629).
#pragma once

#include <cstdint>
#include <string_view>

namespace nexus::http {

// What '+' means to a decoder.
enum class PlusSign : uint8_t { literal, space };

struct Decoded {
  enum class Kind : uint8_t { ok, badEncoding, noRoom } kind;
  uint32_t length;  // bytes written
  bool ascii;       // no byte above 0x7f among them
};

// Decodes `text` to UTF-8 at `out`. Bad encoding: '%' without two digits, or bytes that are not UTF-8.
Decoded decodePercent(std::string_view text, PlusSign plus, char* out, uint32_t capacity);

// Copies `text`, which must be UTF-8, to `out`.
Decoded copyUtf8(std::string_view text, char* out, uint32_t capacity);

// Overlong forms, surrogates and what lies above U+10FFFF are not UTF-8.
bool isUtf8(const char* data, uint32_t length);

enum class TargetFault : uint8_t { none, badEscape, encodedControl, badUtf8 };

// Whether every escape of a request target is well-formed, none hides NUL, CR or LF, and the decoded bytes
// are UTF-8. `target` holds visible ASCII only.
TargetFault checkEscapes(std::string_view target);

}  // namespace nexus::http

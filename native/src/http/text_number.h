// Owns reading numbers and booleans from parameter text: exact grammars, no locale.
#pragma once

#include <string_view>

namespace nexus::http {

// Each returns false when `text` is not of its grammar or the value does not fit; then `out` is untouched.

// -?(0|[1-9][0-9]*), at most 2^53 - 1 either side: what a double holds exactly.
bool readInteger(std::string_view text, double* out);
// Whether it is only the size that `readInteger` refuses.
bool isIntegerText(std::string_view text);
// JSON's number (RFC 8259, 6), finite.
bool readNumber(std::string_view text, double* out);
// "true" or "false": 1 or 0.
bool readBoolean(std::string_view text, double* out);

}  // namespace nexus::http

// Owns text_number.h.
#include "http/text_number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "http/chars.h"

namespace nexus::http {
namespace {

constexpr int64_t safeIntegerMax = (int64_t{1} << 53) - 1;
constexpr size_t safeDigitsMax = 16;

size_t digitsAt(std::string_view text, size_t from) {
  size_t at = from;
  while (at < text.size() && isClass(text[at], classDigit)) at++;
  return at - from;
}

// Bytes of "-?(0|[1-9][0-9]*)" at the start, or 0.
size_t integerPart(std::string_view text) {
  const size_t sign = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t digits = digitsAt(text, sign);
  if (digits == 0 || (digits > 1 && text[sign] == '0')) return 0;
  return sign + digits;
}

bool isJsonNumber(std::string_view text) {
  size_t at = integerPart(text);
  if (at == 0) return false;
  if (at < text.size() && text[at] == '.') {
    const size_t digits = digitsAt(text, at + 1);
    if (digits == 0) return false;
    at += 1 + digits;
  }
  if (at < text.size() && (text[at] | 0x20) == 'e') {
    at++;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
    const size_t digits = digitsAt(text, at);
    if (digits == 0) return false;
    at += digits;
  }
  return at == text.size();
}

// Whether a JSON number whose size no double has is below all of them: JSON.parse reads those as zero.
bool isTiny(std::string_view text) {
  const size_t exponentAt = std::min(text.find_first_of("eE"), text.size());
  const std::string_view digits = text.substr(0, exponentAt);
  const size_t point = std::min(digits.find('.'), digits.size());
  const size_t first = std::min(digits.find_first_of("123456789"), digits.size());
  const bool minus = exponentAt + 1 < text.size() && text[exponentAt + 1] == '-';
  int64_t exponent = 0;
  for (const char c : text.substr(std::min(exponentAt + 1, text.size())))
    if (isClass(c, classDigit)) exponent = std::min<int64_t>(exponent * 10 + (c - '0'), INT32_MAX);
  return (minus ? -exponent : exponent) + static_cast<int64_t>(point) < static_cast<int64_t>(first);
}

}  // namespace

bool isIntegerText(std::string_view text) {
  const size_t length = integerPart(text);
  return length > 0 && length == text.size();
}

bool readInteger(std::string_view text, double* out) {
  const size_t length = integerPart(text);
  const bool negative = length > 0 && text[0] == '-';
  if (length == 0 || length != text.size() || length - (negative ? 1 : 0) > safeDigitsMax) return false;
  int64_t value = 0;
  for (const char c : text.substr(negative ? 1 : 0)) value = value * 10 + (c - '0');
  if (value > safeIntegerMax) return false;
  *out = static_cast<double>(negative ? -value : value);
  return true;
}

bool readNumber(std::string_view text, double* out) {
  if (!isJsonNumber(text)) return false;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range && isTiny(text)) value = text[0] == '-' ? -0.0 : 0.0;
  else if (error != std::errc{} || end != text.data() + text.size()) return false;
  *out = value;
  return true;
}

bool readBoolean(std::string_view text, double* out) {
  if (text != "true" && text != "false") return false;
  *out = text == "true" ? 1 : 0;
  return true;
}

}  // namespace nexus::http

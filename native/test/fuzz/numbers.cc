// Owns the fuzz target of numbers in parameter text: against strtod, and against a count of digits in any pieces.
#include <cmath>
#include <string>

#include "fuzz/expect.h"
#include "http/digits.h"
#include "http/text_number.h"

namespace nexus::http {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// RFC 8259, 6, rule by rule.
bool isJsonNumber(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t from = at;
    while (at < text.size() && isDigit(text[at])) at++;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') at++;
  const size_t first = at;
  const size_t whole = digits();
  if (whole == 0 || (whole > 1 && text[first] == '0')) return false;
  if (at < text.size() && text[at] == '.') {
    at++;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    at++;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) at++;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

void checkNumbers(std::string_view text) {
  double got = 0.5;
  const std::string copy(text);
  const double value = std::strtod(copy.c_str(), nullptr);
  const bool number = isJsonNumber(text) && std::isfinite(value);
  expect(readNumber(text, &got) == number);
  expect(got == (number ? value : 0.5));
  got = 0.5;
  const bool integer =
      number && text.find_first_of(".eE") == std::string_view::npos && std::fabs(value) <= 9007199254740991.0;
  expect(readInteger(text, &got) == integer);
  expect(got == (integer ? value : 0.5));
  got = 0.5;
  expect(readBoolean(text, &got) == (text == "true" || text == "false"));
}

bool found(std::string_view text, size_t first, size_t step) {
  DigitScan scan;
  for (size_t at = 0; at < text.size();) {
    const std::string_view piece = text.substr(at, at == 0 ? first : step);
    scanDigits(&scan, piece.data(), static_cast<uint32_t>(piece.size()));
    at += piece.size();
  }
  return scan.found;
}

void checkDigits(std::string_view text, size_t cut) {
  uint32_t run = 0;
  bool wanted = false;
  for (const char c : text) {
    run = isDigit(c) || c == '.' ? run + 1 : 0;
    wanted |= run >= digitRunMin;
  }
  expect(found(text, text.size(), text.size()) == wanted);
  expect(found(text, cut, text.size()) == wanted);
  expect(found(text, 1, 1) == wanted);
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text = flush({reinterpret_cast<const char*>(data) + 1, size - 1});
  nexus::http::checkNumbers(text);
  nexus::http::checkDigits(text, 1 + data[0] % text.size());
  return 0;
}

// Owns the fuzz target of percent-encoding and UTF-8: against decoders that are slow and plain.
#include "http/percent.h"

#include <memory>
#include <string>

#include "fuzz/expect.h"

namespace nexus::http {
namespace {

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// False when an escape is broken.
bool plainDecode(std::string_view text, bool plusIsSpace, std::string* out) {
  for (size_t i = 0; i < text.size(); i++) {
    if (text[i] == '+' && plusIsSpace) {
      *out += ' ';
    } else if (text[i] != '%') {
      *out += text[i];
    } else {
      if (i + 2 >= text.size() || digit(text[i + 1]) < 0 || digit(text[i + 2]) < 0) return false;
      *out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    }
  }
  return true;
}

// RFC 3629 by its numbers.
bool plainUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<uint8_t>(text[i]);
    const size_t more = first < 0x80 ? 0 : first < 0xc0 ? 9 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : 9;
    if (more == 9 || i + more >= text.size()) return false;
    uint32_t code = more == 0 ? first : first & (0x3fu >> more);
    for (size_t k = 1; k <= more; k++) {
      const auto next = static_cast<uint8_t>(text[i + k]);
      if (next >> 6 != 2) return false;
      code = code << 6 | (next & 0x3f);
    }
    const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return false;
    i += more + 1;
  }
  return true;
}

bool ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<uint8_t>(c) >= 0x80) return false;
  return true;
}

void checkDecode(std::string_view text, PlusSign plus, uint32_t capacity) {
  std::string wanted;
  const bool well = plainDecode(text, plus == PlusSign::space, &wanted) && plainUtf8(wanted);
  const std::unique_ptr<char[]> out(new char[capacity]);
  const Decoded got = decodePercent(text, plus, out.get(), capacity);
  expect(got.kind == Decoded::Kind::noRoom || (got.kind == Decoded::Kind::ok) == well);
  if (got.kind == Decoded::Kind::noRoom) return expect(capacity < text.size());
  if (!well) return;
  expect(std::string_view(out.get(), got.length) == wanted && got.ascii == ascii(wanted));
}

void run(std::string_view input) {
  if (input.empty()) return;
  const auto capacity = static_cast<uint32_t>(static_cast<uint8_t>(input[0])) * 8;
  const std::string_view text = flush(input.substr(1));
  expect(isUtf8(text.data(), static_cast<uint32_t>(text.size())) == plainUtf8(text));
  for (const PlusSign plus : {PlusSign::literal, PlusSign::space}) {
    checkDecode(text, plus, capacity);
    checkDecode(text, plus, static_cast<uint32_t>(text.size()));
  }
  for (const char c : text)
    if (c <= 0x20 || c >= 0x7f) return;
  std::string decoded;
  const TargetFault fault = checkEscapes(text);
  if (!plainDecode(text, false, &decoded)) return expect(fault != TargetFault::none);
  const bool hides = decoded.find_first_of(std::string_view("\0\r\n", 3)) != std::string::npos;
  expect((fault == TargetFault::none) == (!hides && plainUtf8(decoded)));
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

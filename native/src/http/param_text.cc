// Owns param_text.h.
#include "http/param_text.h"

#include "http/percent.h"

namespace nexus::http {
namespace {

using Kind = PackResult::Kind;

Decoded decode(std::string_view raw, Spelling spelling, char* out, uint32_t capacity) {
  if (spelling == Spelling::plain) return copyUtf8(raw, out, capacity);
  return decodePercent(raw, spelling == Spelling::form ? PlusSign::space : PlusSign::literal, out, capacity);
}

// Bytes of the separator that starts at `at`, or 0.
size_t separatorAt(std::string_view text, size_t at, char separator, Spelling spelling) {
  const char c = text[at];
  if (c == separator) return 1;
  if (separator == ' ') {
    if (c == '+' && spelling == Spelling::form) return 1;
    return text.substr(at, 3) == "%20" ? 3 : 0;
  }
  if (separator == '\t') return text.substr(at, 3) == "%09" ? 3 : 0;
  if (separator == '|' && c == '%') {
    const std::string_view escape = text.substr(at, 3);
    return escape == "%7C" || escape == "%7c" ? 3 : 0;
  }
  return 0;
}

}  // namespace

Kind ParamText::append(std::string_view raw, Spelling spelling, uint8_t* flags) {
  const Decoded decoded = decode(raw, spelling, text_ + used_, capacity_ - used_);
  if (decoded.kind == Decoded::Kind::noRoom) return Kind::noRoom;
  if (decoded.kind == Decoded::Kind::badEncoding) return Kind::badEncoding;
  if (!decoded.ascii) *flags |= flagNotAscii;
  used_ += decoded.length;
  return Kind::ok;
}

Kind ParamText::appendLength() {
  if (capacity_ - used_ < 2) return Kind::noRoom;
  used_ += 2;
  return Kind::ok;
}

void ParamText::setLength(uint32_t at, uint32_t length) {
  text_[at] = static_cast<char>(length & 0xff);
  text_[at + 1] = static_cast<char>(length >> 8 & 0xff);
}

Kind ParamText::close(uint32_t start, uint8_t flags, PackedParam* out) const {
  if (used_ - start > UINT16_MAX) return Kind::noRoom;
  out->offset = start;
  out->length = static_cast<uint16_t>(used_ - start);
  out->state = static_cast<uint8_t>(ParamState::present);
  out->flags = flags;
  return Kind::ok;
}

Kind ParamList::add(std::string_view raw, Spelling spelling) {
  const uint32_t at = text_.used();
  Kind kind = text_.appendLength();
  if (kind == Kind::ok) kind = text_.append(raw, spelling, &flags_);
  if (kind != Kind::ok) return kind;
  const uint32_t length = text_.used() - at - 2;
  if (length > UINT16_MAX) return Kind::noRoom;
  text_.setLength(at, length);
  items_++;
  return Kind::ok;
}

Kind ParamList::finish() {
  out_.number = items_;
  return text_.close(start_, flags_, &out_);
}

Separated splitAt(std::string_view text, char separator, Spelling spelling) {
  for (size_t at = 0; at < text.size(); at++) {
    const size_t width = separatorAt(text, at, separator, spelling);
    if (width > 0) return {text.substr(0, at), text.substr(at + width), true};
  }
  return {text, {}, false};
}

}  // namespace nexus::http

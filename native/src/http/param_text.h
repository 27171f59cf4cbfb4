// Owns the text area that packed parameters point into: decoding into it, and lists of items.
#pragma once

#include <cstdint>
#include <string_view>

#include "http/params.h"

namespace nexus::http {

// How a value is spelt where it stands.
enum class Spelling : uint8_t {
  plain,    // header: bytes as they are
  escaped,  // path, cookie: percent-encoded
  form,     // query: percent-encoded, '+' is a space
};

inline constexpr uint8_t flagNotAscii = 1;

// The caller's memory, filled from the front. Every method answers ok, badEncoding or noRoom.
class ParamText {
 public:
  ParamText(char* text, uint32_t capacity) : text_(text), capacity_(capacity) {}

  uint32_t used() const { return used_; }
  std::string_view since(uint32_t start) const { return {text_ + start, used_ - start}; }

  // Decodes `raw` behind what is there; sets `flagNotAscii` in `*flags` when need be.
  PackResult::Kind append(std::string_view raw, Spelling spelling, uint8_t* flags);
  // Room for the length of an item, written by `setLength` when the item is complete.
  PackResult::Kind appendLength();
  void setLength(uint32_t at, uint32_t length);
  // Makes `out` a present parameter whose text is everything from `start` on.
  PackResult::Kind close(uint32_t start, uint8_t flags, PackedParam* out) const;

 private:
  char* const text_;
  const uint32_t capacity_;
  uint32_t used_ = 0;
};

// A list under construction: each item is a 16-bit little-endian length and its bytes.
class ParamList {
 public:
  ParamList(ParamText* text, PackedParam* out) : text_(*text), out_(*out), start_(text->used()) {}

  PackResult::Kind add(std::string_view raw, Spelling spelling);
  PackResult::Kind finish();

 private:
  ParamText& text_;
  PackedParam& out_;
  const uint32_t start_;
  uint32_t items_ = 0;
  uint8_t flags_ = 0;
};

struct Separated {
  std::string_view item;
  std::string_view rest;
  bool found;  // a separator: another item follows, be it empty
};

// Splits at the first separator. A space is spelt "%20" or, in a form, "+"; a bar also "%7C", a tab "%09".
Separated splitAt(std::string_view text, char separator, Spelling spelling);

}  // namespace nexus::http

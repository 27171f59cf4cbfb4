// Owns picking declared parameters out of a request: decode, find, coerce. Pure; the caller owns memory.
#pragma once

#include "http/router.h"

namespace nexus::http {

// State of one declared parameter in the packed area.
enum class ParamState : uint8_t { absent, present };

// Written by `packParams` for each declared parameter, in declaration order: 16 bytes.
struct PackedParam {
  uint32_t offset;  // into the text area: decoded UTF-8 bytes
  uint16_t length;  // of the text (list: of all items, each preceded by a 16-bit length)
  uint8_t state;    // ParamState
  uint8_t flags;    // bit 0: text has bytes above 0x7f; list: bits 1-7 unused
  double number;    // integer, number: the value; boolean: 0 or 1; list: number of items
};
static_assert(sizeof(PackedParam) == 16);

struct PackResult {
  // ok, or what the first offending parameter suffers from.
  // A scalar that is given twice is refused: which one counts would be a guess.
  enum class Kind : uint8_t { ok, missing, badType, badEncoding, repeated, tooLarge, noRoom } kind;
  uint32_t param;      // index of the offending parameter
  uint32_t textBytes;  // used in the text area
};

// Integer text is -?(0|[1-9][0-9]*) inside +-2^53; number text is JSON's grammar; boolean is true/false.
PackResult packParams(const RouteSpec& route, const Match& match, const RequestHead& head, const char* data,
                      PackedParam* out, char* text, uint32_t textCapacity);

}  // namespace nexus::http

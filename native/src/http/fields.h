// Owns the header fields that decide about framing and connection: what each may say and what follows from
// it.
#pragma once

#include "http/request.h"

namespace nexus::http {

// What was seen while the fields of one head went by.
struct FieldNotes {
  bool host = false;
  bool transferEncoding = false;
  bool closeToken = false;
  bool keepAliveToken = false;
  bool upgradeToken = false;
  bool upgradeField = false;
};

// Takes note of field number `index`, which is already stored in `head`. Null, or why the head is refused.
const Refusal* noteField(FieldNotes* notes, const char* data, uint32_t index, RequestHead* head);

// Draws the conclusions at the end of the head. Null, or why it is refused.
const Refusal* concludeFields(const FieldNotes& notes, RequestHead* head);

// Whether [at, end) is one host with an optional port: no userinfo, no list, not empty (RFC 3986, 3.2.2).
bool isAuthority(const char* at, const char* end);

// Whether fields whose name has this length can matter to `noteField`.
inline bool mayNote(uint32_t nameLength) {
  constexpr uint32_t lengths =
      1U << 4 | 1U << 6 | 1U << 7 | 1U << 10 | 1U << 11 | 1U << 12 | 1U << 13 | 1U << 14 | 1U << 17;
  return nameLength < 32 && (lengths >> nameLength & 1U) != 0;
}

}  // namespace nexus::http

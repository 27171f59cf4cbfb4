// Owns fields.h: RFC 9112, 6 (framing), RFC 9110, 7.2 (Host), 7.6.1 (Connection), 10.1.1 (Expect).
#include "http/fields.h"

#include <cstring>
#include <string_view>

#include "http/chars.h"
#include "http/faults.h"
#include "http/headers.h"

namespace nexus::http {
namespace {

template <typename Word>
Word lowerWord(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof(Word));
  return word | static_cast<Word>(0x2020202020202020);
}

// Whether the name at `at`, a token of N - 1 bytes, is `lower` without regard to case. Setting bit 5 maps no
// other tchar onto a lower-case letter or '-'.
template <size_t N>
bool isName(const char* at, const char (&lower)[N]) {
  constexpr size_t length = N - 1;
  static_assert(length >= 4 && length <= 17);
  if constexpr (length < 8) {
    return lowerWord<uint32_t>(at) == lowerWord<uint32_t>(lower) &&
           lowerWord<uint32_t>(at + length - 4) == lowerWord<uint32_t>(lower + length - 4);
  } else {
    const bool middle = length <= 16 || lowerWord<uint64_t>(at + 8) == lowerWord<uint64_t>(lower + 8);
    return middle && lowerWord<uint64_t>(at) == lowerWord<uint64_t>(lower) &&
           lowerWord<uint64_t>(at + length - 8) == lowerWord<uint64_t>(lower + length - 8);
  }
}

bool isPort(const char* at, const char* end) {
  if (end - at > 5) return false;
  for (; at < end; at++) {
    if (!isClass(*at, classDigit)) return false;
  }
  return true;
}

// "[::1]" with an optional port; `at` is behind the bracket.
bool isBracketed(const char* at, const char* end) {
  const char* close = at;
  while (close < end && (isClass(*close, classHex) || *close == ':' || *close == '.')) close++;
  if (close == at || close == end || *close != ']') return false;
  close++;
  return close == end || (*close == ':' && isPort(close + 1, end));
}

// The element of a comma-separated list that starts at `*rest`, without whitespace around it.
std::string_view nextElement(std::string_view* rest) {
  const size_t comma = rest->find(',');
  std::string_view element = rest->substr(0, comma);
  rest->remove_prefix(comma == std::string_view::npos ? rest->size() : comma + 1);
  while (!element.empty() && (element.front() == ' ' || element.front() == '\t')) element.remove_prefix(1);
  while (!element.empty() && (element.back() == ' ' || element.back() == '\t')) element.remove_suffix(1);
  return element;
}

bool isToken(std::string_view text) {
  for (const char c : text) {
    if (!isClass(c, classToken)) return false;
  }
  return !text.empty();
}

const Refusal* noteHost(FieldNotes* notes, const char* data, Slice value, RequestHead* head) {
  if (notes->host) return &faults::repeatedHost;
  notes->host = true;
  const char* at = data + value.offset;
  if (!isAuthority(at, at + value.length)) return &faults::badHost;
  if (head->host.length == 0) head->host = value;
  return nullptr;
}

const Refusal* noteContentLength(std::string_view value, RequestHead* head) {
  if (head->hasContentLength) return &faults::repeatedContentLength;
  if (value.empty()) return &faults::badContentLength;
  uint64_t length = 0;
  for (const char c : value) {
    if (!isClass(c, classDigit) || length > (UINT64_MAX >> 1) / 10 - 1) return &faults::badContentLength;
    length = length * 10 + static_cast<uint64_t>(c - '0');
  }
  head->hasContentLength = true;
  head->contentLength = length;
  return nullptr;
}

// Only the plain spelling frames a body: what a proxy in front may read otherwise is refused, other letter
// cases included. A well-formed list with a coding we lack is 501 (RFC 9112, 6.1).
const Refusal* noteTransferEncoding(FieldNotes* notes, std::string_view value, RequestHead* head) {
  if (notes->transferEncoding) return &faults::badTransferEncoding;
  notes->transferEncoding = true;
  if (value == "chunked") {
    head->chunked = true;
    return nullptr;
  }
  if (value.empty() || value.back() == ',') return &faults::badTransferEncoding;
  bool chunkedSeen = false;
  while (!value.empty()) {
    const std::string_view coding = nextElement(&value);
    if (chunkedSeen || !isToken(coding)) return &faults::badTransferEncoding;
    chunkedSeen = equalsLower(coding, "chunked");
    if (chunkedSeen && coding != "chunked") return &faults::badTransferEncoding;
  }
  return &faults::unknownCoding;
}

void noteConnection(FieldNotes* notes, std::string_view value) {
  if (value == "keep-alive") {  // what most clients say
    notes->keepAliveToken = true;
    return;
  }
  while (!value.empty()) {
    const std::string_view option = nextElement(&value);
    if (equalsLower(option, "close")) notes->closeToken = true;
    if (equalsLower(option, "keep-alive")) notes->keepAliveToken = true;
    if (equalsLower(option, "upgrade")) notes->upgradeToken = true;
  }
}

const Refusal* noteExpect(std::string_view value, RequestHead* head) {
  if (!equalsLower(value, "100-continue")) return &faults::badExpect;
  head->expectContinue = head->versionMinor == 1;  // ignored in HTTP/1.0
  return nullptr;
}

const Refusal* noteOnce(int16_t* position, uint32_t index) {
  if (*position >= 0) return &faults::repeatedField;
  *position = static_cast<int16_t>(index);
  return nullptr;
}

void noteFirst(int16_t* position, uint32_t index) {
  if (*position < 0) *position = static_cast<int16_t>(index);
}

}  // namespace

bool isAuthority(const char* at, const char* end) {
  if (at == end) return false;
  if (*at == '[') return isBracketed(at + 1, end);
  const char* host = at;
  while (at < end && isClass(*at, classHost)) at++;
  if (at == host) return false;
  return at == end || (*at == ':' && isPort(at + 1, end));
}

const Refusal* noteField(FieldNotes* notes, const char* data, uint32_t index, RequestHead* head) {
  const Header& field = head->headers[index];
  const char* name = data + field.name.offset;
  const std::string_view value = textOf(data, field.value);
  switch (field.name.length) {
    case 4:
      if (isName(name, "host")) return noteHost(notes, data, field.value, head);
      break;
    case 6:
      if (isName(name, "accept")) noteFirst(&head->accept, index);
      if (isName(name, "cookie")) noteFirst(&head->cookie, index);
      if (isName(name, "expect")) return noteExpect(value, head);
      break;
    case 7:
      if (isName(name, "upgrade")) notes->upgradeField = true;
      break;
    case 10:
      if (isName(name, "connection")) noteConnection(notes, value);
      break;
    case 11:
      if (isName(name, "traceparent")) noteFirst(&head->traceparent, index);
      break;
    case 12:
      if (isName(name, "content-type")) return noteOnce(&head->contentType, index);
      break;
    case 13:
      if (isName(name, "authorization")) return noteOnce(&head->authorization, index);
      break;
    case 14:
      if (isName(name, "content-length")) return noteContentLength(value, head);
      break;
    case 17:
      if (isName(name, "transfer-encoding")) return noteTransferEncoding(notes, value, head);
      break;
    default:
      break;
  }
  return nullptr;
}

const Refusal* concludeFields(const FieldNotes& notes, RequestHead* head) {
  if (!notes.host && head->versionMinor == 1) return &faults::missingHost;
  if (notes.transferEncoding && head->hasContentLength) return &faults::lengthAndEncoding;
  if (notes.transferEncoding && head->versionMinor == 0) return &faults::encodingInHttp10;
  const bool keepAlive = head->versionMinor == 1 || notes.keepAliveToken;
  head->connection = keepAlive && !notes.closeToken ? ConnectionIntent::keepAlive : ConnectionIntent::close;
  head->upgrade = notes.upgradeField && notes.upgradeToken && head->versionMinor == 1;
  return nullptr;
}

}  // namespace nexus::http

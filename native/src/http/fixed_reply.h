// Owns answers that are known when a route is installed: which of their representations a request gets, or that it
// has it already (RFC 9110, 12.5.3 and 13). Reads only the head.
#pragma once

#include <string>
#include <string_view>

#include "http/request.h"
#include "http/response.h"

namespace nexus::http {

// One representation. Lines are complete: "Name: value\r\n".
struct FixedVariant {
  std::string etag;      // quoted, strong
  std::string lines;     // what a 304 says as well: ETag, Cache-Control, Vary
  std::string bodyLine;  // Content-Encoding, or nothing
  std::string body;
};

struct FixedReply {
  ResponseBlock block;  // a 200 with its Content-Type
  FixedVariant plain;
  FixedVariant gzip;  // without a body: there is none

  bool empty() const { return block.status == 0; }
  bool hasGzip() const { return !gzip.body.empty(); }
  size_t bytesMax() const { return plain.body.size() > gzip.body.size() ? plain.body.size() : gzip.body.size(); }
};

struct FixedChoice {
  enum class Kind : uint8_t { whole, notModified, failed } kind = Kind::whole;
  bool gzip = false;
};

// `data` is what `head` was parsed from.
FixedChoice chooseFixed(const FixedReply& reply, const RequestHead& head, const char* data);

// Whether an Accept-Encoding value takes gzip, and does not prefer the bytes as they are.
bool prefersGzip(std::string_view acceptEncoding);

// Whether a list of entity tags names `etag`, a strong one. `weak`: W/ makes no difference (RFC 9110, 8.8.3.2).
bool namesTag(std::string_view list, std::string_view etag, bool weak);

}  // namespace nexus::http

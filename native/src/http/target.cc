// Owns target.h. CONNECT and its authority-form are refused before this is called.
#include "http/target.h"

#include <string_view>

#include "http/faults.h"
#include "http/fields.h"
#include "http/headers.h"
#include "http/percent.h"
#include "http/scan.h"

namespace nexus::http {
namespace {

struct Marks {
  const char* query;  // the first '?', or the end of the target
  bool escape;
  bool fragment;
};

Marks findMarks(const char* data, const char* end, Slice target) {
  const char* start = data + target.offset;
  const char* stop = start + target.length;
  Marks marks{stop, false, false};
  for (const char* at = findMark(data, start, end); at < stop; at = findMark(data, at + 1, end)) {
    if (*at == '%') marks.escape = true;
    if (*at == '#') marks.fragment = true;
    if (*at == '?' && marks.query == stop) marks.query = at;
  }
  return marks;
}

const Refusal* refusalOf(TargetFault fault) {
  switch (fault) {
    case TargetFault::none:
      return nullptr;
    case TargetFault::badEscape:
      return &faults::badEscape;
    case TargetFault::encodedControl:
      return &faults::encodedControl;
    case TargetFault::badUtf8:
      return &faults::badTargetUtf8;
  }
  return nullptr;
}

// Bytes of "http://" or "https://" at the start, or 0.
uint32_t schemeBytes(std::string_view target) {
  if (target.size() > 7 && equalsLower(target.substr(0, 7), "http://")) return 7;
  if (target.size() > 8 && equalsLower(target.substr(0, 8), "https://")) return 8;
  return 0;
}

// The authority replaces Host (RFC 9112, 3.2.2); an absent path is "/", for which a slash of the scheme
// serves.
const Refusal* splitAbsolute(const char* data, const char* query, uint32_t scheme, RequestHead* head) {
  const uint32_t host = head->target.offset + scheme;
  const uint32_t queryAt = static_cast<uint32_t>(query - data);
  uint32_t path = host;
  while (path < queryAt && data[path] != '/') path++;
  if (!isAuthority(data + host, data + path)) return &faults::badHost;
  head->host = {host, path - host};
  head->path = path < queryAt ? Slice{path, queryAt - path} : Slice{host - 1, 1};
  return nullptr;
}

}  // namespace

const Refusal* splitTarget(const char* data, const char* end, RequestHead* head) {
  const Slice target = head->target;
  const Marks marks = findMarks(data, end, target);
  if (marks.fragment) return &faults::badTarget;
  if (marks.escape) {
    if (const Refusal* refusal = refusalOf(checkEscapes(textOf(data, target)))) return refusal;
  }
  const uint32_t stop = target.offset + target.length;
  const uint32_t queryAt = static_cast<uint32_t>(marks.query - data);
  if (queryAt < stop) head->query = {queryAt + 1, stop - queryAt - 1};
  head->path = {target.offset, queryAt - target.offset};
  const char first = data[target.offset];
  if (first == '/') return nullptr;
  if (first == '*' && target.length == 1 && head->method == Method::options) return nullptr;
  const uint32_t scheme = schemeBytes(textOf(data, target));
  return scheme == 0 ? &faults::badTargetForm : splitAbsolute(data, marks.query, scheme, head);
}

}  // namespace nexus::http

// Owns fixed_reply.h.
#include "http/fixed_reply.h"

#include "http/headers.h"

namespace nexus::http {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// What is before the first `separator`, which is taken off `*rest` with it.
std::string_view nextPart(std::string_view* rest, char separator) {
  const size_t end = rest->find(separator);
  const std::string_view part = rest->substr(0, end);
  rest->remove_prefix(end == std::string_view::npos ? rest->size() : end + 1);
  return trim(part);
}

// Thousandths of a weight (RFC 9110, 12.4.2); one that is malformed counts as the greatest.
uint32_t weightOf(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string_view parameter = nextPart(&parameters, ';');
    if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') continue;
    uint32_t weight = parameter[2] == '0' ? 0 : 1000;
    uint32_t place = 100;
    for (size_t i = 4; i < parameter.size() && weight < 1000 && place > 0; i++, place /= 10) {
      if (parameter[i] >= '0' && parameter[i] <= '9') weight += place * static_cast<uint32_t>(parameter[i] - '0');
    }
    return weight;
  }
  return 1000;
}

// Calls `visit` with each value of a field; false from it ends that.
template <typename Visit>
void eachValue(const RequestHead& head, const char* data, std::string_view lowerName, Visit visit) {
  for (int32_t at = findHeader(head, data, lowerName); at >= 0;
       at = findHeader(head, data, lowerName, static_cast<uint32_t>(at) + 1)) {
    if (!visit(textOf(data, head.headers[at].value))) return;
  }
}

enum class Named : uint8_t { absent, no, yes };

Named named(const RequestHead& head, const char* data, std::string_view field, std::string_view etag, bool weak) {
  Named result = Named::absent;
  eachValue(head, data, field, [&](std::string_view value) {
    result = trim(value) == "*" || namesTag(value, etag, weak) ? Named::yes : Named::no;
    return result != Named::yes;
  });
  return result;
}

}  // namespace

bool prefersGzip(std::string_view acceptEncoding) {
  uint32_t gzip = 0;
  uint32_t identity = 0;
  uint32_t others = 0;
  bool gzipSeen = false;
  while (!acceptEncoding.empty()) {
    std::string_view rest = nextPart(&acceptEncoding, ',');
    const std::string_view coding = nextPart(&rest, ';');
    const uint32_t weight = weightOf(rest);
    if (equalsLower(coding, "gzip") || equalsLower(coding, "x-gzip")) {
      gzip = weight;
      gzipSeen = true;
    } else if (equalsLower(coding, "identity")) {
      identity = weight;
    } else if (coding == "*") {
      others = weight;
    }
  }
  if (!gzipSeen) gzip = others;
  return gzip > 0 && gzip >= identity;
}

bool namesTag(std::string_view list, std::string_view etag, bool weak) {
  for (size_t at = list.find('"'); at != std::string_view::npos; at = list.find('"', at)) {
    const size_t end = list.find('"', at + 1);
    if (end == std::string_view::npos) return false;
    const bool isWeak = at >= 2 && list[at - 1] == '/' && list[at - 2] == 'W';
    if (list.substr(at, end + 1 - at) == etag && (weak || !isWeak)) return true;
    at = end + 1;
  }
  return false;
}

// RFC 9110, 13.2.2; without a date of the last change those preconditions do not apply.
FixedChoice chooseFixed(const FixedReply& reply, const RequestHead& head, const char* data) {
  FixedChoice choice;
  if (reply.hasGzip()) {
    std::string accepted;
    eachValue(head, data, "accept-encoding", [&accepted](std::string_view value) {
      if (!accepted.empty()) accepted += ',';
      accepted += value;
      return true;
    });
    choice.gzip = prefersGzip(accepted);
  }
  const std::string_view etag = choice.gzip ? reply.gzip.etag : reply.plain.etag;
  if (named(head, data, "if-match", etag, false) == Named::no) {
    choice.kind = FixedChoice::Kind::failed;
  } else if (named(head, data, "if-none-match", etag, true) == Named::yes) {
    choice.kind = FixedChoice::Kind::notModified;
  }
  return choice;
}

}  // namespace nexus::http

// Owns negotiate.h.
#include "http/negotiate.h"

#include "http/chars.h"
#include "http/headers.h"

namespace nexus::http {
namespace {

struct MediaType {
  std::string_view type;
  std::string_view subtype;
};

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool isToken(std::string_view text) {
  for (const char c : text) {
    if (!isClass(c, classToken)) return false;
  }
  return !text.empty();
}

// False when `text` is not type/subtype.
bool split(std::string_view text, MediaType* out) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  *out = {text.substr(0, slash), text.substr(slash + 1)};
  return isToken(out->type) && isToken(out->subtype);
}

// A declared type or range without its parameters.
std::string_view mediaRangeOf(std::string_view text) { return trim(text.substr(0, text.find(';'))); }

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); i++) {
    if (lowerChar(a[i]) != lowerChar(b[i])) return false;
  }
  return true;
}

// "*+json" fits what ends in "+json".
bool fitsSubtype(std::string_view range, std::string_view subtype) {
  if (range == "*") return true;
  if (range.size() < 2 || range[0] != '*' || range[1] != '+') return equalsIgnoringCase(range, subtype);
  const std::string_view suffix = range.substr(1);
  return subtype.size() > suffix.size() &&
         equalsIgnoringCase(subtype.substr(subtype.size() - suffix.size()), suffix);
}

bool fits(const MediaType& range, const MediaType& type) {
  if (range.type == "*") return range.subtype == "*";
  return equalsIgnoringCase(range.type, type.type) && fitsSubtype(range.subtype, type.subtype);
}

// An operation that declares "image/*" may answer with whatever was asked for.
bool isRange(const MediaType& type) { return type.subtype.starts_with('*'); }

// How exactly a range names what it fits (RFC 9110, 12.5.1).
int specificity(const MediaType& range) {
  if (range.type == "*") return 0;
  if (range.subtype == "*") return 1;
  return range.subtype.starts_with("*+") ? 2 : 3;
}

// The next list element or parameter, ended by `separator` outside of quotes.
std::string_view take(std::string_view* rest, char separator) {
  bool quoted = false;
  size_t at = 0;
  for (; at < rest->size(); at++) {
    const char c = (*rest)[at];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') at++;
    if (!quoted && c == separator) break;
  }
  const std::string_view part = rest->substr(0, at);
  rest->remove_prefix(at < rest->size() ? at + 1 : rest->size());
  return trim(part);
}

// Whether a weight is "0", "0." or "0.000".
bool isZeroWeight(std::string_view weight) {
  if (weight.empty() || weight[0] != '0') return false;
  return weight.find_first_not_of("0.") == std::string_view::npos;
}

bool hasZeroWeight(std::string_view parameters) {
  while (!parameters.empty()) {
    std::string_view parameter = take(&parameters, ';');
    const std::string_view name = take(&parameter, '=');
    if (equalsLower(name, "q")) return isZeroWeight(parameter);
  }
  return false;
}

// The verdict on one produced type while ranges go by: the most specific one that fits decides.
struct Verdict {
  int specificity = -1;
  bool admitted = false;

  void hear(int rank, bool admits) {
    if (rank < specificity) return;
    admitted = rank == specificity ? admitted || admits : admits;
    specificity = rank;
  }
};

// What the lines of one request say about one produced type.
struct AcceptReading {
  bool ranges = false;  // at least one well-formed range was read
  bool malformed = false;
  Verdict verdict;

  void read(std::string_view accept, const MediaType& produced) {
    while (!accept.empty()) {
      std::string_view element = take(&accept, ',');
      if (element.empty()) continue;
      MediaType range;
      const std::string_view name = take(&element, ';');
      if (!split(name, &range)) {
        malformed = true;
        return;
      }
      ranges = true;
      if (fits(range, produced)) verdict.hear(specificity(range), !hasZeroWeight(element));
    }
  }

  bool admits() const { return malformed || !ranges || verdict.admitted; }
};

}  // namespace

std::string_view mediaTypeOf(std::string_view contentType) {
  const std::string_view name = mediaRangeOf(contentType);
  MediaType type;
  return split(name, &type) && !isRange(type) ? name : std::string_view();
}

bool takesContentType(std::string_view contentType, const std::vector<std::string>& accepted) {
  if (accepted.empty()) return true;
  MediaType type;
  if (!split(mediaTypeOf(contentType), &type)) return false;
  for (const std::string& text : accepted) {
    MediaType range;
    if (split(mediaRangeOf(text), &range) && fits(range, type)) return true;
  }
  return false;
}

bool acceptAdmits(std::string_view accept, const std::vector<std::string>& produced) {
  if (produced.empty()) return true;
  for (const std::string& text : produced) {
    MediaType type;
    if (!split(mediaRangeOf(text), &type) || isRange(type)) return true;
    AcceptReading reading;
    reading.read(accept, type);
    if (reading.admits()) return true;
  }
  return false;
}

bool acceptAdmits(const RequestHead& head, const char* data, const std::vector<std::string>& produced) {
  if (produced.empty() || head.accept < 0) return true;
  for (const std::string& text : produced) {
    MediaType type;
    if (!split(mediaRangeOf(text), &type) || isRange(type)) return true;
    AcceptReading reading;
    for (int32_t i = head.accept; i >= 0;
         i = findHeader(head, data, "accept", static_cast<uint32_t>(i) + 1)) {
      reading.read(textOf(data, head.headers[i].value), type);
    }
    if (reading.admits()) return true;
  }
  return false;
}

}  // namespace nexus::http

// Owns template.h.
#include "http/template.h"

#include <algorithm>
#include <string_view>

#include "http/percent.h"
#include "http/router.h"

namespace nexus::http {
namespace {

bool fail(std::string* error, const std::string& path, const char* why) {
  *error = "the path template " + path + " " + why;
  return false;
}

bool addLiteral(std::string_view raw, TemplateSegment* segment) {
  char decoded[literalBytesMax];
  const Decoded result = decodePercent(raw, PlusSign::literal, decoded, literalBytesMax);
  if (result.kind != Decoded::Kind::ok) return false;
  segment->literals.emplace_back(decoded, result.length);
  return true;
}

// Null, or what is wrong with the segment.
const char* readSegment(std::string_view raw, TemplateSegment* segment) {
  while (true) {
    const size_t open = raw.find('{');
    const std::string_view literal = raw.substr(0, open);
    if (literal.find('}') != std::string_view::npos) return "has a brace that was not opened";
    if (literal.find_first_of("?#") != std::string_view::npos) return "must not hold a query or a fragment";
    if (literal.empty() && open != std::string_view::npos && !segment->names.empty()) {
      return "has two parameters with nothing between them";
    }
    if (!addLiteral(literal, segment)) return "has a literal that is too long or badly encoded";
    if (open == std::string_view::npos) return nullptr;
    const size_t close = raw.find_first_of("{}", open + 1);
    if (close == std::string_view::npos || raw[close] == '{') return "has a brace that is not closed";
    if (close == open + 1) return "has a parameter without a name";
    segment->names.emplace_back(raw.substr(open + 1, close - open - 1));
    raw.remove_prefix(close + 1);
  }
}

const char* checkNames(const std::vector<TemplateSegment>& segments) {
  std::vector<std::string> names;
  for (const TemplateSegment& segment : segments) {
    names.insert(names.end(), segment.names.begin(), segment.names.end());
  }
  if (names.size() > capturesMax) return "has more than 16 parameters";
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) return "uses a parameter twice";
  return nullptr;
}

}  // namespace

bool readTemplate(const std::string& path, std::vector<TemplateSegment>* out, std::string* error) {
  if (path.empty() || path.front() != '/') return fail(error, path, "must start with a slash");
  std::string_view rest = path;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const std::string_view raw = rest.substr(0, rest.find('/'));
    rest.remove_prefix(raw.size());
    out->emplace_back();
    if (out->size() > segmentsMax) return fail(error, path, "has more than 64 segments");
    if (const char* why = readSegment(raw, &out->back())) return fail(error, path, why);
  }
  const char* why = checkNames(*out);
  return why == nullptr || fail(error, path, why);
}

}  // namespace nexus::http

// Owns answer_rules.h.
#include "http/answer_rules.h"

#include <cstring>

#include "http/headers.h"

namespace nexus::http {
namespace {

constexpr std::string_view lineEnd = "\r\n";

char* put(char* out, std::string_view text) {
  if (text.empty()) return out;  // its data may be null, which memcpy must not see
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

bool hasField(std::string_view lines, std::string_view lowerName) {
  while (!lines.empty()) {
    const size_t colon = lines.find(':');
    if (colon == lowerName.size() && equalsLower(lines.substr(0, colon), lowerName)) return true;
    const size_t end = lines.find(lineEnd);
    if (end == std::string_view::npos) return false;
    lines.remove_prefix(end + lineEnd.size());
  }
  return false;
}

std::string_view corsText(const AnswerMarks& marks) {
  if (marks.cors == nullptr) return {};
  return marks.preflight ? marks.cors->preflight : marks.cors->answer;
}

}  // namespace

const CorsTexts* corsFor(const AnswerRules& rules, std::string_view origin) {
  if (!rules.hasCors) return nullptr;
  // Origins are compared as they are written: browsers write them in lower case (RFC 6454, 6.1).
  for (size_t i = 0; i < rules.origins.size() && i < rules.texts.size(); i++) {
    if (rules.origins[i] == origin) return &rules.texts[i];
  }
  return &rules.otherwise;
}

AnswerMarks marksFor(const AnswerRules& rules, std::string_view origin) {
  if (rules.empty()) return {};
  return {&rules, corsFor(rules, origin), false};
}

uint64_t marksRoom(const AnswerMarks& marks) {
  uint64_t bytes = corsText(marks).size();
  if (marks.rules == nullptr) return bytes;
  for (const FixedLine& line : marks.rules->fixed) bytes += line.text.size();
  return bytes;
}

char* writeMarks(char* out, const AnswerMarks& marks, std::string_view own) {
  out = put(out, corsText(marks));
  if (marks.rules == nullptr) return out;
  for (const FixedLine& line : marks.rules->fixed) {
    if (own.empty() || !hasField(own, line.name)) out = put(out, line.text);
  }
  return out;
}

}  // namespace nexus::http

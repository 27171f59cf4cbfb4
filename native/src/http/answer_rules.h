// Owns header lines that answers get whoever gives them: fixed ones, and those for requests of other origins (Fetch
// Standard, 3.2). Their text is made and checked in JavaScript, when routes are installed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nexus::http {

// Complete lines: "Name: value\r\n".
struct FixedLine {
  std::string name;  // lower case
  std::string text;
};

// What a policy says to an origin: on an answer, and to a preflight for this route.
struct CorsTexts {
  std::string answer;
  std::string preflight;
};

struct AnswerRules {
  std::vector<FixedLine> fixed = {};
  bool hasCors = false;
  // In the order of `texts`. A policy for every origin lists none.
  std::vector<std::string> origins = {};
  std::vector<CorsTexts> texts = {};
  CorsTexts otherwise = {};  // to an origin that is not listed, and to requests without one

  bool empty() const { return fixed.empty() && !hasCors; }
};

// What the policy says to a request with this Origin (empty: it has none); null without a policy.
const CorsTexts* corsFor(const AnswerRules& rules, std::string_view origin);

// What is added to one answer. Null members add nothing.
struct AnswerMarks {
  const AnswerRules* rules = nullptr;
  const CorsTexts* cors = nullptr;
  bool preflight = false;
};

// Marks of an answer to a request with this Origin.
AnswerMarks marksFor(const AnswerRules& rules, std::string_view origin);

// The most bytes that `writeMarks` writes.
uint64_t marksRoom(const AnswerMarks& marks);

// Writes the lines of `marks`; a fixed one only where `own` (the answer's lines) has no field of that name.
char* writeMarks(char* out, const AnswerMarks& marks, std::string_view own);

}  // namespace nexus::http

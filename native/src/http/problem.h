// Owns the problem+json bodies (RFC 9457) of answers that native code gives by itself: built once, sent as
// is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/params.h"
#include "http/request.h"

namespace nexus::http {

inline constexpr std::string_view problemMediaType = "application/problem+json";

// {"type":"about:blank","title":"Not Found","status":404,"detail":"..."}
std::string problemBody(uint16_t status, std::string_view detail);

// One entry of "errors" in a 400.
struct ProblemIssue {
  std::string_view place;    // "path", "query", "header", "cookie", "body"
  std::string_view pointer;  // RFC 6901: "/petId"
  std::string_view code;     // "type", "required", "encoding"
  std::string_view message;  // "must be an integer"
};
std::string problemBody(uint16_t status, std::string_view detail, const std::vector<ProblemIssue>& issues);

// The generic sentence for a status that native code answers (404, 405, 406, 408, 413, 415, 503 ...).
std::string_view problemDetail(uint16_t status);

// A 400 whose body had to be there.
std::string missingBodyProblem();

// A 415 about the coding of a body; `taken` are those that could be undone.
std::string badCodingProblem(std::string_view taken);

// Every problem that is told without a parameter of a route.
std::vector<std::string> routelessProblems(std::string_view takenCodings);

// The 400 bodies of every parameter of every route, one per way to be wrong.
class ParamProblems {
 public:
  explicit ParamProblems(const std::vector<RouteSpec>& routes);
  // Of all routes.
  const std::vector<std::string>& all() const { return bodies_; }
  // `result.kind` is not ok; noRoom is answered as 431 with `problemBody`, not from here.
  std::string_view body(uint32_t route, const PackResult& result) const;

 private:
  static constexpr uint32_t kinds = 5;  // missing, badType, badEncoding, repeated, tooLarge
  std::vector<uint32_t> firstOfRoute_;  // into bodies_
  std::vector<std::string> bodies_;
};

}  // namespace nexus::http

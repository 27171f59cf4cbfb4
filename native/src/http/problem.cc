// Owns problem.h. Key order is fixed: type, title, status, detail, errors; JavaScript writes the same.
#include "http/problem.h"

#include "http/faults.h"
#include "http/response.h"

namespace nexus::http {
namespace {

constexpr std::string_view contractDetail = "The request does not match the contract.";

// JSON string syntax (RFC 8259, 7); names come from specs, so anything may be in them.
void appendJson(std::string* out, std::string_view text) {
  static constexpr char hex[] = "0123456789abcdef";
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out->push_back('\\');
      out->push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      *out += "\\u00";
      out->push_back(hex[c >> 4 & 0x0f]);
      out->push_back(hex[c & 0x0f]);
    } else {
      out->push_back(c);
    }
  }
  out->push_back('"');
}

void appendField(std::string* out, std::string_view name, std::string_view value) {
  appendJson(out, name);
  out->push_back(':');
  appendJson(out, value);
}

void appendIssue(std::string* out, const ProblemIssue& issue) {
  out->push_back('{');
  appendField(out, "in", issue.place);
  out->push_back(',');
  appendField(out, "pointer", issue.pointer);
  out->push_back(',');
  appendField(out, "code", issue.code);
  out->push_back(',');
  appendField(out, "message", issue.message);
  out->push_back('}');
}

std::string openProblem(uint16_t status, std::string_view detail) {
  std::string out = "{";
  appendField(&out, "type", "about:blank");
  out.push_back(',');
  appendField(&out, "title", reasonPhrase(status));
  out += ",\"status\":" + std::to_string(status) + ",";
  appendField(&out, "detail", detail);
  return out;
}

std::string_view placeName(ParamPlace place) {
  switch (place) {
    case ParamPlace::path:
      return "path";
    case ParamPlace::query:
      return "query";
    case ParamPlace::header:
      return "header";
    case ParamPlace::cookie:
      return "cookie";
  }
  return "";
}

// RFC 6901, 3.
std::string pointerTo(std::string_view name) {
  std::string pointer = "/";
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer.push_back(c);
    }
  }
  return pointer;
}

std::string_view typeMessage(ParamKind kind) {
  switch (kind) {
    case ParamKind::integer:
      return "must be an integer";
    case ParamKind::number:
      return "must be a number";
    case ParamKind::boolean:
      return "must be true or false";
    case ParamKind::string:
      return "must be a string";
    case ParamKind::list:
      return "must be a list";
  }
  return "";
}

std::string paramProblem(const ParamSpec& param, std::string_view code, std::string_view message) {
  const std::string pointer = pointerTo(param.name);
  return problemBody(400, contractDetail, {{placeName(param.place), pointer, code, message}});
}

}  // namespace

std::string problemBody(uint16_t status, std::string_view detail) {
  return openProblem(status, detail) + "}";
}

std::string problemBody(uint16_t status, std::string_view detail, const std::vector<ProblemIssue>& issues) {
  std::string out = openProblem(status, detail) + ",\"errors\":[";
  for (size_t i = 0; i < issues.size(); i++) {
    if (i > 0) out.push_back(',');
    appendIssue(&out, issues[i]);
  }
  return out + "]}";
}

std::string missingBodyProblem() {
  return problemBody(400, contractDetail, {{"body", "", "required", "a body is required"}});
}

std::string badCodingProblem(std::string_view taken) {
  return problemBody(415, "The body's content coding is none of " + std::string(taken) + ", or there are several.");
}

std::vector<std::string> routelessProblems(std::string_view takenCodings) {
  static constexpr uint16_t statuses[] = {400, 401, 404, 405, 406, 408, 412, 413, 414,
                                          415, 417, 431, 500, 501, 503, 504, 505};
  std::vector<std::string> out = {missingBodyProblem(), badCodingProblem(takenCodings)};
  for (const uint16_t status : statuses) out.push_back(problemBody(status, problemDetail(status)));
  for (const Refusal* refusal : faults::all) out.push_back(problemBody(refusal->status, refusal->detail));
  return out;
}

std::string_view problemDetail(uint16_t status) {
  switch (status) {
    case 400:
      return contractDetail;
    case 401:
      return "The request lacks valid credentials.";
    case 404:
      return "There is nothing at this path.";
    case 405:
      return "The path does not have this method; the Allow field names those it has.";
    case 406:
      return "The Accept field excludes every media type of this operation.";
    case 408:
      return "The request did not arrive in time.";
    case 412:
      return "What the request is about is not as the request expects it.";
    case 413:
      return "The body is larger than this operation takes.";
    case 414:
      return "The request target is too long.";
    case 415:
      return "The operation does not take a body of this media type.";
    case 417:
      return "Only 100-continue can be expected.";
    case 431:
      return "The header fields are too large.";
    case 500:
      return "The server failed to answer this request.";
    case 501:
      return "No operation of this server has this method.";
    case 503:
      return "The server cannot take this request now.";
    case 504:
      return "The operation did not answer in time.";
    case 505:
      return "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
    default:
      return "The request was refused.";
  }
}

ParamProblems::ParamProblems(const std::vector<RouteSpec>& routes) {
  for (const RouteSpec& route : routes) {
    firstOfRoute_.push_back(static_cast<uint32_t>(bodies_.size()));
    for (const ParamSpec& param : route.params) {
      bodies_.push_back(paramProblem(param, "required", "is required"));
      bodies_.push_back(paramProblem(param, "type", typeMessage(param.kind)));
      bodies_.push_back(paramProblem(param, "encoding", "must be percent-encoded UTF-8"));
      bodies_.push_back(paramProblem(param, "repeated", "must be given once"));
      bodies_.push_back(paramProblem(param, "type", "must be between -(2^53-1) and 2^53-1"));
    }
  }
}

std::string_view ParamProblems::body(uint32_t route, const PackResult& result) const {
  const uint32_t kind = static_cast<uint32_t>(result.kind) - static_cast<uint32_t>(PackResult::Kind::missing);
  return bodies_[firstOfRoute_[route] + result.param * kinds + kind];
}

}  // namespace nexus::http

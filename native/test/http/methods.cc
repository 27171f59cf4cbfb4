// Owns the tests of methods in the router: those with a number, any other token, and what 405 and 501 tell
// apart.
#include <string>
#include <vector>

#include "check.h"
#include "http/router.h"

namespace nexus::http {
namespace {

RouteSpec route(const std::string& method, const std::string& path) { return {method, path, {}}; }

std::unique_ptr<Router> table(const std::vector<RouteSpec>& routes) {
  std::string error;
  std::unique_ptr<Router> router = buildRouter(routes, &error);
  CHECK_THAT(router != nullptr, error);
  return router;
}

std::string answer(const Router& router, MethodToken method, std::string_view path) {
  const Match match = router.match(method, path);
  switch (match.kind) {
    case Match::Kind::notFound:
      return "404";
    case Match::Kind::methodUnknown:
      return "501";
    case Match::Kind::methodNotAllowed:
      return "405 " + std::string(router.allow(match.resource));
    case Match::Kind::route:
      break;
  }
  return std::to_string(match.route);
}

// Methods are tokens with case (RFC 9110, 9.1); 405 says which a path has, 501 that no path has this one.
void namedCases() {
  const auto router = table({
      route("COPY", "/a/{id}"),                         // 0
      route("GET", "/a/{id}"),                          // 1
      route("copy", "/a/{id}"),                         // 2
      route("MOVE", "/b"),                              // 3
      route("!#$%&'*+-.^_`|~", "/b"),                   // 4
      route("A2345678901234567890123456789012", "/c"),  // 5
      route("GE", "/c"),                                // 6
  });
  const struct {
    const char* method;
    const char* path;
    const char* wanted;
  } cases[] = {
      {"COPY", "/a/7", "0"},
      {"GET", "/a/7", "1"},
      {"HEAD", "/a/7", "1"},
      {"copy", "/a/7", "2"},
      {"Copy", "/a/7", "501"},
      {"COP", "/a/7", "501"},
      {"COPYX", "/a/7", "501"},
      {"MOVE", "/a/7", "405 GET, HEAD, OPTIONS, COPY, copy"},
      {"POST", "/a/7", "405 GET, HEAD, OPTIONS, COPY, copy"},
      {"GE", "/a/7", "405 GET, HEAD, OPTIONS, COPY, copy"},
      {"MOVE", "/b", "3"},
      {"!#$%&'*+-.^_`|~", "/b", "4"},
      {"COPY", "/b", "405 OPTIONS, !#$%&'*+-.^_`|~, MOVE"},
      {"GET", "/b", "405 OPTIONS, !#$%&'*+-.^_`|~, MOVE"},
      {"A2345678901234567890123456789012", "/c", "5"},
      {"A234567890123456789012345678901", "/c", "501"},
      {"GE", "/c", "6"},
      {"COPY", "/d", "404"},
      {"BREW", "/d", "404"},
  };
  for (const auto& c : cases) {
    const std::string got = answer(*router, MethodToken(std::string_view(c.method)), c.path);
    CHECK_THAT(got == c.wanted,
               std::string(c.method) + " " + c.path + ": got " + got + ", wanted " + c.wanted);
  }
}

// Thousands of methods are found among as many.
void manyMethods() {
  std::vector<RouteSpec> many;
  for (int i = 0; i < 5000; i++)
    many.push_back(route("M" + std::to_string(i), i % 2 == 0 ? "/even" : "/odd"));
  const auto big = table(many);
  for (int i = 0; i < 5000; i++) {
    const std::string method = "M" + std::to_string(i);
    const Match match = big->match(MethodToken(std::string_view(method)), i % 2 == 0 ? "/even" : "/odd");
    CHECK(match.kind == Match::Kind::route && match.route == static_cast<uint32_t>(i));
    const Match other = big->match(MethodToken(std::string_view(method)), i % 2 == 0 ? "/odd" : "/even");
    CHECK(other.kind == Match::Kind::methodNotAllowed);
  }
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::namedCases();
  nexus::http::manyMethods();
  return nexus::test::summary("http/methods");
}

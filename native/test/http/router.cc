// Owns the tests of the router: named cases, refused tables, and random tables against a naive matcher.
#include "http/router.h"

#include <algorithm>
#include <random>

#include "check.h"

namespace nexus::http {
namespace {

RouteSpec route(const std::string& method, const std::string& path) { return {method, path, {}}; }

std::unique_ptr<Router> table(const std::vector<RouteSpec>& routes) {
  std::string error;
  std::unique_ptr<Router> router = buildRouter(routes, &error);
  CHECK_THAT(router != nullptr, error);
  return router;
}

// "2 a|b" for route 2 with captures; "404"; "405 GET, HEAD, OPTIONS".
std::string answer(const Router& router, MethodToken method, std::string_view path) {
  const Match match = router.match(method, path);
  if (match.kind == Match::Kind::notFound) return "404";
  if (match.kind == Match::Kind::methodUnknown) return "501";
  if (match.kind == Match::Kind::methodNotAllowed) return "405 " + std::string(router.allow(match.resource));
  std::string out = std::to_string(match.route);
  for (uint32_t i = 0; i < match.captureCount; i++) {
    out +=
        (i == 0 ? " " : "|") + std::string(path.substr(match.captures[i].offset, match.captures[i].length));
  }
  return out;
}

void namedCases() {
  const std::vector<RouteSpec> routes = {
      route("GET", "/"),                        // 0
      route("GET", "/pets"),                    // 1
      route("POST", "/pets"),                   // 2
      route("GET", "/pets/{id}"),               // 3
      route("GET", "/pets/mine"),               // 4
      route("DELETE", "/pets/mine/all"),        // 5
      route("GET", "/pets/{id}/photos"),        // 6
      route("GET", "/files/{name}.{ext}"),      // 7
      route("GET", "/files/{name}"),            // 8
      route("POST", "/jobs/{id}:cancel"),       // 9
      route("GET", "/jobs/{id}"),               // 10
      route("GET", "/trail/"),                  // 11
      route("GET", "/caf%C3%A9"),               // 12
      route("GET", "/v{major}-{minor}/x"),      // 13
      route("GET", "/v1-2/{y}/z"),              // 14
      route("GET", "/a/{x}/c/{y}/e"),           // 15
      route("GET", "/a/b/{z}/d/f"),             // 16
      route("OPTIONS", "/own"),                 // 17
      route("HEAD", "/own"),                    // 18
      route("GET", "/own"),                     // 19
      route("GET", "/files/{name}.tar.{ext}"),  // 20
  };
  const auto router = table(routes);
  struct Case {
    Method method;
    const char* path;
    const char* wanted;
  };
  const Case cases[] = {
      {Method::get, "/", "0"},
      {Method::get, "/pets", "1"},
      {Method::post, "/pets", "2"},
      {Method::head, "/pets", "1"},
      {Method::put, "/pets", "405 GET, HEAD, POST, OPTIONS"},
      {Method::options, "/pets", "405 GET, HEAD, POST, OPTIONS"},
      {Method::other, "/pets", "501"},
      {Method::get, "/pets/", "404"},
      {Method::get, "//pets", "404"},
      {Method::get, "/pets/7", "3 7"},
      {Method::get, "/pets/mine", "4"},
      {Method::get, "/pets/min", "3 min"},
      {Method::get, "/pets/mine/photos", "6 mine"},
      {Method::delete_, "/pets/mine/all", "5"},
      {Method::get, "/pets/mine/all", "405 DELETE, OPTIONS"},
      {Method::get, "/pets/a%2Fb", "3 a%2Fb"},
      {Method::get, "/p%65ts", "1"},
      {Method::get, "/pets/%6dine", "4"},
      {Method::get, "/pets%2f7", "404"},
      {Method::get, "/files/a.txt", "7 a|txt"},
      {Method::get, "/files/a.b.txt", "7 a|b.txt"},
      {Method::get, "/files/a.tar.gz", "20 a|gz"},
      {Method::get, "/files/a%2Etxt", "7 a|txt"},
      {Method::get, "/files/.txt", "8 .txt"},
      {Method::get, "/files/a.", "8 a."},
      {Method::get, "/files/..b", "7 .|b"},
      {Method::post, "/jobs/7:cancel", "9 7"},
      {Method::post, "/jobs/7%3acancel", "9 7"},
      {Method::post, "/jobs/a:cancel:cancel", "9 a:cancel"},
      {Method::get, "/jobs/7:cancel", "405 POST, OPTIONS"},
      {Method::get, "/jobs/:cancel", "10 :cancel"},
      {Method::get, "/jobs/7", "10 7"},
      {Method::get, "/trail", "404"},
      {Method::get, "/trail/", "11"},
      {Method::get, "/caf%c3%a9", "12"},
      {Method::get, "/v1-2/x", "13 1|2"},
      {Method::get, "/v1-2/y/z", "14 y"},
      {Method::get, "/a/b/c/d/e", "15 b|d"},
      {Method::get, "/a/b/c/d/f", "16 c"},
      {Method::get, "/a/b/c/d/g", "404"},
      {Method::options, "/own", "17"},
      {Method::head, "/own", "18"},
      {Method::get, "*", "404"},
      {Method::get, "", "404"},
      {Method::get, "/pets/%zz", "3 %zz"},
  };
  for (const Case& c : cases) {
    const std::string got = answer(*router, c.method, c.path);
    CHECK_THAT(got == c.wanted, std::string(c.path) + ": got " + got + ", wanted " + c.wanted);
  }
}

void refusedTables() {
  struct Case {
    std::vector<RouteSpec> routes;
    const char* wanted;
  };
  const std::string deep = [] {
    std::string path;
    for (int i = 0; i < 65; i++) path += "/a";
    return path;
  }();
  RouteSpec stranger = route("GET", "/a/{b}");
  stranger.params.push_back({"c", ParamPlace::path, ParamKind::string, true});
  const Case cases[] = {
      {{route("GET", "/a/{x}"), route("GET", "/a/{y}")}, "GET /a/{y} collides with GET /a/{x}"},
      {{route("GET", "/a"), route("GET", "/%61")}, "GET /%61 collides with GET /a"},
      {{route("GET", "/{a}.{b}"), route("GET", "/{c}.{d}")}, "GET /{c}.{d} collides with GET /{a}.{b}"},
      {{route("CONNECT", "/a")}, "the method CONNECT of /a is not supported"},
      {{route("", "/a")}, "the method  of /a is not supported"},
      {{route("CO PY", "/a")}, "the method CO PY of /a is not supported"},
      {{route("A23456789012345678901234567890123", "/a")},
       "the method A23456789012345678901234567890123 of /a is not supported"},
      {{route("COPY", "/{a}"), route("COPY", "/{b}")}, "COPY /{b} collides with COPY /{a}"},
      {{route("GET", "a")}, "the path template a must start with a slash"},
      {{route("GET", "")}, "the path template  must start with a slash"},
      {{route("GET", "/{a")}, "the path template /{a has a brace that is not closed"},
      {{route("GET", "/{a{b}}")}, "the path template /{a{b}} has a brace that is not closed"},
      {{route("GET", "/a}")}, "the path template /a} has a brace that was not opened"},
      {{route("GET", "/{}")}, "the path template /{} has a parameter without a name"},
      {{route("GET", "/{a}{b}")}, "the path template /{a}{b} has two parameters with nothing between them"},
      {{route("GET", "/{a}/{a}")}, "the path template /{a}/{a} uses a parameter twice"},
      {{route("GET", "/a?b")}, "the path template /a?b must not hold a query or a fragment"},
      {{route("GET", "/%zz")}, "the path template /%zz has a literal that is too long or badly encoded"},
      {{route("GET", "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}/{m}/{n}/{o}/{p}/{q}")},
       "the path template /{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}/{i}/{j}/{k}/{l}/{m}/{n}/{o}/{p}/{q} has more than "
       "16 "
       "parameters"},
      {{stranger}, "the path template /a/{b} does not hold the path parameter c"},
  };
  for (const Case& c : cases) {
    std::string error;
    CHECK(buildRouter(c.routes, &error) == nullptr);
    CHECK_EQUAL(error, c.wanted);
  }
  std::string error;
  CHECK(buildRouter({route("GET", deep)}, &error) == nullptr);
  CHECK(error.find("64 segments") != std::string::npos);
  CHECK(buildRouter({route("GET", "/" + std::string(256, 'a'))}, &error) == nullptr);
  const auto none = table({});
  CHECK_EQUAL(answer(*none, Method::get, "/"), "404");
}

// The specification of matching, written as simply as possible: templates in order of precedence, one by one.
class NaiveRouter {
 public:
  explicit NaiveRouter(const std::vector<RouteSpec>& routes) : routes_(routes) {
    for (uint32_t i = 0; i < routes.size(); i++) order_.push_back(i);
    std::stable_sort(order_.begin(), order_.end(), [this](uint32_t a, uint32_t b) { return before(a, b); });
  }

  // The path template that wins, or "".
  std::string match(const std::string& path) const {
    for (const uint32_t i : order_) {
      if (fits(split(routes_[i].path), split(path))) return routes_[i].path;
    }
    return "";
  }

  static std::vector<std::string> split(const std::string& path) {
    std::vector<std::string> segments;
    size_t at = 1;
    while (true) {
      const size_t slash = path.find('/', at);
      segments.push_back(path.substr(at, slash - at));
      if (slash == std::string::npos) return segments;
      at = slash + 1;
    }
  }

 private:
  // Literal, then suffixed parameter by length of the suffix, then bare parameter, from the left.
  static size_t rank(const std::string& segment) {
    if (segment.find('{') == std::string::npos) return 0;
    const size_t suffix = segment.size() - segment.find('}') - 1;
    return 100 - suffix;
  }

  bool before(uint32_t a, uint32_t b) const {
    const auto left = split(routes_[a].path);
    const auto right = split(routes_[b].path);
    if (left.size() != right.size()) return left.size() < right.size();
    for (size_t i = 0; i < left.size(); i++) {
      if (rank(left[i]) != rank(right[i])) return rank(left[i]) < rank(right[i]);
    }
    return false;
  }

  static bool fitsSegment(const std::string& pattern, const std::string& text) {
    const size_t close = pattern.find('}');
    if (close == std::string::npos) return pattern == text;
    const std::string suffix = pattern.substr(close + 1);
    return text.size() > suffix.size() && text.ends_with(suffix);
  }

  static bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return false;
    for (size_t i = 0; i < path.size(); i++) {
      if (!fitsSegment(pattern[i], path[i])) return false;
    }
    return true;
  }

  const std::vector<RouteSpec>& routes_;
  std::vector<uint32_t> order_;
};

class RandomTables {
 public:
  explicit RandomTables(uint32_t seed) : random_(seed), seed_(seed) {}

  void run() {
    std::vector<RouteSpec> routes;
    for (uint32_t i = 1 + below(40); i > 0; i--) add(&routes);
    const auto router = table(routes);
    const NaiveRouter naive(routes);
    for (int i = 0; i < 100; i++) compare(*router, naive, routes, randomPath());
    for (const RouteSpec& each : routes) compare(*router, naive, routes, filled(each.path));
  }

 private:
  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }

  std::string word() {
    static const char* words[] = {"a", "b", "ab", "c", "long-segment", "x:y", "p.q", ""};
    return words[below(8) == 0 ? 7 : below(7)];
  }

  void add(std::vector<RouteSpec>* routes) {
    std::string path;
    for (uint32_t i = 0, depth = 1 + below(4); i < depth; i++) {
      const std::string name = "{p" + std::to_string(i) + "}";
      const uint32_t kind = below(6);
      path += "/" + (kind < 3 ? word() : kind < 5 ? name : name + (below(2) == 0 ? ":y" : ".q"));
    }
    for (const RouteSpec& other : *routes) {
      if (other.path == path) return;
    }
    routes->push_back(route("GET", path));
  }

  std::string randomPath() {
    std::string path;
    for (uint32_t depth = 1 + below(4); depth > 0; depth--) path += "/" + word();
    return path;
  }

  std::string filled(const std::string& pattern) {
    std::string path;
    for (const std::string& segment : NaiveRouter::split(pattern)) {
      const size_t close = segment.find('}');
      path += "/" + (close == std::string::npos ? segment : word() + segment.substr(close + 1));
    }
    return path;
  }

  // Escapes that change nothing must change nothing.
  std::string escaped(const std::string& path) {
    std::string out;
    for (const char c : path) {
      char escape[4];
      std::snprintf(escape, sizeof escape, "%%%02x", static_cast<unsigned char>(c));
      out += c != '/' && below(3) == 0 ? std::string(escape) : std::string(1, c);
    }
    return out;
  }

  void compare(const Router& router, const NaiveRouter& naive, const std::vector<RouteSpec>& routes,
               const std::string& path) {
    const std::string wanted = naive.match(path);
    for (const std::string& spelt : {path, escaped(path)}) {
      const Match match = router.match(Method::get, spelt);
      const std::string got = match.kind == Match::Kind::route ? routes[match.route].path : "";
      CHECK_THAT(got == wanted,
                 "seed " + std::to_string(seed_) + ", " + spelt + ": got " + got + ", wanted " + wanted);
    }
  }

  std::mt19937 random_;
  const uint32_t seed_;
};

void restCases() {
  const auto router = table({
      route("GET", "/files/{path...}"),       // 0
      route("GET", "/files/{id}/meta"),       // 1
      route("GET", "/files/mine"),            // 2
      route("POST", "/api/{x}"),              // 3
      route("GET", "/{all...}"),              // 4
      route("GET", "/odd/{name...}/end"),     // 5: not last, so a parameter like others
      route("GET", "/odd/pre{name...}"),      // 6: not alone, as well
      route("GET", "/deep/{a}/{b}/{c}/end"),  // 7
  });
  const struct {
    Method method;
    const char* path;
    const char* wanted;
  } cases[] = {
      {Method::get, "/files/a", "0 a"},
      {Method::head, "/files/a/b.css", "0 a/b.css"},
      {Method::get, "/files/", "0 "},
      {Method::get, "/files", "4 files"},
      {Method::get, "/files//a/", "0 /a/"},
      {Method::get, "/files/a%2Fb/%2e%2e/c", "0 a%2Fb/%2e%2e/c"},
      {Method::get, "/%66iles/a", "0 a"},
      {Method::get, "/files/7/meta", "1 7"},
      {Method::get, "/files/7/meta/x", "0 7/meta/x"},
      {Method::get, "/files/mine", "2"},
      {Method::get, "/files/mine/x", "0 mine/x"},
      {Method::delete_, "/files/a/b", "405 GET, HEAD, OPTIONS"},
      {Method::get, "/api/7", "405 POST, OPTIONS"},
      {Method::get, "/api/7/8", "4 api/7/8"},
      {Method::get, "/", "4 "},
      {Method::get, "/odd/a/end", "5 a"},
      {Method::get, "/odd/a/b/end", "4 odd/a/b/end"},
      {Method::get, "/odd/prefix", "6 fix"},
      {Method::get, "/deep/1/2/3/end", "7 1|2|3"},
      {Method::get, "/deep/1/2/3/stop", "4 deep/1/2/3/stop"},
  };
  for (const auto& [method, path, wanted] : cases) {
    const std::string got = answer(*router, method, path);
    CHECK_THAT(got == wanted, std::string(path) + ": got " + got + ", wanted " + wanted);
  }
  std::string error;
  CHECK_THAT(buildRouter({route("GET", "/{a...}"), route("GET", "/{b...}")}, &error) == nullptr, "collides");
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::namedCases();
  nexus::http::restCases();
  nexus::http::refusedTables();
  for (uint32_t seed = 1; seed <= 300; seed++) nexus::http::RandomTables(seed).run();
  return nexus::test::summary("http/router");
}

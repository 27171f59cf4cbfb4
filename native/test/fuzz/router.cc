// Owns the fuzz target of the router: tables from hostile templates, then paths; captures stay inside.
#include "http/router.h"

#include <string>

#include "fuzz/expect.h"

namespace nexus::http {
namespace {

// "COPY /a", or "/a" for the usual method.
struct Line {
  std::string method;
  std::string path;
};

Line lineOf(const std::string& text, const char* usual) {
  const size_t space = text.find(' ');
  if (space == std::string::npos || text[0] == '/') return {usual, text};
  return {text.substr(0, space), text.substr(space + 1)};
}

// Lines before an empty line are templates, those behind it are paths.
void run(std::string_view input) {
  std::vector<RouteSpec> routes;
  bool paths = false;
  std::unique_ptr<Router> router;
  while (!input.empty()) {
    const size_t end = input.find('\n');
    const std::string line(input.substr(0, end));
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    if (line.empty() && !paths) {
      paths = true;
      std::string error;
      router = buildRouter(routes, &error);
      expect((router == nullptr) == !error.empty());
      if (router == nullptr) return;
    } else if (!paths) {
      const auto [method, path] = lineOf(line, routes.size() % 3 == 0 ? "POST" : "GET");
      routes.push_back({method, path});
    } else {
      const auto [method, path] = lineOf(line, "GET");
      const Match match = router->match(MethodToken(std::string_view(method)), flush(path));
      expect(match.captureCount <= capturesMax);
      if (match.kind == Match::Kind::notFound) continue;
      expect(!router->allow(match.resource).empty());
      expect(match.kind != Match::Kind::route || match.route < routes.size());
      for (uint32_t i = 0; i < match.captureCount; i++) {
        const Slice capture = match.captures[i];
        expect(capture.length > 0 && capture.offset + capture.length <= path.size());
      }
    }
  }
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

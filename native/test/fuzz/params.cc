// Owns the fuzz target of packParams: a request line and fields against parameters of every place and kind.
#include "http/params.h"

#include <string>

#include "fuzz/expect.h"
#include "http/parser_limits.h"
#include "http/percent.h"

namespace nexus::http {
namespace {

RouteSpec makeRoute() {
  RouteSpec route{"GET", "/a/{x}/{y}.{z}"};
  auto add = [&route](const char* name, ParamPlace place, ParamKind kind, bool explode, char separator) {
    route.params.push_back({name, place, kind, false, explode, separator});
  };
  add("x", ParamPlace::path, ParamKind::string, true, ',');
  add("y", ParamPlace::path, ParamKind::list, false, ',');
  add("z", ParamPlace::path, ParamKind::string, true, ',');
  add("q", ParamPlace::query, ParamKind::list, true, ',');
  add("s", ParamPlace::query, ParamKind::list, false, ' ');
  add("p", ParamPlace::query, ParamKind::list, false, '|');
  add("t[a]", ParamPlace::query, ParamKind::string, true, ',');
  add("n", ParamPlace::query, ParamKind::number, true, ',');
  add("h", ParamPlace::header, ParamKind::string, true, ',');
  add("l", ParamPlace::header, ParamKind::list, true, ',');
  add("c", ParamPlace::cookie, ParamKind::string, true, ',');
  return route;
}

void run(std::string_view input) {
  static const RouteSpec route = makeRoute();
  static std::string error;
  static const std::unique_ptr<Router> router = buildRouter({route}, &error);
  static RequestHead head;
  if (input.empty()) return;
  const uint32_t capacity = static_cast<uint8_t>(input[0]) * 4U;
  const std::string_view text = flush("GET /a/" + std::string(input.substr(1)));
  if (parseHead(text.data(), static_cast<uint32_t>(text.size()), 0, test::parserLimits, &head).progress != Progress::done)
    return;
  const Match match = router->match(Method::get, {text.data() + head.path.offset, head.path.length});
  if (match.kind != Match::Kind::route) return;
  PackedParam packed[11];
  std::unique_ptr<char[]> area(new char[capacity]);
  const PackResult result = packParams(route, match, head, text.data(), packed, area.get(), capacity);
  expect(result.textBytes <= capacity);
  if (result.kind != PackResult::Kind::ok) return;
  for (size_t i = 0; i < route.params.size(); i++) {
    expect(packed[i].offset + packed[i].length <= result.textBytes);
    if (route.params[i].kind == ParamKind::string)
      expect(isUtf8(area.get() + packed[i].offset, packed[i].length));
  }
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

// Owns timing the pure HTTP pieces by themselves: nanoseconds per call, best of several rounds. Not a test.
#include <chrono>
#include <cstdio>
#include <string>

#include "http/digits.h"
#include "http/params.h"
#include "http/parser_limits.h"
#include "http/response.h"

namespace nexus::http {
namespace {

constexpr int rounds = 15;
constexpr int callsPerRound = 100'000;

template <typename Call>
void report(const char* name, Call call) {
  double best = 1e9;
  for (int round = 0; round < rounds; round++) {
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < callsPerRound; i++) call();
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count() / callsPerRound);
  }
  std::printf("%-32s %8.1f ns\n", name, best);
}

template <typename Value>
void keep(const Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

const std::string wrk = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n";
const std::string curl =
    "GET /v1/pets/42?limit=10 HTTP/1.1\r\nHost: localhost:3000\r\nUser-Agent: curl/7.88.1\r\nAccept: "
    "*/*\r\n\r\n";
const std::string post =
    "POST /v1/pets HTTP/1.1\r\nHost: localhost:3000\r\nContent-Type: application/json\r\nContent-Length: "
    "305\r\n"
    "Accept: application/json\r\nConnection: keep-alive\r\n\r\n";
const std::string browser =
    "GET /v1/pets/42?limit=20 HTTP/1.1\r\nHost: shop.example.com\r\nConnection: keep-alive\r\n"
    "sec-ch-ua: \"Chromium\";v=\"128\", \"Not;A=Brand\";v=\"24\"\r\nsec-ch-ua-mobile: ?0\r\n"
    "sec-ch-ua-platform: \"Linux\"\r\nUpgrade-Insecure-Requests: 1\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 "
    "Safari/537.36\r\nAccept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\nSec-Fetch-Site: none\r\n"
    "Sec-Fetch-Mode: navigate\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: "
    "en-US,en;q=0.9\r\n"
    "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n";

void parsing() {
  static RequestHead head;
  const ParserLimits limits = test::parserLimits;
  auto parse = [&](const std::string& text) {
    return [&text, &limits] {
      keep(text);
      keep(parseHead(text.data(), static_cast<uint32_t>(text.size()), 0, limits, &head));
    };
  };
  report("parse wrk", parse(wrk));
  report("parse curl", parse(curl));
  report("parse post", parse(post));
  report("parse browser", parse(browser));
}

void routing() {
  std::vector<RouteSpec> routes;
  for (const char* thing : {"pets", "users", "orders", "carts", "photos", "tags", "stores", "tokens"}) {
    const std::string base = std::string("/v1/") + thing;
    routes.push_back({"GET", base});
    routes.push_back({"GET", base + "/{id}", {{"id", ParamPlace::path, ParamKind::integer, true}}});
  }
  std::string error;
  const auto router = buildRouter(routes, &error);
  RequestHead head;
  parseHead(curl.data(), static_cast<uint32_t>(curl.size()), 0, test::parserLimits, &head);
  const std::string_view path(curl.data() + head.path.offset, head.path.length);
  report("route literal", [&] { keep(router->match(Method::get, "/v1/pets")); });
  report("route parameter", [&] { keep(router->match(Method::get, path)); });
  const Match match = router->match(Method::get, path);
  RouteSpec route = routes[match.route];
  PackedParam packed[4];
  char text[256];
  report("pack path integer",
         [&] { keep(packParams(route, match, head, curl.data(), packed, text, sizeof text)); });
  route.params.push_back({"limit", ParamPlace::query, ParamKind::integer, false});
  report("pack path and query integer",
         [&] { keep(packParams(route, match, head, curl.data(), packed, text, sizeof text)); });
}

void answering() {
  const ResponseBlock block = makeBlock(200, "application/json");
  HttpDate date;
  refreshDate(&date, 784111777);
  char out[512];
  report("write head",
         [&] { keep(writeHead(out, block, date, BodyFraming::length, 1234, ConnectionHeader::none)); });
  const std::string body =
      "{\"id\":12345,\"name\":\"a pet with a name\",\"tags\":[\"x\",\"y\"],\"price\":19.99," +
      std::string(220, 'x') + "}";
  report("scan digits of 300 bytes", [&] {
    DigitScan scan;
    scanDigits(&scan, body.data(), static_cast<uint32_t>(body.size()));
    keep(scan);
  });
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::parsing();
  nexus::http::routing();
  nexus::http::answering();
}

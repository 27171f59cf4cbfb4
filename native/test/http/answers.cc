// Owns the tests of what native code answers with: response heads, dates, problem bodies, media types.
#include <ctime>

#include "check.h"
#include "guard.h"
#include "http/negotiate.h"
#include "http/parser_limits.h"
#include "http/problem.h"
#include "http/response.h"

namespace nexus::http {
namespace {

std::string dateAt(int64_t second) {
  HttpDate date;
  refreshDate(&date, second);
  return {date.text, dateBytes};
}

void dates() {
  CHECK_EQUAL(dateAt(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110, 5.6.7
  CHECK_EQUAL(dateAt(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK_EQUAL(dateAt(951782399), "Mon, 28 Feb 2000 23:59:59 GMT");
  CHECK_EQUAL(dateAt(951782400), "Tue, 29 Feb 2000 00:00:00 GMT");
  for (int64_t second = 1; second < 5'000'000'000; second += 7'654'321) {
    const time_t time = second;
    tm parts;
    char wanted[64];
    std::strftime(wanted, sizeof wanted, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&time, &parts));
    CHECK_EQUAL(dateAt(second), wanted);
  }
}

std::string headOf(const ResponseBlock& block, BodyFraming framing, uint64_t bytes,
                   ConnectionHeader connection, std::string_view extra) {
  HttpDate date;
  refreshDate(&date, 784111777);
  const size_t room = block.text.size() + extra.size() + headRoomBytes;
  test::GuardedBuffer buffer(room);
  char* out = buffer.atEnd(std::string(room, '~'));
  return {out, static_cast<size_t>(writeHead(out, block, date, framing, bytes, connection, extra) - out)};
}

void heads() {
  const std::string date = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
  const ResponseBlock json = makeBlock(200, "application/json", {{"Vary", "Accept"}});
  CHECK_EQUAL(headOf(json, BodyFraming::length, 1234, ConnectionHeader::none, ""),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVary: Accept\r\n" + date +
                  "Content-Length: 1234\r\n\r\n");
  CHECK_EQUAL(headOf(json, BodyFraming::chunked, 0, ConnectionHeader::close, "X-A: b\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nVary: Accept\r\n" + date +
                  "X-A: b\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
  CHECK_EQUAL(headOf(makeBlock(204, ""), BodyFraming::none, 0, ConnectionHeader::keepAlive, ""),
              "HTTP/1.1 204 No Content\r\n" + date + "Connection: keep-alive\r\n\r\n");
  CHECK_EQUAL(headOf(makeBlock(299, ""), BodyFraming::length, UINT64_MAX, ConnectionHeader::keepAlive, ""),
              "HTTP/1.1 299 Unknown\r\n" + date +
                  "Content-Length: 18446744073709551615\r\nConnection: keep-alive\r\n\r\n");
}

void numbersOnTheWire() {
  for (uint64_t value = 0; value < 100'000; value += value < 2000 ? 1 : 97) {
    char digits[24];
    CHECK_EQUAL(std::string(digits, static_cast<size_t>(writeDecimal(digits, value) - digits)),
                std::to_string(value));
    if (value == 0) continue;
    char head[32];
    char wanted[32];
    std::snprintf(wanted, sizeof wanted, "%llx\r\n", static_cast<unsigned long long>(value));
    CHECK_EQUAL(std::string(head, static_cast<size_t>(writeChunkHead(head, value) - head)), wanted);
  }
  char head[32];
  CHECK_EQUAL(std::string(head, static_cast<size_t>(writeChunkHead(head, UINT64_MAX) - head)),
              "ffffffffffffffff\r\n");
}

void headerSafety() {
  CHECK(isHeaderSafe("X-A", "b c\td"));
  CHECK(isHeaderSafe("X-A", ""));
  CHECK(!isHeaderSafe("", "b"));
  CHECK(!isHeaderSafe("X A", "b"));
  CHECK(!isHeaderSafe("X-A:", "b"));
  CHECK(!isHeaderSafe("X-A", "b\r\nSet-Cookie: c"));
  CHECK(!isHeaderSafe("X-A", "b\n"));
  CHECK(!isHeaderSafe("X-A", std::string_view("b\0c", 3)));
}

void problems() {
  CHECK_EQUAL(
      problemBody(404, problemDetail(404)),
      R"({"type":"about:blank","title":"Not Found","status":404,"detail":"There is nothing at this path."})");
  const std::vector<RouteSpec> routes = {
      {"GET", "/a", {}},
      {"GET",
       "/pets/{petId}",
       {{"petId", ParamPlace::path, ParamKind::integer, true},
        {"a/b~\"\n", ParamPlace::query, ParamKind::list, true}}},
  };
  const ParamProblems problems(routes);
  const std::string open = R"({"type":"about:blank","title":"Bad Request","status":400,)"
                           R"("detail":"The request does not match the contract.","errors":[)";
  CHECK_EQUAL(problems.body(1, {PackResult::Kind::badType, 0, 0}),
              open + R"({"in":"path","pointer":"/petId","code":"type","message":"must be an integer"}]})");
  CHECK_EQUAL(
      problems.body(1, {PackResult::Kind::tooLarge, 0, 0}),
      open +
          R"({"in":"path","pointer":"/petId","code":"type","message":"must be between -(2^53-1) and 2^53-1"}]})");
  CHECK_EQUAL(problems.body(1, {PackResult::Kind::repeated, 0, 0}),
              open + R"({"in":"path","pointer":"/petId","code":"repeated","message":"must be given once"}]})");
  CHECK_EQUAL(
      problems.body(1, {PackResult::Kind::missing, 1, 0}),
      open + R"({"in":"query","pointer":"/a~1b~0\"\u000a","code":"required","message":"is required"}]})");
  CHECK_EQUAL(
      problems.body(1, {PackResult::Kind::badEncoding, 1, 0}),
      open +
          R"({"in":"query","pointer":"/a~1b~0\"\u000a","code":"encoding","message":"must be percent-encoded UTF-8"}]})");
}

void contentTypes() {
  struct Case {
    const char* received;
    std::vector<std::string> accepted;
    bool wanted;
  };
  const Case cases[] = {
      {"application/json", {"application/json"}, true},
      {"Application/JSON; charset=utf-8", {"application/json"}, true},
      {"application/json ;charset=utf-8", {"application/json"}, true},
      {"text/plain", {"application/json"}, false},
      {"text/plain", {"application/json", "text/*"}, true},
      {"text/plain", {"*/*"}, true},
      {"application/ld+json", {"application/*+json"}, true},
      {"application/json", {"application/*+json"}, false},
      {"application/jsonx", {"application/json"}, false},
      {"application/json", {"application/json; charset=utf-8"}, true},
      {"", {"application/json"}, false},
      {"", {}, true},
      {"nonsense", {"*/*"}, false},
      {"nonsense", {}, true},
      {"a/b/c", {"*/*"}, false},
      {"*/*", {"application/json"}, false},
      {"application/json, text/plain", {"application/json"}, false},
  };
  for (const Case& c : cases) CHECK_THAT(takesContentType(c.received, c.accepted) == c.wanted, c.received);
  CHECK_EQUAL(mediaTypeOf(" text/html ; a=\"b;c\""), "text/html");
  CHECK_EQUAL(mediaTypeOf("text"), "");
}

void acceptance() {
  struct Case {
    const char* accept;
    std::vector<std::string> produced;
    bool wanted;
  };
  const std::vector<std::string> json = {"application/json"};
  const Case cases[] = {
      {"application/json", json, true},
      {"APPLICATION/JSON", json, true},
      {"*/*", json, true},
      {"application/*", json, true},
      {"text/html", json, false},
      {"text/*", json, false},
      {"text/html, application/json;q=0.1", json, true},
      {"application/json;q=0", json, false},
      {"application/json; q=0.000", json, false},
      {"application/json;q=0.001", json, true},
      {"*/*;q=0", json, false},
      {"*/*;q=0, application/json", json, true},
      {"*/*, application/json;q=0", json, false},
      {"application/*;q=0, */*", json, false},
      {"application/json;Q=0", json, false},
      {"application/json;v=\"a,b;q=0\"", json, true},
      {"text/html, text/plain", {"application/json", "text/plain"}, true},
      {"application/*+json", {"application/problem+json"}, true},
      {"application/json", {"application/json; charset=utf-8"}, true},
      {"image/png", {"image/*"}, true},
      {"", json, true},
      {" , ", json, true},
      {"nonsense", json, true},
      {"text/html", {}, true},
      {"text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", json, true},
  };
  for (const Case& c : cases) CHECK_THAT(acceptAdmits(c.accept, c.produced) == c.wanted, c.accept);
}

void acceptanceOverLines() {
  const std::string text =
      "GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept: application/json\r\n\r\n";
  RequestHead head;
  CHECK(parseHead(text.data(), static_cast<uint32_t>(text.size()), 0, test::parserLimits, &head).progress == Progress::done);
  CHECK(acceptAdmits(head, text.data(), {"application/json"}));
  CHECK(!acceptAdmits(head, text.data(), {"image/png"}));
  head.accept = -1;
  CHECK(acceptAdmits(head, text.data(), {"image/png"}));
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::dates();
  nexus::http::heads();
  nexus::http::numbersOnTheWire();
  nexus::http::headerSafety();
  nexus::http::problems();
  nexus::http::contentTypes();
  nexus::http::acceptance();
  nexus::http::acceptanceOverLines();
  return nexus::test::summary("http/answers");
}

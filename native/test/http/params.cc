// Owns the tests of packParams: where parameters are found, how they decode and coerce, what is refused.
#include "http/params.h"

#include <cmath>

#include "check.h"
#include "guard.h"
#include "http/parser_limits.h"
#include "http/text_number.h"

namespace nexus::http {
namespace {

constexpr uint32_t textCapacity = 256;

ParamSpec param(const char* name, ParamPlace place, ParamKind kind) { return {name, place, kind, false}; }

ParamSpec separated(const char* name, ParamPlace place, char separator) {
  return {name, place, ParamKind::list, false, false, separator};
}

// One request against one parameter; `answer` is "absent", "missing", "badType", a quoted text, a number
// after "=".
class Request {
 public:
  Request(const std::string& target, const std::string& fields)
      : text_("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n") {
    CHECK_THAT(parseHead(text_.data(), static_cast<uint32_t>(text_.size()), 0, test::parserLimits, &head_).progress ==
                   Progress::done,
               target);
  }

  std::string answer(const std::string& path, const ParamSpec& spec, uint32_t capacity = textCapacity) {
    RouteSpec route{"GET", path, {spec}};
    std::string error;
    const auto router = buildRouter({route}, &error);
    CHECK_THAT(router != nullptr, error);
    const Match match = router->match(Method::get, {text_.data() + head_.path.offset, head_.path.length});
    CHECK(match.kind == Match::Kind::route);
    test::GuardedBuffer area(textCapacity);
    char* text = area.atEnd(std::string(capacity, '~'));
    PackedParam packed;
    const PackResult result = packParams(route, match, head_, text_.data(), &packed, text, capacity);
    return describe(result, spec, packed, text);
  }

 private:
  static std::string describe(const PackResult& result, const ParamSpec& spec, const PackedParam& packed,
                              const char* text) {
    static const char* kinds[] = {"ok", "missing", "badType", "badEncoding", "repeated", "tooLarge", "noRoom"};
    if (result.kind != PackResult::Kind::ok) return kinds[static_cast<size_t>(result.kind)];
    if (packed.state == static_cast<uint8_t>(ParamState::absent)) return "absent";
    CHECK_EQUAL(result.textBytes, packed.offset + packed.length);
    const std::string value(text + packed.offset, packed.length);
    const std::string mark = (packed.flags & 1) != 0 ? "u" : "";
    if (spec.kind == ParamKind::string) return mark + "'" + value + "'";
    if (spec.kind == ParamKind::list) return mark + items(value, packed.number);
    char number[40];
    std::snprintf(number, sizeof number, "=%.17g", packed.number);
    return number;
  }

  static std::string items(const std::string& packed, double count) {
    std::string out = "[";
    size_t at = 0;
    uint32_t seen = 0;
    for (; at + 2 <= packed.size(); seen++) {
      const size_t length = static_cast<unsigned char>(packed[at]) |
                            static_cast<size_t>(static_cast<unsigned char>(packed[at + 1])) << 8;
      out += (seen > 0 ? "|" : "") + packed.substr(at + 2, length);
      at += 2 + length;
    }
    CHECK_EQUAL(at, packed.size());
    CHECK_EQUAL(static_cast<double>(seen), count);
    return out + "]";
  }

  const std::string text_;
  RequestHead head_;
};

struct Case {
  ParamSpec spec;
  const char* target;
  const char* fields;
  const char* wanted;
};

void run(const std::string& path, const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::string got = Request(c.target, c.fields).answer(path, c.spec);
    CHECK_THAT(got == c.wanted,
               std::string(c.target) + " " + c.fields + ": got " + got + ", wanted " + c.wanted);
  }
}

void pathParams() {
  const ParamPlace place = ParamPlace::path;
  run("/a/{x}/{y}", {
                        {param("x", place, ParamKind::string), "/a/b/c", "", "'b'"},
                        {param("y", place, ParamKind::string), "/a/b/c", "", "'c'"},
                        {param("y", place, ParamKind::string), "/a/b/c%20d%2Fe+f", "", "'c d/e+f'"},
                        {param("y", place, ParamKind::string), "/a/b/caf%C3%A9", "", "u'caf\xc3\xa9'"},
                        {param("y", place, ParamKind::integer), "/a/b/42", "", "=42"},
                        {param("y", place, ParamKind::integer), "/a/b/%34%32", "", "=42"},
                        {param("y", place, ParamKind::integer), "/a/b/4x", "", "badType"},
                        {param("y", place, ParamKind::integer), "/a/b/9007199254740992", "", "tooLarge"},
                        {param("y", place, ParamKind::integer), "/a/b/-9223372036854775808", "", "tooLarge"},
                        {param("y", place, ParamKind::integer), "/a/b/9007199254740992.0", "", "badType"},
                        {separated("y", place, ','), "/a/b/1,2%2C3,", "", "[1|2,3|]"},
                    });
  run("/a/{x}.{longer}", {
                             {param("x", place, ParamKind::string), "http://host/a/b.c", "", "'b'"},
                             {param("longer", place, ParamKind::string), "http://host/a/b.c", "", "'c'"},
                         });
}

void queryParams() {
  const ParamPlace place = ParamPlace::query;
  const ParamSpec text = param("q", place, ParamKind::string);
  const ParamSpec list = param("q", place, ParamKind::list);
  run("/a", {
                {text, "/a", "", "absent"},
                {text, "/a?", "", "absent"},
                {text, "/a?q", "", "''"},
                {text, "/a?q=", "", "''"},
                {text, "/a?b=1&q=2&c=3", "", "'2'"},
                {text, "/a?qq=1&Q=2&aq=3", "", "absent"},
                {text, "/a?q=a+b%2Bc%20d", "", "'a b+c d'"},
                {text, "/a?q=a=b", "", "'a=b'"},
                {text, "/a?&&q=1&&", "", "'1'"},
                {text, "/a?%71=1", "", "'1'"},
                {text, "/a?q=1&q=2", "", "repeated"},
                {text, "/a?q=1&%71=2", "", "repeated"},
                {text, "/a?q=%e2%82%ac", "", "u'\xe2\x82\xac'"},
                {list, "/a?q=1&x=9&q=2&q=", "", "[1|2|]"},
                {list, "/a?q=a,b&q=%e2%82%ac", "", "u[a,b|\xe2\x82\xac]"},
                {list, "/a?x=1", "", "absent"},
                {separated("q", place, ','), "/a?q=1,2,3", "", "[1|2|3]"},
                {separated("q", place, ','), "/a?q=1%2C2,3", "", "[1,2|3]"},
                {separated("q", place, ','), "/a?q=", "", "[]"},
                {separated("q", place, ','), "/a?q=,", "", "[|]"},
                {separated("q", place, ','), "/a?q=1&q=2", "", "repeated"},
                {separated("q", place, ' '), "/a?q=1%202+3", "", "[1|2|3]"},
                {separated("q", place, '|'), "/a?q=1|2%7C3%7c4", "", "[1|2|3|4]"},
                {param("q", place, ParamKind::boolean), "/a?q=true", "", "=1"},
                {param("q", place, ParamKind::boolean), "/a?q=false", "", "=0"},
                {param("q", place, ParamKind::boolean), "/a?q=1", "", "badType"},
                {param("q", place, ParamKind::boolean), "/a?q", "", "badType"},
                {param("q", place, ParamKind::number), "/a?q=-1.5e3", "", "=-1500"},
                {param("q", place, ParamKind::number), "/a?q=0x10", "", "badType"},
                {param("filter[name]", place, ParamKind::string), "/a?filter%5Bname%5D=x", "", "'x'"},
                {param("filter[name]", place, ParamKind::string), "/a?filter[name]=x", "", "'x'"},
                {param("a b", place, ParamKind::string), "/a?a+b=x", "", "'x'"},
                {param("__proto__", place, ParamKind::string), "/a?__proto__=x", "", "'x'"},
            });
}

void headerParams() {
  const ParamPlace place = ParamPlace::header;
  run("/a", {
                {param("x-a", place, ParamKind::string), "/a", "X-A: b%20c+d\r\n", "'b%20c+d'"},
                {param("x-a", place, ParamKind::string), "/a", "X-A: b\r\nx-a: c\r\n", "'b, c'"},
                {param("x-a", place, ParamKind::string), "/a", "X-A:\r\n", "''"},
                {param("x-a", place, ParamKind::string), "/a", "X-A:\r\nX-A: b\r\nX-A:\r\n", "', b, '"},
                {param("x-a", place, ParamKind::string), "/a", "X-A: caf\xc3\xa9\r\n", "u'caf\xc3\xa9'"},
                {param("x-a", place, ParamKind::string), "/a", "X-A: caf\xe9\r\n", "badEncoding"},
                {param("x-a", place, ParamKind::string), "/a", "X-B: b\r\n", "absent"},
                {param("x-a", place, ParamKind::integer), "/a", "X-A: 7\r\n", "=7"},
                {param("x-a", place, ParamKind::integer), "/a", "X-A: 7\r\nX-A: 7\r\n", "repeated"},
                {separated("x-a", place, ','), "/a", "X-A: a, b ,c\r\nX-A: d\r\n", "[a|b|c|d]"},
            });
}

void cookieParams() {
  const ParamPlace place = ParamPlace::cookie;
  const ParamSpec text = param("id", place, ParamKind::string);
  run("/a", {
                {text, "/a", "", "absent"},
                {text, "/a", "Cookie: a=1; id=abc; b=2\r\n", "'abc'"},
                {text, "/a", "Cookie: xid=1;id=\"a b\"\r\n", "'a b'"},
                {text, "/a", "Cookie: id=first; id=second\r\n", "'first'"},
                {text, "/a", "Cookie: a=1\r\nCookie: id=2\r\n", "'2'"},
                {text, "/a", "Cookie: ID=1\r\n", "absent"},
                {text, "/a", "Cookie: id; id=1\r\n", "'1'"},
                {text, "/a", "Cookie:  id\t= 1 ;\tid=2\r\n", "'1'"},
                {text, "/a", "Cookie: \xa0id=1; id\xa0=2; id=3\r\n", "'3'"},
                {text, "/a", "Cookie: %69d=1\r\n", "absent"},
                {text, "/a", "Cookie: id=\"\r\n", "'\"'"},
                {text, "/a", "Cookie: id=a%20b\r\n", "'a b'"},
                {text, "/a", "Cookie: id=%zz\r\n", "badEncoding"},
                {text, "/a", "Cookie: id=%ff\r\n", "badEncoding"},
                {param("id", place, ParamKind::integer), "/a", "Cookie: id=12\r\n", "=12"},
                {separated("id", place, ','), "/a", "Cookie: id=1,2\r\n", "[1|2]"},
            });
}

void requiredAndRoom() {
  ParamSpec needed = param("q", ParamPlace::query, ParamKind::string);
  needed.required = true;
  CHECK_EQUAL(Request("/a", "").answer("/a", needed), "missing");
  CHECK_EQUAL(Request("/a?q=", "").answer("/a", needed), "''");
  for (uint32_t capacity = 0; capacity < 6; capacity++) {
    const std::string wanted = capacity < 4 ? "noRoom" : "'abcd'";
    CHECK_EQUAL(Request("/a?q=abcd", "").answer("/a", needed, capacity), wanted);
    const std::string list = capacity < 5 ? "noRoom" : "[|a]";
    CHECK_EQUAL(Request("/a?q=,a", "").answer("/a", separated("q", ParamPlace::query, ','), capacity), list);
  }
}

// The parser refuses bad escapes before; packing does not rely on it.
void unparsedInput() {
  const std::string data = "/a?q=%zz&%7";
  RequestHead head{};
  head.cookie = -1;
  head.path = {0, 2};
  head.query = {3, static_cast<uint32_t>(data.size()) - 3};
  RouteSpec route{"GET", "/a", {param("q", ParamPlace::query, ParamKind::string)}};
  PackedParam packed;
  char text[16];
  const PackResult result = packParams(route, Match{}, head, data.data(), &packed, text, sizeof text);
  CHECK(result.kind == PackResult::Kind::badEncoding);
}

void numbers() {
  struct NumberCase {
    const char* text;
    bool ok;
    double value;
  };
  const NumberCase integers[] = {
      {"0", true, 0},
      {"-0", true, 0},
      {"7", true, 7},
      {"-12", true, -12},
      {"", false, 0},
      {"-", false, 0},
      {"+1", false, 0},
      {"01", false, 0},
      {"1.0", false, 0},
      {"1e3", false, 0},
      {" 1", false, 0},
      {"1 ", false, 0},
      {"0x1", false, 0},
      {"1_0", false, 0},
      {"--1", false, 0},
      {"9007199254740991", true, 9007199254740991},
      {"-9007199254740991", true, -9007199254740991},
      {"9007199254740992", false, 0},
      {"99999999999999999999", false, 0},
  };
  for (const NumberCase& c : integers) {
    double value = 0;
    CHECK_EQUAL(readInteger(c.text, &value), c.ok);
    if (c.ok) CHECK_EQUAL(value, c.value);
    CHECK(!std::signbit(value) || value != 0);
  }
  const NumberCase numbers[] = {
      {"0", true, 0},
      {"-0.5", true, -0.5},
      {"1e3", true, 1000},
      {"1E+2", true, 100},
      {"1.5e-1", true, 0.15},
      {".5", false, 0},
      {"5.", false, 0},
      {"1e", false, 0},
      {"1e+", false, 0},
      {"NaN", false, 0},
      {"inf", false, 0},
      {"1e999", false, 0},
      {"-0.001e99999999999999999999", false, 0},
      // As JSON.parse reads them.
      {"1e-999", true, 0},
      {"0e999", true, 0},
      {"123.4e-99999999999999999999", true, 0},
      {"00", false, 0},
      {"1,5", false, 0},
      {"", false, 0},
      {"0x1p3", false, 0},
      {"12345678901234567890", true, 12345678901234567890.0},
  };
  for (const NumberCase& c : numbers) {
    double value = 0;
    CHECK_THAT(readNumber(c.text, &value) == c.ok, c.text);
    if (c.ok) CHECK_EQUAL(value, c.value);
  }
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::pathParams();
  nexus::http::queryParams();
  nexus::http::headerParams();
  nexus::http::cookieParams();
  nexus::http::requiredAndRoom();
  nexus::http::unparsedInput();
  nexus::http::numbers();
  return nexus::test::summary("http/params");
}

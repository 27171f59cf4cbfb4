// Owns deciding what a complete head means: a route, a native answer, a rejection.
// Order of checks: 404, 405, security (JavaScript), 406, 413, 415, 400.
#include "http/headers.h"
#include "http/negotiate.h"
#include "net/server.h"

namespace nexus::net {
namespace {

const char* chars(const uint8_t* data) { return reinterpret_cast<const char*>(data); }

After afterOf(const http::RequestHead& head) {
  if (head.connection == http::ConnectionIntent::close) return After::close;
  return head.versionMinor == 0 ? After::keepAliveHttp10 : After::keepAlive;
}

enum class Coding : uint8_t { none, known, refused };

// JavaScript undoes one coding of `codings` (RFC 9110, 8.4). Several multiply what a bomb becomes.
Coding codingOf(const http::RequestHead& head, const char* data, const std::vector<std::string>& codings) {
  const int32_t at = http::findHeader(head, data, "content-encoding");
  if (at < 0) return Coding::none;
  if (http::findHeader(head, data, "content-encoding", static_cast<uint32_t>(at) + 1) >= 0) return Coding::refused;
  auto value = http::textOf(data, head.headers[at].value);
  if (value.empty() || http::equalsLower(value, "identity")) return Coding::none;
  if (http::equalsLower(value, "x-gzip")) value.remove_prefix(2);  // RFC 9110, 8.4.1.3
  for (const std::string& known : codings) {
    if (http::equalsLower(value, known)) return Coding::known;
  }
  return Coding::refused;
}

}  // namespace

Admission Server::admit(const uint8_t* data, Generation* generation) {
  Admission a;
  a.after = afterOf(head_);
  a.http10 = head_.versionMinor == 0;
  a.method = head_.method;
  a.traceparent = head_.traceparent >= 0;
  a.generation = generation;
  a.hasBody = head_.chunked || head_.contentLength > 0;
  a.bodyBytes = head_.chunked ? 0 : head_.contentLength;
  const auto path = http::textOf(chars(data), head_.path);
  if (path == "*") {
    a.native = Native::optionsServer;
    if (generation != nullptr) a.marks = marksOf(a, path, data);
    return a;
  }
  if (generation == nullptr) return a;
  const http::Match match = generation->router->match({head_.method, http::textOf(chars(data), head_.methodText)}, path);
  a.resource = match.resource;
  if (match.kind == http::Match::Kind::methodUnknown) a.native = Native::notKnown;  // RFC 9110, 9.1
  if (match.kind == http::Match::Kind::methodNotAllowed) {
    a.native = head_.method == http::Method::options ? Native::options : Native::notAllowed;
  }
  if (match.kind != http::Match::Kind::route) {
    a.marks = marksOf(a, path, data);
    return a;
  }
  a.native = Native::none;
  a.routeIndex = match.route;
  a.route = &generation->routes[match.route];
  if (!a.route->rules.empty()) a.marks = marksOf(a, path, data);
  a.bodyBytesMax = a.route->bodyBytesMax != 0 ? a.route->bodyBytesMax : limits_.bodyBytesMax;
  const Coding coding = a.hasBody && a.route->hasBody ? codingOf(head_, chars(data), codings_) : Coding::none;
  a.bodyCoded = coding == Coding::known;
  a.rejection = judge(a, data, coding == Coding::refused);
  if (a.rejection.status != 0) return a;
  if (!a.route->fixed.empty()) [[unlikely]] {
    a.native = Native::fixed;
    a.fixed = http::chooseFixed(a.route->fixed, head_, chars(data));
  } else {
    packInto(&a, match, data);
  }
  return a;
}

// A preflight is told what the route says that it asks for (Fetch Standard, 4.8).
http::AnswerMarks Server::marksOf(const Admission& a, std::string_view path, const uint8_t* data) const {
  const auto valueOf = [this, data](std::string_view name) {
    const int32_t at = http::findHeader(head_, chars(data), name);
    return at < 0 ? std::string_view{} : http::textOf(chars(data), head_.headers[at].value);
  };
  if (a.route != nullptr) {
    return http::marksFor(a.route->rules, a.route->rules.hasCors ? valueOf("origin") : std::string_view{});
  }
  const http::AnswerRules& unrouted = a.generation->unrouted;
  const auto origin = valueOf("origin");
  const auto wanted = a.native == Native::options ? valueOf("access-control-request-method") : std::string_view{};
  if (wanted.empty()) return http::marksFor(unrouted, origin);
  const http::Match match = a.generation->router->match(http::MethodToken(wanted), path);
  if (match.kind != http::Match::Kind::route) return http::marksFor(unrouted, origin);
  http::AnswerMarks marks = http::marksFor(a.generation->routes[match.route].rules, origin);
  marks.preflight = true;
  return marks;
}

Rejection Server::judge(const Admission& a, const uint8_t* data, bool codingRefused) {
  Rejection no;
  const http::RouteSpec& route = *a.route;
  if (head_.accept >= 0 && !route.replyTypes.empty() &&
      !http::acceptAdmits(head_, chars(data), route.replyTypes)) {
    no.status = 406;
  } else if (head_.hasContentLength && head_.contentLength > a.bodyBytesMax) {
    no.status = 413;
  } else if (codingRefused) {
    no.status = 415;
    no.bodyEncoded = true;
  } else if (a.hasBody && route.hasBody && !route.bodyTypes.empty()) {
    const auto type = head_.contentType < 0
                          ? std::string_view{}
                          : http::textOf(chars(data), head_.headers[head_.contentType].value);
    if (!http::takesContentType(type, route.bodyTypes)) no.status = 415;
  } else if (!a.hasBody && route.bodyRequired) {
    no.status = 400;
    no.bodyMissing = true;
  }
  return no;
}

void Server::packInto(Admission* a, const http::Match& match, const uint8_t* data) {
  if (a->route->params.empty()) return;
  http::PackedParam* out = batch_.params();
  const auto packed = http::packParams(*a->route, match, head_, chars(data), out, batch_.text(),
                                       batch_.textRoom());
  a->textBytes = packed.textBytes;
  if (packed.kind == http::PackResult::Kind::ok) {
    for (size_t i = 0; i < a->route->params.size(); i++) a->text8 |= (out[i].flags & 1) != 0;
    return;
  }
  a->rejection.status = packed.kind == http::PackResult::Kind::noRoom ? 431 : 400;
  a->rejection.param = packed.kind;
  a->rejection.paramIndex = packed.param;
}

}  // namespace nexus::net

// Owns deciding what a complete head means (route, native answer, rejection) and handing requests to a batch.
// Order of checks: 404, 405, security (JavaScript), 406, 413, 415, 400.
#include <string.h>

#include <algorithm>

#include "http/headers.h"
#include "http/negotiate.h"
#include "net/body_traits.h"
#include "net/server.h"

namespace nexus::net {
namespace {

const char* chars(const uint8_t* data) { return reinterpret_cast<const char*>(data); }

After afterOf(const http::RequestHead& head) {
  if (head.connection == http::ConnectionIntent::close) return After::close;
  return head.versionMinor == 0 ? After::keepAliveHttp10 : After::keepAlive;
}

// Comparing a remembered head takes longer the more of it is equal: nobody shall measure that on credentials.
bool holdsSecrets(const http::RequestHead& head, const http::RouteSpec& route) {
  return route.secured || head.authorization >= 0 || head.cookie >= 0;
}

// Nothing here decodes gzip and the like: such a body would reach handlers as noise (RFC 9110, 8.4).
bool isEncoded(const http::RequestHead& head, const char* data) {
  const int32_t at = http::findHeader(head, data, "content-encoding");
  if (at < 0) return false;
  return !http::equalsLower(http::textOf(data, head.headers[at].value), "identity") ||
         http::findHeader(head, data, "content-encoding", static_cast<uint32_t>(at) + 1) >= 0;
}

}  // namespace

Server::Room Server::takeHead(Connection* c, uint32_t headBytes) {
  const uint8_t* data = c->data + c->begin;
  const uint64_t bodyBytes = head_.chunked ? 0 : head_.contentLength;
  if (!hasRoom(c, headBytes, std::min<uint64_t>(bodyBytes, c->unread() - headBytes))) return Room::none;
  const Admission admission = admit(data, current_);
  if (admission.native != Native::none || (admission.rejection.status != 0 && !admission.route->secured)) {
    leaveBody(c, addEntry(c, admission), headBytes);
    return Room::enough;
  }
  if (admission.rejection.status != 0) {
    leaveBody(c, addRecord(c, admission, headBytes, nullptr, 0), headBytes);
    return Room::enough;
  }
  if (admission.hasBody && (head_.chunked || c->unread() - headBytes < bodyBytes)) {
    startBody(c, admission, headBytes);
    return Room::enough;
  }
  const auto inlineBytes = static_cast<uint32_t>(bodyBytes);
  if (!head_.chunked && !head_.expectContinue && !holdsSecrets(head_, *admission.route)) {
    memos_.learn(data, headBytes, admission, memory_.params + paramsUsed_, memory_.text + textUsed_);
  }
  addRecord(c, admission, headBytes, data + headBytes, inlineBytes);
  c->begin += headBytes + inlineBytes;
  if (admission.after == After::close) c->parsing = false;
  return Room::enough;
}

// As `takeHead`, for a head that was taken before and whose body is here.
Server::Room Server::takeKnown(Connection* c, const HeadMemo& memo) {
  const Admission& admission = memo.admission;
  const auto bodyBytes = static_cast<uint32_t>(admission.bodyBytes);
  if (!hasRoom(c, memo.headBytes, bodyBytes)) return Room::none;
  const size_t paramCount = admission.route->params.size();
  if (paramCount > 0) {
    memcpy(memory_.params + paramsUsed_, memo.params.data(), paramCount * sizeof(http::PackedParam));
    memcpy(memory_.text + textUsed_, memo.text, admission.textBytes);
  }
  addRecord(c, admission, memo.headBytes, c->data + c->begin + memo.headBytes, bodyBytes);
  c->begin += memo.headBytes + bodyBytes;
  if (admission.after == After::close) c->parsing = false;
  return Room::enough;
}

// A request whose body came later is complete: its head is parsed again, which costs less than keeping it.
Server::Room Server::takeBody(Connection* c) {
  BodyProgress* body = c->body.get();
  const uint8_t* data = c->data + c->begin;
  const bool chunked = body->kind == BodyProgress::Kind::chunked;
  const auto bytes = body->tooLarge ? 0 : chunked ? body->decoded : static_cast<uint32_t>(body->bytes);
  if (!hasRoom(c, body->headBytes, bytes)) return Room::none;
  http::parseHead(chars(data), body->headBytes, 0, limits_.parser, &head_);
  Admission admission = admit(data, body->generation);
  if (body->tooLarge) admission.rejection.status = 413;
  Entry* entry = addRecord(c, admission, body->headBytes, data + body->headBytes, bytes);
  if (body->tooLarge) {
    entry->exchange.after = After::close;
    c->unreadInput = true;
  }
  c->begin = chunked ? body->next : c->begin + body->headBytes + bytes;
  if (entry->exchange.after == After::close) c->parsing = false;
  dropBody(c);
  return Room::enough;
}

Admission Server::admit(const uint8_t* data, Generation* generation) {
  Admission a;
  a.after = afterOf(head_);
  a.method = head_.method;
  a.traceparent = head_.traceparent >= 0;
  a.generation = generation;
  a.hasBody = head_.chunked || head_.contentLength > 0;
  a.bodyBytes = head_.chunked ? 0 : head_.contentLength;
  const auto path = http::textOf(chars(data), head_.path);
  if (path == "*") {
    a.native = Native::optionsServer;
    return a;
  }
  if (generation == nullptr) return a;
  const http::Match match = generation->router->match(head_.method, path);
  a.resource = match.resource;
  if (match.kind == http::Match::Kind::methodNotAllowed) {
    a.native = head_.method == http::Method::options ? Native::options : Native::notAllowed;
  }
  if (match.kind != http::Match::Kind::route) return a;
  a.native = Native::none;
  a.routeIndex = match.route;
  a.route = &generation->routes[match.route];
  a.bodyBytesMax = a.route->bodyBytesMax != 0 ? a.route->bodyBytesMax : limits_.bodyBytesMax;
  a.rejection = judge(a, data);
  if (a.rejection.status == 0) packInto(&a, match, data);
  return a;
}

Rejection Server::judge(const Admission& a, const uint8_t* data) {
  Rejection no;
  const http::RouteSpec& route = *a.route;
  if (head_.accept >= 0 && !route.replyTypes.empty() &&
      !http::acceptAdmits(head_, chars(data), route.replyTypes)) {
    no.status = 406;
  } else if (head_.hasContentLength && head_.contentLength > a.bodyBytesMax) {
    no.status = 413;
  } else if (a.hasBody && route.hasBody && isEncoded(head_, chars(data))) {
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
  http::PackedParam* out = memory_.params + paramsUsed_;
  const auto packed = http::packParams(*a->route, match, head_, chars(data), out, memory_.text + textUsed_,
                                       memory_.textBytes - textUsed_);
  a->textBytes = packed.textBytes;
  if (packed.kind == http::PackResult::Kind::ok) {
    for (size_t i = 0; i < a->route->params.size(); i++) a->text8 |= (out[i].flags & 1) != 0;
    return;
  }
  a->rejection.status = packed.kind == http::PackResult::Kind::noRoom ? 431 : 400;
  a->rejection.param = packed.kind;
  a->rejection.paramIndex = packed.param;
}

// Whether a request of this size can join the batch. An empty batch takes any request.
bool Server::hasRoom(const Connection* c, uint32_t headBytes, uint64_t bodyBytes) const {
  if (records_ == 0) return true;
  const uint32_t textWorst = 2 * headBytes + 64;  // empty list items double
  if (textUsed_ + textWorst > memory_.textBytes) return false;
  if (paramsUsed_ + routeParamsMax > memory_.paramsMax) return false;
  if (c->buffer != driver::kNoBuffer) return true;
  const uint64_t spilled = headBytes + (bodyBytes > spilledBodyBytesMax ? 0 : bodyBytes);
  return spillUsed_ + spilled <= memory_.spillBytes;
}

Server::Entry* Server::addEntry(Connection* c, const Admission& a) {
  Entry* entry = &batch_[entries_++];
  Exchange& e = entry->exchange;
  e = Exchange{};
  entry->connection = c;
  entry->record = -1;
  e.serial = nextSerial_++;
  if (nextSerial_ == 0) nextSerial_ = 1;
  e.native = a.native;
  e.resource = a.resource;
  e.rejection = a.rejection;
  e.startNs = c->receivedNs;
  e.after = a.after;
  e.head = a.method == http::Method::head;
  if (a.route != nullptr) {
    e.route = a.routeIndex;
    e.cells = a.generation->cells[a.routeIndex];
    e.holds = a.generation->answerBytes[a.routeIndex];
    c->heldBytes += e.holds;
  } else {
    e.cells = metrics_.unrouted(a.method);
  }
  e.generation = a.generation;
  if (e.generation != nullptr) e.generation->inFlight++;
  c->inBatch++;
  inFlight_++;
  metrics_.requests++;
  return entry;
}

Server::Entry* Server::addRecord(Connection* c, const Admission& a, uint32_t headBytes, const uint8_t* body,
                                 uint32_t bodyBytes) {
  Entry* entry = addEntry(c, a);
  entry->record = static_cast<int32_t>(records_);
  Record& r = memory_.records[records_];
  const uint8_t* data = c->data + c->begin;
  r.connection = c->slot;
  r.serial = entry->exchange.serial;
  r.route = a.routeIndex;
  r.generation = a.generation->id;
  r.rejection = a.rejection.status;
  r.flags = static_cast<uint32_t>(a.method) | (a.text8 ? flagParamText8 : 0u) |
            (a.rejection.status != 0 ? flagRejected : 0u);
  if (a.traceparent) r.flags |= flagTraceparent;
  r.headOffset = shownAt(c, data, headBytes);
  r.headLength = headBytes;
  r.bodyOffset = 0;
  r.bodyLength = bodyBytes;
  if (bodyBytes > 0) {
    r.flags |= flagBody | bodyTraits(body, bodyBytes);
    if (c->buffer == driver::kNoBuffer && bodyBytes > spilledBodyBytesMax) {
      r.flags |= flagBodyAway;
      bodiesAway_[records_] = {chars(body), bodyBytes};
    } else {
      r.bodyOffset = shownAt(c, body, bodyBytes);
    }
  }
  r.params = paramsUsed_;
  r.textOffset = textUsed_;
  r.answer = static_cast<uint32_t>(Answer::pending);
  paramsUsed_ += static_cast<uint32_t>(a.route->params.size());
  textUsed_ += a.textBytes;
  records_++;
  return entry;
}

// Offset in the shared input area. Bytes on the heap are copied to where JavaScript can see them.
uint32_t Server::shownAt(const Connection* c, const uint8_t* data, uint32_t length) {
  if (c->buffer != driver::kNoBuffer) return static_cast<uint32_t>(data - memory_.input);
  const uint32_t offset = memory_.poolBytes() + spillUsed_;
  memcpy(memory_.input + offset, data, length);
  spillUsed_ += length;
  return offset;
}

// The head is fine, the body is not here yet. A client that waits for permission gets it, in its turn.
void Server::startBody(Connection* c, const Admission& a, uint32_t headBytes) {
  if (!moveToHeap(c, 0)) return breakConnection(c);
  c->body = std::make_unique<BodyProgress>();
  BodyProgress* body = c->body.get();
  body->kind = head_.chunked ? BodyProgress::Kind::chunked : BodyProgress::Kind::length;
  body->headBytes = headBytes;
  body->bytes = head_.contentLength;
  body->limits.bodyBytesMax = a.bodyBytesMax;
  body->generation = a.generation;
  body->route = a.routeIndex;
  body->generation->inFlight++;
  body->startedMs = nowMs_;
  body->received = c->unread() - headBytes;
  if (!head_.expectContinue || head_.versionMinor == 0 || body->received > 0) return;
  Entry* entry = &batch_[entries_++];
  entry->exchange = Exchange{};
  entry->exchange.interim = true;
  entry->connection = c;
  entry->record = -1;
  c->inBatch++;
}

// The answer is known without the body: read it away when it is small, else end the connection with it.
void Server::leaveBody(Connection* c, Entry* entry, uint32_t headBytes) {
  c->begin += headBytes;
  const bool hasBody = head_.chunked || (head_.hasContentLength && head_.contentLength > 0);
  if (hasBody) {
    const uint64_t here = std::min<uint64_t>(c->unread(), head_.contentLength);
    const uint64_t rest = head_.contentLength - here;
    if (head_.chunked || rest > discardBytesMax || (rest > 0 && head_.expectContinue)) {
      entry->exchange.after = After::close;
      c->unreadInput = true;
    } else {
      c->begin += static_cast<uint32_t>(here);
      if (rest > 0) {
        c->body = std::make_unique<BodyProgress>();
        c->body->kind = BodyProgress::Kind::discard;
        c->body->bytes = rest;
        c->body->startedMs = nowMs_;
      }
    }
  }
  if (entry->exchange.after == After::close) c->parsing = false;
}

// What cannot be understood, or came too slowly, is answered in its turn; nothing after it is parsed.
void Server::refuse(Connection* c, const http::Refusal& refusal) {
  noticeRefusal(refusal.status, refusal.code);
  c->parsing = false;
  c->unreadInput = true;
  dropInput(c);
  Exchange refused;
  refused.native = Native::refusal;
  refused.refusal = &refusal;
  refused.after = After::close;
  refused.cells = metrics_.unrouted(http::Method::other);
  refused.startNs = c->receivedNs != 0 ? c->receivedNs : nowNs_;
  refused.serial = nextSerial_++;
  metrics_.requests++;
  inFlight_++;
  if (building_) {
    Entry* entry = &batch_[entries_++];
    entry->exchange = refused;
    entry->connection = c;
    entry->record = -1;
    c->inBatch++;
  } else {
    completeNative(c, &refused, true);
    endRun();
    settle(c);
  }
}

}  // namespace nexus::net

// Owns handing requests to the batch: with their body, without one, or refused; and bodies that take longer.
#include <string.h>

#include <algorithm>

#include "net/server.h"

namespace nexus::net {
namespace {

const char* chars(const uint8_t* data) { return reinterpret_cast<const char*>(data); }

// Comparing a remembered head takes longer the more of it is equal: nobody shall measure that on credentials.
bool holdsSecrets(const http::RequestHead& head, const http::RouteSpec& route) {
  return route.secured || head.authorization >= 0 || head.cookie >= 0;
}

}  // namespace

// One more request of the connection. True: it shall be the last. Those of HTTP/2 its session counts.
bool Server::countRequest(Connection* c) {
  if (limits_.connectionRequestsMax == 0 || c->stream != nullptr) return false;
  return ++c->requests >= limits_.connectionRequestsMax;
}

Server::Room Server::takeHead(Connection* c, uint32_t headBytes) {
  const uint8_t* data = c->data + c->begin;
  const uint64_t bodyBytes = head_.chunked ? 0 : head_.contentLength;
  if (!batch_.hasRoom(c, headBytes, std::min<uint64_t>(bodyBytes, c->unread() - headBytes))) return Room::none;
  Admission admission = admit(data, generations_.current());
  const bool isLast = countRequest(c);
  if (isLast) admission.after = After::close;
  if (admission.native != Native::none || (admission.rejection.status != 0 && !admission.route->secured)) {
    leaveBody(c, addEntry(c, admission), headBytes);
    return Room::enough;
  }
  if (admission.rejection.status != 0) {
    leaveBody(c, addRecord(c, admission, headBytes, nullptr, 0), headBytes);
    return Room::enough;
  }
  if (admission.hasBody && admission.route->bodyStreamed) {
    startStream(c, admission, headBytes);
    return Room::enough;
  }
  if (admission.hasBody && (head_.chunked || c->unread() - headBytes < bodyBytes)) {
    startBody(c, admission, headBytes);
    return Room::enough;
  }
  const auto inlineBytes = static_cast<uint32_t>(bodyBytes);
  if (!isLast && !head_.chunked && !head_.expectContinue && !head_.upgrade && !holdsSecrets(head_, *admission.route)) {
    memos_.learn(data, headBytes, admission, batch_.params(), batch_.text());
  }
  const Entry* entry = addRecord(c, admission, headBytes, data + headBytes, inlineBytes);
  c->begin += headBytes + inlineBytes;
  // What follows may be of another protocol: that is known with the answer.
  if (head_.upgrade && !admission.hasBody && !admission.http10) c->upgrading = entry->exchange.serial;
  // Of the last request the answer says so too: nothing is parsed before it.
  if (admission.after == After::close && !(isLast && c->upgrading != 0)) c->parsing = false;
  return Room::enough;
}

// As `takeHead`, for a head that was taken before and whose body is here.
Server::Room Server::takeKnown(Connection* c, const HeadMemo& memo) {
  const Admission& admission = memo.admission;
  const auto bodyBytes = static_cast<uint32_t>(admission.bodyBytes);
  if (!batch_.hasRoom(c, memo.headBytes, bodyBytes)) return Room::none;
  const size_t paramCount = admission.route->params.size();
  if (paramCount > 0) {
    memcpy(batch_.params(), memo.params.data(), paramCount * sizeof(http::PackedParam));
    memcpy(batch_.text(), memo.text, admission.textBytes);
  }
  Entry* entry = addRecord(c, admission, memo.headBytes, c->data + c->begin + memo.headBytes, bodyBytes);
  c->begin += memo.headBytes + bodyBytes;
  if (countRequest(c)) entry->exchange.after = After::close;
  if (entry->exchange.after == After::close) c->parsing = false;
  return Room::enough;
}

// A request whose body came later is complete: its head is parsed again, which costs less than keeping it.
Server::Room Server::takeBody(Connection* c) {
  BodyProgress* body = c->body.get();
  const uint8_t* data = c->data + c->begin;
  const bool chunked = body->kind == BodyProgress::Kind::chunked;
  const auto bytes = body->tooLarge ? 0 : chunked ? body->decoded : static_cast<uint32_t>(body->bytes);
  if (!batch_.hasRoom(c, body->headBytes, bytes)) return Room::none;
  http::parseHead(chars(data), body->headBytes, 0, limits_.parser, &head_);
  Admission admission = admit(data, body->generation);
  if (body->last) admission.after = After::close;
  if (body->tooLarge) admission.rejection.status = 413;
  Entry* entry = addRecord(c, admission, body->headBytes, data + body->headBytes, bytes);
  if (body->tooLarge) {
    entry->exchange.after = After::close;
    c->unreadInput = true;
  }
  c->begin += chunked ? body->next : body->headBytes + bytes;
  if (entry->exchange.after == After::close) c->parsing = false;
  dropBody(c);
  return Room::enough;
}

Entry* Server::addEntry(Connection* c, const Admission& a) {
  Entry* entry = batch_.add(c);
  Exchange& e = entry->exchange;
  c->hasSpoken = true;
  e.serial = nextSerial();
  e.native = a.native;
  e.resource = a.resource;
  e.fixed = a.fixed;
  e.rejection = a.rejection;
  e.marks = a.marks;
  e.startNs = c->receivedNs;
  e.after = a.after;
  e.http10 = a.http10;
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
  inFlight_++;
  metrics_.requests++;
  return entry;
}

Entry* Server::addRecord(Connection* c, const Admission& a, uint32_t headBytes, const uint8_t* body,
                         uint32_t bodyBytes) {
  Entry* entry = addEntry(c, a);
  batch_.describe(entry, a, headBytes, body, bodyBytes);
  return entry;
}

// The head is fine, the body is not here yet. A client that waits for permission gets it, in its turn.
void Server::startBody(Connection* c, const Admission& a, uint32_t headBytes) {
  if (!receiver_.moveToHeap(c, 0)) return breakConnection(c);
  c->body = std::make_unique<BodyProgress>();
  BodyProgress* body = c->body.get();
  body->kind = head_.chunked ? BodyProgress::Kind::chunked : BodyProgress::Kind::length;
  body->headBytes = headBytes;
  body->bytes = head_.contentLength;
  body->limits = limits_.chunks;
  body->limits.bodyBytesMax = a.bodyBytesMax;
  body->last = a.after == After::close;
  body->generation = a.generation;
  body->route = a.routeIndex;
  body->generation->inFlight++;
  body->startedMs = now_.ms;
  body->received = c->unread() - headBytes;
  if (!head_.expectContinue || head_.versionMinor == 0 || body->received > 0) return;
  if (a.route->secured) return askForBody(c, a, headBytes);
  batch_.add(c)->exchange.interim = true;
}

// The client waits before it sends a body to a secured route: JavaScript says whether it may.
void Server::askForBody(Connection* c, const Admission& a, uint32_t headBytes) {
  Admission asking = a;
  asking.rejection.status = 100;
  Entry* entry = addRecord(c, asking, headBytes, nullptr, 0);
  entry->exchange.asks = c->body->asking = true;
  c->body->serial = entry->exchange.serial;
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
        c->body->startedMs = now_.ms;
      }
    }
  }
  if (entry->exchange.after == After::close) c->parsing = false;
}

// What cannot be understood, or came too slowly, is answered in its turn; nothing after it is parsed.
void Server::refuse(Connection* c, const http::Refusal& refusal) {
  notices_.addRefusal(refusal.status, refusal.code);
  c->parsing = false;
  c->unreadInput = true;
  dropInput(c);
  Exchange refused;
  refused.native = Native::refusal;
  refused.refusal = &refusal;
  if (const Generation* current = generations_.current()) refused.marks = http::marksFor(current->unrouted, {});
  refused.after = After::close;
  refused.cells = metrics_.unrouted(http::Method::other);
  refused.startNs = c->receivedNs != 0 ? c->receivedNs : now_.ns;
  refused.serial = nextSerial();
  metrics_.requests++;
  inFlight_++;
  if (building_) {
    batch_.add(c)->exchange = refused;
  } else {
    completeNative(c, &refused, true);
    sender_.endRun();
    settle(c);
  }
}

}  // namespace nexus::net

// Owns request bodies that JavaScript takes as they come: the unread input is the queue, and reading stops while it
// is full. Nothing is taken that nobody asked for, and the client is only waited for while somebody does.
#include <algorithm>

#include "http/faults.h"
#include "net/server.h"

namespace nexus::net {

void Server::startStream(Connection* c, const Admission& a, uint32_t headBytes) {
  const Entry* entry = addRecord(c, a, headBytes, nullptr, 0);
  c->begin += headBytes;
  if (c->unread() > 0 && !receiver_.moveToHeap(c, 0)) return breakConnection(c);
  c->body = std::make_unique<BodyProgress>();
  BodyProgress* body = c->body.get();
  body->streamed = true;
  body->kind = head_.chunked ? BodyProgress::Kind::chunked : BodyProgress::Kind::length;
  body->bytes = head_.contentLength;
  body->limits = limits_.chunks;
  body->limits.bodyBytesMax = a.bodyBytesMax;
  body->limits.keepTrailers = true;
  body->serial = entry->exchange.serial;
  body->last = a.after == After::close;
  body->received = c->unread();
  body->expects = head_.expectContinue && !a.http10 && body->received == 0;
  feedBody(c);
}

// Looks at what was read: how much of it is payload, and whether that is all.
void Server::feedBody(Connection* c) {
  BodyProgress* body = c->body.get();
  if (body->complete || body->fault != nullptr) return;
  switch (body->kind) {
    case BodyProgress::Kind::raw: body->decoded = c->unread(); break;
    case BodyProgress::Kind::chunked: feedChunked(c); break;
    case BodyProgress::Kind::length:
    case BodyProgress::Kind::discard:
      body->decoded = static_cast<uint32_t>(std::min<uint64_t>(c->unread(), body->bytes));
      body->complete = body->decoded == body->bytes;
      body->next = body->decoded;
      break;
  }
  tellBytes(c);
}

// Input is [payload to take][raw]: payload is moved together as it is decoded.
void Server::feedChunked(Connection* c) {
  BodyProgress* body = c->body.get();
  const uint32_t kept = body->decoded + body->trailing;
  char* raw = reinterpret_cast<char*>(c->data + c->begin + kept);
  if (c->unread() == kept) return;
  const auto result = http::decodeChunked(&body->state, raw, c->unread() - kept, body->limits);
  body->decoded += result.produced - (body->state.trailerBytes - body->trailing);
  body->trailing = body->state.trailerBytes;
  const char* trailers = reinterpret_cast<const char*>(c->data + c->begin + body->decoded);
  switch (result.progress) {
    case http::Progress::partial: c->end = c->begin + body->decoded + body->trailing; return;
    case http::Progress::refused: return failBody(c, *result.refusal);
    case http::Progress::done: break;
  }
  body->complete = true;
  body->trailers.assign(trailers, body->trailing);
  body->next = kept + result.consumed;
}

void Server::tellBytes(Connection* c) {
  BodyProgress* body = c->body.get();
  if (!body->wanted || (body->decoded == 0 && !body->complete && body->fault == nullptr)) return;
  body->wanted = false;
  body->spentMs = now_.ms - std::min(now_.ms, body->startedMs);
  notices_.add(NoticeKind::bytes, body->serial, 0);
}

BodyRead Server::readBody(uint32_t connection, uint32_t serial, const BodyTaker& take) {
  const Located at = locate(connection, serial);
  Connection* c = at.connection;
  BodyProgress* body = c == nullptr ? nullptr : c->body.get();
  if (body == nullptr || !body->streamed || body->serial != serial) return {BodyRead::Kind::failed};
  if (body->expects) {
    body->expects = false;
    if (body->received == 0) putInterim(connection, serial, "100 Continue\r\n");
    if (c->phase != Phase::open) return {BodyRead::Kind::failed};
  }
  if (body->decoded > 0) {
    take(c->data + c->begin, body->decoded);
    c->begin += body->decoded;
    body->next -= std::min(body->next, body->decoded);
    if (body->kind == BodyProgress::Kind::length) body->bytes -= body->decoded;
    body->decoded = 0;
    if (c->unread() == 0) receiver_.release(c);
    wantInput(c);
    return {BodyRead::Kind::taken};
  }
  if (body->fault != nullptr) return {BodyRead::Kind::failed, body->fault};
  if (body->complete) {
    BodyRead end = {BodyRead::Kind::ended, nullptr, std::move(body->trailers)};
    at.exchange->excusedMs += static_cast<uint32_t>(body->spentMs);
    if (body->kind == BodyProgress::Kind::raw) {
      settleSoon(c);
    } else {
      finishBody(c);
    }
    return end;
  }
  body->wanted = true;
  body->startedMs = now_.ms - std::min(now_.ms, body->spentMs);
  arm(c);
  return {BodyRead::Kind::wait};
}

void Server::holdBody(uint32_t connection, uint32_t serial, uint32_t bytes) {
  Connection* c = locate(connection, serial).connection;
  const BodyProgress* body = c == nullptr ? nullptr : c->body.get();
  if (body == nullptr || !body->streamed || body->serial != serial) return;
  const bool isMore = bytes > c->gathered;
  receiver_.gather(c, static_cast<uint32_t>(std::min<uint64_t>(bytes, heapInputBytesMax)));
  // What is here already is whole at once.
  const bool isOver = receiver_.heldBytes() > limits_.heldInputBytesMax;
  if (isMore && isOver && !body->complete && body->fault == nullptr) failBody(c, http::faults::heldInput);
  wantInput(c);
  arm(c);
}

// All of it is here and nobody needs it any more: what follows is the next request.
void Server::finishBody(Connection* c) {
  const bool last = c->body->last;
  c->begin += c->body->next;
  dropBody(c);
  if (last) c->parsing = false;
  if (c->unread() == 0) receiver_.release(c);
  makeReady(c);
}

// The peer sends nothing more.
void Server::endInput(Connection* c) {
  BodyProgress* body = c->body.get();
  if (body->complete || body->fault != nullptr) return;
  if (body->kind != BodyProgress::Kind::raw) return failBody(c, http::faults::clientLeft);
  body->complete = true;
  tellBytes(c);
}

// The body cannot come to its end. A streamed one tells so to whoever takes it; the answer is the handler's.
void Server::failBody(Connection* c, const http::Refusal& fault) {
  if (!c->body->streamed) return refuse(c, fault);
  metrics_.countRefusal(fault.code);
  c->body->fault = &fault;
  c->parsing = false;
  c->unreadInput = true;
  tellBytes(c);
}

bool Server::readsStream(const Connection* c, const Exchange* e) const {
  return c->body != nullptr && c->body->streamed && c->body->serial == e->serial;
}

// The answer is decided. What is left of the request's body is read away when it is small, else it ends the
// connection.
void Server::leaveStream(Connection* c, Exchange* e) {
  BodyProgress* body = c->body.get();
  if (body->kind == BodyProgress::Kind::raw) return;
  // Who waits for more of it asks again, and hears that it is over.
  if (body->wanted) notices_.add(NoticeKind::bytes, body->serial, 0);
  body->wanted = false;
  if (body->complete && !body->asking) return finishBody(c);
  const uint64_t rest = body->bytes - std::min<uint64_t>(body->bytes, body->decoded);
  const bool isSmall = body->kind == BodyProgress::Kind::length && rest <= discardBytesMax;
  if (!isSmall || body->asking || body->expects || body->fault != nullptr || body->last) {
    e->after = After::close;
    c->unreadInput = true;
    c->parsing = false;
    return dropInput(c);
  }
  c->begin += body->decoded;
  body->kind = BodyProgress::Kind::discard;
  body->streamed = false;
  body->serial = 0;
  body->bytes = rest;
  body->startedMs = now_.ms;
  if (c->unread() == 0) receiver_.release(c);
}

// Security lets the client send its body.
void Server::permitBody(Connection* c, Exchange* e) {
  c->heldBytes -= e->holds;
  e->holds = 0;
  abandon(e);
  metrics_.requests--;
  e->asks = false;
  e->interim = true;
  if (c->body != nullptr && c->body->serial == e->serial) {
    c->body->asking = false;
    c->body->serial = 0;
    c->body->startedMs = now_.ms;
  }
  makeReady(c);
  OutBlock* block = OutBlock::join(http::continueAnswer, {}, {});
  if (block == nullptr) return breakConnection(c);
  answerWith(c, e, block);
}

}  // namespace nexus::net

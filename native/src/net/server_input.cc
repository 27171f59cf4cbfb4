// Owns cutting requests out of what was read, and when a connection must wait with that.
#include <algorithm>

#include "http/faults.h"
#include "net/server.h"

namespace nexus::net {

void Server::takeBytes(Connection* c, const driver::Event& event) {
  const auto length = static_cast<uint32_t>(event.result);
  if (c->phase != Phase::open || !c->parsing) {
    receiver_.give(event.buffer);
    c->unreadInput = true;
    c->lingered += length;
    if (c->phase == Phase::lingering && c->lingered > lingerBytesMax) startClosing(c);
    return;
  }
  if (c->http2 != nullptr && c->filter == nullptr) {
    takeFrames(c, event.data, length);
    return receiver_.give(event.buffer);
  }
  if (c->body != nullptr) c->body->received += length;
  const bool taken = c->filter == nullptr ? receiver_.take(c, event) : takeFiltered(c, event);
  if (!taken) return breakConnection(c);
  if (c->http2 == nullptr) makeReady(c);
}

void Server::dropInput(Connection* c) {
  dropBody(c);
  c->scanned = 0;
  c->headStartedMs = 0;
  receiver_.release(c);
}

void Server::dropBody(Connection* c) {
  if (c->body == nullptr) return;
  generations_.release(c->body->generation);
  c->body.reset();
  receiver_.gather(c, 0);
}

// The peer is not to blame for time in which nobody looked at what it sent.
void Server::unblock(Connection* c) {
  if (!c->blocked) return;
  c->blocked = false;
  const uint64_t waitedMs = now_.ms - std::min(now_.ms, c->blockedMs);
  if (c->body != nullptr) c->body->startedMs += waitedMs;
  if (c->headStartedMs != 0) c->headStartedMs += waitedMs;
}

void Server::makeReady(Connection* c) {
  if (c->phase == Phase::open && !c->core::ListNode<ReadyTag>::linked()) ready_.pushBack(c);
}

void Server::buildBatch() {
  batch_.begin();
  building_ = true;
  receiver_.beginShowing();
  for (size_t left = ready_.size(); left > 0 && !batch_.full(); left--) {
    Connection* c = ready_.popFront();
    const Pump result = pump(c);
    if (c->phase == Phase::closing) continue;
    if (result == Pump::batchFull) makeReady(c);
    if (result == Pump::starving && c->peerDone) {
      if (c->body != nullptr && c->body->streamed) {
        endInput(c);
      } else {
        dropInput(c);  // what is incomplete stays so
      }
      settle(c);
    }
    wantInput(c);
    arm(c);
  }
  building_ = false;
}

// Reads on, or waits until there is memory: of that the peer is not to blame.
void Server::wantInput(Connection* c) {
  receiver_.want(c);
  if (c->stream == nullptr || c->phase != Phase::open) return;
  if (!c->stream->isWithheld()) return unblock(c);
  if (!c->blocked) c->blockedMs = now_.ms;
  c->blocked = true;
}

// What is kept until it is whole has no room beside what others keep. Who waits for room would hold what the next one
// waits for: it goes instead, and what it holds with it.
bool Server::isOverfull(const Connection* c) const {
  if (receiver_.heldBytes() <= limits_.heldInputBytesMax || c->heap == nullptr) return false;
  return c->body == nullptr || c->body->kind != BodyProgress::Kind::discard;
}

// Cuts requests from the input until it is used up, the batch is full, or the connection must wait.
Server::Pump Server::pump(Connection* c) {
  if (c->http2 != nullptr) return Pump::starving;
  while (c->phase == Phase::open) {
    if (c->body != nullptr && c->body->streamed) [[unlikely]] {
      feedBody(c);
      return Pump::starving;
    }
    if (!c->parsing) {
      if (c->unread() > 0) c->unreadInput = true;
      dropInput(c);
      return Pump::starving;
    }
    // First of all, so that a full batch or pipeline keeps no buffer that nobody reads any more.
    if (c->body == nullptr && c->unread() == 0) {
      receiver_.release(c);
      return Pump::starving;
    }
    if (mustWait(c)) {
      // It may wait for long: the pool is for everybody.
      if (c->buffer != driver::kNoBuffer && !receiver_.moveToHeap(c, 0)) breakConnection(c);
      if (!c->blocked) c->blockedMs = now_.ms;
      c->blocked = true;
      return Pump::blocked;
    }
    unblock(c);
    if (batch_.full()) return Pump::batchFull;
    if (c->body != nullptr) {
      const Body body = continueBody(c);
      if (body == Body::more && isOverfull(c)) {
        refuse(c, http::faults::heldInput);
        continue;
      }
      if (body == Body::more) return Pump::starving;
      if (body == Body::ready && takeBody(c) == Room::none) return Pump::batchFull;
      continue;
    }
    if (const HeadMemo* memo = knownHead(c)) {
      if (takeKnown(c, *memo) == Room::none) return Pump::batchFull;
      continue;
    }
    const auto head = http::parseHead(reinterpret_cast<const char*>(c->data + c->begin), c->unread(), c->scanned,
                                      limits_.parser, &head_);
    if (head.progress == http::Progress::refused) {
      if (takePreface(c)) return Pump::starving;
      refuse(c, *head.refusal);
    } else if (head.progress == http::Progress::done) {
      c->scanned = 0;
      c->headStartedMs = 0;
      if (takeHead(c, head.consumed) == Room::none) return Pump::batchFull;
    } else {
      c->scanned = c->unread();
      if (c->headStartedMs == 0) c->headStartedMs = now_.ms;
      if (!receiver_.moveToHeap(c, 0)) breakConnection(c);
      if (c->phase != Phase::open || !isOverfull(c)) return Pump::starving;
      refuse(c, http::faults::heldInput);
    }
  }
  return Pump::starving;
}

// Whether the connection has enough under way: requests, or bytes that their answers take or may take.
bool Server::mustWait(const Connection* c) const {
  const uint32_t waiting = c->exchanges + c->inBatch;
  if (c->upgrading != 0 || waiting >= limits_.pipelineDepthMax || c->outBytes > waitingOutputBytesMax) return true;
  return waiting > 0 && c->outBytes + c->heldBytes > waitingOutputBytesMax;
}

// The memo of the next request, when all of it is here.
const HeadMemo* Server::knownHead(const Connection* c) {
  const Generation* generation = generations_.current();
  if (c->scanned != 0 || generation == nullptr) return nullptr;
  const HeadMemo* memo = memos_.find(c->data + c->begin, c->unread(), generation->id);
  if (memo == nullptr || c->unread() - memo->headBytes < memo->admission.bodyBytes) return nullptr;
  return memo;
}

Server::Body Server::continueBody(Connection* c) {
  BodyProgress* body = c->body.get();
  if (body->asking) return Body::more;
  if (body->complete) return Body::ready;
  switch (body->kind) {
    case BodyProgress::Kind::length:
      body->complete = c->unread() >= body->headBytes + body->bytes;
      return body->complete ? Body::ready : Body::more;
    case BodyProgress::Kind::chunked: return decodeBody(c);
    case BodyProgress::Kind::discard:
    case BodyProgress::Kind::raw: break;
  }
  const auto used = static_cast<uint32_t>(std::min<uint64_t>(c->unread(), body->bytes));
  c->begin += used;
  body->bytes -= used;
  if (c->unread() == 0) receiver_.release(c);
  if (body->bytes > 0) return Body::more;
  dropBody(c);
  return Body::gone;
}

// Input is on the heap: [head][payload so far][raw]. Payload is moved together as it is decoded.
Server::Body Server::decodeBody(Connection* c) {
  BodyProgress* body = c->body.get();
  uint8_t* payloadEnd = c->data + c->begin + body->headBytes + body->decoded;
  const auto raw = static_cast<uint32_t>(c->data + c->end - payloadEnd);
  const auto result =
      http::decodeChunked(&body->state, reinterpret_cast<char*>(payloadEnd), raw, body->limits);
  if (result.progress == http::Progress::refused) {
    const http::RouteSpec* route =
        body->route < body->generation->routes.size() ? &body->generation->routes[body->route] : nullptr;
    if (result.refusal->status == 413 && route != nullptr && route->secured) {
      body->complete = body->tooLarge = true;
      return Body::ready;
    }
    refuse(c, *result.refusal);
    return Body::gone;
  }
  body->decoded += result.produced;
  if (result.progress == http::Progress::partial) {
    c->end = c->begin + body->headBytes + body->decoded;
    return Body::more;
  }
  body->complete = true;
  body->next = static_cast<uint32_t>(payloadEnd - c->data) - c->begin + result.consumed;
  return Body::ready;
}

}  // namespace nexus::net

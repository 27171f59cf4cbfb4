// Owns bytes on their way in: whose memory holds them, when reading stops, and cutting them into requests.
#include <algorithm>

#include "net/server.h"

namespace nexus::net {

void Server::takeBytes(Connection* c, const driver::Event& event) {
  const auto length = static_cast<uint32_t>(event.result);
  if (c->phase != Phase::open || !c->parsing) {
    giveBuffer(event.buffer);
    c->unreadInput = true;
    c->lingered += length;
    if (c->phase == Phase::lingering && c->lingered > lingerBytesMax) startClosing(c);
    return;
  }
  if (c->body != nullptr) c->body->received += length;
  const bool discarding = c->body != nullptr && c->body->kind == BodyProgress::Kind::discard;
  if (c->unread() == 0 && (c->body == nullptr || discarding)) {
    if (c->buffer != driver::kNoBuffer) giveBuffer(c->buffer);
    c->data = event.data;
    c->begin = 0;
    c->end = length;
    c->buffer = event.buffer;
  } else {
    const bool moved = moveToHeap(c, length);
    if (moved) {
      memcpy(c->data + c->end, event.data, length);
      c->end += length;
    }
    giveBuffer(event.buffer);
    if (!moved) return breakConnection(c);
  }
  makeReady(c);
}

// Makes sure that the unread input is on the heap with `room` bytes behind it. False without memory.
bool Server::moveToHeap(Connection* c, uint32_t room) {
  const uint32_t unread = c->unread();
  const bool onHeap = c->buffer == driver::kNoBuffer && c->heap != nullptr;
  if (onHeap && c->end + room <= c->heapCapacity) return true;
  const uint64_t needed = static_cast<uint64_t>(unread) + room;
  if (needed > heapInputBytesMax) return false;
  if (onHeap && needed <= c->heapCapacity) {
    memmove(c->heap, c->data + c->begin, unread);
  } else {
    const uint64_t doubled = onHeap ? std::min<uint64_t>(c->heapCapacity * 2ull, heapInputBytesMax) : 0;
    const auto capacity = static_cast<uint32_t>(std::max<uint64_t>({needed, doubled, 1024}));
    auto* grown = static_cast<uint8_t*>(malloc(capacity));
    if (grown == nullptr) return false;
    if (unread > 0) memcpy(grown, c->data + c->begin, unread);
    if (c->heap != nullptr) free(c->heap);
    c->heap = grown;
    c->heapCapacity = capacity;
  }
  if (c->buffer != driver::kNoBuffer) releasePoolBuffer(c->buffer);
  c->buffer = driver::kNoBuffer;
  c->data = c->heap;
  c->begin = 0;
  c->end = unread;
  return true;
}

void Server::releasePoolBuffer(uint16_t buffer) {
  if (building_) {
    releases_.push_back(buffer);
  } else {
    giveBuffer(buffer);
  }
}

void Server::giveBuffer(uint16_t buffer) {
  buffersOut_--;
  driver_->releaseBuffer(buffer);
}

// Whoever found the pool empty reads again when there is something in it: at once would spin.
void Server::rearmStarved() {
  if (starved_.empty() || buffersOut_ >= memory_.bufferCount) return;
  for (Connection* c : starved_) c->starved = false;
  std::vector<Connection*> again;
  again.swap(starved_);
  for (Connection* c : again) wantBytes(c);
}

// Gives back the memory of input that is used up.
void Server::releaseInput(Connection* c) {
  if (c->buffer != driver::kNoBuffer) releasePoolBuffer(c->buffer);
  c->buffer = driver::kNoBuffer;
  if (c->heap != nullptr && building_) {
    frees_.push_back(c->heap);
  } else {
    free(c->heap);
  }
  c->heap = nullptr;
  c->heapCapacity = 0;
  c->data = nullptr;
  c->begin = c->end = 0;
}

void Server::dropInput(Connection* c) {
  dropBody(c);
  c->scanned = 0;
  c->headStartedMs = 0;
  releaseInput(c);
}

void Server::dropBody(Connection* c) {
  if (c->body == nullptr) return;
  releaseGeneration(c->body->generation);
  c->body.reset();
}

// Bytes of unread input that belong to a body in progress: those are bounded by its own limit.
uint64_t Server::bodyWants(const Connection* c) const {
  if (c->body == nullptr) return 0;
  switch (c->body->kind) {
    case BodyProgress::Kind::length: return c->body->headBytes + c->body->bytes;
    case BodyProgress::Kind::chunked: return c->body->headBytes + c->body->decoded;
    case BodyProgress::Kind::discard: break;
  }
  return 0;
}

// The peer is not to blame for time in which nobody looked at what it sent.
void Server::unblock(Connection* c) {
  if (!c->blocked) return;
  c->blocked = false;
  const uint64_t waitedMs = nowMs_ - std::min(nowMs_, c->blockedMs);
  if (c->body != nullptr) c->body->startedMs += waitedMs;
  if (c->headStartedMs != 0) c->headStartedMs += waitedMs;
}

// Arms reading when there is room for more, and stops it when there is not.
void Server::wantBytes(Connection* c) {
  if (c->phase == Phase::closing || c->peerDone) return;
  const bool full = c->phase == Phase::open && c->unread() > bodyWants(c) + waitingInputBytesMax;
  if (full) {
    if (c->recvArmed && !c->recvPaused) driver_->cancel(c->fd, driver::EventKind::recv);
    c->recvPaused = true;
    return;
  }
  c->recvPaused = false;
  if (c->recvArmed || c->starved) return;
  c->recvArmed = true;
  driver_->recv(c->fd, (static_cast<driver::Token>(c->generation) << 32) | c->slot);
}

void Server::makeReady(Connection* c) {
  if (c->phase == Phase::open && !c->core::ListNode<ReadyTag>::linked()) ready_.pushBack(c);
}

void Server::buildBatch() {
  entries_ = records_ = paramsUsed_ = textUsed_ = spillUsed_ = 0;
  building_ = true;
  for (size_t left = ready_.size(); left > 0 && entries_ < batchRequestsMax; left--) {
    Connection* c = ready_.popFront();
    const Pump result = pump(c);
    if (c->phase == Phase::closing) continue;
    if (result == Pump::batchFull) makeReady(c);
    if (result == Pump::starving && c->peerDone) {
      dropInput(c);  // what is incomplete stays so
      settle(c);
    }
    wantBytes(c);
    arm(c);
  }
  building_ = false;
}

// Cuts requests from the input until it is used up, the batch is full, or the connection must wait.
Server::Pump Server::pump(Connection* c) {
  while (c->phase == Phase::open) {
    if (!c->parsing) {
      if (c->unread() > 0) c->unreadInput = true;
      dropInput(c);
      return Pump::starving;
    }
    // First of all, so that a full batch or pipeline keeps no buffer that nobody reads any more.
    if (c->body == nullptr && c->unread() == 0) {
      releaseInput(c);
      return Pump::starving;
    }
    if (mustWait(c)) {
      // It may wait for long: the pool is for everybody.
      if (c->buffer != driver::kNoBuffer && !moveToHeap(c, 0)) breakConnection(c);
      if (!c->blocked) c->blockedMs = nowMs_;
      c->blocked = true;
      return Pump::blocked;
    }
    unblock(c);
    if (entries_ == batchRequestsMax) return Pump::batchFull;
    if (c->body != nullptr) {
      const Body body = continueBody(c);
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
      refuse(c, *head.refusal);
    } else if (head.progress == http::Progress::done) {
      c->scanned = 0;
      c->headStartedMs = 0;
      if (takeHead(c, head.consumed) == Room::none) return Pump::batchFull;
    } else {
      c->scanned = c->unread();
      if (c->headStartedMs == 0) c->headStartedMs = nowMs_;
      if (!moveToHeap(c, 0)) breakConnection(c);
      return Pump::starving;
    }
  }
  return Pump::starving;
}

// Whether the connection has enough under way: requests, or bytes that their answers take or may take.
bool Server::mustWait(const Connection* c) const {
  const uint32_t waiting = c->exchanges + c->inBatch;
  if (waiting >= limits_.pipelineDepthMax || c->outBytes > waitingOutputBytesMax) return true;
  return waiting > 0 && c->outBytes + c->heldBytes > waitingOutputBytesMax;
}

// The memo of the next request, when all of it is here.
const HeadMemo* Server::knownHead(const Connection* c) {
  if (c->scanned != 0 || current_ == nullptr) return nullptr;
  const HeadMemo* memo = memos_.find(c->data + c->begin, c->unread(), current_->id);
  if (memo == nullptr || c->unread() - memo->headBytes < memo->admission.bodyBytes) return nullptr;
  return memo;
}

Server::Body Server::continueBody(Connection* c) {
  BodyProgress* body = c->body.get();
  if (body->complete) return Body::ready;
  switch (body->kind) {
    case BodyProgress::Kind::length:
      body->complete = c->unread() >= body->headBytes + body->bytes;
      return body->complete ? Body::ready : Body::more;
    case BodyProgress::Kind::chunked: return decodeBody(c);
    case BodyProgress::Kind::discard: break;
  }
  const auto used = static_cast<uint32_t>(std::min<uint64_t>(c->unread(), body->bytes));
  c->begin += used;
  body->bytes -= used;
  if (c->unread() == 0) releaseInput(c);
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
  body->next = static_cast<uint32_t>(payloadEnd - c->data) + result.consumed;
  return Body::ready;
}

}  // namespace nexus::net

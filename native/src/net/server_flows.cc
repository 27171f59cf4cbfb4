// Owns answers whose body comes in pieces, interim answers before an answer, and connections that leave HTTP:
// whatever JavaScript adds to an exchange after its head. In order like every answer.
#include <errno.h>

#include "net/listener.h"
#include "net/server.h"

namespace nexus::net {
namespace {

uint64_t waitingBytes(const Connection* c, const Exchange* e, bool inBatch) {
  const bool isFirst = !inBatch && c->firstExchange == e;
  return isFirst ? c->outBytes : e->flow->bytes;
}

}  // namespace

// The exchange of a request, in the open batch or behind it. A slot may be another connection's by now: its generation
// is not asked for, since no two requests of 2^32 in a row share a serial.
Server::Located Server::locate(uint32_t connection, uint32_t serial) {
  for (uint32_t i = 0; dispatching_ && i < batch_.size(); i++) {
    Entry& entry = batch_[i];
    if (entry.exchange.serial != serial || entry.record < 0 || entry.connection->slot != connection) continue;
    if (entry.connection->phase != Phase::open) return {};
    const bool last = i + 1 == batch_.size() || batch_[i + 1].connection != entry.connection;
    return {entry.connection, &entry.exchange, true, last};
  }
  Connection* c = connections_.at(connection);
  Exchange* e = c == nullptr || c->phase != Phase::open ? nullptr : findExchange(c, serial);
  if (e == nullptr) return {};
  if (!dispatching_) readClock();
  return {c, e, false, c->inBatch == 0};
}

OutFlow* Server::flowOf(Exchange* e) {
  if (e->flow == nullptr) e->flow = new OutFlow;
  return e->flow;
}

StreamState Server::beginStream(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra,
                                double length) {
  const http::ResponseBlock* block = heads_.block(blockId);
  const Located at = locate(connection, serial);
  Exchange* e = at.exchange;
  if (e == nullptr) dropAnswer(serial);
  if (block == nullptr || e == nullptr || isStreaming(e->flow)) return StreamState::gone;
  const bool bodiless = hasNoBody(block->status);
  const bool declared = length >= 0;
  if (!bodiless && !declared && e->http10) e->after = After::close;
  closeIfEnding(at.connection, e, at.last);
  OutFlow* flow = flowOf(e);
  flow->begun = true;
  streaming_++;
  flow->status = block->status;
  flow->silent = bodiless || e->head;
  flow->left = declared ? static_cast<uint64_t>(length) : 0;
  if (!bodiless && declared) flow->framing = OutFlow::Framing::length;
  if (!bodiless && !declared && !e->http10) flow->framing = OutFlow::Framing::chunked;
  const auto framing = flow->framing == OutFlow::Framing::length    ? http::BodyFraming::length
                       : flow->framing == OutFlow::Framing::chunked ? http::BodyFraming::chunked
                                                                    : http::BodyFraming::none;
  heads_.refreshDate();
  OutBlock* head = heads_.composeHead(*e, *block, extra, framing, flow->left);
  if (head == nullptr) {
    breakConnection(at.connection);
    return StreamState::gone;
  }
  const bool isSilent = flow->silent;
  queueFlow(at.connection, flow, head);
  at.connection->heldBytes -= e->holds;
  e->holds = 0;
  // Who closed its side before the answer began: whoever makes the pieces has not heard of it.
  if (at.connection->peerDone) notices_.add(NoticeKind::clientLeft, serial, 0);
  afterFlow(at);
  return isSilent ? StreamState::full : StreamState::room;
}

StreamState Server::writeStream(uint32_t connection, uint32_t serial, std::string_view piece) {
  const Located at = locate(connection, serial);
  Exchange* e = at.exchange;
  if (e == nullptr || !isStreaming(e->flow) || e->flow->ended) return StreamState::gone;
  OutFlow* flow = e->flow;
  if (flow->silent || piece.empty()) return StreamState::room;
  if (flow->framing == OutFlow::Framing::length) {
    if (piece.size() > flow->left) {
      endStream(connection, serial, false);
      return StreamState::gone;
    }
    flow->left -= piece.size();
  }
  char size[18];
  std::string_view before;
  std::string_view after;
  if (flow->framing == OutFlow::Framing::chunked) {
    before = {size, static_cast<size_t>(http::writeChunkHead(size, piece.size()) - size)};
    after = http::chunkEnd;
  }
  Connection* c = at.connection;
  if (!at.inBatch && c->firstExchange == e) {
    sender_.writePiece(c, before, piece, after);
    sender_.endRun();
    if (c->broken) return StreamState::gone;
    arm(c);
  } else {
    OutBlock* block = OutBlock::join(before, piece, after);
    if (block == nullptr) {
      breakConnection(c);
      return StreamState::gone;
    }
    queueFlow(c, flow, block);
  }
  return roomOf(at);
}

StreamState Server::roomOf(const Located& at) {
  OutFlow* flow = at.exchange->flow;
  flow->wanted = waitingBytes(at.connection, at.exchange, at.inBatch) > flowBytesMax;
  return flow->wanted ? StreamState::full : StreamState::room;
}

void Server::endStream(uint32_t connection, uint32_t serial, bool whole, std::string_view trailers) {
  const Located at = locate(connection, serial);
  Exchange* e = at.exchange;
  if (e == nullptr || !isStreaming(e->flow)) return;
  OutFlow* flow = e->flow;
  // Outside of HTTP it may be given up behind its end: nobody reads any more, and the peer's own end is behind what it sent.
  if (flow->ended && (whole || !flow->raw)) return;
  const bool isShort = flow->framing == OutFlow::Framing::length && flow->left > 0 && !flow->silent;
  if (!whole || isShort) {
    flow->cut = true;
    at.connection->parsing = false;
    return afterFlow(at);
  }
  if (flow->framing == OutFlow::Framing::chunked && !flow->silent) {
    OutBlock* block = OutBlock::join(http::lastChunk, trailers, http::trailersEnd);
    if (block == nullptr) return breakConnection(at.connection);
    queueFlow(at.connection, flow, block);
  }
  flow->ended = true;
  afterFlow(at);
}

// An answer that cannot be finished ends its connection in its turn, behind what of it was written: its framing tells
// the peer that something is missing. Nothing may follow it, or it would be taken for the rest.
void Server::cutOff(Connection* c) {
  Exchange* e = c->firstExchange;
  abandonFlow(e);
  unlinkFirst(c);
  if (c->unread() > 0 || c->body != nullptr) c->unreadInput = true;
  dropInput(c);
  endAnswers(c);
}

void Server::putInterim(uint32_t connection, uint32_t serial, std::string_view lines) {
  const Located at = locate(connection, serial);
  Exchange* e = at.exchange;
  if (e == nullptr || e->http10 || isStreaming(e->flow)) return;
  OutBlock* block = OutBlock::join("HTTP/1.1 ", lines, "\r\n");
  if (block == nullptr) return breakConnection(at.connection);
  queueFlow(at.connection, flowOf(e), block);
  afterFlow(at);
}

bool Server::upgrade(uint32_t connection, uint32_t serial, std::string_view lines) {
  const Located at = locate(connection, serial);
  Connection* c = at.connection;
  Exchange* e = at.exchange;
  if (e == nullptr || isStreaming(e->flow) || c->upgrading != serial || c->body != nullptr) return false;
  OutBlock* block = OutBlock::join("HTTP/1.1 101 Switching Protocols\r\n", lines, "\r\n");
  if (block == nullptr || (c->unread() > 0 && !receiver_.moveToHeap(c, 0))) {
    OutBlock::drop(block);
    breakConnection(c);
    return false;
  }
  OutFlow* flow = flowOf(e);
  queueFlow(c, flow, block);
  flow->begun = flow->raw = true;
  // For the generation and the counters this is the answer.
  finishExchange(c, e, 101, 0);
  e->after = After::keepAlive;
  leaveHttp(c, serial);
  feedBody(c);
  receiver_.want(c);
  afterFlow(at);
  return true;
}

// All input from here on is for whoever reads `serial`.
void Server::leaveHttp(Connection* c, uint32_t serial) {
  c->scanned = 0;
  c->headStartedMs = 0;
  c->body = std::make_unique<BodyProgress>();
  c->body->kind = BodyProgress::Kind::raw;
  c->body->streamed = true;
  c->body->serial = serial;
  upgraded_++;
}

// Sends what was added, once it is this exchange's turn.
void Server::afterFlow(const Located& at) {
  Connection* c = at.connection;
  if (at.inBatch || c->phase != Phase::open) return;
  popAnswered(c);
  settleSoon(c);
}

// After a change that JavaScript made: in a dispatch the connection is looked at behind the next poll.
void Server::settleSoon(Connection* c) {
  if (c->phase != Phase::open) return;
  arm(c);
  if (dispatching_) return sender_.flushLater(c);
  settle(c);
  if (c->phase == Phase::open) arm(c);
}

// For an exchange that is answered in one piece: what was to come before that.
void Server::flushFlow(Connection* c, Exchange* e) {
  sender_.endRun();
  unparkOutput(c, e->flow->bytes);
  while (OutBlock* block = e->flow->first) {
    e->flow->first = block->next;
    block->next = nullptr;
    sender_.append(c, block);
  }
  e->flow->last = nullptr;
  e->flow->bytes = 0;
}

void Server::queueFlow(Connection* c, OutFlow* flow, OutBlock* block) {
  flow->append(block);
  parkOutput(c, block);
}

void Server::dropFlow(Connection* c, Exchange* e) {
  unparkOutput(c, e->flow->bytes);
  if (e->flow->begun) (e->flow->raw ? upgraded_ : streaming_)--;
  delete e->flow;
  e->flow = nullptr;
}

// It is the turn of `e`. False when the ones behind it must wait.
bool Server::advanceFlow(Connection* c, Exchange* e) {
  flushFlow(c, e);
  OutFlow* flow = e->flow;
  if (flow->cut) {
    cutOff(c);
    return false;
  }
  if (flow->begun && flow->ended && !flow->raw && !e->answered) {
    if (c->body != nullptr && c->body->serial == e->serial) leaveStream(c, e);
    finishExchange(c, e, flow->status, 0);
    e->answered = true;
  }
  tellRoom(c);
  return e->answered;
}

void Server::tellRoom(Connection* c) {
  const Exchange* e = c->firstExchange;
  if (e == nullptr || e->flow == nullptr || !e->flow->wanted || c->outBytes > flowBytesLow) return;
  e->flow->wanted = false;
  notices_.add(NoticeKind::room, e->serial, 0);
}

// What a connection outside of HTTP does once its output is sent. False: it is not outside.
bool Server::settleRaw(Connection* c) {
  const OutFlow* flow = c->firstExchange->flow;
  if (!flow->raw) return false;
  if (!flow->ended || sender_.isFresh(c)) {
    if (flow->ended) sender_.flushLater(c);
    return true;
  }
  if (c->filter != nullptr && !finishFilter(c)) return true;
  const bool readAll = c->body == nullptr || (c->body->complete && c->body->decoded == 0);
  if (c->peerDone && readAll) {
    startClosing(c);
  } else if (!c->closeAfterOutput) {
    c->closeAfterOutput = true;
    driver_->shutdownWrite(c->fd);
  }
  return true;
}

std::string Server::remoteAddress(uint32_t connection, uint32_t serial) {
  const Located at = locate(connection, serial);
  if (at.exchange == nullptr) return {};
  return peerAddress(carrierOf(at.connection)->fd);
}

}  // namespace nexus::net

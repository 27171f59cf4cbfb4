// Owns connections that speak HTTP/2: their sessions, and the connections in memory that carry each stream's request.
// To all other code a stream is a connection that sends one request.
#include <algorithm>

#include "net/server.h"

namespace nexus::net {
namespace {

// Frames made for the wire at a time: two of the largest TLS records fit, and small answers of a whole batch.
constexpr uint32_t wireBytesMax = 128 * 1024;
// How often streams and sessions may answer each other before others get their turn.
constexpr uint32_t passesMax = 8;

}  // namespace

void Server::allowHttp2(const http2::Nghttp2* lib) { http2_ = lib; }

// `c` speaks HTTP/2 from its next byte on.
void Server::beginSession(Connection* c) {
  c->http2 = http2::Session::open(*http2_, limits_.http2, this, tokenOf(c), now_.ms);
  if (c->http2 == nullptr) return breakConnection(c);
  c->http2->setProgressBytes(limits_.progressBytes());
  if (ending_) c->http2->announceEnd();
  touch(c->http2.get());
}

// Looks at input that is no request. True: it is the preface of HTTP/2 (RFC 9113, 3.4), or may become it. It is the
// first that a client sends: behind a request it would turn a connection that a proxy shares among its clients.
bool Server::takePreface(Connection* c) {
  static constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  if (http2_ == nullptr || c->filter != nullptr || c->stream != nullptr || c->hasSpoken) return false;
  const std::string_view input(reinterpret_cast<const char*>(c->data + c->begin), c->unread());
  if (!preface.starts_with(input.substr(0, preface.size()))) return false;
  if (input.size() < preface.size()) {
    if (!receiver_.moveToHeap(c, 0)) breakConnection(c);
    if (c->headStartedMs == 0) c->headStartedMs = now_.ms;
    return true;
  }
  c->scanned = 0;
  c->headStartedMs = 0;
  beginSession(c);
  if (c->phase == Phase::open) takeFrames(c, c->data + c->begin, c->unread());
  receiver_.release(c);
  return true;
}

// Who floods us and does not read would not read a GOAWAY either.
void Server::takeFrames(Connection* c, const uint8_t* data, uint32_t length) {
  c->http2->receive(data, length, now_.ms);
  if (!c->http2->isUnread()) return;
  notices_.addRefusal(0, "http2-unread-frames");
  breakConnection(c);
}

bool Server::openStream(http2::Session* session, std::unique_ptr<http2::Stream> stream) {
  if (draining_ && !listening_) return false;
  // An open window is the client's to give: without one the answers to all of its streams would wait here.
  if (held_.isOver() && hasItsShare(connections_.find(session->token))) {
    metrics_.countRefusal("held-output");
    return false;
  }
  Connection* c = connections_.add(-1);
  c->activeMs = now_.ms;
  c->receivedNs = now_.ns;
  c->timerMs = core::TimerWheel::kNever;
  stream->token = tokenOf(c);
  c->carrier = session->token;
  c->encrypted = connections_.find(session->token)->encrypted;
  c->stream = std::move(stream);
  streams_++;
  return true;
}

void Server::giveInput(http2::Stream* stream, std::string_view bytes) {
  Connection* c = connections_.find(stream->token);
  if (c == nullptr || c->phase != Phase::open || !c->parsing) return stream->taken();
  const auto length = static_cast<uint32_t>(bytes.size());
  c->receivedNs = now_.ns;
  if (c->body != nullptr) c->body->received += length;
  if (!receiver_.takeCopy(c, bytes.data(), length)) return breakConnection(c);
  makeReady(c);
}

void Server::touch(http2::Stream* stream) {
  if (stream->isTouched) return;
  stream->isTouched = true;
  touchedStreams_.push_back(stream->token);
}

void Server::touch(http2::Session* session) {
  if (session->isTouched) return;
  session->isTouched = true;
  touchedSessions_.push_back(session->token);
}

// Moves what streams and sessions have for each other, and closes what is through. Nobody must hold a connection.
void Server::turnSessions() {
  if (dispatching_) return;
  for (uint32_t passes = 0; passes < passesMax && hasSessionWork(); passes++) {
    std::vector<driver::Token> tokens;
    tokens.swap(touchedStreams_);
    for (const driver::Token token : tokens) {
      if (Connection* c = connections_.find(token)) settleStream(c);
    }
    tokens.clear();
    tokens.swap(closedStreams_);
    for (const driver::Token token : tokens) closeStream(connections_.find(token));
    tokens.clear();
    tokens.swap(touchedSessions_);
    for (const driver::Token token : tokens) {
      if (Connection* c = connections_.find(token)) sendFrames(c);
    }
  }
}

void Server::settleStream(Connection* c) {
  http2::Stream* stream = c->stream.get();
  stream->isTouched = false;
  if (c->phase != Phase::open) return;
  if (stream->isThrough() || (stream->hasLeft() && c->closeAfterOutput)) return startClosing(c);
  if (stream->hasLeft()) return abandonStream(c);
  c->sendPending = false;
  sender_.kick(c);
  tellRoom(c);
  finishOutput(c);
  if (c->phase != Phase::open) return;
  wantInput(c);
  arm(c);
}

// The client has reset the stream. Its handler is told, and counts until it has ended.
void Server::abandonStream(Connection* c) {
  for (const Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (isStreaming(e->flow)) return breakConnection(c);
  }
  sender_.drop(c);
  c->sendPending = false;
  if (c->peerDone && c->idle()) return startClosing(c);
  endOfStream(c);
}

void Server::closeStream(Connection* c) {
  http2::Session* session = c->stream->session();
  Connection* carrier = connections_.find(c->carrier);
  streams_--;
  onClosed(c);
  if (session == nullptr || carrier == nullptr || session->live() > 0) return;
  session->markIdle(now_.ms);
  // It may have waited for its last stream.
  touch(session);
  arm(carrier);
}

void Server::sendFrames(Connection* c) {
  http2::Session* session = c->http2.get();
  if (session == nullptr) return;
  session->isTouched = false;
  if (c->phase != Phase::open || c->closeAfterOutput) return;
  // Frames wait in the session while others are on their way: it knows which are worth sending first.
  if (c->firstOut != nullptr || c->sendPending) return;
  if (sender_.isFresh(c)) return touch(session);
  wire_.clear();
  session->send(&wire_, wireBytesMax, now_.ms);
  if (!wire_.empty()) {
    sender_.writePiece(c, wire_, {}, {});
    sender_.endRun();
    if (wire_.size() >= wireBytesMax) touch(session);
  }
  if (session->isOver() || c->peerDone || c->broken) settle(c);
  if (c->phase != Phase::closing) arm(c);
}

// What an open connection with a session does once its output is sent. False: it is over, and closes as others do.
bool Server::settleSession(Connection* c) {
  http2::Session* session = c->http2.get();
  if (c->closeAfterOutput) return false;
  // A client that sends nothing more opens no window either: it has left, as servers of HTTP/2 have it.
  if (!session->isOver() && !c->peerDone) {
    if (draining_ && session->live() == 0 && now_.ms >= idleUntilMs_) session->end();
    if (session->wantsToSend()) touch(session);
    return true;
  }
  if (session->refusal() != nullptr) notices_.addRefusal(0, session->refusal());
  dropStreams(c);
  // GOAWAY goes out, and what still comes is read away for a moment, so that a reset does not eat it.
  c->parsing = false;
  c->closeAfterOutput = c->unreadInput = true;
  return false;
}

// The connection under them is gone.
void Server::dropStreams(Connection* c) {
  c->http2->eachStream([this](http2::Stream* stream) {
    if (Connection* s = connections_.find(stream->token)) breakConnection(s);
  });
}

uint64_t Server::sessionDeadlineOf(const Connection* c) const {
  const http2::Session* session = c->http2.get();
  uint64_t deadline = core::TimerWheel::kNever;
  if (c->firstOut != nullptr) deadline = c->wroteMs + limits_.writeStallTimeoutMs;
  if (session->isEnding()) return deadline;
  if (session->owesSinceMs() != 0) deadline = std::min(deadline, session->owesSinceMs() + limits_.headTimeoutMs);
  if (session->live() > 0) return deadline;
  deadline = std::min(deadline, session->idleSinceMs() + limits_.http2.idleTimeoutMs);
  return draining_ ? std::min(deadline, idleUntilMs_) : deadline;
}

// Whether the client of a stream took too little of its answer for too long.
bool Server::stallsStream(const Connection* c) const {
  if (c->stream == nullptr || c->stream->stalledSinceMs() == 0) return false;
  if (now_.ms < c->stream->stalledSinceMs() + limits_.writeStallTimeoutMs) return false;
  return !c->stream->excuse(now_.ms - std::min<uint64_t>(now_.ms, limits_.writeStallTimeoutMs));
}

void Server::onSessionTimer(Connection* c) {
  const bool stalls = c->firstOut != nullptr && now_.ms >= c->wroteMs + limits_.writeStallTimeoutMs;
  const http2::Session* session = c->http2.get();
  const bool owes = !session->isEnding() && session->owesSinceMs() != 0 && now_.ms >= session->owesSinceMs() + limits_.headTimeoutMs;
  if (stalls) {
    metrics_.countRefusal("write-stall");
    return breakConnection(c);
  }
  if (owes) notices_.addRefusal(0, "http2-head-timeout");
  c->http2->end();
}

// The connection with the descriptor.
const Connection* Server::carrierOf(const Connection* c) const {
  const Connection* carrier = c->stream == nullptr ? nullptr : connections_.find(c->carrier);
  return carrier == nullptr ? c : carrier;
}

}  // namespace nexus::net

// Owns who gives way when clients do not take their answers: whoever holds more than a share of what all may hold, and
// brings more. Who reads holds next to nothing, and is served.
#include <algorithm>

#include "net/server.h"

namespace nexus::net {
namespace {

// Clients that come one after the other find ever smaller shares, and keep theirs: up to this many times the limit.
// Beyond that a share is what all connections that there may be could have.
constexpr uint64_t patience = 2;

}  // namespace

uint64_t Server::shareOfOutput() const {
  const bool isPatient = held_.bytes() <= patience * held_.bytesMax();
  return held_.bytesMax() / std::max(1u, isPatient ? connectionsOpen() : limits_.connectionsMax);
}

// Of all that one client asked for.
uint64_t Server::outputOf(const Connection* c) const {
  const Connection* carrier = carrierOf(c);
  uint64_t bytes = carrier->outBytes + carrier->parkedBytes;
  if (carrier->http2 == nullptr) return bytes;
  carrier->http2->eachStream([this, &bytes](const http2::Stream* stream) {
    bytes += stream->outputBytes();
    // One that is being opened has no connection, and no token, yet.
    const Connection* s = connections_.find(stream->token);
    if (s != nullptr && s->stream.get() == stream) bytes += s->outBytes + s->parkedBytes;
  });
  return bytes;
}

bool Server::hasItsShare(const Connection* c) const { return held_.isOver() && outputOf(c) > shareOfOutput(); }

// An answer that has to wait was added to those of `c`. As long as others left it a share it may be of any size.
void Server::weighOutput(Connection* c) {
  c->weighed = false;
  if (c->phase != Phase::open || !held_.isOver()) return;
  const uint64_t own = outputOf(c);
  const uint64_t share = shareOfOutput();
  if (own <= share || held_.bytes() - own <= held_.bytesMax() - share) return;
  metrics_.countRefusal("held-output");
  breakConnection(c);
}

// A block that waits for the turn of its request.
void Server::parkOutput(Connection* c, const OutBlock* block) {
  c->parkedBytes += block->length;
  held_.add(block->length);
  if (held_.isOver()) [[unlikely]] sender_.weigh(c);
}

void Server::unparkOutput(Connection* c, uint64_t bytes) {
  c->parkedBytes -= bytes;
  held_.remove(bytes);
}

void Server::countOutput(const http2::Stream* stream, uint32_t before, uint32_t now) {
  held_.remove(before);
  held_.add(now);
  if (now <= before || !held_.isOver()) return;
  if (Connection* c = connections_.find(stream->token)) sender_.weigh(c);
}

}  // namespace nexus::net

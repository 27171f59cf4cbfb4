// Owns who gives way when clients do not take their answers: whoever holds most, as soon as others need room, until a
// quarter of what may be held is free. Who reads holds little, and is served.
#include <algorithm>

#include "net/server.h"

namespace nexus::net {
namespace {

struct Holder {
  uint64_t bytes;
  driver::Token token;
  bool operator<(const Holder& other) const { return bytes < other.bytes; }
};

}  // namespace

uint64_t Server::shareOfOutput() const { return held_.bytesMax() / std::max(1u, connectionsOpen()); }

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

// Answers that have to wait were added to what is too much. One client may hold all of it, and more, while the others
// make do with a share: an answer may be of any size.
void Server::weighOutput() {
  held_.weighed();
  const uint64_t share = shareOfOutput();
  // As a rule it is the same client as before: then there is no need to look at all.
  const Connection* heaviest = connections_.find(heaviest_);
  if (heaviest != nullptr && held_.bytes() - outputOf(heaviest) <= share) return;
  std::vector<Holder> holders;
  uint64_t bytes = 0;
  connections_.each([&](const Connection* c) {
    // What is closing gives back what it holds by itself.
    if (c->stream != nullptr || c->phase != Phase::open) return;
    holders.push_back({outputOf(c), tokenOf(c)});
    bytes += holders.back().bytes;
  });
  std::make_heap(holders.begin(), holders.end());
  // Below what may be held: else the next answer that waits would have all of them looked at again.
  const uint64_t enough = held_.bytesMax() - held_.bytesMax() / 4;
  for (; !holders.empty(); holders.pop_back()) {
    std::pop_heap(holders.begin(), holders.end());
    const Holder most = holders.back();
    heaviest_ = most.token;
    if (bytes <= enough || bytes - most.bytes <= share) return;
    bytes -= most.bytes;
    metrics_.countRefusal("held-output");
    breakConnection(connections_.find(most.token));
  }
}

// A block that waits for the turn of its request.
void Server::parkOutput(Connection* c, const OutBlock* block) {
  c->parkedBytes += block->length;
  held_.add(block->length);
}

void Server::unparkOutput(Connection* c, uint64_t bytes) {
  c->parkedBytes -= bytes;
  held_.remove(bytes);
}

void Server::countOutput(uint32_t before, uint32_t now) {
  if (now > before) return held_.add(now - before);
  held_.remove(before - now);
}

}  // namespace nexus::net

// Owns what a connection with a filter does differently: its bytes are turned into others on both ways.
#include "net/server.h"

namespace nexus::net {

// False when the connection must break.
bool Server::takeFiltered(Connection* c, const driver::Event& event) {
  std::string plain;
  std::string wire;
  const auto state = c->filter->receive(event.data, static_cast<uint32_t>(event.result), &plain, &wire);
  receiver_.give(event.buffer);
  sender_.appendWire(c, wire);
  if (c->opening && state != Filter::State::opening) {
    c->opening = false;
    c->activeMs = now_.ms;
    if (c->filter->protocol() == "h2") beginSession(c);
  }
  if (c->http2 != nullptr) {
    takeFrames(c, reinterpret_cast<const uint8_t*>(plain.data()), static_cast<uint32_t>(plain.size()));
  } else if (!plain.empty() && !receiver_.takeCopy(c, plain.data(), static_cast<uint32_t>(plain.size()))) return false;
  if (state == Filter::State::ended) endOfStream(c);
  if (state == Filter::State::broken) {
    // The alert goes out, and nothing else is answered. In TLS 1.3 a client speaks before it knows that its certificate
    // is refused: what it says is read away, so that a reset does not eat the alert.
    notices_.addRefusal(0, c->filter->refusal());
    c->parsing = false;
    c->closeAfterOutput = c->finishing = c->unreadInput = true;
    settle(c);
  }
  return true;
}

// Tells the peer that nothing follows. False while that has yet to be sent.
bool Server::finishFilter(Connection* c) {
  if (c->finishing) return true;
  c->finishing = true;
  std::string wire;
  c->filter->finish(&wire);
  sender_.appendWire(c, wire);
  return c->firstOut == nullptr && !c->sendPending;
}

// Ends a connection on which nothing is under way, and says so where the filter can.
void Server::closeQuietly(Connection* c) {
  if (c->filter != nullptr) {
    c->parsing = false;
    c->closeAfterOutput = true;
    if (!finishFilter(c)) return arm(c);
  }
  startClosing(c);
}

const Filter* Server::filterOf(uint32_t connection, uint32_t serial) {
  const Located at = locate(connection, serial);
  return at.exchange == nullptr ? nullptr : carrierOf(at.connection)->filter.get();
}

}  // namespace nexus::net

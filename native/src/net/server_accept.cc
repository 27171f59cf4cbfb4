// Owns taking clients in: listeners, and how many connections there may be.
#include <errno.h>

#include <algorithm>

#include "net/server.h"

namespace nexus::net {
namespace {

constexpr int backlog = 1024;
// What one accept of many may bring before its cancel is heard: all who wait when it runs, and who comes meanwhile.
constexpr uint32_t acceptedAtOnceMax = 2 * backlog;

}  // namespace

ListenResult Server::listen(const char* host, uint16_t port, FilterFactory* filters) {
  const ListenResult result = openListener(host, port, backlog);
  if (result.fd >= 0) addListener(result.fd, filters, true);
  return result;
}

void Server::addListener(int fd, FilterFactory* filters, bool isOurs) {
  listeners_.push_back({fd, filters, false, false, false, isOurs});
  armAccept();
}

void Server::armAccept() {
  if (acceptPaused_ || !listening_ || acceptRoom() == 0) return;
  const bool many = acceptRoom() > acceptedAtOnceMax;
  for (size_t i = 0; i < listeners_.size(); i++) {
    Listener& listener = listeners_[i];
    if (listener.armed || listener.closing) continue;
    listener.armed = true;
    listener.acceptsMany = many;
    const driver::Token token = (static_cast<driver::Token>(i) << 32) | Listener::slot;
    many ? driver_->accept(listener.fd, token) : driver_->acceptOne(listener.fd, token);
  }
}

uint32_t Server::acceptRoom() const {
  return limits_.connectionsMax - std::min(limits_.connectionsMax, connectionsOpen());
}

// One more came: what is armed may bring more than there is room for.
void Server::narrowAccept() {
  for (const Listener& listener : listeners_) {
    if (!listener.armed || listener.closing) continue;
    if (acceptRoom() == 0 || (listener.acceptsMany && acceptRoom() <= acceptedAtOnceMax)) {
      driver_->cancel(listener.fd, driver::EventKind::accept);
    }
  }
}

void Server::onAccept(const driver::Event& event) {
  Listener& listener = listeners_[event.token >> 32];
  if (!event.more) listener.armed = false;
  if (event.result >= 0) {
    accepted_ = true;
    // What was accepted before the listener closed is served: its request may be here already.
    if (stopped_ || openConnection(event.result, listener.filters) == nullptr) {
      // Nobody to tell: the driver closes it under a token that no connection has.
      driver_->close(event.result, ~driver::Token{0} >> 1);
    } else {
      narrowAccept();
    }
  } else if (event.result != -ECANCELED && !event.more) {
    acceptPaused_ = true;  // out of descriptors or memory: the backlog keeps the peers
    acceptAgainMs_ = now_.ms + acceptPauseMs;
    if (now_.ms >= acceptTellMs_) {
      notices_.add(NoticeKind::acceptFailed, 0, static_cast<uint32_t>(-event.result));
      acceptTellMs_ = now_.ms + acceptTellAgainMs;
    }
  }
  armAccept();
}

Connection* Server::openConnection(int fd, FilterFactory* filters) {
  std::unique_ptr<Filter> filter = filters == nullptr ? nullptr : filters->make();
  if (filters != nullptr && filter == nullptr) return nullptr;
  Connection* c = connections_.add(fd);
  c->opening = c->encrypted = filter != nullptr;
  c->filter = std::move(filter);
  c->activeMs = now_.ms;
  c->timerMs = core::TimerWheel::kNever;
  metrics_.accepted++;
  c->recvArmed = true;
  driver_->recv(fd, tokenOf(c));
  arm(c);
  return c;
}

}  // namespace nexus::net

// Owns the life of listeners and connections: events of the driver in, closing out. Bytes, answers and
// deadlines have their own files.
#include "net/server.h"

#include <errno.h>
#include <string.h>

#include <algorithm>

#include "net/clock.h"

namespace nexus::net {
namespace {

constexpr uint32_t listenerSlot = 0xffffffffu;
constexpr int backlog = 1024;
// One block of head for each answer beyond what its payload takes in OUT.
constexpr uint32_t arenaHeadBytes = 2048;
// How long a request that is on its way to an idle connection may take to come once we shut down.
constexpr uint32_t idleGraceMs = 250;

// Errors of a receive after which the connection is as good as before.
bool isTransient(int error) {
  return error == -ENOBUFS || error == -EINTR || error == -EAGAIN || error == -ENOMEM;
}

driver::Token tokenOf(const Connection* c) {
  return (static_cast<driver::Token>(c->generation) << 32) | c->slot;
}

}  // namespace

Server::Server(driver::Driver* driver, const ServerLimits& limits, const BatchMemory& memory, DispatchSink* sink,
               uint64_t (*now)())
    : driver_(driver),
      limits_(limits),
      memory_(memory),
      sink_(sink),
      now_(now),
      wheel_(now() / 1'000'000),
      batch_(batchRequestsMax),
      bodiesAway_(batchRequestsMax),
      arenaBytes_(memory.outputBytes + batchRequestsMax * arenaHeadBytes),
      events_(pollEventsMax) {
  arena_.reset(new uint8_t[arenaBytes_]);
  nowNs_ = now_();
  nowMs_ = nowNs_ / 1'000'000;
  http::refreshDate(&date_, unixSecond());
}

Server::~Server() {
  // The driver is gone or silent by now: only memory is left to give back.
  for (auto& c : slots_) {
    if (c == nullptr) continue;
    wheel_.cancel(c.get());
    if (c->core::ListNode<ReadyTag>::linked()) ready_.remove(c.get());
    dropOutput(c.get());
    free(c->heap);
    while (Exchange* exchange = c->firstExchange) {
      c->firstExchange = exchange->next;
      OutBlock::drop(exchange->block);
      delete exchange;
    }
  }
}

ListenResult Server::listen(const char* host, uint16_t port) {
  const ListenResult result = openListener(host, port, backlog);
  if (result.fd >= 0) adoptListener(result.fd);
  return result;
}

void Server::adoptListener(int fd) {
  listeners_.push_back({fd, false, false});
  armAccept();
}

InstallResult Server::install(std::vector<http::RouteSpec> routes) {
  std::string error;
  auto router = http::buildRouter(routes, &error);
  if (router == nullptr) return {0, error};
  auto made = std::make_unique<Generation>(nextGeneration_++, std::move(routes), std::move(router));
  for (const auto& route : made->routes) made->cells.push_back(metrics_.route(route.method, route.path));
  Generation* previous = current_;
  current_ = made.get();
  generations_.push_back(std::move(made));
  if (previous != nullptr && previous->inFlight == 0) generationDrained_ = true;
  if (!dispatching_) retireGenerations();
  return {current_->id, ""};
}

uint32_t Server::addBlock(uint16_t status, std::string_view contentType) {
  if (blocks_.size() >= blocksMax) return blocksMax;
  blocks_.push_back(http::makeBlock(status, contentType));
  return static_cast<uint32_t>(blocks_.size() - 1);
}

bool Server::turn() {
  const uint64_t began = now_();
  for (uint32_t rounds = 0; rounds < roundsMax; rounds++) {
    if (!round()) return false;
    if (now_() - began >= roundsBudgetNs) break;
  }
  driver_->submit();
  return true;
}

bool Server::round() {
  return !stopped_ && takeEvents(driver_->poll(events_.data(), pollEventsMax));
}

bool Server::waitRound(int timeoutMs, int extraFd, bool* extraReady) {
  if (stopped_) return false;
  return takeEvents(driver_->wait(events_.data(), pollEventsMax, ready_.empty() ? timeoutMs : 0, extraFd, extraReady));
}

bool Server::takeEvents(int count) {
  nowNs_ = now_();
  nowMs_ = nowNs_ / 1'000'000;
  for (int i = 0; i < count; i++) handle(events_[static_cast<size_t>(i)]);
  afterPoll();
  if (ready_.empty()) return count > 0;
  buildBatch();
  dispatchBatch();
  return true;
}

// All sends of earlier rounds are known to be whole or reported by now: the arena is free again.
void Server::afterPoll() {
  round_++;
  sendsSincePoll_ = 0;
  arenaUsed_ = runStart_ = 0;
  rearmStarved();
  for (size_t i = 0; i < flush_.size(); i++) {
    Connection* c = find(flush_[i]);
    if (c == nullptr) continue;
    c->inFlushList = false;
    finishOutput(c);
  }
  flush_.clear();
}

Connection* Server::find(driver::Token token) {
  const auto slot = static_cast<uint32_t>(token);
  if (slot >= slots_.size() || slots_[slot] == nullptr) return nullptr;
  Connection* c = slots_[slot].get();
  return c->generation == static_cast<uint32_t>(token >> 32) ? c : nullptr;
}

void Server::handle(const driver::Event& event) {
  if (event.kind == driver::EventKind::accept) return onAccept(event);
  if (static_cast<uint32_t>(event.token) == listenerSlot) {
    listeners_[event.token >> 32].fd = -1;
    return checkStopped();
  }
  Connection* c = find(event.token);
  if (c == nullptr) {
    if (event.buffer != driver::kNoBuffer) driver_->releaseBuffer(event.buffer);
    return;
  }
  if (event.buffer != driver::kNoBuffer) buffersOut_++;
  switch (event.kind) {
    case driver::EventKind::recv: return onRecv(c, event);
    case driver::EventKind::send: return onSend(c, event);
    case driver::EventKind::close: return onClosed(c);
    case driver::EventKind::accept: return;
  }
}

void Server::armAccept() {
  if (acceptPaused_ || draining_ || connectionCount_ >= limits_.connectionsMax) return;
  for (size_t i = 0; i < listeners_.size(); i++) {
    Listener& listener = listeners_[i];
    if (listener.armed || listener.closing) continue;
    listener.armed = true;
    driver_->accept(listener.fd, (static_cast<driver::Token>(i) << 32) | listenerSlot);
  }
}

void Server::onAccept(const driver::Event& event) {
  Listener& listener = listeners_[event.token >> 32];
  if (!event.more) listener.armed = false;
  if (event.result >= 0) {
    // What was accepted before the listener closed is served: its request may be here already.
    if (stopped_ || openConnection(event.result) == nullptr) {
      // Nobody to tell: the driver closes it under a token that no connection has.
      driver_->close(event.result, ~driver::Token{0} >> 1);
    } else if (connectionCount_ >= limits_.connectionsMax && listener.armed) {
      driver_->cancel(listener.fd, driver::EventKind::accept);
    }
  } else if (event.result != -ECANCELED && !event.more) {
    acceptPaused_ = true;  // out of descriptors or memory: the backlog keeps the peers
    acceptAgainMs_ = nowMs_ + acceptPauseMs;
  }
  armAccept();
}

Connection* Server::openConnection(int fd) {
  uint32_t slot;
  if (!freeSlots_.empty()) {
    slot = freeSlots_.back();
    freeSlots_.pop_back();
  } else {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
    slotGenerations_.push_back(0);
  }
  slots_[slot] = std::make_unique<Connection>();
  Connection* c = slots_[slot].get();
  c->fd = fd;
  c->slot = slot;
  // 31 bits, so that no connection has the token of a refused one.
  c->generation = slotGenerations_[slot]++ & 0x3fffffffu;
  c->activeMs = nowMs_;
  c->timerMs = core::TimerWheel::kNever;
  connectionCount_++;
  metrics_.accepted++;
  c->recvArmed = true;
  driver_->recv(fd, tokenOf(c));
  arm(c);
  return c;
}

void Server::onRecv(Connection* c, const driver::Event& event) {
  if (!event.more) c->recvArmed = false;
  if (event.result > 0) {
    c->receivedNs = nowNs_;
    takeBytes(c, event);
  } else if (event.result == 0) {
    c->peerDone = true;
    if (c->phase == Phase::open) {
      // Whatever was sent completely is still answered (RFC 9112, 9.6); handlers are told.
      for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
        if (!e->answered) notice(NoticeKind::clientLeft, e->serial, 0);
      }
      makeReady(c);
    }
  } else if (isTransient(event.result)) {
    if (!c->starved) starved_.push_back(c);
    c->starved = true;
  } else if (event.result != -ECANCELED) {
    return breakConnection(c);
  }
  if (c->phase == Phase::lingering && c->peerDone) return startClosing(c);
  wantBytes(c);
}

void Server::onSend(Connection* c, const driver::Event& event) {
  if (c->sendPending) {
    c->sendPending = false;
    if (c->phase == Phase::closing) return;
    if (event.result < 0 && event.result != -EAGAIN && event.result != -ECANCELED) return breakConnection(c);
    if (event.result > 0) {
      c->wroteMs = nowMs_;
      c->outBytes -= static_cast<uint32_t>(event.result);
      c->firstOut->sent += static_cast<uint32_t>(event.result);
      if (c->firstOut->sent == c->firstOut->length) {
        OutBlock* done = c->firstOut;
        c->firstOut = done->next;
        if (c->firstOut == nullptr) c->lastOut = nullptr;
        OutBlock::drop(done);
      }
    }
    return finishOutput(c);
  }
  if (c->phase == Phase::closing) return;
  if (event.result < 0 && event.result != -EAGAIN) return breakConnection(c);
  // A send out of the arena was short: what is left moves to the front of the queue.
  const uint32_t sent = event.result > 0 ? static_cast<uint32_t>(event.result) : 0;
  OutBlock* rest = OutBlock::copy(c->sentData + sent, c->sentLength - sent);
  if (rest == nullptr) return breakConnection(c);
  rest->next = c->firstOut;
  c->firstOut = rest;
  if (c->lastOut == nullptr) c->lastOut = rest;
  c->outBytes += rest->length;
  c->wroteMs = nowMs_;
  kick(c);
  arm(c);
}

// Everything that was written is with the kernel, or the queue goes on.
void Server::finishOutput(Connection* c) {
  if (c->phase != Phase::open) return;
  if (c->firstOut != nullptr) {
    kick(c);
    return arm(c);
  }
  settle(c);
}

// Decides what an open connection without output does next.
void Server::settle(Connection* c) {
  if (c->phase != Phase::open || c->firstOut != nullptr || c->sendPending) return;
  if (needsPump(c)) makeReady(c);
  if (!c->closeAfterOutput && !c->peerDone) {
    if (!draining_) return;
    if (nowMs_ < idleUntilMs_) return arm(c);
  }
  if (c->sentRound == round_) {
    // The last send may still come back short.
    if (!c->inFlushList) flush_.push_back(tokenOf(c));
    c->inFlushList = true;
    return;
  }
  if (c->closeAfterOutput) {
    if (!c->peerDone && (c->unreadInput || c->unread() > 0)) {
      c->phase = Phase::lingering;
      dropInput(c);
      driver_->shutdownWrite(c->fd);
      c->lingerUntilMs = nowMs_ + lingerMs;
      wantBytes(c);
      return arm(c);
    }
    return startClosing(c);
  }
  const bool unfinished = c->unread() > 0 || c->body != nullptr;
  if (!unfinished && c->exchanges == 0 && c->inBatch == 0) startClosing(c);
}

// Whether unread input can be turned into a request without further bytes.
bool Server::needsPump(const Connection* c) const {
  // What was partial when it had to wait may be complete by now.
  if (c->blocked) return c->unread() > 0 || c->body != nullptr;
  if (c->body != nullptr) return c->body->complete;
  return c->unread() > 0 && c->headStartedMs == 0;
}

// The peer is gone: nothing more can be read or told.
void Server::breakConnection(Connection* c) {
  if (c->phase == Phase::closing) return;
  for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (!e->answered) notice(NoticeKind::clientLeft, e->serial, 1);
  }
  startClosing(c);
}

void Server::startClosing(Connection* c) {
  if (c->phase == Phase::closing) return;
  c->phase = Phase::closing;
  wheel_.cancel(c);
  c->timerMs = core::TimerWheel::kNever;
  if (c->core::ListNode<ReadyTag>::linked()) ready_.remove(c);
  dropInput(c);
  dropExchanges(c);
  driver_->close(c->fd, tokenOf(c));
}

void Server::onClosed(Connection* c) {
  const uint32_t slot = c->slot;
  if (c->starved) std::erase(starved_, c);
  dropOutput(c);
  free(c->heap);
  slots_[slot].reset();
  freeSlots_.push_back(slot);
  connectionCount_--;
  armAccept();
  checkStopped();
}

void Server::shutdown(uint32_t deadlineMs) {
  if (draining_) return;
  draining_ = ending_ = true;
  nowMs_ = now_() / 1'000'000;
  drainUntilMs_ = nowMs_ + deadlineMs;
  idleUntilMs_ = nowMs_ + std::min(deadlineMs, idleGraceMs);
  for (size_t i = 0; i < listeners_.size(); i++) {
    if (listeners_[i].closing) continue;
    listeners_[i].closing = true;
    driver_->close(listeners_[i].fd, (static_cast<driver::Token>(i) << 32) | listenerSlot);
  }
  for (auto& c : slots_) {
    if (c != nullptr && c->phase == Phase::open && c->idle() && c->unread() == 0) settle(c.get());
  }
  if (!dispatching_) checkStopped();
}

void Server::checkStopped() {
  if (!draining_ || stopped_ || connectionCount_ > 0) return;
  for (const Listener& listener : listeners_) {
    if (listener.fd >= 0) return;
  }
  stopped_ = true;
  notice(NoticeKind::stopped, 0, aborted_);
}

}  // namespace nexus::net

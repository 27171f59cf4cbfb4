// Owns the life of connections: events of the driver in, closing out.
#include "net/server.h"

#include <errno.h>
#include <string.h>

#include <algorithm>

#include "net/clock.h"

namespace nexus::net {
namespace {

// One block of head for each answer beyond what its payload takes in OUT.
constexpr uint32_t arenaHeadBytes = 2048;
// How long a request that is on its way to an idle connection may take to come once we shut down.
constexpr uint32_t idleGraceMs = 250;

// Errors of a receive after which the connection is as good as before.
bool isTransient(int error) {
  return error == -ENOBUFS || error == -EINTR || error == -EAGAIN || error == -ENOMEM;
}

}  // namespace

Server::Server(driver::Driver* driver, const ServerLimits& limits, const BatchMemory& memory, DispatchSink* sink,
               uint64_t (*now)())
    : driver_(driver),
      limits_(limits),
      memory_(memory),
      sink_(sink),
      clock_(now),
      wheel_(now() / 1'000'000),
      notices_(&metrics_),
      held_(limits.heldOutputBytesMax),
      receiver_(driver, memory),
      sender_(driver, heads_, now_, &held_, memory.outputBytes + batchRequestsMax * arenaHeadBytes, limits.progressBytes()),
      batch_(memory, limits.jsonDepthMax),
      events_(pollEventsMax) {
  readClock();
  heads_.refreshDate();
}

Server::~Server() {
  // The driver is gone or silent by now: only memory is left to give back.
  connections_.each([this](Connection* c) {
    wheel_.cancel(c);
    if (c->core::ListNode<ReadyTag>::linked()) ready_.remove(c);
    sender_.drop(c);
    free(c->heap);
    while (Exchange* exchange = c->firstExchange) {
      c->firstExchange = exchange->next;
      OutBlock::drop(exchange->block);
      delete exchange->flow;
      delete exchange;
    }
  });
}

void Server::abandon() {
  // What the driver was told to close may be closed, and its number somebody else's, already.
  connections_.each([](Connection* c) {
    if (c->fd >= 0 && c->phase != Phase::closing) closeDescriptor(c->fd);
  });
  for (const Listener& listener : listeners_) {
    if (listener.fd >= 0 && !listener.closing) closeDescriptor(listener.fd);
  }
}

void Server::readClock() {
  now_.ns = clock_();
  now_.ms = now_.ns / 1'000'000;
}

InstallResult Server::install(std::vector<http::RouteSpec> routes, http::AnswerRules unrouted) {
  const InstallResult result = generations_.install(std::move(routes), std::move(unrouted), &metrics_);
  if (result.generation != 0 && !dispatching_) generations_.retire(&notices_);
  return result;
}

uint32_t Server::addBlock(uint16_t status, std::string_view contentType) { return heads_.add(status, contentType); }

bool Server::turn() {
  const uint64_t began = clock_();
  for (uint32_t rounds = 0; rounds < roundsMax; rounds++) {
    if (!round()) return false;
    if (clock_() - began >= roundsBudgetNs) break;
  }
  driver_->submit();
  return true;
}

bool Server::round() {
  return !stopped_ && takeEvents(driver_->poll(events_.data(), pollEventsMax));
}

bool Server::waitRound(int timeoutMs, int extraFd, bool* extraReady) {
  if (stopped_) return false;
  // What is to be looked at behind the next poll must not wait for somebody to write.
  const bool due = !ready_.empty() || !sender_.flushes().empty() || hasSessionWork() || held_.isDue();
  return takeEvents(driver_->wait(events_.data(), pollEventsMax, due ? 0 : timeoutMs, extraFd, extraReady));
}

bool Server::takeEvents(int count) {
  readClock();
  accepted_ = false;
  for (int i = 0; i < count; i++) handle(events_[static_cast<size_t>(i)]);
  afterPoll();
  if (draining_ && listening_) closeListeners();
  const bool hasRequests = !ready_.empty();
  if (hasRequests) {
    buildBatch();
    dispatchBatch();
  }
  turnSessions();
  const bool isClosing = draining_ && listening_ && quietRounds_ > 0;
  const bool isLeft = !ready_.empty() || hasSessionWork() || !sender_.flushes().empty() || held_.isDue();
  return count > 0 || hasRequests || isClosing || isLeft;
}

void Server::afterPoll() {
  sender_.beginRound();
  receiver_.rearmStarved();
  if (held_.isDue()) [[unlikely]] weighOutput();
  auto& flushes = sender_.flushes();
  for (size_t i = 0; i < flushes.size(); i++) {
    Connection* c = connections_.find(flushes[i]);
    if (c == nullptr) continue;
    c->inFlushList = false;
    finishOutput(c);
  }
  flushes.clear();
}

void Server::handle(const driver::Event& event) {
  if (event.kind == driver::EventKind::accept) return onAccept(event);
  if (static_cast<uint32_t>(event.token) == Listener::slot) {
    listeners_[event.token >> 32].fd = -1;
    return checkStopped();
  }
  Connection* c = connections_.find(event.token);
  if (c == nullptr) {
    if (event.buffer != driver::kNoBuffer) driver_->releaseBuffer(event.buffer);
    return;
  }
  receiver_.countIn(event);
  switch (event.kind) {
    case driver::EventKind::recv: return onRecv(c, event);
    case driver::EventKind::send: return onSend(c, event);
    case driver::EventKind::close: return onClosed(c);
    case driver::EventKind::accept: return;
  }
}

void Server::onRecv(Connection* c, const driver::Event& event) {
  if (!event.more) c->recvArmed = false;
  if (event.result > 0) {
    c->receivedNs = now_.ns;
    takeBytes(c, event);
  } else if (event.result == 0) {
    endOfStream(c);
  } else if (isTransient(event.result)) {
    receiver_.starve(c);
  } else if (event.result != -ECANCELED) {
    return breakConnection(c);
  }
  if (c->phase == Phase::lingering && c->peerDone) return startClosing(c);
  receiver_.want(c);
}

// Whatever was sent completely is still answered (RFC 9112, 9.6); handlers are told.
void Server::endOfStream(Connection* c) {
  if (c->peerDone) return;
  c->peerDone = true;
  if (c->phase != Phase::open) return;
  for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (!e->answered && !e->released) notices_.add(NoticeKind::clientLeft, e->serial, 0);
  }
  makeReady(c);
}

void Server::onSend(Connection* c, const driver::Event& event) {
  if (c->sendPending) {
    c->sendPending = false;
    if (c->phase == Phase::closing) return;
    if (event.result < 0 && event.result != -EAGAIN && event.result != -ECANCELED) return breakConnection(c);
    if (event.result > 0) sender_.progressed(c, static_cast<uint32_t>(event.result));
    tellRoom(c);
    return finishOutput(c);
  }
  if (c->phase == Phase::closing) return;
  if (event.result < 0 && event.result != -EAGAIN) return breakConnection(c);
  if (!sender_.resume(c, event.result > 0 ? static_cast<uint32_t>(event.result) : 0)) return breakConnection(c);
  sender_.kick(c);
  arm(c);
}

// Everything that was written is with the kernel, or the queue goes on.
void Server::finishOutput(Connection* c) {
  if (c->phase != Phase::open) return;
  if (c->firstOut != nullptr && !c->broken) {
    sender_.kick(c);
    return arm(c);
  }
  settle(c);
}

// Decides what an open connection without output does next.
void Server::settle(Connection* c) {
  if (c->broken) return breakConnection(c);
  if (c->phase != Phase::open || c->firstOut != nullptr || c->sendPending) return;
  if (needsPump(c)) makeReady(c);
  if (c->firstExchange != nullptr && c->firstExchange->flow != nullptr && settleRaw(c)) return;
  if (c->http2 != nullptr && settleSession(c)) return;
  // It closes once its client has all of the answer, or of what there is of it.
  if (c->stream != nullptr && (c->stream->isAnswered() || (c->closeAfterOutput && c->stream->cutOff()))) return;
  if (!c->closeAfterOutput && !c->peerDone) {
    if (!draining_) return;
    if (now_.ms < idleUntilMs_) return arm(c);
  }
  if (sender_.isFresh(c)) return sender_.flushLater(c);
  if (c->closeAfterOutput) {
    if (c->filter != nullptr && !finishFilter(c)) return;
    if (!c->peerDone && c->stream == nullptr && (c->unreadInput || c->unread() > 0)) {
      c->phase = Phase::lingering;
      dropInput(c);
      driver_->shutdownWrite(c->fd);
      c->lingerSinceMs = now_.ms;
      c->lingered = 0;
      receiver_.want(c);
      return arm(c);
    }
    return startClosing(c);
  }
  const bool unfinished = c->unread() > 0 || c->body != nullptr;
  if (!unfinished && c->exchanges == 0 && c->inBatch == 0) closeQuietly(c);
}

// Whether unread input can be turned into a request without further bytes.
bool Server::needsPump(const Connection* c) const {
  // What was partial when it had to wait may be complete by now.
  if (c->blocked) return c->upgrading == 0 && (c->unread() > 0 || c->body != nullptr);
  if (c->body != nullptr) return c->body->complete && !c->body->streamed;
  return c->unread() > 0 && c->headStartedMs == 0;
}

// The peer is gone: nothing more can be read or told.
void Server::breakConnection(Connection* c) {
  if (c->phase == Phase::closing) return;
  for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (!e->answered) tellLeft(e);
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
  if (c->http2 != nullptr) dropStreams(c);
  if (c->stream != nullptr) {
    c->stream->abandon();
    closedStreams_.push_back(tokenOf(c));
    return;
  }
  driver_->close(c->fd, tokenOf(c));
}

void Server::onClosed(Connection* c) {
  receiver_.forget(c);
  sender_.drop(c);
  connections_.remove(c);
  armAccept();
  checkStopped();
}

void Server::announceEnd() {
  ending_ = true;
  connections_.each([](Connection* c) {
    if (c->phase == Phase::open && c->http2 != nullptr) c->http2->announceEnd();
  });
}

void Server::shutdown(uint32_t deadlineMs) {
  if (draining_) return;
  draining_ = ending_ = true;
  readClock();
  drainUntilMs_ = now_.ms + deadlineMs;
  idleUntilMs_ = now_.ms + std::min(deadlineMs, idleGraceMs);
  for (const Listener& listener : listeners_) {
    if (listener.isOurs) deafenListener(listener.fd);
  }
  connections_.each([this](Connection* c) {
    if (c->phase == Phase::open && c->http2 != nullptr) c->http2->refuseMore();
    if (c->phase == Phase::open && c->idle() && c->unread() == 0) settle(c);
    if (c->phase == Phase::lingering || c->stream != nullptr) arm(c);
  });
  if (!dispatching_) checkStopped();
}

// Once nobody is left whom the kernel has taken for us: they would be reset. A second quiet round is for completions that
// were on their way in the first.
void Server::closeListeners() {
  const bool hasNoRoom = acceptPaused_ || acceptRoom() == 0;
  if (now_.ms < idleUntilMs_ && (accepted_ || hasNoRoom || quietRounds_++ == 0)) return;
  listening_ = false;
  for (size_t i = 0; i < listeners_.size(); i++) {
    listeners_[i].closing = true;
    driver_->close(listeners_[i].fd, (static_cast<driver::Token>(i) << 32) | Listener::slot);
  }
  checkStopped();
}

void Server::checkStopped() {
  if (!draining_ || listening_ || stopped_ || connections_.count() > 0) return;
  for (const Listener& listener : listeners_) {
    if (listener.fd >= 0) return;
  }
  stopped_ = true;
  notices_.add(NoticeKind::stopped, 0, aborted_);
}

}  // namespace nexus::net

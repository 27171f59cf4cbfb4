// Owns deadlines: one timer a connection, moved lazily. Times that change with every request cost nothing;
// a timer that fires too early is armed again.
#include <algorithm>

#include "http/faults.h"
#include "net/clock.h"
#include "net/server.h"

namespace nexus::net {
namespace {

// Whether the client is to blame when nothing comes.
bool isWaitedFor(const BodyProgress& body) {
  if (body.asking || body.kind == BodyProgress::Kind::raw) return false;
  return !body.streamed || (body.wanted && body.fault == nullptr);
}

}  // namespace

// How long the bytes that came may have taken at the slowest rate that is waited for.
uint64_t Server::allowedMs(const BodyProgress& body) const {
  if (body.kind == BodyProgress::Kind::discard) return uploadGraceMs;
  if (limits_.uploadBytesPerSecondMin == 0) return limits_.requestTimeoutMs;
  return std::max<uint64_t>(uploadGraceMs, body.received * 1'000 / limits_.uploadBytesPerSecondMin);
}

// A handler's time does not pass while it waits for the client's bytes: those have a time of their own.
uint64_t Server::handlerDeadlineOf(const Connection* c, const Exchange* e) const {
  const BodyProgress* body = c->body.get();
  const bool own = body != nullptr && body->streamed && body->serial == e->serial;
  if (own && body->wanted) return core::TimerWheel::kNever;
  const uint64_t excusedMs = e->excusedMs + (own ? body->spentMs : 0);
  return e->startNs / 1'000'000 + excusedMs + limits_.handlerTimeoutMs;
}

// A peer that still sends has not read the answer yet, or will not.
uint64_t Server::lingerDeadlineOf(const Connection* c) const {
  if (draining_) return c->lingerSinceMs + lingerEndingMs;
  const uint64_t heardMs = std::max(c->lingerSinceMs, c->receivedNs / 1'000'000);
  return std::min(heardMs + lingerIdleMs, c->lingerSinceMs + lingerMs);
}

uint64_t Server::deadlineOf(const Connection* c) const {
  if (c->phase == Phase::lingering) return lingerDeadlineOf(c);
  if (c->phase == Phase::closing) return core::TimerWheel::kNever;
  if (c->http2 != nullptr) [[unlikely]] return sessionDeadlineOf(c);
  if (c->stream != nullptr && c->stream->lingersSinceMs() != 0) [[unlikely]] {
    return c->stream->lingersSinceMs() + (draining_ ? lingerEndingMs : lingerIdleMs);
  }
  uint64_t deadline = core::TimerWheel::kNever;
  if (c->opening) return c->activeMs + limits_.handshakeTimeoutMs;
  if (c->stream == nullptr && c->firstOut != nullptr) deadline = c->wroteMs + limits_.writeStallTimeoutMs;
  if (c->stream != nullptr && c->stream->stalledSinceMs() != 0) [[unlikely]] {
    deadline = std::min(deadline, c->stream->stalledSinceMs() + limits_.writeStallTimeoutMs);
  }
  for (const Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (e->answered || isStreaming(e->flow)) continue;
    deadline = std::min(deadline, handlerDeadlineOf(c, e));
    break;
  }
  if (c->blocked) return deadline;
  if (c->body != nullptr && !isWaitedFor(*c->body)) return deadline;
  if (c->body != nullptr) {
    deadline = std::min(deadline, c->body->startedMs + limits_.requestTimeoutMs);
    deadline = std::min(deadline, c->body->startedMs + allowedMs(*c->body));
  } else if (c->headStartedMs != 0) {
    deadline = std::min(deadline, c->headStartedMs + limits_.headTimeoutMs);
  } else if (c->idle() && c->stream == nullptr) {
    deadline = std::min(deadline, c->activeMs + limits_.keepAliveTimeoutMs);
    if (draining_) deadline = std::min(deadline, idleUntilMs_);
  }
  return deadline;
}

void Server::arm(Connection* c) {
  const uint64_t deadline = deadlineOf(c);
  if (deadline >= c->timerMs) return;  // fires early at worst
  c->timerMs = deadline;
  wheel_.schedule(c, deadline);
}

void Server::advanceTimers() {
  readClock();
  heads_.refreshDate();
  wheel_.advance(now_.ms, [this](core::TimerNode* node) {
    auto* c = static_cast<Connection*>(node);
    c->timerMs = core::TimerWheel::kNever;
    onTimer(c);
  });
  if (acceptPaused_ && now_.ms >= acceptAgainMs_) {
    acceptPaused_ = false;
    armAccept();
  }
  if (draining_ && listening_ && now_.ms >= idleUntilMs_) closeListeners();
  if (draining_ && !stopped_ && now_.ms >= drainUntilMs_) {
    isCutting_ = true;
    connections_.each([this](Connection* c) { cutDrain(c); });
    drainUntilMs_ = core::TimerWheel::kNever;
  }
}

// The time to drain is up: who still waits for an answer is told so, as far as its connection takes that at once.
void Server::cutDrain(Connection* c) {
  if (c->phase == Phase::closing) return;
  for (const Exchange* e = c->firstExchange; e != nullptr; e = e->next) aborted_ += e->released ? 0 : 1;
  aborted_ += c->body != nullptr && !c->body->streamed ? 1 : 0;
  for (Exchange* e = c->firstExchange; e != nullptr && c->phase == Phase::open;) {
    if (e->interim || isStreaming(e->flow)) break;
    Exchange* next = e->next;
    if (!e->answered) {
      tellLeft(e);
      if (next == nullptr) e->after = After::close;
      completeProblem(c, e, 503, next == nullptr);
      next = c->firstExchange;  // answers may have left the list
    }
    e = next;
  }
  sender_.endRun();
  breakConnection(c);
}

uint64_t Server::nextDeadlineMs() const {
  uint64_t next = wheel_.nextDeadlineMs();
  if (acceptPaused_) next = std::min(next, acceptAgainMs_);
  if (draining_ && !stopped_) next = std::min(next, drainUntilMs_);
  if (draining_ && listening_) next = std::min(next, idleUntilMs_);
  return next;
}

void Server::onTimer(Connection* c) {
  if (deadlineOf(c) > now_.ms) return arm(c);
  if (c->phase == Phase::lingering) return startClosing(c);
  if (c->opening) {
    const char* const why = c->filter->refusal();
    notices_.addRefusal(408, *why == '\0' ? "handshake-timeout" : why);
    return startClosing(c);
  }
  // What of a stream is queued waits for the client of its session: that is looked at below.
  if (c->stream == nullptr && c->firstOut != nullptr && now_.ms >= c->wroteMs + limits_.writeStallTimeoutMs) {
    metrics_.countRefusal("write-stall");
    return breakConnection(c);
  }
  if (c->http2 != nullptr) {
    onSessionTimer(c);
    if (c->phase == Phase::open) arm(c);
    return;
  }
  if (c->stream != nullptr && c->stream->lingersSinceMs() != 0) return startClosing(c);
  if (stallsStream(c)) {
    metrics_.countRefusal("write-stall");
    return breakConnection(c);
  }
  expireHandlers(c);
  if (c->phase != Phase::open) return;
  if (c->blocked) {
    settle(c);
    if (c->phase != Phase::closing) arm(c);
    return;
  }
  if (c->body != nullptr && c->body->kind == BodyProgress::Kind::discard) {
    if (now_.ms >= c->body->startedMs + uploadGraceMs) return startClosing(c);
  } else if (c->body != nullptr) {
    const BodyProgress& body = *c->body;
    if (!isWaitedFor(body)) {
    } else if (now_.ms >= body.startedMs + limits_.requestTimeoutMs) {
      failBody(c, http::faults::slowBody);
    } else if (now_.ms >= body.startedMs + allowedMs(body)) {
      failBody(c, http::faults::slowUpload);
    }
  } else if (c->headStartedMs != 0 && now_.ms >= c->headStartedMs + limits_.headTimeoutMs) {
    refuse(c, http::faults::slowHead);
  } else if (c->stream == nullptr && c->idle() && c->unread() == 0 && now_.ms >= c->activeMs + limits_.keepAliveTimeoutMs) {
    return closeQuietly(c);
  }
  settle(c);
  if (c->phase != Phase::closing) arm(c);
}

// Each handler that used up its time gets its client a 504; its own answer is dropped when it comes.
void Server::expireHandlers(Connection* c) {
  for (Exchange* e = c->firstExchange; e != nullptr && c->phase == Phase::open;) {
    Exchange* next = e->next;
    if (!e->answered && !isStreaming(e->flow) && now_.ms >= handlerDeadlineOf(c, e)) {
      metrics_.handlerTimeouts++;
      notices_.add(NoticeKind::timedOut, e->serial, 0);
      completeProblem(c, e, 504, e->next == nullptr);
      next = c->firstExchange;  // answers may have left the list
    }
    e = next;
  }
  sender_.endRun();
}

}  // namespace nexus::net

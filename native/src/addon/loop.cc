// Owns what both loop styles share: the timer, late answers, and giving libuv its turn when work is left.
#include "addon/loop.h"

#include <algorithm>

#include "net/clock.h"

namespace nexus::addon {
namespace {

uint64_t monotonicMs() { return net::monotonicNs() / 1'000'000; }

}  // namespace

Loop::Loop(uv_loop_t* loop, driver::Driver* driver, net::Server* server)
    : loop_(loop), driver_(driver), server_(server) {}

int Loop::start() {
  eachHandle([this](uv_handle_t* handle) { handle->data = this; });
  uv_prepare_init(loop_, prepare_.get());
  uv_idle_init(loop_, idle_.get());
  uv_timer_init(loop_, timer_.get());
  for (uv_handle_t* handle : {prepare_.base(), idle_.base(), timer_.base()}) {
    handle->data = this;
    uv_unref(handle);
  }
  return uv_prepare_start(prepare_.get(), [](uv_prepare_t* handle) {
    auto* self = static_cast<Loop*>(handle->data);
    if (self->closing_) return;
    self->onPrepare();
    if (!self->closing_) self->armTimer();
  });
}

void Loop::eachHandle(const std::function<void(uv_handle_t*)>& visit) {
  visit(prepare_.base());
  visit(idle_.base());
  visit(timer_.base());
}

void Loop::turn() {
  driver_->setWakeups(false);
  const bool more = server_->turn();
  afterTurn(more);
}

void Loop::afterTurn(bool more) {
  server_->deliverNotices();
  if (closing_) return;
  driver_->submit();
  if (server_->stopped() && !server_->hasNotices() && !stoppedTold_) {
    stoppedTold_ = true;
    if (onStopped) onStopped();
    return;
  }
  // With more to do the next turn comes by itself: wake-ups would only cost system calls until then.
  if (more || server_->hasNotices()) return nudge();
  driver_->setWakeups(true);
}

void Loop::nudge() {
  if (closing_) return;
  uv_idle_start(idle_.get(), [](uv_idle_t* handle) {
    uv_idle_stop(handle);
    auto* self = static_cast<Loop*>(handle->data);
    if (!self->closing_) self->turn();
  });
}

uint64_t Loop::nextDeadlineMs() {
  const uint64_t deadline = server_->nextDeadlineMs();
  if (!driver_->stalled()) {
    retryMs_ = 0;
    return deadline;
  }
  if (retryMs_ == 0) retryMs_ = monotonicMs() + driver::stallRetryMs;
  return std::min(deadline, retryMs_);
}

void Loop::armTimer() {
  const uint64_t deadline = nextDeadlineMs();
  if (deadline == timerMs_) return;
  timerMs_ = deadline;
  if (deadline == ~uint64_t{0}) {
    uv_timer_stop(timer_.get());
    return;
  }
  const uint64_t now = monotonicMs();
  uv_timer_start(
      timer_.get(), [](uv_timer_t* handle) { static_cast<Loop*>(handle->data)->onTimer(); },
      deadline > now ? deadline - now : 0, 0);
}

void Loop::onTimer() {
  timerMs_ = ~uint64_t{0};
  retryMs_ = 0;
  if (closing_) return;
  server_->advanceTimers();
  turn();
}

void Loop::close(std::function<void()> done) {
  if (closing_) return;
  closing_ = true;
  closed_ = std::move(done);
  open_ = 0;
  // Counted first: a handle that never began has nothing to close.
  eachHandle([this](uv_handle_t* handle) { open_ += handle->type != UV_UNKNOWN_HANDLE ? 1 : 0; });
  if (open_ == 0) {
    auto finished = std::move(closed_);
    return finished();
  }
  eachHandle([](uv_handle_t* handle) {
    if (handle->type == UV_UNKNOWN_HANDLE) return;
    uv_close(handle, [](uv_handle_t* closedHandle) {
      auto* self = static_cast<Loop*>(closedHandle->data);
      if (--self->open_ > 0) return;
      // `done` deletes this loop: it must not live in it while it runs.
      auto finished = std::move(self->closed_);
      finished();
    });
  });
}

}  // namespace nexus::addon

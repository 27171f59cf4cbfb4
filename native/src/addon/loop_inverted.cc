// Owns the inverted style: in `prepare` we block in the driver, with libuv's backend descriptor beside our
// own, and leave when libuv has something to do. Fewer system calls; event loop utilisation reads 1.00.
#include "addon/loop.h"
#include "net/clock.h"

namespace nexus::addon {
namespace {

class InvertedLoop final : public Loop {
 public:
  using Loop::Loop;

  int start() override {
    driver_->setWakeups(false);
    return Loop::start();
  }

  void hold() override { uv_ref(prepare_.base()); }

 protected:
  void onPrepare() override {
    uv_idle_stop(idle_.get());
    server_->drainLate();
    armTimer();  // JavaScript may have brought a deadline nearer: we must not block beyond it
    // 0: libuv has work or watchers to add, so there is no waiting here.
    const int timeoutMs = more_ || server_->hasNotices() ? 0 : uv_backend_timeout(loop_);
    bool libuvReady = false;
    const uint64_t began = net::monotonicNs();
    bool more = server_->waitRound(timeoutMs, uv_backend_fd(loop_), &libuvReady);
    for (uint32_t i = 1; more && !libuvReady && i < net::roundsMax; i++) {
      if (net::monotonicNs() - began > net::roundsBudgetNs && i > 1) break;
      more = server_->round();
    }
    more_ = more;
    if (timeoutMs != 0) uv_update_time(loop_);
    afterTurnInverted();
  }

 private:
  void afterTurnInverted() {
    server_->deliverNotices();
    driver_->submit();
    if (server_->stopped() && !server_->hasNotices()) {
      if (onStopped) onStopped();
      return;
    }
    // libuv must come back here at once instead of blocking in its own poll.
    uv_idle_start(idle_.get(), [](uv_idle_t*) {});
  }

  bool more_ = false;  // the last round before libuv's turn found work: there may be more behind it
};

}  // namespace

std::unique_ptr<Loop> makeInvertedLoop(uv_loop_t* loop, driver::Driver* driver, net::Server* server) {
  return std::make_unique<InvertedLoop>(loop, driver, server);
}

}  // namespace nexus::addon

// Owns the wake style: libuv blocks as always, and the driver's descriptor wakes it through uv_poll.
#include "addon/loop.h"

namespace nexus::addon {
namespace {

class WakeLoop final : public Loop {
 public:
  using Loop::Loop;

  int start() override {
    const int polled = uv_poll_init(loop_, poll_.get(), driver_->wakeDescriptor());
    if (polled != 0) return polled;
    poll_.base()->data = this;
    uv_unref(poll_.base());
    driver_->setWakeups(true);
    const int started = uv_poll_start(poll_.get(), UV_READABLE, [](uv_poll_t* handle, int, int) {
      static_cast<WakeLoop*>(handle->data)->turn();
    });
    return started != 0 ? started : Loop::start();
  }

  void hold() override { uv_ref(poll_.base()); }

 protected:
  void eachHandle(const std::function<void(uv_handle_t*)>& visit) override {
    visit(poll_.base());
    Loop::eachHandle(visit);
  }

  // Late answers go out before libuv blocks.
  void onPrepare() override {
    if (!server_->hasLate()) return;
    server_->drainLate();
    turn();
  }

 private:
  OwnedHandle<uv_poll_t> poll_{UV_POLL};
};

}  // namespace

std::unique_ptr<Loop> makeWakeLoop(uv_loop_t* loop, driver::Driver* driver, net::Server* server) {
  return std::make_unique<WakeLoop>(loop, driver, server);
}

}  // namespace nexus::addon

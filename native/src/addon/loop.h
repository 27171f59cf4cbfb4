// Owns how the server gets its turns inside Node's event loop. Two styles keep the same promises:
// wake (libuv blocks, a descriptor wakes it) and inverted (we block, watching libuv's own descriptor).
#pragma once

#include <uv.h>

#include <functional>
#include <memory>

#include "net/server.h"

namespace nexus::addon {

// A uv handle of the size that the running libuv wants, which may differ from the headers'.
template <typename Handle>
class OwnedHandle {
 public:
  explicit OwnedHandle(uv_handle_type type) : memory_(calloc(1, uv_handle_size(type))) {}
  OwnedHandle(const OwnedHandle&) = delete;
  OwnedHandle& operator=(const OwnedHandle&) = delete;
  ~OwnedHandle() { free(memory_); }
  Handle* get() const { return static_cast<Handle*>(memory_); }
  uv_handle_t* base() const { return static_cast<uv_handle_t*>(memory_); }

 private:
  void* memory_;
};

class Loop {
 public:
  Loop(uv_loop_t* loop, driver::Driver* driver, net::Server* server);
  virtual ~Loop() = default;
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  // Returns 0 or a libuv error.
  virtual int start();
  // Keeps the process alive from now on.
  virtual void hold() = 0;
  // Closes the handles; `done` runs when libuv let go of all of them.
  void close(std::function<void()> done);
  // Something was queued outside a turn (listen, install, shutdown): gives it one soon.
  void nudge();

  std::function<void()> onStopped;

 protected:
  // Handles of the style, to be closed with the others.
  virtual void eachHandle(const std::function<void(uv_handle_t*)>& visit);
  virtual void onPrepare() = 0;
  // One turn, then what JavaScript must hear. Starts the idle handle when something is left.
  void turn();
  void afterTurn(bool more);
  void armTimer();

  uv_loop_t* loop_;
  driver::Driver* driver_;
  net::Server* server_;
  OwnedHandle<uv_prepare_t> prepare_{UV_PREPARE};
  OwnedHandle<uv_idle_t> idle_{UV_IDLE};
  OwnedHandle<uv_timer_t> timer_{UV_TIMER};

 private:
  void onTimer();
  uint64_t nextDeadlineMs();

  uint64_t timerMs_ = ~uint64_t{0};
  uint64_t retryMs_ = 0;  // when the driver tries again what the kernel refused; 0 when nothing waits
  uint32_t open_ = 0;
  bool closing_ = false;
  bool stoppedTold_ = false;
  std::function<void()> closed_;
};

std::unique_ptr<Loop> makeWakeLoop(uv_loop_t* loop, driver::Driver* driver, net::Server* server);
std::unique_ptr<Loop> makeInvertedLoop(uv_loop_t* loop, driver::Driver* driver, net::Server* server);

}  // namespace nexus::addon

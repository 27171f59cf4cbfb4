// Owns the epoll backend's state: which descriptor is ready for what, and what the caller armed on it.
// Edge-triggered: a descriptor is registered once, for its whole life, and readiness is kept here; so a
// connection costs one epoll_ctl, and one that nobody reads from wakes nobody.
#pragma once

#include <sys/epoll.h>
#include <sys/types.h>

#include <cstdint>

#include "core/intrusive_list.h"
#include "driver/descriptor_table.h"
#include "driver/driver.h"
#include "driver/event_queue.h"
#include "driver/free_buffers.h"

namespace nexus::driver {

class EpollDriver final : public Driver {
 public:
  EpollDriver(const BufferPool& pool, const DriverLimits& limits, int epollFd, int signalFd);
  ~EpollDriver() override;

  const char* name() const override { return "epoll"; }
  int wakeDescriptor() const override { return epollFd_; }
  void setWakeups(bool on) override;

  void accept(int listener, Token token) override;
  void acceptOne(int listener, Token token) override;
  void recv(int fd, Token token) override;
  void watch(int fd, Token token) override;
  void sendNow(int fd, Token token, const uint8_t* data, uint32_t length) override;
  void sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) override;
  void cancel(int fd, EventKind kind) override;
  void close(int fd, Token token) override;
  void shutdownWrite(int fd) override;
  void releaseBuffer(uint16_t buffer) override { buffers_.give(buffer); }

  int submit() override;
  int poll(Event* out, int max) override;
  int wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) override;

 private:
  // What is armed on the reading side: a listener accepts, many or one, a connection receives, or is only watched.
  enum class Input : uint8_t { none, accept, acceptOne, recv, watch };
  static bool accepts(Input input) { return input == Input::accept || input == Input::acceptOne; }

  struct Record : core::ListNode<> {
    int fd = -1;
    uint32_t generation = 0;  // tells a late event of an earlier socket with this number
    Input input = Input::none;
    bool sendArmed = false;
    bool registered = false;
    bool readable = false;
    // A hang-up, an error or urgent data came: a short read does not mean that the queue is empty.
    bool readToEnd = false;
    bool gone = false;  // an error or a hang-up of both sides came
    bool writable = true;
    Token inputToken = 0;
    Token sendToken = 0;
    const uint8_t* sendData = nullptr;
    uint32_t sendLength = 0;
  };

  // Where a round of `poll` puts its events.
  struct Output {
    Event* next;
    Event* end;
    bool full() const { return next == end; }
    void add(const Event& event) { *next++ = event; }
  };

  Record* arm(int fd, Token token, EventKind kind, bool armed(const Record&));
  int registerDescriptor(Record& record, Input input);
  void armInput(int fd, Token token, Input input);
  void link(Record& record);
  void unlink(Record& record);
  static void noteSend(Record& record, ssize_t sent);
  static bool ready(const Record& record);

  int harvest(int timeoutMs);
  void fold(const epoll_event& event);
  void serveReady(Output& out);
  void serveAccept(Record& record, Output& out);
  void serveRecv(Record& record, Output& out);
  void serveSend(Record& record, Output& out);
  void endInput(Record& record, Output& out, int32_t result);

  bool pending() const { return !failedSends_.empty() || !queue_.empty() || !ready_.empty(); }
  void signalIfPending();
  void drainSignal();

  static constexpr int kHarvestMax = 512;
  // A peer that writes without a pause, or a storm of connects, leaves the others their turn.
  static constexpr int kRecvsPerTurn = 8;
  static constexpr int kAcceptsPerTurn = 64;

  const int epollFd_;
  const int signalFd_;  // makes `epollFd_` readable for events that only this object knows of
  bool wakeups_ = true;
  bool signalled_ = false;
  FreeBuffers buffers_;
  DescriptorTable<Record> records_;
  core::IntrusiveList<Record> ready_;
  EventQueue failedSends_;
  EventQueue queue_;
  epoll_event harvest_[kHarvestMax];
};

}  // namespace nexus::driver

// Owns the io_uring backend's state: which operations are in flight on which descriptor. The kernel's part
// of an operation names it by kind, descriptor and generation, so a late completion cannot hit a new tenant.
#pragma once

#include <cstdint>
#include <vector>

#include "driver/descriptor_table.h"
#include "driver/driver.h"
#include "driver/event_queue.h"
#include "driver/uring/buffer_ring.h"
#include "driver/uring/ring.h"

namespace nexus::driver {

class UringDriver final : public Driver {
 public:
  explicit UringDriver(const DriverLimits& limits) : records_(limits.descriptorsMax) {}
  ~UringDriver() override;

  // Makes the rings and proves on a socket pair that what the engine builds on works here.
  bool open(const BufferPool& pool, const DriverLimits& limits, TaskWork taskWork, OpenFailure* why);

  const char* name() const override { return "io_uring"; }
  int wakeDescriptor() const override { return eventFd_; }
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
  bool stalled() const override { return stalled_; }
  int poll(Event* out, int max) override;
  int wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) override;

 private:
  // The kind of a submission, in the top bits of its user data.
  enum class Op : uint8_t { none, accept, recv, sendWait, sendNow, close, cancelInput, cancelSend, extra, watch };
  enum class Input : uint8_t { none, accept, acceptOne, recv, watch };
  static bool accepts(Input input) { return input == Input::accept || input == Input::acceptOne; }

  struct Record {
    int fd = -1;
    uint32_t generation = 0;
    Input input = Input::none;
    bool sendArmed = false;
    bool closing = false;
    bool closeSent = false;
    bool blocking = false;  // O_NONBLOCK is known to be off
    bool watchesAlone = false;  // the kernel's part of a watch ended, with nothing to tell
    uint8_t retries = 0;
    Token inputToken = 0;
    Token sendToken = 0;
    Token sendNowToken = 0;
    Token closeToken = 0;
    const uint8_t* sendData = nullptr;
    uint32_t sendLength = 0;
    uint32_t sendNowLength = 0;
  };

  // Where a round of `poll` puts its events; failed sends are kept in front.
  struct Output {
    Event* begin;
    Event* end;
    Event* next;
    Event* failedSendsEnd;
    bool full() const { return next == end; }
    void add(const Event& event) { *next++ = event; }
    void addFailedSend(const Event& event);
  };

  static constexpr uint32_t kGenerationBits = 28;
  static constexpr uint32_t kGenerationMask = (1U << kGenerationBits) - 1;
  static uint64_t userData(Op op, const Record& record) {
    return static_cast<uint64_t>(op) << 60 | static_cast<uint64_t>(record.generation) << 32 |
           static_cast<uint32_t>(record.fd);
  }
  static Op opOf(uint64_t data) { return static_cast<Op>(data >> 60); }

  abi::Sqe* prepare(uint8_t opcode, Op op, const Record& record);
  void acceptAs(int listener, Token token, Input input);
  void armInput(Record& record);
  void armWatch(Record& record);
  void cancelWatch(Record& record);
  void armSend(Record& record);
  void cancelOp(Record& record, Op target, Op op);
  void closeWhenIdle(Record& record);
  void refuse(Token token, EventKind kind, int error) {
    local_.push({token, kind, false, kNoBuffer, error, nullptr});
  }
  void makeBlocking(Record& record);

  int flush();
  int pushAll();
  void waitForOne(int timeoutMs, int extraFd);
  void failUnsubmittedSends();
  void collectBacklog();
  void closeWhatNobodyKnows();
  void takeCompletions(Output& out);
  void takeBacklog(Output& out);
  Record* recordOf(const abi::Cqe& cqe);
  void complete(const abi::Cqe& cqe, Output& out);
  static bool retry(Record& record, int32_t result);
  void completeAccept(Record& record, const abi::Cqe& cqe, Output& out);
  void completeRecv(Record& record, const abi::Cqe& cqe, Output& out);
  void completeWatch(Record& record, const abi::Cqe& cqe, Output& out);
  void completeSendWait(Record& record, const abi::Cqe& cqe, Output& out);
  void completeSendNow(Record& record, const abi::Cqe& cqe, Output& out);
  void completeClose(Record& record, const abi::Cqe& cqe, Output& out);
  void completeCancel(Record& record, const abi::Cqe& cqe, bool armed);

  bool pending() const { return !local_.empty() || !backlog_.empty() || ring_.completions() > 0; }
  void watchExtra(int extraFd);
  void signal();
  void drainSignal();

  Ring ring_;
  BufferRing buffers_;
  int eventFd_ = -1;
  bool wakeups_ = true;
  bool stalled_ = false;
  int extraFd_ = -1;
  uint32_t extraGeneration_ = 0;
  bool extraReady_ = false;
  DescriptorTable<Record> records_;
  EventQueue local_;  // refusals, which the kernel never saw
  // Completions that were taken out of a ring that ran over, or ahead of a poll with little room.
  std::vector<abi::Cqe> backlog_;
};

// Checks on a socket pair that multishot recv fills pool buffers and that completions wake the eventfd.
// Returns nullptr, or the name of the step that failed (and -errno in `*error`).
const char* selfTest(Driver& driver, int* error);

}  // namespace nexus::driver

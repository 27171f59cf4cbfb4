// Owns the interface between the engine and the kernel: operations go in, events come out.
// It knows no HTTP and no JavaScript. Every backend (io_uring, epoll, simulated) keeps these promises,
// and one contract test suite runs against all of them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nexus::driver {

// Identity of an operation, chosen by the caller (slot and generation of a connection, plus the kind).
// A driver hands it back untouched and never interprets it.
using Token = uint64_t;

enum class EventKind : uint8_t {
  accept,  // result: the new descriptor, or -errno
  recv,    // result: bytes in `data`, 0 at end of stream, or -errno
  send,    // result: bytes sent, or -errno
  close,   // result: 0 or -errno; the last event of that descriptor
};

struct Event {
  Token token;
  EventKind kind;
  // accept, recv: the operation stays armed and will report again. When false, the caller re-arms.
  bool more;
  // recv: the pool buffer that holds the bytes; the caller gives it back with `releaseBuffer`.
  uint16_t buffer;
  int32_t result;
  uint8_t* data;
};

// The receive pool is the caller's memory (JavaScript reads it in place).
struct BufferPool {
  uint8_t* base;
  uint32_t bufferBytes;
  uint16_t bufferCount;
};

// Rules:
// - Operations are queued and reach the kernel in `submit`/`poll`/`wait`; none of them calls back.
// - An operation completes exactly once (a multishot one: once with `more == false`). `cancel` makes it
//   complete soon with -ECANCELED; the event still comes.
// - `recv` with an empty pool ends with -ENOBUFS and `more == false`. Re-arm after a buffer came back.
// - `close` cancels what is pending on the descriptor, waits for those last events, then closes;
//   its own event is the last one that mentions the descriptor.
class Driver {
 public:
  virtual ~Driver() = default;

  // "io_uring", "epoll" or "simulated": for the log line and for health.
  virtual const char* name() const = 0;

  // A descriptor that is readable when `poll` would return events, for uv_poll.
  virtual int wakeDescriptor() const = 0;
  // Turns wake-ups off while the caller is polling anyway, and on again before it blocks.
  virtual void setWakeups(bool on) = 0;

  virtual void accept(int listener, Token token) = 0;                       // multishot
  virtual void recv(int fd, Token token) = 0;                               // multishot, pool buffers
  // Tries at once. `data` must live until the next `poll` that follows has returned. A complete send
  // reports NO event; a short or failed one reports what was sent (possibly 0) or -errno.
  virtual void sendNow(int fd, Token token, const uint8_t* data, uint32_t length) = 0;
  // Waits until the socket takes bytes. `data` must live until the event, which always comes and may be
  // short; the caller sends the rest.
  virtual void sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) = 0;
  virtual void cancel(Token token) = 0;
  virtual void close(int fd, Token token) = 0;

  virtual void releaseBuffer(uint16_t buffer) = 0;

  // Pushes queued operations to the kernel. Returns 0 or -errno.
  virtual int submit() = 0;
  // Submits, then takes at most `max` events without blocking. Returns their number or -errno.
  virtual int poll(Event* out, int max) = 0;
  // As `poll`, but blocks up to `timeoutMs` (-1: for ever) for the first event. Tests and the inverted
  // loop use it. `extraFd` (or -1) also ends the wait when it becomes readable.
  virtual int wait(Event* out, int max, int timeoutMs, int extraFd) = 0;
};

// Each returns nullptr and sets `*why` (-errno, and a static sentence that names the step that failed).
struct OpenFailure {
  int error = 0;
  const char* step = "";
};

struct DriverLimits {
  uint32_t ringEntries = 4096;
  uint32_t completionEntries = 16384;
  uint32_t descriptorsMax = 65536;
};

Driver* openUring(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why);
Driver* openEpoll(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why);

}  // namespace nexus::driver

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

// `Event::buffer` when the event holds no pool buffer.
inline constexpr uint16_t kNoBuffer = 0xffff;

struct Event {
  Token token;
  EventKind kind;
  // accept, recv: the operation stays armed and will report again. When false, the caller re-arms.
  bool more;
  // recv with result > 0: the pool buffer that holds the bytes; the caller gives it back with
  // `releaseBuffer`. Otherwise `kNoBuffer`.
  uint16_t buffer;
  int32_t result;
  uint8_t* data;
};

// The receive pool is the caller's memory (JavaScript reads it in place).
struct BufferPool {
  uint8_t* base;
  uint32_t bufferBytes;
  uint16_t bufferCount;  // 1 to 32,768
};

// Rules:
// - Everything runs on the thread that opened the driver.
// - Operations are queued and reach the kernel in `submit`/`poll`/`wait` at the latest; none calls back.
// - A descriptor has at most one operation of each kind armed (`watch` is one of recv, `acceptOne` of accept). A second one ends at once with -EALREADY.
//   After `close(fd)` no operation may name `fd` until an accept (or the caller's own socket call)
//   hands the number out again.
// - An operation completes exactly once (a multishot one: once with `more == false`). `cancel` makes it
//   complete soon with -ECANCELED (or with whatever result overtook it); the event still comes.
// - `recv` with an empty pool ends with -ENOBUFS and `more == false`. Re-arm after a buffer came back; when
//   none is out any more at the time the event is seen, in the next round.
// - `accept` ends with any error, for example -EMFILE: re-arm after a descriptor was closed or after a
//   pause, never at once, or the loop spins. The waiting peer stays in the listener's backlog.
// - `close` cancels what is pending on the descriptor, waits for those last events, then closes;
//   its own event is the last one that mentions the descriptor. Data that arrived before may still be
//   reported in between, and its buffers are the caller's to give back.
// - A driver that ends closes what it was told to close, and what it accepted and has not reported. The rest is the caller's.
// - Whoever makes a listener or a socket itself may leave it blocking or not: a driver copes.
class Driver {
 public:
  virtual ~Driver() = default;

  // "io_uring", "epoll" or "simulated": for the log line and for health.
  virtual const char* name() const = 0;

  // A descriptor that is readable when `poll` would return events, for uv_poll. Level-triggered.
  virtual int wakeDescriptor() const = 0;
  // Turns wake-ups off while the caller is polling anyway, and on again before it blocks. Turning them
  // on checks for events that came meanwhile: the descriptor is readable then.
  virtual void setWakeups(bool on) = 0;

  virtual void accept(int listener, Token token) = 0;  // multishot
  // In the place of `accept`, where the next socket may be the last there is room for: it ends with that one. Its event
  // is one of accept.
  virtual void acceptOne(int listener, Token token) = 0;
  virtual void recv(int fd, Token token) = 0;          // multishot, pool buffers
  // In the place of `recv`, while nobody wants the bytes: ends with -ECONNRESET once the connection is gone, and says
  // nothing of bytes or of their end. Its event is one of recv, and `cancel` of recv ends it.
  virtual void watch(int fd, Token token) = 0;
  // Tries at once. A complete send reports NO event; a short or failed one reports what was sent or
  // -errno (-EAGAIN: nothing was sent, continue with `sendWhenWritable`), in the first `poll` that
  // follows and before all other events. `data` must live until that `poll` has returned; its `max`
  // must be at least the number of sends made since the last one. At most one send per descriptor
  // between two polls, and none while a `sendWhenWritable` is pending: two could overtake each other.
  virtual void sendNow(int fd, Token token, const uint8_t* data, uint32_t length) = 0;
  // Waits until the socket takes bytes. `data` must live until the event, which always comes and may be
  // short; the caller sends the rest.
  virtual void sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) = 0;
  // Ends what is armed on `fd` for this kind (accept, recv, or send for a `sendWhenWritable`). Does
  // nothing when the operation's last event is already on its way.
  virtual void cancel(int fd, EventKind kind) = 0;
  virtual void close(int fd, Token token) = 0;
  // Sends FIN behind everything that was sent before (a lingering close); reading goes on. No event.
  virtual void shutdownWrite(int fd) = 0;

  virtual void releaseBuffer(uint16_t buffer) = 0;

  // Pushes queued operations to the kernel. Returns 0 or -errno.
  virtual int submit() = 0;
  // Whether the kernel would not take some of them for the moment. The next `submit`, `poll` or `wait` tries again, and
  // nothing else may bring one: the caller comes back within `stallRetryMs`.
  virtual bool stalled() const { return false; }
  // Submits, then takes at most `max` events without blocking. Returns their number or -errno.
  virtual int poll(Event* out, int max) = 0;
  // As `poll`, but blocks up to `timeoutMs` (-1: for ever) for the first event; may return 0 early.
  // Tests and the inverted loop use it. `extraFd` (or -1) also ends the wait when it is readable, and
  // `*extraReady` (may be null) says whether it was.
  virtual int wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) = 0;
};

// After this time what the kernel refused for the moment is tried again.
inline constexpr int stallRetryMs = 10;

// Each returns nullptr and sets `*why` (-errno, and a static sentence that names the step that failed).
struct OpenFailure {
  int error = 0;
  const char* step = "";
};

struct DriverLimits {
  uint32_t ringEntries = 1024;        // twice what one round sends; a full ring is submitted early
  uint32_t completionEntries = 16384;  // more than submissions: one multishot operation completes often
  uint32_t descriptorsMax = 65536;        // descriptor numbers are below it, those of other parts too
};

Driver* openUring(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why);
Driver* openEpoll(const BufferPool& pool, const DriverLimits& limits, OpenFailure* why);

}  // namespace nexus::driver

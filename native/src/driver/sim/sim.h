// Owns a network that exists only in memory, behind the driver interface, for tests of what is built on it.
// A seed decides everything: delays, order, one-byte reads and writes, ends of multishot operations, errors,
// late closes, reuse of descriptor numbers. The same seed and the same calls give the same run.
//
// It also watches its caller. A broken rule of driver.h (data changed before the send was made, a buffer
// given back twice, an operation on a closed descriptor) prints the rule and the seed and ends the process.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "driver/driver.h"
#include "driver/event_queue.h"
#include "driver/free_buffers.h"

namespace nexus::driver {

// How often things go wrong, in percent of the occasions.
struct SimFaults {
  uint32_t delay = 0;         // a completion is not told in this round
  uint32_t oneByte = 0;       // a read or write moves one byte
  uint32_t shorter = 0;       // a read or write moves less than it could
  uint32_t endMultishot = 0;  // accept or recv ends without an error
  uint32_t noBuffers = 0;     // recv ends with -ENOBUFS although there are buffers
  uint32_t acceptError = 0;   // accept ends with -EMFILE, -ENFILE, -ENOMEM, -ECONNABORTED or -EINTR
  uint32_t recvError = 0;     // recv ends with -EINTR, -EAGAIN or -ENOMEM; the connection is well
  uint32_t reset = 0;         // the connection dies: -ECONNRESET, -EPIPE or -ETIMEDOUT

  // Everything that a correct caller survives without a client noticing.
  static SimFaults harmless() { return {30, 10, 30, 10, 5, 10, 0, 0}; }
  // Connections die too.
  static SimFaults hostile() { return {40, 20, 30, 20, 10, 20, 5, 3}; }
};

struct SimLimits {
  uint32_t descriptorsMax = 1024;
  uint32_t sendBufferBytes = 65536;     // what the kernel takes before the client reads
  uint32_t receiveBufferBytes = 65536;  // what a client can write before the server reads
};

class SimDriver final : public Driver {
 public:
  SimDriver(const BufferPool& pool, uint64_t seed, const SimFaults& faults, const SimLimits& limits = {});
  ~SimDriver() override;

  // The clients' side. A client is a number; bytes it writes are there for the server at once.
  int listen();
  int connect(int listener);  // -1 when nobody listens
  size_t write(int client, const void* data, size_t length);
  std::string read(int client, size_t bytesMax);
  bool ended(int client) const;  // the server closed or reset, and everything was read
  void finish(int client);       // sends FIN; the client still reads
  void leave(int client);        // closes both directions: what the server sends now resets
  void reset(int client);        // RST

  uint64_t nowMs() const { return nowMs_; }
  uint64_t seed() const { return seed_; }
  // For the end of a test: all three are 0 when nothing leaked (a listener counts as a descriptor).
  uint32_t buffersOut() const { return poolBuffers_ - buffers_.count(); }
  uint32_t operationsArmed() const;
  uint32_t descriptorsOpen() const { return static_cast<uint32_t>(sockets_.size()); }
  // Accepts fail with -EMFILE beyond this number.
  void limitDescriptors(uint32_t descriptorsMax) { limits_.descriptorsMax = descriptorsMax; }
  // From now on nothing goes wrong.
  void calm() { faults_ = {}; }

  const char* name() const override { return "simulated"; }
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
  void releaseBuffer(uint16_t buffer) override;
  int submit() override;
  int poll(Event* out, int max) override;
  int wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) override;

 private:
  struct Peer {
    std::string toServer, toClient;
    bool clientFinished = false;  // FIN or closed: the server reads to the end
    bool clientLeft = false;
    bool serverFinished = false;
    bool dead = false;  // reset by either side, or by a fault
    bool deathTold = false;
  };

  struct Operation {
    bool armed = false;
    bool cancelled = false;
    Token token = 0;
    const uint8_t* data = nullptr;
    uint32_t length = 0;
    uint64_t checksum = 0;
  };

  struct Socket {
    bool listens = false;
    int peer = -1;
    std::vector<int> backlog;
    Operation input, output, closing;
    bool sentThisRound = false;
    bool watched = false;  // its input is: not read
    bool acceptsOne = false;
  };

  struct QueuedSend {
    int fd;
    Operation operation;
  };

  bool chance(uint32_t percent) { return percent > 0 && random() % 100 < percent; }
  uint64_t random();
  int32_t pick(const int32_t* errors, size_t count) { return errors[random() % count]; }
  size_t moved(size_t possible);

  Socket& socketOf(int fd, const char* rule);
  Peer* peerOf(const Socket& socket) {
    return socket.peer < 0 ? nullptr : &peers_[static_cast<size_t>(socket.peer)];
  }
  int addSocket();
  int32_t transmit(Socket& socket, const Operation& operation);

  void runSends();
  bool step(int fd, Event* out);
  bool stepAccept(Socket& socket, Event* out);
  bool stepRecv(Socket& socket, Event* out);
  bool stepWatch(Socket& socket, Event* out);
  bool stepSend(Socket& socket, Event* out);
  bool stepClose(int fd, Socket& socket, Event* out);
  bool endInput(Socket& socket, EventKind kind, int32_t result, Event* out);
  bool hasWork();
  void signalIfWork();
  [[noreturn]] void violation(const char* rule) const;
  void demand(bool holds, const char* rule) const {
    if (!holds) violation(rule);
  }

  const uint64_t seed_;
  uint64_t state_;
  SimFaults faults_;
  SimLimits limits_;
  const uint16_t poolBuffers_;
  FreeBuffers buffers_;
  std::vector<bool> bufferOut_;
  std::map<int, Socket> sockets_;
  std::vector<Peer> peers_;
  std::vector<QueuedSend> sends_;
  EventQueue failedSends_;
  EventQueue local_;
  uint64_t nowMs_ = 0;
  int eventFd_ = -1;
  bool wakeups_ = true;
};

}  // namespace nexus::driver

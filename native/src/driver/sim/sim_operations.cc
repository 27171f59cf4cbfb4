// Owns the simulated driver's operations and its watch over the caller: what is armed, and what is forbidden.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "driver/sim/sim.h"

namespace nexus::driver {

namespace {

// Standard descriptors are never handed out, as in a real process.
constexpr int kFirstDescriptor = 3;

// What a released buffer holds: reading it late is seen at once.
constexpr int kReleasedByte = 0xdd;

// How much of a send is watched: a changed arena shows in its beginning.
constexpr uint32_t kWatchedBytesMax = 4096;

uint64_t checksumOf(const uint8_t* data, uint32_t length) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (uint32_t i = 0; i < length && i < kWatchedBytesMax; i++) hash = (hash ^ data[i]) * 0x100000001b3;
  return hash;
}

}  // namespace

SimDriver::SimDriver(const BufferPool& pool, uint64_t seed, const SimFaults& faults, const SimLimits& limits)
    : seed_(seed),
      state_(seed),
      faults_(faults),
      limits_(limits),
      poolBuffers_(pool.bufferCount),
      buffers_(pool),
      bufferOut_(pool.bufferCount),
      eventFd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

SimDriver::~SimDriver() { ::close(eventFd_); }

void SimDriver::accept(int listener, Token token) {
  Socket& socket = socketOf(listener, "accept names an open listener");
  demand(socket.listens, "accept names a listener");
  if (socket.input.armed)
    return local_.push({token, EventKind::accept, false, kNoBuffer, -EALREADY, nullptr});
  socket.input = {true, false, token, nullptr, 0, 0};
  socket.acceptsOne = false;
}

void SimDriver::acceptOne(int listener, Token token) {
  Socket& socket = socketOf(listener, "acceptOne names an open listener");
  const bool isArmed = socket.input.armed;
  accept(listener, token);
  if (!isArmed) socket.acceptsOne = true;
}

void SimDriver::recv(int fd, Token token) {
  Socket& socket = socketOf(fd, "recv names an open descriptor");
  demand(!socket.listens, "recv names a connection");
  if (socket.input.armed) return local_.push({token, EventKind::recv, false, kNoBuffer, -EALREADY, nullptr});
  socket.input = {true, false, token, nullptr, 0, 0};
  socket.watched = false;
}

void SimDriver::watch(int fd, Token token) {
  Socket& socket = socketOf(fd, "watch names an open descriptor");
  demand(!socket.listens, "watch names a connection");
  if (socket.input.armed) return local_.push({token, EventKind::recv, false, kNoBuffer, -EALREADY, nullptr});
  socket.input = {true, false, token, nullptr, 0, 0};
  socket.watched = true;
}

void SimDriver::sendNow(int fd, Token token, const uint8_t* data, uint32_t length) {
  Socket& socket = socketOf(fd, "sendNow names an open descriptor");
  demand(!socket.sentThisRound, "one sendNow per descriptor between two polls");
  demand(!socket.output.armed, "no sendNow while a sendWhenWritable is pending");
  socket.sentThisRound = true;
  sends_.push_back({fd, {true, false, token, data, length, checksumOf(data, length)}});
}

void SimDriver::sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) {
  Socket& socket = socketOf(fd, "sendWhenWritable names an open descriptor");
  if (socket.output.armed) return local_.push({token, EventKind::send, false, kNoBuffer, -EALREADY, nullptr});
  socket.output = {true, false, token, data, length, checksumOf(data, length)};
}

void SimDriver::cancel(int fd, EventKind kind) {
  Socket& socket = socketOf(fd, "cancel names an open descriptor");
  if (kind == EventKind::send) socket.output.cancelled = true;
  if (kind == (socket.listens ? EventKind::accept : EventKind::recv)) socket.input.cancelled = true;
}

void SimDriver::close(int fd, Token token) {
  Socket& socket = socketOf(fd, "close names an open descriptor");
  socket.input.cancelled = socket.output.cancelled = true;
  socket.closing = {true, false, token, nullptr, 0, 0};
}

void SimDriver::shutdownWrite(int fd) {
  Socket& socket = socketOf(fd, "shutdownWrite names an open descriptor");
  runSends();
  if (Peer* peer = peerOf(socket)) peer->serverFinished = true;
}

void SimDriver::releaseBuffer(uint16_t buffer) {
  demand(buffer < poolBuffers_ && bufferOut_[buffer], "a buffer is given back once, by who holds it");
  bufferOut_[buffer] = false;
  ::memset(buffers_.data(buffer), kReleasedByte, buffers_.bufferBytes());
  buffers_.give(buffer);
}

uint32_t SimDriver::operationsArmed() const {
  uint32_t armed = static_cast<uint32_t>(sends_.size()) + failedSends_.size() + local_.size();
  for (const auto& [fd, socket] : sockets_) {
    armed += static_cast<uint32_t>(socket.input.armed) + static_cast<uint32_t>(socket.output.armed) +
             static_cast<uint32_t>(socket.closing.armed);
  }
  return armed;
}

// Sends read the caller's memory as late as the interface allows.
void SimDriver::runSends() {
  for (const QueuedSend& send : sends_) {
    const Operation& operation = send.operation;
    demand(checksumOf(operation.data, operation.length) == operation.checksum,
           "the data of a sendNow stays as it is until poll has returned");
    Socket& socket = sockets_.at(send.fd);
    const int32_t result = transmit(socket, operation);
    if (result == static_cast<int32_t>(operation.length)) continue;
    failedSends_.push({operation.token, EventKind::send, false, kNoBuffer, result, nullptr});
  }
  sends_.clear();
}

// What the kernel does with bytes: takes as many as it likes, or fails.
int32_t SimDriver::transmit(Socket& socket, const Operation& operation) {
  Peer* peer = peerOf(socket);
  if (peer == nullptr) return -ENOTCONN;
  demand(checksumOf(operation.data, operation.length) == operation.checksum,
         "the data of a send stays as it is until its event");
  if (chance(faults_.reset) || peer->clientLeft) peer->dead = true;
  if (peer->dead || peer->serverFinished) {
    static constexpr int32_t kErrors[] = {-EPIPE, -ECONNRESET, -ETIMEDOUT};
    return peer->serverFinished ? -EPIPE : pick(kErrors, 3);
  }
  const size_t held = peer->toClient.size();
  const size_t room = held < limits_.sendBufferBytes ? limits_.sendBufferBytes - held : 0;
  const size_t count = moved(room < operation.length ? room : operation.length);
  if (count == 0 && operation.length > 0) return -EAGAIN;
  peer->toClient.append(reinterpret_cast<const char*>(operation.data), count);
  return static_cast<int32_t>(count);
}

SimDriver::Socket& SimDriver::socketOf(int fd, const char* rule) {
  const auto found = sockets_.find(fd);
  demand(found != sockets_.end() && !found->second.closing.armed, rule);
  return found->second;
}

// The lowest free number, as the kernel does: reuse comes as early as it can.
int SimDriver::addSocket() {
  if (sockets_.size() >= limits_.descriptorsMax) return -EMFILE;
  int fd = kFirstDescriptor;
  while (sockets_.count(fd) != 0) fd++;
  sockets_[fd] = {};
  return fd;
}

void SimDriver::violation(const char* rule) const {
  ::fprintf(stderr, "simulated driver, seed %llu: broken rule: %s\n", static_cast<unsigned long long>(seed_),
            rule);
  ::abort();
}

}  // namespace nexus::driver

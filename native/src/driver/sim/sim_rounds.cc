// Owns the simulated driver's rounds: which operations make progress, in what order, and with what result.
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "driver/sim/sim.h"

namespace nexus::driver {

namespace {

// Idle rounds of a wait: with delays below 100 percent something has happened by then.
constexpr int kWaitRoundsMax = 64;

}  // namespace

int SimDriver::submit() {
  signalIfWork();
  return 0;
}

int SimDriver::poll(Event* out, int max) {
  demand(static_cast<size_t>(max) >= sends_.size() + failedSends_.size(),
         "poll has room for every failed send");
  if (wakeups_) setWakeups(true);
  runSends();
  for (auto& [fd, socket] : sockets_) socket.sentThisRound = false;
  int taken = failedSends_.take(out, max);
  taken += local_.take(out + taken, max - taken);

  std::vector<int> order;
  for (const auto& [fd, socket] : sockets_) order.push_back(fd);
  for (size_t i = order.size(); i > 1; i--) std::swap(order[i - 1], order[random() % i]);
  for (size_t i = 0; i < order.size() && taken < max; i++) {
    // One descriptor may report several times in a round.
    while (taken < max && sockets_.count(order[i]) != 0 && !chance(faults_.delay) &&
           step(order[i], out + taken)) {
      taken++;
    }
  }
  signalIfWork();
  return taken;
}

int SimDriver::wait(Event* out, int max, int timeoutMs, int extraFd, bool* extraReady) {
  pollfd extra = {extraFd, POLLIN, 0};
  const bool ready = extraFd >= 0 && ::poll(&extra, 1, 0) == 1;
  if (extraReady != nullptr) *extraReady = ready;
  int taken = poll(out, max);
  for (int rounds = 0; taken == 0 && !ready && rounds < kWaitRoundsMax; rounds++) {
    if (timeoutMs >= 0 && rounds >= timeoutMs) break;
    nowMs_++;
    taken = poll(out, max);
  }
  // Nothing will happen before the time is up: it passes at once.
  if (taken == 0 && !ready && timeoutMs > kWaitRoundsMax)
    nowMs_ += static_cast<uint64_t>(timeoutMs - kWaitRoundsMax);
  return taken;
}

void SimDriver::setWakeups(bool on) {
  uint64_t count;
  [[maybe_unused]] const ssize_t read = ::read(eventFd_, &count, sizeof count);
  wakeups_ = on;
  signalIfWork();
}

// Makes one step on `fd`; true when it put an event into `out`.
bool SimDriver::step(int fd, Event* out) {
  Socket& socket = sockets_.at(fd);
  // Which of several comes first is open; the close comes last.
  const bool sendFirst = random() % 2 == 0;
  if (sendFirst && socket.output.armed && stepSend(socket, out)) return true;
  if (socket.input.armed && (socket.listens ? stepAccept(socket, out) : stepRecv(socket, out))) return true;
  if (!sendFirst && socket.output.armed && stepSend(socket, out)) return true;
  return socket.closing.armed && stepClose(fd, socket, out);
}

bool SimDriver::stepAccept(Socket& socket, Event* out) {
  if (socket.input.cancelled) return endInput(socket, EventKind::accept, -ECANCELED, out);
  if (socket.backlog.empty()) return false;
  if (chance(faults_.acceptError)) {
    static constexpr int32_t kErrors[] = {-EMFILE, -ENFILE, -ENOMEM, -ECONNABORTED, -EINTR};
    return endInput(socket, EventKind::accept, pick(kErrors, 5), out);
  }
  const int fd = addSocket();
  if (fd < 0) return endInput(socket, EventKind::accept, fd, out);
  sockets_.at(fd).peer = socket.backlog.front();
  socket.backlog.erase(socket.backlog.begin());
  const bool more = !socket.acceptsOne && !chance(faults_.endMultishot);
  socket.input.armed = more;
  *out = {socket.input.token, EventKind::accept, more, kNoBuffer, fd, nullptr};
  return true;
}

bool SimDriver::stepWatch(Socket& socket, Event* out) {
  if (peerOf(socket)->dead) {
    peerOf(socket)->deathTold = true;
    return endInput(socket, EventKind::recv, -ECONNRESET, out);
  }
  return socket.input.cancelled && endInput(socket, EventKind::recv, -ECANCELED, out);
}

bool SimDriver::stepRecv(Socket& socket, Event* out) {
  if (socket.watched) return stepWatch(socket, out);
  Peer& peer = *peerOf(socket);
  // A cancel may lose the race against bytes that are there already.
  const bool readable = !peer.toServer.empty() && !peer.dead;
  if (socket.input.cancelled && !(readable && chance(50)))
    return endInput(socket, EventKind::recv, -ECANCELED, out);
  if (chance(faults_.reset) && readable) peer.dead = true;
  if (peer.dead) {
    const bool told = std::exchange(peer.deathTold, true);
    return endInput(socket, EventKind::recv, told ? 0 : -ECONNRESET, out);
  }
  if (peer.toServer.empty()) return peer.clientFinished && endInput(socket, EventKind::recv, 0, out);
  if (chance(faults_.recvError)) {
    static constexpr int32_t kErrors[] = {-EINTR, -EAGAIN, -ENOMEM};
    return endInput(socket, EventKind::recv, pick(kErrors, 3), out);
  }
  if (buffers_.empty() || chance(faults_.noBuffers)) return endInput(socket, EventKind::recv, -ENOBUFS, out);

  const uint16_t buffer = buffers_.take();
  bufferOut_[buffer] = true;
  const size_t possible =
      peer.toServer.size() < buffers_.bufferBytes() ? peer.toServer.size() : buffers_.bufferBytes();
  const size_t count = std::max<size_t>(moved(possible), 1);
  ::memcpy(buffers_.data(buffer), peer.toServer.data(), count);
  peer.toServer.erase(0, count);
  const bool more = !chance(faults_.endMultishot);
  socket.input.armed = more;
  *out = {socket.input.token,          EventKind::recv,      more, buffer,
          static_cast<int32_t>(count), buffers_.data(buffer)};
  return true;
}

bool SimDriver::stepSend(Socket& socket, Event* out) {
  int32_t result = -ECANCELED;
  if (!socket.output.cancelled) result = transmit(socket, socket.output);
  if (result == -EAGAIN) return false;
  socket.output.armed = false;
  *out = {socket.output.token, EventKind::send, false, kNoBuffer, result, nullptr};
  return true;
}

// The number is free again from here on: an accept of this same round may hand it out.
bool SimDriver::stepClose(int fd, Socket& socket, Event* out) {
  if (socket.input.armed || socket.output.armed) return false;
  *out = {socket.closing.token, EventKind::close, false, kNoBuffer, 0, nullptr};
  if (Peer* peer = peerOf(socket)) {
    peer->serverFinished = true;
    // Unread bytes make it a reset (RFC 9293, 3.10.4; RFC 2525, 2.17).
    if (!peer->toServer.empty()) peer->dead = true;
  }
  for (const int waiting : socket.backlog) peers_[static_cast<size_t>(waiting)].dead = true;
  sockets_.erase(fd);
  return true;
}

bool SimDriver::endInput(Socket& socket, EventKind kind, int32_t result, Event* out) {
  socket.input.armed = false;
  *out = {socket.input.token, kind, false, kNoBuffer, result, nullptr};
  return true;
}

// How many of `possible` bytes the kernel moves this time. May be 0 where 0 means "try later".
size_t SimDriver::moved(size_t possible) {
  if (possible > 1 && chance(faults_.oneByte)) return 1;
  return possible > 0 && chance(faults_.shorter) ? random() % possible : possible;
}

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
uint64_t SimDriver::random() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

// Whether any operation could complete now, faults aside.
bool SimDriver::hasWork() {
  if (!sends_.empty() || !failedSends_.empty() || !local_.empty()) return true;
  for (const auto& [fd, socket] : sockets_) {
    const Peer* peer = peerOf(socket);
    if (socket.closing.armed || (socket.input.armed && socket.input.cancelled)) return true;
    if (socket.input.armed && socket.listens && !socket.backlog.empty()) return true;
    if (peer == nullptr) continue;
    const bool hasInput = !peer->toServer.empty() || peer->clientFinished;
    const bool readable = peer->dead || (hasInput && !socket.watched);
    if (socket.input.armed && !socket.listens && readable) return true;
    const bool writable = peer->dead || peer->toClient.size() < limits_.sendBufferBytes;
    if (socket.output.armed && (socket.output.cancelled || writable)) return true;
  }
  return false;
}

void SimDriver::signalIfWork() {
  const uint64_t one = 1;
  if (!wakeups_ || !hasWork()) return;
  [[maybe_unused]] const ssize_t written = ::write(eventFd_, &one, sizeof one);
}

}  // namespace nexus::driver

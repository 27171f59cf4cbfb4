// Owns a small but complete server over a driver: it echoes, and copes with everything driver.h allows.
// The random tests run it on every backend; it is also the shortest example of how the interface is used.
#pragma once

#include <errno.h>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "check.h"
#include "driver/driver.h"

namespace nexus::test {

class EchoServer {
 public:
  EchoServer(driver::Driver& driver, int listener) : driver_(driver), listener_(listener) { armAccept(); }

  size_t connections() const { return connections_.size(); }
  uint64_t roundsMade() const { return rounds_; }

  // One round: take events, answer. Returns how many events there were.
  int round(int timeoutMs) {
    driver::Event events[kEventsMax];
    retryParked();
    const int taken = driver_.wait(events, kEventsMax, timeoutMs, -1, nullptr);
    CHECK(taken >= 0);
    bool failuresOver = false;
    for (int i = 0; i < taken; i++) {
      // What did not fail by now was sent whole.
      if (!failuresOver && !isFailedSend(events[i])) failuresOver = true, forgetArena();
      handle(events[i]);
    }
    if (!failuresOver) forgetArena();
    answer();
    rounds_++;
    return taken;
  }

  // Closes everything; rounds have to follow until `connections()` is 0 and `stopped()`.
  void stop() {
    stopping_ = true;
    for (auto& [id, connection] : connections_) close(id, connection);
    driver_.close(listener_, token(0, Kind::listener));
  }
  bool stopped() const { return listenerClosed_ && connections_.empty(); }

 private:
  enum class Kind : uint8_t { listener, recv, sendNow, sendWait, close };
  static constexpr int kEventsMax = 128;
  static constexpr size_t kBacklogBytesMax = 1 << 16;

  struct Connection {
    int fd;
    std::string pending;  // to be echoed
    std::string waiting;  // owned by a sendWhenWritable
    bool sendWaits = false;
    bool recvArmed = false;
    bool ended = false;  // the peer sends no more
    bool closing = false;
    bool parked = false;  // recv to be armed again
  };

  static driver::Token token(uint64_t id, Kind kind) { return id << 8 | static_cast<uint64_t>(kind); }

  void armAccept() {
    driver_.accept(listener_, token(0, Kind::listener));
    acceptParked_ = false;
  }

  void retryParked() {
    if (acceptParked_ && !stopping_) armAccept();
    for (auto& [id, connection] : connections_) {
      if (connection.parked && connection.pending.size() < kBacklogBytesMax) armRecv(id, connection);
    }
  }

  void armRecv(uint64_t id, Connection& connection) {
    connection.parked = false;
    connection.recvArmed = true;
    driver_.recv(connection.fd, token(id, Kind::recv));
  }

  bool isFailedSend(const driver::Event& event) {
    return event.kind == driver::EventKind::send && static_cast<Kind>(event.token & 0xff) == Kind::sendNow;
  }

  void handle(const driver::Event& event) {
    const uint64_t id = event.token >> 8;
    if (event.kind == driver::EventKind::accept) return handleAccept(event);
    if (id == 0) {
      listenerClosed_ = true;
      return;
    }
    const auto found = connections_.find(id);
    CHECK_THAT(found != connections_.end(), "no event comes after the close event");
    if (found == connections_.end()) return;
    Connection& connection = found->second;
    if (event.kind == driver::EventKind::recv) handleRecv(id, connection, event);
    if (event.kind == driver::EventKind::send) handleSend(id, connection, event);
    if (event.kind == driver::EventKind::close) {
      CHECK_EQUAL(event.result, 0);
      CHECK(!connection.recvArmed && !connection.sendWaits);
      connections_.erase(found);
    }
  }

  void handleAccept(const driver::Event& event) {
    if (event.result >= 0) {
      const uint64_t id = ++lastId_;
      Connection& connection = connections_[id];
      connection.fd = event.result;
      stopping_ ? close(id, connection) : armRecv(id, connection);
    }
    if (!event.more) acceptParked_ = true;
  }

  void handleRecv(uint64_t id, Connection& connection, const driver::Event& event) {
    CHECK_THAT(connection.recvArmed, "recv reports only while it is armed");
    connection.recvArmed = event.more;
    if (event.result > 0) {
      connection.pending.append(reinterpret_cast<const char*>(event.data), static_cast<size_t>(event.result));
      driver_.releaseBuffer(event.buffer);
    }
    if (connection.closing) return;
    if (event.result == 0) connection.ended = true;
    const bool passing = event.result == -ENOBUFS || event.result == -ENOMEM || event.result == -EINTR ||
                         event.result == -EAGAIN || event.result == -ECANCELED;
    if (event.result < 0 && !passing) return close(id, connection);
    if (!event.more && !connection.ended) connection.parked = true;
    // Backpressure: a peer that does not read is not read from.
    if (event.more && connection.pending.size() >= kBacklogBytesMax)
      driver_.cancel(connection.fd, driver::EventKind::recv);
  }

  void handleSend(uint64_t id, Connection& connection, const driver::Event& event) {
    const bool waited = static_cast<Kind>(event.token & 0xff) == Kind::sendWait;
    const std::string sent = waited ? std::move(connection.waiting) : arenaOf(id);
    if (waited) connection.sendWaits = false;
    if (connection.closing) return;
    if (event.result < 0 && event.result != -EAGAIN) return close(id, connection);
    const size_t done = event.result > 0 ? static_cast<size_t>(event.result) : 0;
    CHECK(done <= sent.size());
    connection.waiting = sent.substr(done);
    if (connection.waiting.empty()) return;
    connection.sendWaits = true;
    driver_.sendWhenWritable(connection.fd, token(id, Kind::sendWait),
                             reinterpret_cast<const uint8_t*>(connection.waiting.data()),
                             static_cast<uint32_t>(connection.waiting.size()));
  }

  void answer() {
    for (auto& [id, connection] : connections_) {
      if (connection.closing || connection.sendWaits) continue;
      if (!connection.pending.empty()) {
        std::string& data = arena_[id] = std::move(connection.pending);
        connection.pending.clear();
        driver_.sendNow(connection.fd, token(id, Kind::sendNow),
                        reinterpret_cast<const uint8_t*>(data.data()), static_cast<uint32_t>(data.size()));
      } else if (connection.ended) {
        close(id, connection);
      }
    }
  }

  void close(uint64_t id, Connection& connection) {
    if (connection.closing) return;
    connection.closing = true;
    connection.parked = false;
    driver_.close(connection.fd, token(id, Kind::close));
  }

  std::string arenaOf(uint64_t id) {
    CHECK_THAT(arena_.count(id) == 1, "a failed send is told in the next poll, once");
    std::string data = std::move(arena_[id]);
    arena_.erase(id);
    return data;
  }

  // The arena is overwritten before it is let go of: whoever still reads it sees that.
  void forgetArena() {
    for (auto& [id, data] : arena_) std::memset(data.data(), 'X', data.size());
    arena_.clear();
  }

  driver::Driver& driver_;
  const int listener_;
  std::map<uint64_t, Connection> connections_;
  std::map<uint64_t, std::string> arena_;
  uint64_t lastId_ = 0;
  uint64_t rounds_ = 0;
  bool acceptParked_ = false;
  bool stopping_ = false;
  bool listenerClosed_ = false;
};

}  // namespace nexus::test

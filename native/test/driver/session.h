// Owns the contract suite's record of what a driver reported: every event, with a copy of its bytes.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "check.h"
#include "driver/network.h"

namespace nexus::test {

struct Seen {
  driver::Token token;
  driver::EventKind kind;
  bool more;
  int32_t result;
  std::string bytes;
};

class Session {
 public:
  explicit Session(Network& network) : network_(network), driver_(network.driver()) {}
  ~Session() { releaseHeld(); }

  std::vector<Seen> seen;
  // Whether buffers are kept until `releaseHeld`.
  bool holdBuffers = false;
  // Room of each poll.
  int roundEvents = 64;

  // One round; returns how many events it brought.
  int step(int timeoutMs = 10) {
    std::vector<driver::Event> events(static_cast<size_t>(roundEvents));
    const int taken = driver_.wait(events.data(), roundEvents, timeoutMs, -1, nullptr);
    CHECK(taken >= 0);
    for (int i = 0; i < taken; i++) add(events[static_cast<size_t>(i)]);
    return taken;
  }

  // Runs rounds until `done`, or until it is hopeless; says which.
  bool until(const std::function<bool()>& done) {
    for (int rounds = 0; rounds < kRoundsMax && !done(); rounds++) step();
    return done();
  }

  // Runs rounds until nothing comes any more.
  void drain() {
    for (int quiet = 0; quiet < 3;) quiet = step(kQuietMs) == 0 ? quiet + 1 : 0;
  }

  const Seen* find(driver::EventKind kind, driver::Token token) const {
    for (const Seen& event : seen) {
      if (event.kind == kind && event.token == token) return &event;
    }
    return nullptr;
  }

  const Seen* await(driver::EventKind kind, driver::Token token) {
    until([&] { return find(kind, token) != nullptr; });
    const Seen* event = find(kind, token);
    CHECK_THAT(event != nullptr, "an event came for token " + std::to_string(token));
    static const Seen kNothing = {};
    return event != nullptr ? event : &kNothing;
  }

  std::string bytesOf(driver::Token token) const {
    std::string bytes;
    for (const Seen& event : seen) {
      if (event.kind == driver::EventKind::recv && event.token == token) bytes += event.bytes;
    }
    return bytes;
  }

  // Connects a client and accepts it on `listener`, whose accept is armed with `acceptToken`.
  struct Pair {
    int client, fd;
  };
  Pair connect(int listener, driver::Token acceptToken) {
    const size_t before = accepted(acceptToken).size();
    const int client = network_.connect(listener);
    until([&] { return accepted(acceptToken).size() > before; });
    const std::vector<int> fds = accepted(acceptToken);
    CHECK(fds.size() > before);
    return {client, fds.size() > before ? fds.back() : -1};
  }

  std::vector<int> accepted(driver::Token token) const {
    std::vector<int> fds;
    for (const Seen& event : seen) {
      if (event.kind == driver::EventKind::accept && event.token == token && event.result >= 0) {
        fds.push_back(event.result);
      }
    }
    return fds;
  }

  void releaseHeld() {
    for (const uint16_t buffer : held_) driver_.releaseBuffer(buffer);
    held_.clear();
  }

 private:
  static constexpr int kRoundsMax = 500;
  static constexpr int kQuietMs = 3;

  void add(const driver::Event& event) {
    Seen one = {event.token, event.kind, event.more, event.result, {}};
    const bool holds = event.kind == driver::EventKind::recv && event.result > 0;
    CHECK_THAT(holds == (event.buffer != driver::kNoBuffer),
               "an event has a buffer exactly when it has bytes");
    if (holds) {
      one.bytes.assign(reinterpret_cast<const char*>(event.data), static_cast<size_t>(event.result));
      const driver::BufferPool& pool = network_.pool();
      CHECK(event.data == pool.base + static_cast<size_t>(event.buffer) * pool.bufferBytes);
      holdBuffers ? held_.push_back(event.buffer) : driver_.releaseBuffer(event.buffer);
    }
    seen.push_back(one);
  }

  Network& network_;
  driver::Driver& driver_;
  std::vector<uint16_t> held_;
};

}  // namespace nexus::test

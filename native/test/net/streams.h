// Owns the double of JavaScript for what goes on behind a batch: answers in pieces, files, bodies that are taken as they
// come, and connections that have left HTTP, some for WebSockets. In random steps.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "net/server.h"

namespace nexus::test {

class Streams {
 public:
  explicit Streams(std::mt19937_64& random) : random_(random) {}

  void attach(net::Server* server, uint32_t block) {
    server_ = server;
    block_ = block;
  }

  // Answers with `body`, in pieces.
  void send(uint32_t connection, uint32_t serial, const std::string& body) {
    live_.push_back({connection, serial, Kind::sending, body});
  }
  // As a file goes out: of a declared length, a piece when it was read and the one before is on its way.
  void sendFile(uint32_t connection, uint32_t serial, const std::string& body) {
    live_.push_back({connection, serial, Kind::file, body});
  }
  // Takes the request's body and answers with it: whole, or piece by piece.
  void echo(uint32_t connection, uint32_t serial) {
    live_.push_back({connection, serial, random_() % 2 == 0 ? Kind::collecting : Kind::echoing, ""});
  }
  // Leaves HTTP and gives back all bytes.
  void upgrade(uint32_t connection, uint32_t serial) {
    if (server_->upgrade(connection, serial, "Connection: Upgrade\r\nUpgrade: echo\r\n")) {
      live_.push_back({connection, serial, Kind::raw, "", true});
    }
  }

  // Gives back each frame (RFC 6455) without its mask, and ends behind a close frame.
  void webSocket(uint32_t connection, uint32_t serial) {
    if (server_->upgrade(connection, serial, "Connection: Upgrade\r\nUpgrade: websocket\r\n")) {
      live_.push_back({connection, serial, Kind::webSocket, "", true});
    }
  }

  void wake(uint32_t serial) {
    for (Live& live : live_) {
      if (live.serial == serial) live.waits = false;
    }
  }

  // `percent` of those that wait for nothing go on by a step.
  void step(uint32_t percent) {
    for (size_t i = live_.size(); i-- > 0;) {
      if (live_[i].waits || random_() % 100 >= percent) continue;
      if (!advance(live_[i])) live_.erase(live_.begin() + static_cast<ptrdiff_t>(i));
    }
  }

  void forget(uint32_t serial) {
    std::erase_if(live_, [serial](const Live& live) { return live.serial == serial; });
  }
  bool idle() const { return live_.empty(); }

 private:
  enum class Kind : uint8_t { sending, file, collecting, echoing, raw, webSocket };
  struct Live {
    uint32_t connection;
    uint32_t serial;
    Kind kind;
    std::string bytes;
    bool begun = false;
    bool readAll = false;
    bool waits = false;
    std::string input = {};  // frames that are not complete yet
    bool closing = false;
    bool reading = false;  // a piece of the file is on its way from the disk
  };

  // False when it is over.
  bool advance(Live& live) {
    if (live.kind == Kind::webSocket) return exchange(live);
    if (live.kind == Kind::file && (live.reading = !live.reading)) return true;
    const bool reads = !isSending(live) && !live.readAll;
    const bool mustRead = live.kind == Kind::collecting || live.bytes.empty();
    if (reads && mustRead) return read(live);
    if (!live.begun) return begin(live);
    return write(live);
  }

  static bool isSending(const Live& live) { return live.kind == Kind::sending || live.kind == Kind::file; }

  bool exchange(Live& live) {
    if (!live.bytes.empty()) return write(live);
    if (live.closing) return server_->endStream(live.connection, live.serial, true), false;
    const auto take = [&live](const uint8_t* data, uint32_t length) {
      live.input.append(reinterpret_cast<const char*>(data), length);
    };
    switch (server_->readBody(live.connection, live.serial, take).kind) {
      case net::BodyRead::Kind::wait: live.waits = true; return true;
      case net::BodyRead::Kind::taken: return takeFrames(live), true;
      case net::BodyRead::Kind::ended: server_->endStream(live.connection, live.serial, true); return false;
      case net::BodyRead::Kind::failed: break;
    }
    server_->endStream(live.connection, live.serial, false);
    return false;
  }

  // Lengths are below 126, or of two bytes.
  static void takeFrames(Live& live) {
    while (!live.closing) {
      const auto at = [&live](size_t i) { return static_cast<uint8_t>(live.input[i]); };
      if (live.input.size() < 2) return;
      const bool isLong = (at(1) & 0x7f) == 126;
      const size_t head = isLong ? 8 : 6;
      if (live.input.size() < head) return;
      const size_t length = isLong ? static_cast<size_t>(at(2)) << 8 | at(3) : at(1) & 0x7f;
      if (live.input.size() < head + length) return;
      live.bytes += live.input[0];
      live.bytes += static_cast<char>(at(1) & 0x7f);
      if (isLong) live.bytes += live.input.substr(2, 2);
      for (size_t i = 0; i < length; i++)
        live.bytes += static_cast<char>(at(head + i) ^ at(head - 4 + i % 4));
      live.closing = (at(0) & 0x0f) == 8;
      live.input.erase(0, head + length);
    }
  }

  bool read(Live& live) {
    // An echo in pieces may say so before it has read anything.
    if (live.kind == Kind::echoing && !live.begun && random_() % 2 == 0) return begin(live);
    const auto take = [&live](const uint8_t* data, uint32_t length) {
      live.bytes.append(reinterpret_cast<const char*>(data), length);
    };
    switch (server_->readBody(live.connection, live.serial, take).kind) {
      case net::BodyRead::Kind::wait: live.waits = true; return true;
      case net::BodyRead::Kind::taken: return true;
      case net::BodyRead::Kind::ended: live.readAll = true; return true;
      case net::BodyRead::Kind::failed: break;
    }
    if (live.begun) server_->endStream(live.connection, live.serial, false);
    else server_->answerAway(live.connection, live.serial, block_, {}, "failed");
    return false;
  }

  bool begin(Live& live) {
    live.begun = true;
    const bool known = isSending(live) || live.kind == Kind::collecting;
    const bool declared = live.kind == Kind::file || (known && random_() % 2 == 0);
    if (random_() % 4 == 0) server_->putInterim(live.connection, live.serial, "103 Early Hints\r\nA: b\r\n");
    const double length = declared ? static_cast<double>(live.bytes.size()) : -1;
    return server_->beginStream(live.connection, live.serial, block_, {}, length) == net::StreamState::room;
  }

  bool write(Live& live) {
    if (live.bytes.empty() && (isSending(live) || live.readAll)) {
      server_->endStream(live.connection, live.serial, true);
      return false;
    }
    const size_t bytes = std::min<size_t>(live.bytes.size(), 1 + random_() % (random_() % 4 == 0 ? 70'000 : 500));
    const std::string piece = live.bytes.substr(0, bytes);
    live.bytes.erase(0, bytes);
    switch (server_->writeStream(live.connection, live.serial, piece)) {
      case net::StreamState::gone: return false;
      case net::StreamState::full: live.waits = true; return true;
      case net::StreamState::room: break;
    }
    return true;
  }

  std::mt19937_64& random_;
  net::Server* server_ = nullptr;
  uint32_t block_ = 0;
  std::vector<Live> live_;
};

}  // namespace nexus::test

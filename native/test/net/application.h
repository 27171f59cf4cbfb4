// Owns the double of JavaScript: answers each request from what it can see in shared memory, at once or late.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "areas.h"
#include "asks.h"
#include "check.h"
#include "net/server.h"
#include "streams.h"

namespace nexus::test {

// `GET /n/{id}` answers the id, `POST /echo` its body, `GET /s/{id}` is secured and wants an integer. In pieces:
// `GET /p/{id}` answers the id, `POST /taken` its body; `POST /left` says so without its body. `POST /asked` is
// secured and answers its body; `GET /raw` leaves HTTP, `GET /socket` for WebSockets;
// `GET /f/{id}` answers as a file does.
class Application final : public net::DispatchSink {
 public:
  Application(net::BatchMemory& memory, uint64_t seed) : memory_(memory), random_(seed), streams_(random_) {}

  static std::vector<http::RouteSpec> routes() {
    http::RouteSpec byId;
    byId.method = "GET";
    byId.path = "/n/{id}";
    byId.params.push_back({"id", http::ParamPlace::path, http::ParamKind::string, true});
    // Lines of rules are on its answers: whole, late, in pieces.
    byId.rules.fixed = {{"x-fixed", "X-Fixed: " + std::string(300, 'f') + "\r\n"}};
    byId.rules.hasCors = true;
    byId.rules.otherwise = {"Vary: Origin\r\n", ""};
    http::RouteSpec echo;
    echo.method = "POST";
    echo.path = "/echo";
    echo.hasBody = true;
    echo.bodyRequired = true;
    http::RouteSpec secured;
    secured.method = "GET";
    secured.path = "/s/{id}";
    secured.secured = true;
    secured.params.push_back({"id", http::ParamPlace::path, http::ParamKind::integer, true});
    http::RouteSpec inPieces = byId;
    inPieces.path = "/p/{id}";
    http::RouteSpec taken = echo;
    taken.path = "/taken";
    taken.bodyStreamed = true;
    http::RouteSpec left = taken;
    left.path = "/left";
    http::RouteSpec asked = echo;
    asked.path = "/asked";
    asked.secured = true;
    http::RouteSpec raw;
    raw.method = "GET";
    raw.path = "/raw";
    http::RouteSpec socket = raw;
    socket.path = "/socket";
    http::RouteSpec file = byId;
    file.path = "/f/{id}";
    return {byId, echo, secured, inPieces, taken, left, asked, raw, socket, file};
  }

  void attach(net::Server* server) {
    server_ = server;
    block_ = server->addBlock(200, "text/plain");
    streams_.attach(server, block_);
  }

  bool dispatch(uint32_t count) override {
    readNotices();
    CHECK(count <= net::batchRequestsMax);
    used_ = 0;
    for (uint32_t i = 0; i < count; i++) answer(i);
    return true;
  }

  // Answers some of what is pending, in any order.
  void answerSome(uint32_t percent) {
    streams_.step(percent);
    for (size_t i = pending_.size(); i-- > 0;) {
      if (random_() % 100 >= percent) continue;
      const Pending late = pending_[i];
      pending_.erase(pending_.begin() + static_cast<ptrdiff_t>(i));
      answerLate(late);
    }
  }

  bool idle() const { return pending_.empty() && streams_.idle(); }
  uint32_t drained = 0;
  bool stopped = false;

 private:
  struct Pending {
    uint32_t connection, serial;
    std::string body;
    bool permits = false;
  };
  enum Route : uint32_t { byId, echo, secured, inPieces, taken, left, asked, raw, socket, file };

  void answer(uint32_t index) {
    net::Record& r = memory_.records[index];
    if ((r.flags & net::flagRejected) != 0) {
      if (r.rejection == 100 && random_() % 2 == 0) return pending_.push_back({r.connection, r.serial, "", true});
      r.answer = static_cast<uint32_t>(net::Answer::reject);
      return;
    }
    switch (r.route) {
      case inPieces: streams_.send(r.connection, r.serial, bodyFor(index, r)); break;
      case taken: streams_.echo(r.connection, r.serial); break;
      case raw: streams_.upgrade(r.connection, r.serial); break;
      case socket: streams_.webSocket(r.connection, r.serial); break;
      case file: streams_.sendFile(r.connection, r.serial, bodyFor(index, r)); break;
      default: return answerWhole(index, r);
    }
    // Some of it while the batch is open.
    if (random_() % 2 == 0) streams_.step(50);
  }

  void answerWhole(uint32_t index, net::Record& r) {
    const std::string body = bodyFor(index, r);
    const uint32_t how = random_() % 10;
    if (how < 3) {
      pending_.push_back({r.connection, r.serial, body});
    } else if (how < 4 || used_ + body.size() > memory_.outputBytes) {
      CHECK(server_->answerAway(r.connection, r.serial, block_, {}, body));
      r.answer = static_cast<uint32_t>(net::Answer::away);
    } else {
      memcpy(memory_.output + used_, body.data(), body.size());
      r.extraBytes = 0;
      r.payloadOffset = used_;
      r.bodyBytes = static_cast<uint32_t>(body.size());
      r.answer = block_ << 4 | static_cast<uint32_t>(net::Answer::block);
      used_ += r.bodyBytes;
    }
  }

  std::string bodyFor(uint32_t index, const net::Record& r) {
    const char* input = reinterpret_cast<const char*>(memory_.input);
    const std::string_view head(input + r.headOffset, r.headLength);
    CHECK(head.ends_with("\r\n\r\n"));
    if (r.route == left) return "left";
    if (r.route != echo && r.route != asked) {
      const auto& param = memory_.params[r.params];
      const std::string text(memory_.text + r.textOffset + param.offset, param.length);
      return text.starts_with("big") ? text + bigTail() : text;
    }
    if ((r.flags & net::flagBodyAway) != 0) return std::string(server_->bodyOf(index));
    return {input + r.bodyOffset, r.bodyLength};
  }

  void answerLate(const Pending& late) {
    const auto count = static_cast<uint32_t>(memory_.control[net::controlLate]);
    const auto used = static_cast<uint32_t>(memory_.control[net::controlLateBytes]);
    if (late.permits) {
      if (count == memory_.lateMax) server_->drainLate();
      const auto at = static_cast<uint32_t>(memory_.control[net::controlLate]);
      memory_.late[at] = {late.connection, late.serial, static_cast<uint32_t>(net::Answer::reject), 0, 0, 0, {}};
      memory_.control[net::controlLate] = static_cast<int32_t>(at + 1);
      return;
    }
    if (random_() % 4 == 0 || count == memory_.lateMax || used + late.body.size() > memory_.lateBytesMax) {
      server_->answerAway(late.connection, late.serial, block_, {}, late.body);
      return;
    }
    const auto bytes = static_cast<uint32_t>(late.body.size());
    memcpy(memory_.lateBytes + used, late.body.data(), bytes);
    memory_.late[count] = {late.connection, late.serial, block_ << 4 | 1u, 0, used, bytes, {}};
    memory_.control[net::controlLate] = static_cast<int32_t>(count + 1);
    memory_.control[net::controlLateBytes] = static_cast<int32_t>(used + bytes);
  }

  void readNotices() {
    for (int32_t i = 0; i < memory_.control[net::controlNotices]; i++) {
      const net::Notice& notice = memory_.notices[i];
      drained += notice.kind == net::NoticeKind::drained;
      stopped |= notice.kind == net::NoticeKind::stopped;
      if (notice.kind == net::NoticeKind::room || notice.kind == net::NoticeKind::bytes) streams_.wake(notice.serial);
      if (notice.kind == net::NoticeKind::clientLeft && notice.value != 0) streams_.forget(notice.serial);
    }
    memory_.control[net::controlNotices] = 0;
  }

  net::BatchMemory& memory_;
  std::mt19937_64 random_;
  net::Server* server_ = nullptr;
  uint32_t block_ = 0;
  uint32_t used_ = 0;
  std::vector<Pending> pending_;
  Streams streams_;
};

}  // namespace nexus::test

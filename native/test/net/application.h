// Owns the double of JavaScript: answers each request from what it can see in shared memory, at once or late.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "areas.h"
#include "check.h"
#include "conversation.h"
#include "net/server.h"

namespace nexus::test {

// `GET /n/{id}` answers the id, `POST /echo` its body, `GET /s/{id}` is secured and wants an integer.
class Application final : public net::DispatchSink {
 public:
  Application(net::BatchMemory& memory, uint64_t seed) : memory_(memory), random_(seed) {}

  static std::vector<http::RouteSpec> routes() {
    http::RouteSpec byId;
    byId.method = "GET";
    byId.path = "/n/{id}";
    byId.params.push_back({"id", http::ParamPlace::path, http::ParamKind::string, true});
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
    return {byId, echo, secured};
  }

  void attach(net::Server* server) {
    server_ = server;
    block_ = server->addBlock(200, "text/plain");
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
    for (size_t i = pending_.size(); i-- > 0;) {
      if (random_() % 100 >= percent) continue;
      const Pending late = pending_[i];
      pending_.erase(pending_.begin() + static_cast<ptrdiff_t>(i));
      answerLate(late);
    }
  }

  bool idle() const { return pending_.empty(); }
  uint32_t drained = 0;
  bool stopped = false;

 private:
  struct Pending {
    uint32_t connection, serial;
    std::string body;
  };

  void answer(uint32_t index) {
    net::Record& r = memory_.records[index];
    if ((r.flags & net::flagRejected) != 0) {
      r.answer = static_cast<uint32_t>(net::Answer::reject);
      return;
    }
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
    if (r.route != 1) {
      const auto& param = memory_.params[r.params];
      const std::string text(memory_.text + r.textOffset + param.offset, param.length);
      return text.starts_with("big") ? text + Conversation::bigTail() : text;
    }
    if ((r.flags & net::flagBodyAway) != 0) return std::string(server_->bodyOf(index));
    return {input + r.bodyOffset, r.bodyLength};
  }

  void answerLate(const Pending& late) {
    const auto count = static_cast<uint32_t>(memory_.control[net::controlLate]);
    const auto used = static_cast<uint32_t>(memory_.control[net::controlLateBytes]);
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
    }
    memory_.control[net::controlNotices] = 0;
  }

  net::BatchMemory& memory_;
  std::mt19937_64 random_;
  net::Server* server_ = nullptr;
  uint32_t block_ = 0;
  uint32_t used_ = 0;
  std::vector<Pending> pending_;
};

}  // namespace nexus::test

// Owns one client of HTTP/1.1: all that it sends at once, and what must come back, in order.
#pragma once

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "asks.h"
#include "speaker.h"

namespace nexus::test {

class Conversation final : public Speaker {
 public:
  Conversation(uint32_t name, uint32_t requests, std::mt19937_64& random) {
    for (uint32_t i = 0; i < requests; i++) add(randomAsk(name, i, random), random);
    if (random() % 4 == 0) leaveHttp(random);
    else if (random() % 4 == 0) openSocket(random);
  }

  std::string say() override { return std::exchange(toSend, {}); }
  void hear(std::string_view bytes) override { received.append(bytes); }

  // Complete answers so far; compares each as it comes. Empty text: all is well.
  std::string check() override {
    while (answered < wanted.size() || at_ < received.size()) {
      if (raw_) return checkRaw();
      const size_t headEnd = received.find("\r\n\r\n", at_);
      if (headEnd == std::string::npos) return "";
      const std::string head = received.substr(at_, headEnd + 2 - at_);
      const int status = std::stoi(head.substr(9, 3));
      if (status == 100 || status == 103) {
        at_ = headEnd + 4;
        continue;
      }
      if (answered == wanted.size()) return "an answer too many: " + head;
      const Wanted& want = wanted[answered];
      if (status != want.status) return "status " + std::to_string(status) + ", wanted " + std::to_string(want.status);
      std::string body;
      size_t end = headEnd + 4;
      if (status == 101) {
        at_ = end;
        raw_ = true;
        continue;
      }
      if (!bodyOf(head, &end, &body)) return "";
      if (status == 200 && body != want.body) return "body '" + body + "', wanted '" + want.body + "'";
      at_ = end;
      answered++;
    }
    return "";
  }

  bool complete() const override { return answered == wanted.size() && at_ == received.size(); }

 private:
  // Bytes that come back as they were sent.
  std::string checkRaw() {
    const std::string& want = wanted[answered].body;
    const std::string_view got = std::string_view(received).substr(at_);
    if (!want.starts_with(got)) return "raw bytes differ";
    if (got.size() < want.size()) return "";
    at_ = received.size();
    answered++;
    return "";
  }

  // Reads a whole body from `*at` on; false when some of it is missing.
  bool bodyOf(const std::string& head, size_t* at, std::string* body) const {
    if (head.find("Transfer-Encoding: chunked") == std::string::npos) {
      const size_t length = lengthOf(head);
      if (received.size() < *at + length) return false;
      *body = received.substr(*at, length);
      *at += length;
      return true;
    }
    for (;;) {
      const size_t lineEnd = received.find("\r\n", *at);
      if (lineEnd == std::string::npos) return false;
      const size_t size = std::stoul(received.substr(*at, lineEnd - *at), nullptr, 16);
      if (received.size() < lineEnd + 4 + size) return false;
      body->append(received, lineEnd + 2, size);
      *at = lineEnd + 4 + size;
      if (size == 0) return true;
    }
  }

  void leaveHttp(std::mt19937_64& random) {
    const std::string bytes = "GET /raw bytes " + std::string(random() % 20'000, 'r');
    toSend += "GET /raw HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n" + bytes;
    wanted.push_back({101, bytes});
  }

  // Masked frames, which come back without their masks, the last of them a close frame.
  void openSocket(std::mt19937_64& random) {
    toSend += "GET /socket HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
    std::string back;
    for (uint32_t left = random() % 8; left > 0; left--) {
      const size_t size = random() % 3 == 0 ? 126 + random() % 9000 : random() % 126;
      addFrame(0x82, std::string(size, static_cast<char>('a' + left)), random, &back);
    }
    addFrame(0x88, "\x03\xe8", random, &back);
    wanted.push_back({101, back});
  }

  void addFrame(int first, const std::string& payload, std::mt19937_64& random, std::string* back) {
    std::string head(1, static_cast<char>(first));
    const bool isLong = payload.size() > 125;
    head += static_cast<char>(isLong ? 126 : payload.size());
    if (isLong) head += {static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
    *back += head + payload;
    head[1] = static_cast<char>(head[1] | 0x80);
    toSend += head;
    char mask[4];
    for (char& byte : mask) byte = static_cast<char>(random());
    toSend.append(mask, 4);
    for (size_t i = 0; i < payload.size(); i++) toSend += static_cast<char>(payload[i] ^ mask[i % 4]);
  }

  static size_t lengthOf(const std::string& head) {
    const size_t found = head.find("Content-Length: ");
    return found == std::string::npos ? 0 : std::stoul(head.substr(found + 16));
  }

  void add(const Ask& ask, std::mt19937_64& random) {
    toSend += std::string(ask.method()) + " " + ask.path + " HTTP/1.1\r\nHost: x\r\n";
    if (ask.expects) toSend += "Expect: 100-continue\r\n";
    wanted.push_back(ask.wanted);
    if (!ask.hasBody) {
      toSend += "\r\n";
    } else if (ask.lengthKnown) {
      toSend += "Content-Length: " + std::to_string(ask.body.size()) + "\r\n\r\n" + ask.body;
    } else {
      addChunks(ask.body, random);
    }
  }

  void addChunks(const std::string& body, std::mt19937_64& random) {
    toSend += "Transfer-Encoding: chunked\r\n\r\n";
    for (size_t at = 0; at < body.size();) {
      const size_t piece = std::min<size_t>(1 + random() % 100, body.size() - at);
      char size[16];
      snprintf(size, sizeof(size), "%zx\r\n", piece);
      toSend += size + body.substr(at, piece) + "\r\n";
      at += piece;
    }
    toSend += "0\r\n\r\n";
  }

  std::string toSend;
  std::vector<Wanted> wanted;
  std::string received;
  size_t answered = 0;
  size_t at_ = 0;
  bool raw_ = false;
};

}  // namespace nexus::test

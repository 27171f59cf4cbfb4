// Owns one client: what it sends, cut into random pieces, and what must come back, in order.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace nexus::test {

struct Wanted {
  uint16_t status;
  std::string body;  // compared only for 200
};

class Conversation {
 public:
  Conversation(uint32_t name, uint32_t requests, std::mt19937_64& random) {
    for (uint32_t i = 0; i < requests; i++) add(name, i, random);
  }

  std::string toSend;
  std::vector<Wanted> wanted;
  std::string received;

  // Complete answers so far; compares each as it comes. Empty text: all is well.
  std::string check() {
    for (;;) {
      const size_t headEnd = received.find("\r\n\r\n", at_);
      if (headEnd == std::string::npos) return "";
      const std::string head = received.substr(at_, headEnd + 2 - at_);
      const int status = std::stoi(head.substr(9, 3));
      const size_t length = lengthOf(head);
      if (received.size() < headEnd + 4 + length) return "";
      if (answered == wanted.size()) return "an answer too many: " + head;
      const Wanted& want = wanted[answered];
      const std::string body = received.substr(headEnd + 4, length);
      if (status != want.status) return "status " + std::to_string(status) + ", wanted " + std::to_string(want.status);
      if (status == 200 && body != want.body) return "body '" + body + "', wanted '" + want.body + "'";
      at_ = headEnd + 4 + length;
      answered++;
    }
  }

  // Makes an answer that fills a connection's output.
  static std::string bigTail() { return std::string(200'000, 'b'); }

  bool complete() const { return answered == wanted.size() && at_ == received.size(); }
  size_t answered = 0;

 private:
  static size_t lengthOf(const std::string& head) {
    const size_t found = head.find("Content-Length: ");
    return found == std::string::npos ? 0 : std::stoul(head.substr(found + 16));
  }

  void add(uint32_t name, uint32_t i, std::mt19937_64& random) {
    const std::string id = "c" + std::to_string(name) + "-" + std::to_string(i);
    if (random() % 20 == 0) return get("/n/big" + id, 200, "big" + id + bigTail());
    switch (random() % 7) {
      case 0: return post(id + std::string(random() % 4000, 'x'), false, random);
      case 1: return post(id + std::string(random() % 300, 'y'), true, random);
      case 2: return get("/nowhere/" + id, 404, "");
      case 3: return get("/s/abc", 400, "");
      case 4: return get("/s/42", 200, "42");
      default: return get("/n/" + id, 200, id);
    }
  }

  void get(const std::string& path, uint16_t status, const std::string& body) {
    toSend += "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    wanted.push_back({status, body});
  }

  void post(const std::string& body, bool chunked, std::mt19937_64& random) {
    toSend += "POST /echo HTTP/1.1\r\nHost: x\r\n";
    if (!chunked) {
      toSend += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    } else {
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
    wanted.push_back({200, body});
  }

  size_t at_ = 0;
};

}  // namespace nexus::test

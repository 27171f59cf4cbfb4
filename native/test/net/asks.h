// Owns what simulated clients ask the application of application.h for, and what must come back. Not how it is written.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace nexus::test {

struct Wanted {
  uint16_t status;
  std::string body;  // compared only for 200, and for what left HTTP
};

struct Ask {
  std::string path;
  bool hasBody = false;
  std::string body = {};
  bool lengthKnown = false;  // the client says how long its body is
  bool expects = false;      // and waits for 100 Continue, or says so
  Wanted wanted;

  const char* method() const { return hasBody ? "POST" : "GET"; }
};

// Makes an answer that fills a connection's output.
inline std::string bigTail() { return std::string(200'000, 'b'); }

inline Ask get(const std::string& path, uint16_t status, const std::string& body) {
  return {.path = path, .wanted = {status, body}};
}

inline Ask post(const std::string& path, const std::string& body, bool lengthKnown) {
  return {.path = path,
          .hasBody = true,
          .body = body,
          .lengthKnown = lengthKnown,
          .expects = path == "/asked",
          .wanted = {200, path == "/left" ? "left" : body}};
}

// The `i`th of client `name`: no two ask for the same.
inline Ask randomAsk(uint32_t name, uint32_t i, std::mt19937_64& random) {
  const std::string id = "c" + std::to_string(name) + "-" + std::to_string(i);
  if (random() % 20 == 0) return get("/n/big" + id, 200, "big" + id + bigTail());
  switch (random() % 14) {
    case 0: return post("/echo", id + std::string(random() % 4000, 'x'), true);
    case 1: return post("/echo", id + std::string(random() % 300, 'y'), false);
    case 5: return get("/p/" + id, 200, id);
    case 6: return get("/p/big" + id, 200, "big" + id + bigTail());
    case 7: return post("/taken", id + std::string(random() % 90'000, 'z'), true);
    case 8: return post("/taken", id + std::string(random() % 900, 'z'), false);
    case 9: return post("/left", id + std::string(random() % 4000, 'l'), true);
    case 10: return post("/asked", id, random() % 2 != 0);
    case 11: return get("/f/" + id, 200, id);
    case 12: return get("/f/big" + id, 200, "big" + id + bigTail());
    case 2: return get("/nowhere/" + id, 404, "");
    case 3: return get("/s/abc", 400, "");
    case 4: return get("/s/42", 200, "42");
    default: return get("/n/" + id, 200, id);
  }
}

}  // namespace nexus::test

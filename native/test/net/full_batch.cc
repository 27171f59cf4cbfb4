// Owns batches that fill up exactly where a connection's input ends: nothing may be kept, and all is answered.
#include <cstring>
#include <string>
#include <vector>

#include "areas.h"
#include "check.h"
#include "driver/sim/sim.h"
#include "net/server.h"

namespace nexus::test {
namespace {

constexpr uint32_t connectionCount = 8;
constexpr uint32_t pipelined = 16;
constexpr uint32_t roundCount = 100;
static_assert(net::batchRequestsMax % pipelined == 0);

// Answers everything at once with the same two bytes.
class Prompt final : public net::DispatchSink {
 public:
  explicit Prompt(net::BatchMemory& memory) : memory_(memory) { memcpy(memory.output, "ok", 2); }

  bool dispatch(uint32_t count) override {
    fullBatches += count == net::batchRequestsMax ? 1 : 0;
    for (uint32_t i = 0; i < count; i++) {
      net::Record& record = memory_.records[i];
      record.extraBytes = record.payloadOffset = 0;
      record.bodyBytes = 2;
      record.answer = static_cast<uint32_t>(net::Answer::block);
    }
    return true;
  }

  uint32_t fullBatches = 0;

 private:
  net::BatchMemory& memory_;
};

size_t occurrences(const std::string& text, const char* wanted) {
  size_t count = 0;
  for (size_t at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1)) count++;
  return count;
}

// Every connection has its next requests written before its last ones are answered.
void playFullBatches() {
  Areas areas(4096, 32);
  Prompt prompt(areas.memory);
  const driver::BufferPool pool = {areas.memory.input, areas.memory.bufferBytes,
                                   static_cast<uint16_t>(areas.memory.bufferCount)};
  driver::SimDriver driver(pool, 1, {});
  const net::ServerLimits limits = serverLimits();
  net::Server server(&driver, limits, areas.memory, &prompt);
  CHECK(server.addBlock(200, "text/plain") == 0);
  http::RouteSpec route;
  route.method = "GET";
  route.path = "/";
  CHECK(server.install({route}).generation != 0);
  const int listener = driver.listen();
  server.adoptListener(listener);

  std::string requests;
  for (uint32_t i = 0; i < pipelined; i++) requests += "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  std::vector<int> clients;
  std::vector<size_t> answers(connectionCount, 0);
  for (uint32_t i = 0; i < connectionCount; i++) clients.push_back(driver.connect(listener));
  for (uint32_t round = 0; round < roundCount; round++) {
    for (const int client : clients) CHECK(driver.write(client, requests.data(), requests.size()) == requests.size());
    server.round();
    server.round();
    for (uint32_t i = 0; i < connectionCount; i++) {
      answers[i] += occurrences(driver.read(clients[i], 65536), "HTTP/1.1 200");
    }
  }
  for (uint32_t round = 0; round < 4 * connectionCount; round++) {
    server.round();
    for (uint32_t i = 0; i < connectionCount; i++) {
      answers[i] += occurrences(driver.read(clients[i], 65536), "HTTP/1.1 200");
    }
  }
  CHECK(prompt.fullBatches > roundCount);
  for (const size_t count : answers) CHECK_EQUAL(count, size_t{roundCount * pipelined});
  CHECK_EQUAL(driver.buffersOut(), 0u);
  for (const int client : clients) driver.leave(client);
  server.shutdown(0);
  for (uint32_t round = 0; round < 100 && !server.stopped(); round++) server.round();
  CHECK(server.stopped());
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::playFullBatches();
  return nexus::test::summary("net/full_batch");
}

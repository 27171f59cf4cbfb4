// Owns running the server on the simulated network, one run per seed: every answer right and in order, or
// with dying connections a right beginning; and nothing left over when it has stopped.
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "application.h"
#include "conversation.h"
#include "driver/sim/sim.h"

namespace nexus::test {
namespace {

constexpr uint32_t seedsDefault = 240;
constexpr uint32_t roundsMaximum = 60'000;

// Time passes with rounds, so that a seed means the same run everywhere.
uint64_t clockNs = 1'000'000'000;
constexpr uint64_t roundNs = 200'000;
uint64_t simulatedNs() { return clockNs; }

struct Client {
  int peer;
  Conversation talk;
  size_t sent = 0;
  bool gone = false;
  bool finished = false;
};

class Run {
 public:
  Run(uint64_t seed, bool hostile)
      : seed_(seed),
        hostile_(hostile),
        random_(seed * 7919 + hostile),
        areas_(64u << (random_() % 5), static_cast<uint16_t>(2 + random_() % 30)),
        app_(areas_.memory, seed),
        driver_({areas_.memory.input, areas_.memory.bufferBytes, static_cast<uint16_t>(areas_.memory.bufferCount)},
                seed, hostile ? driver::SimFaults::hostile() : driver::SimFaults::harmless()) {
    limits_.pipelineDepthMax = 1 + static_cast<uint32_t>(random_() % 20);
    limits_.keepAliveTimeoutMs = limits_.handlerTimeoutMs = 60'000;
    limits_.uploadBytesPerSecondMin = 1;
    limits_.headTimeoutMs = 60'000;
    limits_.connectionsMax = 2 + static_cast<uint32_t>(random_() % 20);
  }

  void play() {
    net::Server server(&driver_, limits_, areas_.memory, &app_, simulatedNs);
    app_.attach(&server);
    CHECK(server.install(Application::routes()).generation != 0);
    const int listener = driver_.listen();
    server.adoptListener(listener);
    for (uint32_t i = 0; i < 1 + random_() % 8; i++) {
      clients_.push_back({driver_.connect(listener), Conversation(i, 1 + random_() % 30, random_)});
    }
    for (uint32_t round = 0; round < roundsMaximum && !finished(); round++) {
      step(server);
      if (round % 500 == 499) reinstall(server);
    }
    for (const Client& client : clients_) {
      CHECK_THAT(client.gone || hostile_ || client.talk.complete(), where("not all was answered"));
    }
    end(server);
  }

 private:
  bool finished() const {
    for (const Client& client : clients_) {
      if (!client.gone && !client.talk.complete() && !driver_.ended(client.peer)) return false;
    }
    return true;
  }

  void step(net::Server& server) {
    clockNs += roundNs;
    for (Client& client : clients_) {
      if (client.gone) continue;
      const size_t left = client.talk.toSend.size() - client.sent;
      if (left > 0 && random_() % 3 == 0) {
        const size_t piece = std::min<size_t>(left, random_() % 5 == 0 ? 1 : 1 + random_() % 600);
        client.sent += driver_.write(client.peer, client.talk.toSend.data() + client.sent, piece);
      }
      if (random_() % 2 == 0) client.talk.received += driver_.read(client.peer, 1 + random_() % 50'000);
      const std::string wrong = client.talk.check();
      CHECK_THAT(wrong.empty(), where(wrong));
      if (hostile_ && random_() % 3000 == 0) leave(client);
      // Whoever has everything makes room, where connections are limited.
      if (client.talk.complete() && !client.finished) {
        client.finished = true;
        driver_.finish(client.peer);
      }
    }
    if (random_() % 3 == 0) app_.answerSome(30);
    server.drainLate();
    if (random_() % 10 == 0) server.advanceTimers();
    server.round();
    server.deliverNotices();
  }

  void leave(Client& client) {
    client.gone = true;
    if (random_() % 2 == 0) {
      driver_.reset(client.peer);
    } else {
      driver_.leave(client.peer);
    }
  }

  void reinstall(net::Server& server) {
    CHECK(server.install(Application::routes()).generation != 0);
    installs_++;
  }

  void end(net::Server& server) {
    driver_.calm();
    server.shutdown(hostile_ ? 0 : 10'000);
    for (uint32_t round = 0; round < 20'000 && !app_.stopped; round++) {
      clockNs += roundNs;
      app_.answerSome(100);
      server.drainLate();
      server.advanceTimers();
      server.round();
      server.deliverNotices();
      for (Client& client : clients_) {
        if (!client.gone) client.talk.received += driver_.read(client.peer, 5000);
      }
    }
    CHECK_THAT(app_.stopped, where("did not stop"));
    CHECK_THAT(server.connectionsOpen() == 0, where("connections left"));
    CHECK_THAT(server.requestsInFlight() == 0, where("requests left: " + std::to_string(server.requestsInFlight())));
    CHECK_THAT(driver_.buffersOut() == 0, where("buffers left: " + std::to_string(driver_.buffersOut())));
    CHECK_THAT(driver_.operationsArmed() == 0, where("operations left"));
    CHECK_THAT(driver_.descriptorsOpen() == 0, where("descriptors left"));
    CHECK_THAT(server.generationsAlive() == 1, where("generations left"));
    CHECK_THAT(app_.drained == installs_, where("generations not told as drained"));
  }

  std::string where(const std::string& what) const {
    return "seed " + std::to_string(seed_) + (hostile_ ? " hostile: " : " harmless: ") + what;
  }

  const uint64_t seed_;
  const bool hostile_;
  std::mt19937_64 random_;
  Areas areas_;
  Application app_;
  driver::SimDriver driver_;
  net::ServerLimits limits_ = serverLimits();
  std::vector<Client> clients_;
  uint32_t installs_ = 0;
};

}  // namespace
}  // namespace nexus::test

// NEXUS_SEED runs one seed, NEXUS_SEEDS that many.
int main() {
  const char* one = std::getenv("NEXUS_SEED");
  const char* many = std::getenv("NEXUS_SEEDS");
  const uint64_t first = one != nullptr ? std::strtoull(one, nullptr, 10) : 1;
  const uint64_t count = one != nullptr ? 1 : many != nullptr ? std::strtoull(many, nullptr, 10) : nexus::test::seedsDefault;
  for (uint64_t seed = first; seed < first + count; seed++) {
    nexus::test::Run(seed, false).play();
    nexus::test::Run(seed, true).play();
  }
  return nexus::test::summary("net/simulated");
}

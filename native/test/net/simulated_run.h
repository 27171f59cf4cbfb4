// Owns one run of the server on the simulated network, from a seed: every answer right, or with dying connections a right
// beginning; and nothing left over when it has stopped. What the clients speak is the caller's.
#pragma once

#include <cstdlib>
#include <functional>
#include <memory>

#include "application.h"
#include "driver/sim/sim.h"
#include "speaker.h"

namespace nexus::test {

// How clients and server speak in one run.
struct Wires {
  net::FilterFactory* filters = nullptr;
  const net::http2::Nghttp2* http2 = nullptr;
  // A byte that is changed on its way is found out: nobody hears what was not said.
  bool findDamage = false;
  std::function<std::unique_ptr<Speaker>(uint32_t name, std::mt19937_64& random)> speaker;
  // Called when routes are installed anew.
  std::function<void()> renew = [] {};
};

class Run {
 public:
  Run(uint64_t seed, bool hostile, Wires wires)
      : seed_(seed),
        hostile_(hostile),
        wires_(std::move(wires)),
        random_(seed * 7919 + hostile),
        areas_(64u << (random_() % 5), static_cast<uint16_t>(2 + random_() % 30)),
        app_(areas_.memory, seed),
        driver_({areas_.memory.input, areas_.memory.bufferBytes, static_cast<uint16_t>(areas_.memory.bufferCount)},
                seed, hostile ? driver::SimFaults::hostile() : driver::SimFaults::harmless()) {
    limits_.pipelineDepthMax = 1 + static_cast<uint32_t>(random_() % 20);
    limits_.keepAliveTimeoutMs = limits_.handlerTimeoutMs = limits_.handshakeTimeoutMs = 60'000;
    limits_.uploadBytesPerSecondMin = 1;
    limits_.headTimeoutMs = 60'000;
    limits_.connectionsMax = 2 + static_cast<uint32_t>(random_() % 20);
    limits_.http2.streamsMax = 1 + static_cast<uint32_t>(random_() % 20);
    // Sometimes so little that uploads wait for each other.
    if (random_() % 3 == 0) limits_.http2.uploadBytesMax = 64 * 1024;
  }

  void play() {
    net::Server server(&driver_, limits_, areas_.memory, &app_, [] { return clockNs_; });
    if (wires_.http2 != nullptr) server.allowHttp2(wires_.http2);
    app_.attach(&server);
    CHECK(server.install(Application::routes()).generation != 0);
    const int listener = driver_.listen();
    server.adoptListener(listener, wires_.filters);
    for (uint32_t i = 0; i < 1 + random_() % 8; i++) {
      clients_.push_back({driver_.connect(listener), wires_.speaker(i, random_)});
    }
    for (uint32_t round = 0; round < roundsMaximum && !finished(); round++) {
      step(server);
      if (round % 500 == 499) reinstall(server);
    }
    for (const Client& client : clients_) {
      CHECK_THAT(client.gone || hostile_ || client.speaker->complete(), where("not all was answered" + refusalsOf(server)));
    }
    end(server);
  }

 private:
  struct Client {
    int peer;
    std::unique_ptr<Speaker> speaker;
    std::string toSend = {};
    bool gone = false;
    bool damaged = false;
    bool finished = false;
  };

  static constexpr uint32_t roundsMaximum = 60'000;
  static constexpr uint64_t roundNs = 200'000;
  static constexpr size_t aheadBytes = 4096;  // of what a speaker says, before it is on its way

  bool finished() const {
    for (const Client& client : clients_) {
      if (!client.gone && !client.damaged && !client.speaker->complete() && !driver_.ended(client.peer)) return false;
    }
    return true;
  }

  void step(net::Server& server) {
    clockNs_ += roundNs;
    for (Client& client : clients_) {
      if (!client.gone) talk(client);
    }
    if (random_() % 3 == 0) app_.answerSome(30);
    turn(server);
  }

  void talk(Client& client) {
    if (client.toSend.size() < aheadBytes) client.toSend += client.speaker->say();
    if (!client.toSend.empty() && random_() % 3 == 0) {
      const size_t piece = std::min<size_t>(client.toSend.size(), random_() % 5 == 0 ? 1 : 1 + random_() % 600);
      if (hostile_ && wires_.findDamage && random_() % 3000 == 0) damage(client, piece);
      client.toSend.erase(0, driver_.write(client.peer, client.toSend.data(), piece));
    }
    if (random_() % 2 == 0) client.speaker->hear(driver_.read(client.peer, 1 + random_() % 50'000));
    const std::string wrong = client.speaker->check();
    CHECK_THAT(wrong.empty(), where(wrong));
    if (hostile_ && random_() % 3000 == 0) return leave(client);
    // Whoever has everything makes room, where connections are limited.
    if (!client.speaker->complete() || client.finished) return;
    client.finished = true;
    if (random_() % 2 == 0) {
      client.toSend += client.speaker->farewell();
      driver_.write(client.peer, client.toSend.data(), client.toSend.size());
    }
    driver_.finish(client.peer);
  }

  void damage(Client& client, size_t length) {
    client.damaged = true;
    char& byte = client.toSend[random_() % length];
    byte = static_cast<char>(byte ^ (1 << random_() % 8));
  }

  void leave(Client& client) {
    client.gone = true;
    if (random_() % 2 == 0) {
      driver_.reset(client.peer);
    } else {
      driver_.leave(client.peer);
    }
  }

  void turn(net::Server& server) {
    server.drainLate();
    if (random_() % 10 == 0) server.advanceTimers();
    server.round();
    server.deliverNotices();
  }

  void reinstall(net::Server& server) {
    wires_.renew();
    CHECK(server.install(Application::routes()).generation != 0);
    installs_++;
  }

  void end(net::Server& server) {
    driver_.calm();
    // In some runs nothing may be left for the deadline to end: whoever is there leaves, and all goes by itself.
    const bool hasTime = !hostile_ || random_() % 2 == 0;
    for (Client& client : clients_) {
      if (hostile_ && hasTime && !client.gone) leave(client);
    }
    server.shutdown(hasTime ? 10'000 : 0);
    for (uint32_t round = 0; round < 20'000 && !app_.stopped; round++) {
      clockNs_ += roundNs;
      app_.answerSome(100);
      server.advanceTimers();
      turn(server);
      for (Client& client : clients_) {
        if (!client.gone) client.speaker->hear(driver_.read(client.peer, 5000));
      }
    }
    CHECK_THAT(app_.stopped, where("did not stop"));
    CHECK_THAT(server.connectionsOpen() == 0, where("connections left"));
    CHECK_THAT(server.inputBytesHeld() == 0, where("input held"));
    CHECK_THAT(server.outputBytesHeld() == 0, where("output held"));
    CHECK_THAT(server.requestsInFlight() == 0, where("requests left: " + std::to_string(server.requestsInFlight())));
    CHECK_THAT(server.inputBytesHeld() == 0, where("input left: " + std::to_string(server.inputBytesHeld())));
    CHECK_THAT(driver_.buffersOut() == 0, where("buffers left: " + std::to_string(driver_.buffersOut())));
    CHECK_THAT(driver_.operationsArmed() == 0, where("operations left"));
    CHECK_THAT(driver_.descriptorsOpen() == 0, where("descriptors left"));
    CHECK_THAT(server.generationsAlive() == 1, where("generations left"));
    CHECK_THAT(app_.drained == installs_, where("generations not told as drained"));
  }

  static std::string refusalsOf(const net::Server& server) {
    std::string text;
    for (const auto& [code, count] : server.metrics().refusals) text += ", " + std::to_string(count) + " " + code;
    return text;
  }

  std::string where(const std::string& what) const {
    return "seed " + std::to_string(seed_) + (hostile_ ? " hostile: " : " harmless: ") + what;
  }

  // Time passes with rounds, so that a seed means the same run everywhere.
  static inline uint64_t clockNs_ = 1'000'000'000;

  const uint64_t seed_;
  const bool hostile_;
  const Wires wires_;
  std::mt19937_64 random_;
  Areas areas_;
  Application app_;
  driver::SimDriver driver_;
  net::ServerLimits limits_ = serverLimits();
  std::vector<Client> clients_;
  uint32_t installs_ = 0;
};

// NEXUS_SEED plays one seed, NEXUS_SEEDS that many.
inline void playSeeds(uint64_t usual, const std::function<void(uint64_t seed, bool hostile)>& play) {
  const char* one = std::getenv("NEXUS_SEED");
  const char* many = std::getenv("NEXUS_SEEDS");
  const uint64_t first = one != nullptr ? std::strtoull(one, nullptr, 10) : 1;
  const uint64_t count = one != nullptr ? 1 : many != nullptr ? std::strtoull(many, nullptr, 10) : usual;
  for (uint64_t seed = first; seed < first + count; seed++) {
    play(seed, false);
    play(seed, true);
  }
}

}  // namespace nexus::test

// Owns the random tests: an echo server with clients that come, write, dawdle, reset and leave, on every
// backend. On the simulated one a seed decides what goes wrong; `random SEED` repeats one.
#include <cstdlib>
#include <random>

#include "check.h"
#include "driver/echo_server.h"
#include "driver/loopback.h"
#include "driver/simulated.h"

namespace nexus::test {
namespace {

struct Client {
  int number;
  std::string sent, got;
  bool finished = false;
};

class Crowd {
 public:
  Crowd(Network& network, int listener, uint64_t seed)
      : network_(network), listener_(listener), random_(seed) {}

  size_t size() const { return clients_.size(); }

  // One thing that a client may do. `rude` ones reset or leave without reading.
  void act(bool rude, size_t clientsMax) {
    if (clients_.size() < clientsMax && random_() % 4 == 0) {
      const int number = network_.connect(listener_);
      CHECK(number >= 0);
      if (number >= 0) clients_.push_back({number, {}, {}});
    }
    if (clients_.empty()) return;
    const size_t chosen = random_() % clients_.size();
    Client& client = clients_[chosen];
    read(client);
    if (!client.finished && random_() % 2 == 0) write(client);
    if (!client.finished && random_() % 40 == 0) {
      network_.finish(client.number);
      client.finished = true;
    }
    if (rude && random_() % 60 == 0) {
      random_() % 2 == 0 ? network_.reset(client.number) : network_.leave(client.number);
      clients_.erase(clients_.begin() + static_cast<ptrdiff_t>(chosen));
    }
  }

  // Everyone says that it is done; true when everyone got back what was taken from it.
  bool settle() {
    bool settled = true;
    for (Client& client : clients_) {
      if (!client.finished) network_.finish(client.number);
      client.finished = true;
      read(client);
      settled = settled && network_.ended(client.number);
    }
    return settled;
  }

  // With `whole`, nobody may have lost a byte; in any case what came is a beginning of what went.
  void compare(bool whole, uint64_t seed) {
    for (const Client& client : clients_) {
      CHECK_THAT(client.sent.compare(0, client.got.size(), client.got) == 0,
                 "an echo is what was sent, seed " + std::to_string(seed));
      if (whole)
        CHECK_THAT(client.got.size() == client.sent.size(),
                   "an echo is complete, seed " + std::to_string(seed));
    }
  }

 private:
  void read(Client& client) { client.got += network_.read(client.number, 1 + random_() % 20000); }

  void write(Client& client) {
    std::string text(1 + random_() % (random_() % 8 == 0 ? 20000 : 200), 0);
    for (char& c : text) c = static_cast<char>('a' + random_() % 26);
    client.sent += text.substr(0, network_.write(client.number, text));
  }

  Network& network_;
  const int listener_;
  std::mt19937_64 random_;
  std::vector<Client> clients_;
};

constexpr int kSettleRoundsMax = 20000;

// Runs server and clients; afterwards everything is closed.
void converse(Network& network, uint64_t seed, bool rude, bool whole, int actions, size_t clientsMax) {
  const int listener = network.listen();
  EchoServer server(network.driver(), listener);
  Crowd crowd(network, listener, seed);
  for (int i = 0; i < actions; i++) {
    crowd.act(rude, clientsMax);
    if (i % 3 == 0) server.round(0);
  }
  int rounds = 0;
  while (!crowd.settle() && rounds++ < kSettleRoundsMax) server.round(1);
  CHECK_THAT(rounds < kSettleRoundsMax, "every conversation ends, seed " + std::to_string(seed));
  crowd.compare(whole, seed);
  server.stop();
  for (rounds = 0; !server.stopped() && rounds < kSettleRoundsMax; rounds++) server.round(1);
  CHECK_THAT(server.stopped(), "everything closes, seed " + std::to_string(seed));
}

NetworkOptions smallPool() {
  NetworkOptions options;
  options.bufferCount = 8;
  options.bufferBytes = 256;
  return options;
}

void simulate(uint64_t seed) {
  const bool hostile = seed % 2 == 1;
  const driver::SimFaults faults = hostile ? driver::SimFaults::hostile() : driver::SimFaults::harmless();
  Simulated network(seed, faults, smallPool());
  converse(network, seed, hostile, !hostile, 1500, 12);
  const std::string suffix = ", seed " + std::to_string(seed);
  CHECK_THAT(network.sim().buffersOut() == 0, "every buffer came home" + suffix);
  CHECK_THAT(network.sim().operationsArmed() == 0, "every operation completed" + suffix);
  CHECK_THAT(network.sim().descriptorsOpen() == 0, "every descriptor was closed" + suffix);
}

driver::Driver* openTinyUring(const driver::BufferPool& pool, const driver::DriverLimits&,
                              driver::OpenFailure* why) {
  return driver::openUring(pool, {8, 16, 65536}, why);
}

void onLoopback(OpenDriver open, const char* name) {
  const NetworkOptions options = smallPool();
  std::vector<uint8_t> memory(options.bufferBytes * options.bufferCount);
  driver::OpenFailure why;
  driver::Driver* trial = open({memory.data(), options.bufferBytes, options.bufferCount}, {}, &why);
  if (trial == nullptr) return void(std::printf("%s is skipped: %s: %d\n", name, why.step, why.error));
  delete trial;
  for (const uint64_t seed : {1, 2}) {
    Loopback network(open, options);
    converse(network, seed, seed % 2 == 0, seed % 2 == 1, 6000, 60);
  }
}

}  // namespace
}  // namespace nexus::test

int main(int argc, char** argv) {
  using namespace nexus::test;
  // The folder of goldens may come as an argument; a number is a seed.
  const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (seed != 0) return simulate(seed), summary("driver/random");
  for (uint64_t each = 1; each <= 100; each++) simulate(each);
  onLoopback(nexus::driver::openEpoll, "epoll");
  onLoopback(nexus::driver::openUring, "io_uring");
  onLoopback(openTinyUring, "io_uring with tiny rings");
  return summary("driver/random");
}

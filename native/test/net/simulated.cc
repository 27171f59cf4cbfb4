// Owns running the server on the simulated network with clients of HTTP/1.1: streams, files and WebSockets among it.
// TLS and HTTP/2 are in inside/, which has their libraries.
#include "conversation.h"
#include "simulated_run.h"

namespace nexus::test {
namespace {

constexpr uint64_t seedsDefault = 240;

void play(uint64_t seed, bool hostile) {
  Wires wires;
  wires.speaker = [](uint32_t name, std::mt19937_64& random) {
    return std::make_unique<Conversation>(name, 1 + random() % 30, random);
  };
  Run(seed, hostile, std::move(wires)).play();
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::playSeeds(nexus::test::seedsDefault, nexus::test::play);
  return nexus::test::summary("net/simulated");
}

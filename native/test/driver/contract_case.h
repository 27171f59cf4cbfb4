// Owns the shape of a case of the contract suite, and what every case starts from.
#pragma once

#include <errno.h>

#include <functional>
#include <memory>
#include <string>

#include "driver/network.h"
#include "driver/session.h"

namespace nexus::test {

using driver::Driver;
using driver::Event;
using driver::EventKind;
using driver::Token;

using MakeNetwork = std::function<std::unique_ptr<Network>(NetworkOptions)>;

struct Case {
  const char* name;
  void (*run)(const MakeNetwork&);
};

inline constexpr Token kAccept = 1;

// A listener with its accept armed.
struct Stage {
  explicit Stage(const MakeNetwork& make, NetworkOptions options = {})
      : network(make(options)), driver(network->driver()), session(*network), listener(network->listen()) {
    driver.accept(listener, kAccept);
  }

  Session::Pair connect() { return session.connect(listener, kAccept); }

  // Writes all of `bytes`, running rounds where the connection is full.
  void write(int client, std::string_view bytes) {
    for (int rounds = 0; rounds < 10000 && !bytes.empty(); rounds++) {
      bytes.remove_prefix(network->write(client, bytes));
      if (!bytes.empty()) session.step();
    }
    CHECK(bytes.empty());
  }

  std::string readUntil(int client, size_t bytes) {
    std::string all;
    session.until([&] {
      all += network->read(client, 65536);
      return all.size() >= bytes || network->ended(client);
    });
    return all;
  }

  std::unique_ptr<Network> network;
  Driver& driver;
  Session session;
  int listener;
};

inline const uint8_t* bytesOf(std::string_view text) { return reinterpret_cast<const uint8_t*>(text.data()); }

}  // namespace nexus::test

// Owns both sides of a TLS connection in one thread: identities, a server's context, and a session of it with a client.
#pragma once

#include "net/tls/session.h"
#include "tls_peer.h"

namespace nexus::test {

using net::Filter;
using net::tls::ClientCertificates;
using net::tls::Context;
using net::tls::ContextSettings;
using net::tls::Session;

inline const Identity& authority() {
  static const Identity made = identify("Test Authority", "");
  return made;
}

inline const Identity& siteA() {
  static const Identity made = identify("a.test", "DNS:a.test", &authority());
  return made;
}

inline const Identity& siteB() {
  static const Identity made = identify("b.test", "DNS:b.test,DNS:*.b.test", &authority());
  return made;
}

inline ContextSettings settingsOf(std::initializer_list<const Identity*> identities) {
  ContextSettings settings;
  settings.http2 = true;
  for (const Identity* identity : identities) {
    settings.certificates.push_back({identity->certificatePem, identity->keyPem, ""});
  }
  return settings;
}

inline std::shared_ptr<Context> contextOf(const ContextSettings& settings, const Context* previous = nullptr) {
  std::string why;
  auto context = Context::create(settings, previous, &why);
  CHECK_THAT(context != nullptr, why);
  return context;
}

// Both sides of one connection, moved on until neither has anything to say.
struct Pair {
  explicit Pair(std::shared_ptr<Context> context, const ClientWishes& wishes = {})
      : server(std::make_unique<Session>(std::move(context))), client(wishes) {}

  // `piece`: bytes that the server sees at a time.
  void run(size_t piece = 1 << 20) {
    for (int turns = 0; turns < 20; turns++) {
      client.handshake();
      plain += client.read();
      const std::string up = client.sent();
      for (size_t at = 0; at < up.size(); at += piece) give(up.substr(at, piece));
      const std::string down = std::move(wire);
      wire.clear();
      if (up.empty() && down.empty()) return;
      client.receive(reinterpret_cast<const uint8_t*>(down.data()), down.size());
    }
  }

  void give(const std::string& bytes) {
    state = server->receive(reinterpret_cast<const uint8_t*>(bytes.data()),
                            static_cast<uint32_t>(bytes.size()), &received, &wire);
  }

  bool send(std::string_view text) {
    return server->send(reinterpret_cast<const uint8_t*>(text.data()), static_cast<uint32_t>(text.size()),
                        &wire);
  }

  bool done() { return state == Filter::State::open && SSL_is_init_finished(client.ssl) == 1; }

  std::unique_ptr<Session> server;
  TlsClient client;
  Filter::State state = Filter::State::opening;
  std::string wire;
  std::string received;
  std::string plain;
};

}  // namespace nexus::test

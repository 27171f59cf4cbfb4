// Owns a client that says what another says through TLS, in records of any size.
#pragma once

#include <memory>
#include <random>

#include "net/speaker.h"
#include "net/tls_peer.h"

namespace nexus::test {

class TlsSpeaker final : public Speaker {
 public:
  TlsSpeaker(std::unique_ptr<Speaker> inner, const ClientWishes& wishes, std::mt19937_64& random)
      : inner_(std::move(inner)), client_(wishes), random_(random()) {}

  std::string say() override {
    if (client_.handshake()) seal(inner_->say());
    return client_.sent();
  }

  void hear(std::string_view bytes) override {
    if (bytes.empty()) return;
    client_.receive(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    if (client_.handshake()) inner_->hear(client_.read());
  }

  std::string check() override { return inner_->check(); }
  bool complete() const override { return inner_->complete(); }

  std::string farewell() override {
    seal(inner_->farewell());
    SSL_shutdown(client_.ssl);
    return client_.sent();
  }

 private:
  static constexpr size_t keyUpdatesRarely = 400;

  void seal(std::string_view text) {
    while (!text.empty()) {
      const size_t size = std::min<size_t>(text.size(), random_() % 3 == 0 ? 1 + random_() % 20 : 1 + random_() % 20'000);
      SSL_write(client_.ssl, text.data(), static_cast<int>(size));
      text.remove_prefix(size);
    }
    // New keys in the midst of it (RFC 8446, 4.6.3).
    if (SSL_version(client_.ssl) == TLS1_3_VERSION && random_() % keyUpdatesRarely == 0) {
      SSL_key_update(client_.ssl, random_() % 2 == 0 ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
    }
  }

  const std::unique_ptr<Speaker> inner_;
  TlsClient client_;
  std::mt19937_64 random_;
};

}  // namespace nexus::test

// Owns the keys that session tickets are sealed with: a new one every few hours, and the one before it still opens
// (RFC 5077, 5.5; RFC 8446, 4.6.1). They are in this process's memory only.
#pragma once

#include <cstdint>
#include <memory>

#include "net/tls/openssl.h"

namespace nexus::net::tls {

// How long a key seals; it opens for as long again, so that no ticket ends before its session does.
inline constexpr uint64_t ticketKeySeconds = 12 * 60 * 60;

class TicketKeys {
 public:
  // Null when OpenSSL has no random bytes. `now`: nanoseconds of a clock that never goes back.
  static std::shared_ptr<TicketKeys> create(const Openssl& lib, uint64_t (*now)());
  ~TicketKeys();
  TicketKeys(const TicketKeys&) = delete;
  TicketKeys& operator=(const TicketKeys&) = delete;

  // From now on tickets of `ssl` are sealed and opened here; the keys have to outlive it.
  void serve(SSL_CTX* ssl);

 private:
  struct Key {
    uint8_t name[16];  // tells a ticket which key it is of
    uint8_t seal[32];  // AES-256
    uint8_t sign[32];  // HMAC with SHA-256
  };

  TicketKeys(const Openssl& lib, uint64_t (*now)()) : lib_(lib), now_(now) {}
  bool rotate(uint64_t now);
  void rotateWhenDue();
  bool use(Key* key, const uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool sealing);
  int seal(uint8_t* name, uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac);
  int open(SSL* ssl, const uint8_t* name, const uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac);
  static int onTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                      int sealing);

  const Openssl& lib_;
  uint64_t (*const now_)();
  uint64_t madeNs_ = 0;  // the current one
  bool hasPrevious_ = false;
  Key current_ = {};
  Key previous_ = {};
};

}  // namespace nexus::net::tls

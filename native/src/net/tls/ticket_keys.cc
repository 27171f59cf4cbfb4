// Owns ticket_keys.h: what OpenSSL asks for each ticket that it makes or is shown.
#include "net/tls/ticket_keys.h"

#include <openssl/core_names.h>
#include <string.h>

namespace nexus::net::tls {
namespace {

constexpr uint64_t keyNs = ticketKeySeconds * 1'000'000'000;
// Where a context's owner may keep something (SSL_CTX_set_app_data).
constexpr int appData = 0;
constexpr int ivBytes = 16;

// What the callback answers (SSL_CTX_set_tlsext_ticket_key_evp_cb, "RETURN VALUES").
constexpr int failed = -1;
constexpr int unknownKey = 0;
constexpr int usable = 1;
constexpr int usableAndRenewed = 2;

}  // namespace

std::shared_ptr<TicketKeys> TicketKeys::create(const Openssl& lib, uint64_t (*now)()) {
  std::shared_ptr<TicketKeys> made(new TicketKeys(lib, now));
  if (!made->rotate(now())) return nullptr;
  made->hasPrevious_ = false;
  return made;
}

TicketKeys::~TicketKeys() {
  lib_.OPENSSL_cleanse(&current_, sizeof(current_));
  lib_.OPENSSL_cleanse(&previous_, sizeof(previous_));
}

void TicketKeys::serve(SSL_CTX* ssl) {
  lib_.SSL_CTX_set_ex_data(ssl, appData, this);
  lib_.SSL_CTX_set_tlsext_ticket_key_evp_cb(ssl, onTicket);
}

bool TicketKeys::rotate(uint64_t now) {
  Key made;
  if (lib_.RAND_bytes(reinterpret_cast<unsigned char*>(&made), sizeof(made)) != 1) return false;
  // Of a server that nobody spoke to for long the key is too old to open anything.
  hasPrevious_ = now - madeNs_ < 2 * keyNs;
  previous_ = current_;
  current_ = made;
  madeNs_ = now;
  lib_.OPENSSL_cleanse(&made, sizeof(made));
  return true;
}

// Without random bytes the old one stays until there are some.
void TicketKeys::rotateWhenDue() {
  const uint64_t now = now_();
  if (now - madeNs_ >= keyNs) rotate(now);
}

bool TicketKeys::use(Key* key, const uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac, bool sealing) {
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {
      lib_.OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key->sign, sizeof(key->sign)),
      lib_.OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), lib_.OSSL_PARAM_construct_end()};
  const auto init = sealing ? lib_.EVP_EncryptInit_ex : lib_.EVP_DecryptInit_ex;
  return init(cipher, lib_.EVP_aes_256_cbc(), nullptr, key->seal, iv) == 1 &&
         lib_.EVP_MAC_CTX_set_params(mac, params) == 1;
}

int TicketKeys::seal(uint8_t* name, uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
  rotateWhenDue();
  memcpy(name, current_.name, sizeof(current_.name));
  if (lib_.RAND_bytes(iv, ivBytes) != 1) return failed;
  return use(&current_, iv, cipher, mac, true) ? usable : failed;
}

int TicketKeys::open(SSL* ssl, const uint8_t* name, const uint8_t* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac) {
  rotateWhenDue();
  const bool isCurrent = memcmp(name, current_.name, sizeof(current_.name)) == 0;
  const bool isPrevious = hasPrevious_ && memcmp(name, previous_.name, sizeof(previous_.name)) == 0;
  if (!isCurrent && !isPrevious) return unknownKey;
  if (!use(isCurrent ? &current_ : &previous_, iv, cipher, mac, false)) return failed;
  // A ticket of TLS 1.3 is for one connection (RFC 8446, C.4): its client gets another.
  return isPrevious || lib_.SSL_version(ssl) >= TLS1_3_VERSION ? usableAndRenewed : usable;
}

int TicketKeys::onTicket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher, EVP_MAC_CTX* mac,
                         int sealing) {
  // Contexts of one listener share their keys, so it does not matter which of them the server name chose. All came
  // from `serve`; OpenSSL is that of the process.
  std::string why;
  const Openssl* lib = openssl(&why);
  auto* keys = static_cast<TicketKeys*>(lib->SSL_CTX_get_ex_data(lib->SSL_get_SSL_CTX(ssl), appData));
  return sealing == 1 ? keys->seal(name, iv, cipher, mac) : keys->open(ssl, name, iv, cipher, mac);
}

}  // namespace nexus::net::tls

// Owns what a listener proves and asks for: certificates by server name, versions, ciphers, ALPN, client
// certificates, and for how long sessions are resumable. Knows no connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/clock.h"
#include "net/tls/handshakes.h"
#include "net/tls/openssl.h"
#include "net/tls/ticket_keys.h"

namespace nexus::net::tls {

struct CertificateText {
  std::string chainPem;  // leaf first
  std::string keyPem;
  std::string passphrase;
};

enum class ClientCertificates : uint8_t { none, optional, required };

struct ContextSettings {
  // The first one is shown to clients that name no server, or one that no certificate is for.
  std::vector<CertificateText> certificates;
  ClientCertificates clientCertificates = ClientCertificates::none;
  std::string clientAuthoritiesPem;
  std::string ciphers;  // of TLS 1.2; empty: forward secrecy and AEAD only
  bool tls13Only = false;
  bool http2 = false;  // offered by ALPN
  uint64_t (*now)() = monotonicNs;  // what the keys of tickets age by
};

// Certificates of one listener; the server name picks one by looking at each.
inline constexpr uint32_t certificatesMax = 256;
// Certificates of one PEM text: a chain, or authorities.
inline constexpr uint32_t chainCertificatesMax = 512;
// Depth of a client's chain.
inline constexpr int clientChainDepthMax = 8;
// Sessions of TLS 1.2 without tickets that are remembered.
inline constexpr long sessionsMax = 10'000;

class Context {
 public:
  // Null with the reason. `previous` is what it replaces: its sessions stay resumable, unless another kind of
  // client is asked for now.
  static std::shared_ptr<Context> create(const ContextSettings& settings, const Context* previous,
                                         std::string* why);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  const Openssl& lib() const { return lib_; }
  SSL_CTX* first() const { return entries_.front().ssl; }

  Handshakes& handshakes() { return handshakes_; }

 private:
  struct Entry {
    SSL_CTX* ssl;
    X509* leaf;
  };

  explicit Context(const Openssl& lib) : lib_(lib) {}
  bool keepSessions(const ContextSettings& settings, const Context* previous);
  bool add(const ContextSettings& settings, const CertificateText& certificate, std::string* why);
  bool configure(SSL_CTX* ssl, const ContextSettings& settings, std::string* why);
  bool useCertificate(SSL_CTX* ssl, const CertificateText& certificate, X509** leaf, std::string* why);
  bool askClients(SSL_CTX* ssl, const ContextSettings& settings, std::string* why);
  std::vector<X509*> readCertificates(const std::string& pem);
  static int onServerName(SSL* ssl, int* alert, void* self);
  static int onAlpn(SSL* ssl, const unsigned char** out, unsigned char* outLength, const unsigned char* in,
                    unsigned int inLength, void* self);

  const Openssl& lib_;
  std::vector<Entry> entries_;
  bool http2_ = false;
  Handshakes handshakes_;
  std::shared_ptr<TicketKeys> ticketKeys_;
  // Sessions are for the clients they were made with: part of what names a session (`sessionIdContext`).
  uint32_t clientEpoch_ = 1;
  ClientCertificates clientCertificates_ = ClientCertificates::none;
  std::string clientAuthoritiesPem_;
};

}  // namespace nexus::net::tls

// Owns reading certificates and setting up OpenSSL contexts from them.
#include "net/tls/context.h"

#include <string.h>

#include <algorithm>
#include <string_view>

#include "net/tls/session_life.h"

namespace nexus::net::tls {
namespace {

// TLS 1.2 with forward secrecy and authenticated encryption only; TLS 1.3 has nothing else.
constexpr const char* defaultCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

constexpr uint64_t options = SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                             SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA;

constexpr std::string_view alpnHttp2 = "h2";
constexpr std::string_view alpnHttp11 = "http/1.1";
constexpr std::string_view alpnHttp10 = "http/1.0";

int passphraseOf(char* out, int room, int, void* passphrase) {
  const auto* text = static_cast<const std::string*>(passphrase);
  if (text->empty() || text->size() > static_cast<size_t>(room)) return -1;
  memcpy(out, text->data(), text->size());
  return static_cast<int>(text->size());
}

// Where `wanted` is in the client's list (RFC 7301, 3.1: a length byte before each name); null without it.
const unsigned char* offered(std::string_view wanted, const unsigned char* in, unsigned int length) {
  for (unsigned int at = 0; at < length && in[at] != 0;) {
    const unsigned int size = in[at];
    if (at + 1 + size > length) return nullptr;
    if (std::string_view(reinterpret_cast<const char*>(in + at + 1), size) == wanted) return in + at + 1;
    at += 1 + size;
  }
  return nullptr;
}

}  // namespace

std::shared_ptr<Context> Context::create(const ContextSettings& settings, const Context* previous,
                                         std::string* why) {
  const Openssl* lib = openssl(why);
  if (lib == nullptr) return nullptr;
  if (settings.certificates.empty() || settings.certificates.size() > certificatesMax) {
    *why = "1 to " + std::to_string(certificatesMax) + " certificates are needed";
    return nullptr;
  }
  lib->ERR_clear_error();
  std::shared_ptr<Context> made(new Context(*lib));
  if (!made->keepSessions(settings, previous)) {
    *why = takeError(*lib);
    return nullptr;
  }
  for (const CertificateText& certificate : settings.certificates) {
    if (!made->add(settings, certificate, why)) return nullptr;
  }
  return made;
}

Context::~Context() {
  for (const Entry& entry : entries_) {
    lib_.X509_free(entry.leaf);
    lib_.SSL_CTX_free(entry.ssl);
  }
}

bool Context::keepSessions(const ContextSettings& settings, const Context* previous) {
  http2_ = settings.http2;
  clientCertificates_ = settings.clientCertificates;
  clientAuthoritiesPem_ = settings.clientAuthoritiesPem;
  if (previous == nullptr) {
    ticketKeys_ = TicketKeys::create(lib_, settings.now);
    return ticketKeys_ != nullptr;
  }
  ticketKeys_ = previous->ticketKeys_;
  const bool sameClients = previous->clientCertificates_ == clientCertificates_ &&
                           previous->clientAuthoritiesPem_ == clientAuthoritiesPem_;
  clientEpoch_ = previous->clientEpoch_ + (sameClients ? 0 : 1);
  return true;
}

bool Context::add(const ContextSettings& settings, const CertificateText& certificate, std::string* why) {
  SSL_CTX* ssl = lib_.SSL_CTX_new(lib_.TLS_server_method());
  if (ssl == nullptr) {
    *why = takeError(lib_);
    return false;
  }
  X509* leaf = nullptr;
  if (!configure(ssl, settings, why) || !useCertificate(ssl, certificate, &leaf, why) ||
      !askClients(ssl, settings, why)) {
    lib_.X509_free(leaf);
    lib_.SSL_CTX_free(ssl);
    return false;
  }
  entries_.push_back({ssl, leaf});
  return true;
}

bool Context::configure(SSL_CTX* ssl, const ContextSettings& settings, std::string* why) {
  const char* ciphers = settings.ciphers.empty() ? defaultCiphers : settings.ciphers.c_str();
  if (lib_.SSL_CTX_set_cipher_list(ssl, ciphers) != 1) {
    *why = "ciphers: " + takeError(lib_);
    return false;
  }
  lib_.SSL_CTX_set_options(ssl, options);
  lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_SET_MIN_PROTO_VERSION, settings.tls13Only ? TLS1_3_VERSION : TLS1_2_VERSION,
                    nullptr);
  // Idle connections keep no record buffers.
  lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_MODE, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER,
                    nullptr);
  lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_SERVER, nullptr);
  lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_SET_SESS_CACHE_SIZE, sessionsMax, nullptr);
  boundTickets(lib_, ssl);
  ticketKeys_->serve(ssl);
  lib_.SSL_CTX_set_session_id_context(ssl, reinterpret_cast<const unsigned char*>(&clientEpoch_),
                                      sizeof(clientEpoch_));
  lib_.SSL_CTX_callback_ctrl(ssl, SSL_CTRL_SET_TLSEXT_SERVERNAME_CB,
                             reinterpret_cast<void (*)()>(onServerName));
  lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_SET_TLSEXT_SERVERNAME_ARG, 0, this);
  lib_.SSL_CTX_set_alpn_select_cb(ssl, onAlpn, this);
  return true;
}

bool Context::useCertificate(SSL_CTX* ssl, const CertificateText& certificate, X509** leaf,
                             std::string* why) {
  const std::vector<X509*> chain = readCertificates(certificate.chainPem);
  if (chain.empty()) {
    *why = "certificate: " + takeError(lib_);
    return false;
  }
  *leaf = chain.front();
  bool used = lib_.SSL_CTX_use_certificate(ssl, *leaf) == 1;
  for (size_t i = 1; i < chain.size(); i++) {
    // The context owns it from then on.
    const bool added = used && lib_.SSL_CTX_ctrl(ssl, SSL_CTRL_CHAIN_CERT, 0, chain[i]) == 1;
    if (!added) lib_.X509_free(chain[i]);
    used = used && added;
  }
  if (!used) {
    *why = "certificate: " + takeError(lib_);
    return false;
  }
  BIO* bio = lib_.BIO_new_mem_buf(certificate.keyPem.data(), static_cast<int>(certificate.keyPem.size()));
  auto* passphrase = const_cast<std::string*>(&certificate.passphrase);
  EVP_PKEY* key = lib_.PEM_read_bio_PrivateKey(bio, nullptr, passphraseOf, passphrase);
  lib_.BIO_free(bio);
  const bool matches = key != nullptr && lib_.SSL_CTX_use_PrivateKey(ssl, key) == 1 &&
                       lib_.SSL_CTX_check_private_key(ssl) == 1;
  lib_.EVP_PKEY_free(key);
  if (!matches) *why = "key: " + takeError(lib_);
  return matches;
}

bool Context::askClients(SSL_CTX* ssl, const ContextSettings& settings, std::string* why) {
  if (settings.clientCertificates == ClientCertificates::none) return true;
  const std::vector<X509*> authorities = readCertificates(settings.clientAuthoritiesPem);
  X509_STORE* store = lib_.SSL_CTX_get_cert_store(ssl);
  bool added = !authorities.empty();
  for (X509* authority : authorities) {
    added = added && lib_.X509_STORE_add_cert(store, authority) == 1 &&
            lib_.SSL_CTX_add_client_CA(ssl, authority) == 1;
    lib_.X509_free(authority);
  }
  if (!added) {
    *why = "client authorities: " + takeError(lib_);
    return false;
  }
  const int required =
      settings.clientCertificates == ClientCertificates::required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  lib_.SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | required, nullptr);
  lib_.SSL_CTX_set_verify_depth(ssl, clientChainDepthMax);
  return true;
}

// Each is the caller's to free.
std::vector<X509*> Context::readCertificates(const std::string& pem) {
  std::vector<X509*> out;
  BIO* bio = lib_.BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  while (out.size() < chainCertificatesMax) {
    X509* next = lib_.PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
    if (next == nullptr) break;
    out.push_back(next);
  }
  lib_.BIO_free(bio);
  // The end of the text is an error to OpenSSL: "no start line".
  if (!out.empty()) lib_.ERR_clear_error();
  return out;
}

int Context::onServerName(SSL* ssl, int*, void* self) {
  const auto* context = static_cast<const Context*>(self);
  const Openssl& lib = context->lib_;
  const char* name = lib.SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  for (const Entry& entry : context->entries_) {
    if (lib.X509_check_host(entry.leaf, name, strlen(name), 0, nullptr) != 1) continue;
    if (entry.ssl != context->first()) lib.SSL_set_SSL_CTX(ssl, entry.ssl);
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

int Context::onAlpn(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* in,
                    unsigned int inLength, void* self) {
  const auto* context = static_cast<const Context*>(self);
  const unsigned char* found = context->http2_ ? offered(alpnHttp2, in, inLength) : nullptr;
  if (found == nullptr) found = offered(alpnHttp11, in, inLength);
  if (found == nullptr) found = offered(alpnHttp10, in, inLength);
  // RFC 7301, 3.2: nothing in common ends the handshake with no_application_protocol.
  if (found == nullptr) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *out = found;
  *outLength = found[-1];
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace nexus::net::tls

// Owns the other side of a TLS session under test: certificates made on the spot, and a client of OpenSSL's
// own over memory. Linked with libssl, as the code under test never is.
#pragma once

#include <string>
#include <vector>

#include "check.h"
#include "net/tls/context.h"
#include "net/tls/session.h"

namespace nexus::test {

// A key with its certificate, both as PEM too.
struct Identity {
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  std::string keyPem;
  std::string certificatePem;

  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  Identity(Identity&& other) noexcept { *this = std::move(other); }
  Identity& operator=(Identity&& other) noexcept {
    std::swap(key, other.key);
    std::swap(certificate, other.certificate);
    keyPem.swap(other.keyPem);
    certificatePem.swap(other.certificatePem);
    return *this;
  }
  ~Identity() {
    EVP_PKEY_free(key);
    X509_free(certificate);
  }
};

inline std::string pemOf(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<size_t>(length));
  BIO_free(bio);
  return text;
}

inline void extend(X509* certificate, int id, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// `names`: subjectAltName, "DNS:a.test,DNS:*.b.test". An authority without `issuer` signs itself.
inline Identity identify(const std::string& subject, const std::string& names,
                         const Identity* issuer = nullptr, long lifeSeconds = 24 * 3600) {
  Identity made;
  made.key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  made.certificate = X509_new();
  X509_set_version(made.certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), 1 + static_cast<long>(subject.size()));
  X509_gmtime_adj(X509_getm_notBefore(made.certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.certificate), lifeSeconds);
  X509_set_pubkey(made.certificate, made.key);
  X509_NAME* name = X509_get_subject_name(made.certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(subject.c_str()), -1, -1, 0);
  X509_set_issuer_name(made.certificate,
                       issuer == nullptr ? name : X509_get_subject_name(issuer->certificate));
  if (issuer == nullptr) extend(made.certificate, NID_basic_constraints, "critical,CA:TRUE");
  if (!names.empty()) extend(made.certificate, NID_subject_alt_name, names);
  X509_sign(made.certificate, issuer == nullptr ? made.key : issuer->key, EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, made.key, nullptr, nullptr, 0, nullptr, nullptr);
  made.keyPem = pemOf(bio);
  bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, made.certificate);
  made.certificatePem = pemOf(bio);
  return made;
}

struct ClientWishes {
  std::string serverName = {};
  std::vector<std::string> protocols = {};  // ALPN
  int versionMin = 0;
  int versionMax = 0;
  const Identity* identity = nullptr;
  SSL_SESSION* session = nullptr;
  bool tickets = true;
};

// What it wants to send is taken with `sent`, what it gets is given with `receive`.
class TlsClient {
 public:
  explicit TlsClient(const ClientWishes& wishes) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context_, onSession);
    SSL_CTX_set_app_data(context_, this);
    // Also versions that today's defaults forbid: the server must say no.
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, wishes.versionMin);
    SSL_CTX_set_max_proto_version(context_, wishes.versionMax);
    if (!wishes.tickets) SSL_CTX_set_options(context_, SSL_OP_NO_TICKET);
    if (wishes.identity != nullptr) {
      SSL_CTX_use_certificate(context_, wishes.identity->certificate);
      SSL_CTX_use_PrivateKey(context_, wishes.identity->key);
    }
    ssl = SSL_new(context_);
    SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(ssl), -1);
    if (!wishes.serverName.empty()) SSL_set_tlsext_host_name(ssl, wishes.serverName.c_str());
    std::string protocols;
    for (const auto& name : wishes.protocols) protocols += static_cast<char>(name.size()) + name;
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocols.data()),
                        static_cast<unsigned>(protocols.size()));
    if (wishes.session != nullptr) SSL_set_session(ssl, wishes.session);
    SSL_set_connect_state(ssl);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() {
    SSL_free(ssl);
    SSL_SESSION_free(session);
    SSL_CTX_free(context_);
  }

  bool handshake() { return SSL_do_handshake(ssl) == 1; }
  void receive(const uint8_t* data, size_t length) {
    BIO_write(SSL_get_rbio(ssl), data, static_cast<int>(length));
  }
  std::string sent() {
    char* data = nullptr;
    BIO* bio = SSL_get_wbio(ssl);
    const long length = BIO_get_mem_data(bio, &data);
    std::string out(data, static_cast<size_t>(length));
    BIO_reset(bio);
    return out;
  }
  // Plaintext that came; tickets are taken on the way.
  std::string read() {
    std::string out;
    char buffer[16384];
    for (int got; (got = SSL_read(ssl, buffer, sizeof(buffer))) > 0;)
      out.append(buffer, static_cast<size_t>(got));
    ended = (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
    return out;
  }
  std::string shownName() const {
    X509* shown = SSL_get1_peer_certificate(ssl);
    if (shown == nullptr) return "";
    char name[256];
    X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, name, sizeof(name));
    X509_free(shown);
    return name;
  }
  std::string protocol() const {
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl, &name, &length);
    return {reinterpret_cast<const char*>(name), length};
  }

  SSL* ssl = nullptr;
  SSL_SESSION* session = nullptr;
  bool ended = false;

 private:
  static int onSession(SSL* ssl, SSL_SESSION* session) {
    auto* self = static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    SSL_SESSION_free(self->session);
    self->session = session;
    return 1;
  }

  SSL_CTX* context_;
};

}  // namespace nexus::test

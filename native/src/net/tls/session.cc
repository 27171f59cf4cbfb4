// Owns a session over OpenSSL, with a BIO that reads what was received and writes to the wire.
#include "net/tls/session.h"

#include <limits.h>
#include <string.h>

#include <algorithm>

#include "net/tls/session_life.h"

namespace nexus::net::tls {
namespace {

constexpr uint32_t recordPayloadBytes = 16 * 1024;
// What a peer may make OpenSSL say for as long as the session lives: new keys, and that there is no renegotiation.
// Each costs the peer as little as us, and it need not read them. Honest ones come after millions of records.
constexpr size_t provokedBytesMax = 64 * 1024;

// Of the callbacks below: OpenSSL gives them nothing but the BIO.
const Openssl* bioLib = nullptr;

// For those who speak HTTP to a port that speaks TLS: they could not read an alert.
constexpr std::string_view plainAnswer =
    "HTTP/1.1 400 Bad Request\r\n"
    "Content-Type: application/problem+json\r\n"
    "Content-Length: 92\r\n"
    "Connection: close\r\n"
    "\r\n"
    R"({"type":"about:blank","title":"Bad Request","status":400,"detail":"This port speaks HTTPS."})";

// Every method begins with a capital letter; no record of TLS does.
bool looksLikeHttp(uint8_t first) { return first >= 'A' && first <= 'Z'; }

}  // namespace

BIO_METHOD* Session::makeBio(const Openssl& lib) {
  BIO_METHOD* method = lib.BIO_meth_new(BIO_TYPE_SOURCE_SINK | 127, "nexus");
  if (method == nullptr) return nullptr;
  bioLib = &lib;
  lib.BIO_meth_set_read(method, onBioRead);
  lib.BIO_meth_set_write(method, onBioWrite);
  lib.BIO_meth_set_ctrl(method, onBioControl);
  return method;
}

Session::Session(std::shared_ptr<Context> context) : context_(std::move(context)), lib_(context_->lib()) {}

Session::~Session() {
  context_->handshakes().leave(this);
  lib_.SSL_free(ssl_);
}

bool Session::begin() {
  static BIO_METHOD* const method = makeBio(lib_);
  lib_.ERR_clear_error();
  ssl_ = lib_.SSL_new(context_->first());
  BIO* bio = ssl_ == nullptr || method == nullptr ? nullptr : lib_.BIO_new(method);
  if (bio == nullptr) {
    fail("tls-memory");
    return false;
  }
  context_->handshakes().enter(this);
  lib_.BIO_set_data(bio, this);
  lib_.BIO_set_init(bio, 1);
  lib_.SSL_set_bio(ssl_, bio, bio);
  lib_.SSL_set_accept_state(ssl_);
  return true;
}

// Its memory goes at once, its connection when the peer says more (it is the peer's turn), or takes too long.
void Session::giveWay() {
  lib_.SSL_free(ssl_);
  ssl_ = nullptr;
  fail("tls-handshakes");
}

Filter::State Session::receive(const uint8_t* data, uint32_t length, std::string* plain, std::string* wire) {
  if (state_ == State::broken || length == 0) return state_;
  if (ssl_ == nullptr && looksLikeHttp(data[0])) {
    wire->append(plainAnswer);
    fail("tls-plain-http");
  }
  if (ssl_ == nullptr && (state_ == State::broken || !begin())) return state_;
  in_ = data;
  inLength_ = length;
  wire_ = wire;
  if (state_ == State::opening) {
    state_ = shakeHands();
    if (state_ != State::opening) context_->handshakes().leave(this);
  }
  if (state_ == State::open) {
    const size_t before = wire->size();
    state_ = decrypt(plain);
    provokedBytes_ += wire->size() - before;
    if (state_ == State::open && provokedBytes_ > provokedBytesMax) fail("tls-flood");
  }
  inLength_ = 0;
  wire_ = nullptr;
  return state_;
}

Filter::State Session::shakeHands() {
  lib_.ERR_clear_error();
  const int result = lib_.SSL_do_handshake(ssl_);
  if (result != 1) {
    if (lib_.SSL_get_error(ssl_, result) == SSL_ERROR_WANT_READ) return State::opening;
    fail("tls-handshake-failed");
    // The connection stays for a moment, so that the alert is read.
    lib_.SSL_free(ssl_);
    ssl_ = nullptr;
    return state_;
  }
  if (!resumed()) boundSession(lib_, ssl_);
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  lib_.SSL_get0_alpn_selected(ssl_, &name, &length);
  protocol_ = {reinterpret_cast<const char*>(name), length};
  return State::open;
}

Filter::State Session::decrypt(std::string* plain) {
  char record[recordPayloadBytes];
  for (;;) {
    lib_.ERR_clear_error();
    const int result = lib_.SSL_read(ssl_, record, sizeof(record));
    if (result > 0) {
      plain->append(record, static_cast<size_t>(result));
      continue;
    }
    switch (lib_.SSL_get_error(ssl_, result)) {
      case SSL_ERROR_WANT_READ:
        return State::open;
      case SSL_ERROR_ZERO_RETURN:
        return State::ended;
      default:
        break;
    }
    fail("tls-broken");
    return state_;
  }
}

bool Session::send(const uint8_t* data, uint32_t length, std::string* wire) {
  if (state_ == State::broken || state_ == State::opening || length > INT_MAX) return false;
  if (length == 0) return true;
  wire_ = wire;
  lib_.ERR_clear_error();
  const bool sent = lib_.SSL_write(ssl_, data, static_cast<int>(length)) == static_cast<int>(length);
  wire_ = nullptr;
  if (!sent) fail("tls-broken");
  return sent;
}

void Session::finish(std::string* wire) {
  if (state_ == State::broken || state_ == State::opening) return;
  wire_ = wire;
  lib_.SSL_shutdown(ssl_);
  lib_.ERR_clear_error();
  wire_ = nullptr;
}

bool Session::resumed() const { return lib_.SSL_session_reused(ssl_) == 1; }

const char* Session::version() const { return lib_.SSL_get_version(ssl_); }

std::vector<uint8_t> Session::peerCertificate() const {
  std::vector<uint8_t> der;
  if (state_ == State::opening || ssl_ == nullptr) return der;
  X509* certificate = lib_.SSL_get1_peer_certificate(ssl_);
  if (certificate == nullptr) return der;
  const int length = lib_.i2d_X509(certificate, nullptr);
  if (length > 0) {
    der.resize(static_cast<size_t>(length));
    unsigned char* out = der.data();
    lib_.i2d_X509(certificate, &out);
  }
  lib_.X509_free(certificate);
  return der;
}

// Alerts are on the wire already; after this the session says nothing more.
void Session::fail(const char* refusal) {
  state_ = State::broken;
  refusal_ = refusal;
  failure_ = takeError(lib_);
}

int Session::onBioRead(BIO* bio, char* out, int room) {
  auto* self = static_cast<Session*>(bioLib->BIO_get_data(bio));
  bioLib->BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
  if (self->inLength_ == 0) {
    bioLib->BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY);
    return -1;
  }
  const uint32_t length = std::min(self->inLength_, static_cast<uint32_t>(room));
  memcpy(out, self->in_, length);
  self->in_ += length;
  self->inLength_ -= length;
  return static_cast<int>(length);
}

int Session::onBioWrite(BIO* bio, const char* data, int length) {
  auto* self = static_cast<Session*>(bioLib->BIO_get_data(bio));
  bioLib->BIO_clear_flags(bio, BIO_FLAGS_RWS | BIO_FLAGS_SHOULD_RETRY);
  if (length <= 0 || self->wire_ == nullptr) return -1;
  self->wire_->append(data, static_cast<size_t>(length));
  return length;
}

long Session::onBioControl(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

}  // namespace nexus::net::tls

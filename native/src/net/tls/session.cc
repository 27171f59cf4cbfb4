// Owns a session over OpenSSL, with a BIO that reads from what was fed and writes to a growing block.
#include "net/tls/session.h"

#include <limits.h>
#include <string.h>

#include <algorithm>
#include <new>
#include <string_view>

namespace nexus::net::tls {
namespace {

// What a record adds to its payload at most (RFC 8446, 5.2), and the payload of one.
constexpr uint64_t recordOverheadBytes = 64;
constexpr uint64_t recordPayloadBytes = 16 * 1024;
// A flight of the handshake with a usual chain; longer ones grow it.
constexpr uint32_t flightBytes = 4 * 1024;
constexpr uint32_t outBytesMax = 1u << 31;

// Of the callbacks below: OpenSSL gives them nothing but the BIO.
const Openssl* bioLib = nullptr;

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

std::unique_ptr<Session> Session::create(std::shared_ptr<Context> context) {
  const Openssl& lib = context->lib();
  static BIO_METHOD* const method = makeBio(lib);
  lib.ERR_clear_error();
  SSL* ssl = lib.SSL_new(context->first());
  BIO* bio = ssl == nullptr || method == nullptr ? nullptr : lib.BIO_new(method);
  if (bio == nullptr) {
    lib.SSL_free(ssl);
    lib.ERR_clear_error();
    return nullptr;
  }
  std::unique_ptr<Session> made(new Session(std::move(context), ssl));
  lib.BIO_set_data(bio, made.get());
  lib.BIO_set_init(bio, 1);
  lib.SSL_set_bio(ssl, bio, bio);
  lib.SSL_set_accept_state(ssl);
  return made;
}

Session::Session(std::shared_ptr<Context> context, SSL* ssl)
    : context_(std::move(context)), lib_(context_->lib()), ssl_(ssl) {}

Session::~Session() {
  lib_.SSL_free(ssl_);
  OutBlock::drop(out_);
}

void Session::feed(const uint8_t* data, uint32_t length) {
  in_ = data;
  inLength_ = length;
}

Session::Handshake Session::handshake() {
  if (established_) return Handshake::done;
  if (broken_) return Handshake::failed;
  lib_.ERR_clear_error();
  const int result = lib_.SSL_do_handshake(ssl_);
  if (result != 1) {
    if (lib_.SSL_get_error(ssl_, result) == SSL_ERROR_WANT_READ) return Handshake::wantsInput;
    fail();
    return Handshake::failed;
  }
  established_ = true;
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  lib_.SSL_get0_alpn_selected(ssl_, &name, &length);
  if (std::string_view(reinterpret_cast<const char*>(name), length) == "h2") protocol_ = Protocol::http2;
  return Handshake::done;
}

Session::Read Session::read(uint8_t* out, uint32_t room, uint32_t* count) {
  *count = 0;
  if (broken_) return Read::failed;
  lib_.ERR_clear_error();
  const int result = lib_.SSL_read(ssl_, out, static_cast<int>(std::min<uint32_t>(room, 1u << 30)));
  if (result > 0) {
    *count = static_cast<uint32_t>(result);
    return Read::bytes;
  }
  switch (lib_.SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return Read::wantsInput;
    case SSL_ERROR_ZERO_RETURN:
      return Read::ended;
    default:
      break;
  }
  fail();
  return Read::failed;
}

bool Session::write(const uint8_t* data, uint32_t length) {
  if (broken_ || !established_ || closeNotified_) return false;
  if (length == 0) return true;
  const uint64_t records = (length + recordPayloadBytes - 1) / recordPayloadBytes;
  const uint64_t room = length + records * recordOverheadBytes;
  if (length > static_cast<uint32_t>(INT32_MAX) || room > outBytesMax ||
      !reserve(static_cast<uint32_t>(room))) {
    return false;
  }
  lib_.ERR_clear_error();
  if (lib_.SSL_write(ssl_, data, static_cast<int>(length)) == static_cast<int>(length)) return true;
  fail();
  return false;
}

void Session::closeNotify() {
  if (closeNotified_ || broken_ || !established_) return;
  closeNotified_ = true;
  lib_.ERR_clear_error();
  lib_.SSL_shutdown(ssl_);
  lib_.ERR_clear_error();
}

OutBlock* Session::takeOutput() {
  OutBlock* out = out_;
  out_ = nullptr;
  outCapacity_ = 0;
  if (out == nullptr || out->length > 0) return out;
  OutBlock::drop(out);
  return nullptr;
}

bool Session::resumed() const { return lib_.SSL_session_reused(ssl_) == 1; }

const char* Session::version() const { return lib_.SSL_get_version(ssl_); }

std::vector<uint8_t> Session::peerCertificate() const {
  std::vector<uint8_t> der;
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

// Alerts are written already; after this the session says nothing more.
void Session::fail() {
  broken_ = true;
  failure_ = takeError(lib_);
}

// Room for `more` bytes behind what waits. False when memory is out.
bool Session::reserve(uint32_t more) {
  const uint64_t needed = static_cast<uint64_t>(out_ == nullptr ? 0 : out_->length) + more;
  if (out_ != nullptr && needed <= outCapacity_) return true;
  if (needed > outBytesMax) return false;
  const auto capacity = static_cast<uint32_t>(std::max<uint64_t>(needed, 2ull * outCapacity_));
  OutBlock* grown = OutBlock::make(capacity);
  if (grown == nullptr) return false;
  if (out_ != nullptr) {
    memcpy(grown->data(), out_->data(), out_->length);
    grown->length = out_->length;
    OutBlock::drop(out_);
  }
  out_ = grown;
  outCapacity_ = capacity;
  return true;
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
  const auto bytes = static_cast<uint32_t>(length);
  const bool first = self->out_ == nullptr;
  if (length <= 0 || !self->reserve(first ? std::max(bytes, flightBytes) : bytes)) return -1;
  memcpy(self->out_->data() + self->out_->length, data, bytes);
  self->out_->length += bytes;
  return length;
}

long Session::onBioControl(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

}  // namespace nexus::net::tls

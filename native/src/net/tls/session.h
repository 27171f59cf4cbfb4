// Owns one TLS session: ciphertext in, plaintext out, and back. It holds no socket; what is to be sent waits
// in blocks for whoever does.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "net/exchange.h"
#include "net/tls/context.h"

namespace nexus::net::tls {

enum class Protocol : uint8_t { http11, http2 };

class Session {
 public:
  enum class Handshake : uint8_t { done, wantsInput, failed };
  enum class Read : uint8_t { bytes, wantsInput, ended, failed };

  // Null when memory is out.
  static std::unique_ptr<Session> create(std::shared_ptr<Context> context);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Shows received ciphertext. It must stay where it is until `handshake` or `read` want more: then all of it
  // was taken.
  void feed(const uint8_t* data, uint32_t length);
  uint32_t fed() const { return inLength_; }

  // Whatever it says, `takeOutput` may have something to send (an alert, when it failed).
  Handshake handshake();
  bool established() const { return established_; }
  // Up to `room` bytes of plaintext; `*count` says how many.
  Read read(uint8_t* out, uint32_t room, uint32_t* count);
  // All or nothing. False when the session is broken or memory is out.
  bool write(const uint8_t* data, uint32_t length);
  // Tells the peer that nothing follows (RFC 8446, 6.1). Once; reading goes on.
  void closeNotify();
  bool closeNotified() const { return closeNotified_; }

  // What has to be sent, null when there is nothing; the caller's to drop.
  OutBlock* takeOutput();

  // After the handshake.
  Protocol protocol() const { return protocol_; }
  bool resumed() const;
  const char* version() const;
  // In DER, empty when the client showed none.
  std::vector<uint8_t> peerCertificate() const;
  // Why it failed, in OpenSSL's words.
  const std::string& failure() const { return failure_; }

  static BIO_METHOD* makeBio(const Openssl& lib);

 private:
  Session(std::shared_ptr<Context> context, SSL* ssl);
  bool reserve(uint32_t more);
  void fail();
  static int onBioRead(BIO* bio, char* out, int room);
  static int onBioWrite(BIO* bio, const char* data, int length);
  static long onBioControl(BIO* bio, int command, long, void*);

  const std::shared_ptr<Context> context_;
  const Openssl& lib_;
  SSL* const ssl_;
  const uint8_t* in_ = nullptr;
  uint32_t inLength_ = 0;
  OutBlock* out_ = nullptr;
  uint32_t outCapacity_ = 0;
  bool established_ = false;
  bool closeNotified_ = false;
  bool broken_ = false;
  Protocol protocol_ = Protocol::http11;
  std::string failure_;
};

}  // namespace nexus::net::tls

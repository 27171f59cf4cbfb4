// Owns one TLS session as the filter of a connection: ciphertext in, plaintext out, and back.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "net/filter.h"
#include "net/tls/context.h"

namespace nexus::net::tls {

class Session final : public Filter, private Handshake {
 public:
  explicit Session(std::shared_ptr<Context> context);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  State receive(const uint8_t* data, uint32_t length, std::string* plain, std::string* wire) override;
  bool send(const uint8_t* data, uint32_t length, std::string* wire) override;
  // RFC 8446, 6.1: close_notify. Reading goes on.
  void finish(std::string* wire) override;
  std::string_view protocol() const override { return protocol_; }
  const char* refusal() const override { return refusal_; }
  std::vector<uint8_t> peerCertificate() const override;

  // After the handshake.
  bool resumed() const;
  const char* version() const;
  // Why it broke, in OpenSSL's words.
  const std::string& failure() const { return failure_; }

 private:
  bool begin();
  void giveWay() override;
  State shakeHands();
  State decrypt(std::string* plain);
  void fail(const char* refusal);
  static BIO_METHOD* makeBio(const Openssl& lib);
  static int onBioRead(BIO* bio, char* out, int room);
  static int onBioWrite(BIO* bio, const char* data, int length);
  static long onBioControl(BIO* bio, int command, long, void*);

  const std::shared_ptr<Context> context_;
  const Openssl& lib_;
  SSL* ssl_ = nullptr;  // made when the first bytes come: who only connects costs nothing
  State state_ = State::opening;
  // Of the call that runs: OpenSSL takes from the one, and adds to the other.
  const uint8_t* in_ = nullptr;
  uint32_t inLength_ = 0;
  std::string* wire_ = nullptr;
  size_t provokedBytes_ = 0;
  std::string_view protocol_;
  const char* refusal_ = "";
  std::string failure_;
};

// Gives each connection of a listener a session. The context may be replaced while connections live on
// theirs.
class SessionFactory final : public FilterFactory {
 public:
  explicit SessionFactory(std::shared_ptr<Context> context) : context_(std::move(context)) {}
  std::unique_ptr<Filter> make() override { return std::make_unique<Session>(context_); }
  void replace(std::shared_ptr<Context> context) { context_ = std::move(context); }
  const Context* context() const { return context_.get(); }

 private:
  std::shared_ptr<Context> context_;
};

}  // namespace nexus::net::tls

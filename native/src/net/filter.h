// Owns the seam between the bytes of a connection and those on its wire. A plain connection has no filter and
// pays nothing; TLS is one. A filter calls neither driver nor server: it turns bytes into bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace nexus::net {

class Filter {
 public:
  enum class State : uint8_t {
    opening,  // the handshake goes on: `limits.handshakeTimeoutMs` bounds it
    open,
    ended,    // the peer said that nothing follows: like the end of its stream
    broken,   // what is in `wire` (an alert) is sent, then the connection closes
  };

  virtual ~Filter() = default;
  // Bytes from the peer. Appends what they mean to `plain`, and what must be sent in turn to `wire`.
  virtual State receive(const uint8_t* data, uint32_t length, std::string* plain, std::string* wire) = 0;
  // Bytes for the peer, only once open. Appends what is to be sent to `wire`; false closes the connection.
  virtual bool send(const uint8_t* data, uint32_t length, std::string* wire) = 0;
  // Nothing more will be sent: appends what tells the peer so (close_notify). Called once at most.
  virtual void finish(std::string* wire) = 0;
  // What was negotiated for the bytes inside (ALPN), once open; empty: HTTP/1.1.
  virtual std::string_view protocol() const { return {}; }
  // Once broken: the code of the refusal that it counts as. Before that it is empty.
  virtual const char* refusal() const { return ""; }
  // Who the peer proved to be, in DER (X.509); empty when it did not.
  virtual std::vector<uint8_t> peerCertificate() const { return {}; }
};

// Makes a filter for each connection that a listener accepts.
class FilterFactory {
 public:
  virtual ~FilterFactory() = default;
  // Null closes the connection.
  virtual std::unique_ptr<Filter> make() = 0;
};

}  // namespace nexus::net

// Owns until when a session may be resumed: as long after its full handshake as sessions live, and never once a
// certificate of the client's chain has ended. Resuming looks at no certificate, and in TLS 1.3 each resumption brings
// a new ticket (RFC 8446, 4.6.1), so the last moment is said in the session itself.
#pragma once

#include "net/tls/openssl.h"

namespace nexus::net::tls {

// How long a session may be resumed.
inline constexpr long sessionSeconds = 2 * 60 * 60;

// From now on each ticket of `ssl` says until when its session lives.
void boundTickets(const Openssl& lib, SSL_CTX* ssl);

// For sessions that are remembered here instead: after a full handshake.
void boundSession(const Openssl& lib, const SSL* ssl);

}  // namespace nexus::net::tls

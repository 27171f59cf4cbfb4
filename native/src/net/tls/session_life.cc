// Owns session_life.h: the last second of a session, kept in its tickets.
#include "net/tls/session_life.h"

#include <string.h>
#include <time.h>

#include <algorithm>
#include <cstdint>

namespace nexus::net::tls {
namespace {

constexpr int64_t secondsOfDay = 24 * 60 * 60;
constexpr int done = 1;

// The first of the verified chain to end is what counts: the authority's end is the client's, too. OpenSSL holds a
// certificate for ended in the second that it names (X509_cmp_time).
int64_t lastSecondOfChain(const Openssl& lib, const SSL* ssl, int64_t now, int64_t last) {
  const auto* chain = reinterpret_cast<const OPENSSL_STACK*>(lib.SSL_get0_verified_chain(ssl));
  if (chain == nullptr) return last;  // nobody proved anything
  for (int i = 0; i < lib.OPENSSL_sk_num(chain); i++) {
    const auto* certificate = static_cast<const X509*>(lib.OPENSSL_sk_value(chain, i));
    int days = 0;
    int seconds = 0;
    if (lib.ASN1_TIME_diff(&days, &seconds, nullptr, lib.X509_get0_notAfter(certificate)) != 1) return now;
    last = std::min(last, now + days * secondsOfDay + seconds - 1);
  }
  return last;
}

int64_t lastSecondOf(const Openssl& lib, const SSL* ssl, int64_t now) {
  return lastSecondOfChain(lib, ssl, now, now + sessionSeconds);
}

void endAt(const Openssl& lib, SSL_SESSION* session, int64_t last, int64_t now) {
  lib.SSL_SESSION_set_timeout(session, static_cast<long>(std::max<int64_t>(last - now, 0)));
}

// Called for each ticket before it is sealed. The session of a resumed connection has what its first ticket said.
int onTicketMade(SSL* ssl, void*) {
  std::string why;
  const Openssl* lib = openssl(&why);
  SSL_SESSION* session = lib->SSL_get_session(ssl);
  const int64_t now = time(nullptr);
  void* said = nullptr;
  size_t length = 0;
  lib->SSL_SESSION_get0_ticket_appdata(session, &said, &length);
  int64_t last;
  if (said != nullptr && length == sizeof(last)) {
    memcpy(&last, said, sizeof(last));
  } else {
    last = lastSecondOf(*lib, ssl, now);
    if (lib->SSL_SESSION_set1_ticket_appdata(session, &last, sizeof(last)) != done) return 0;
  }
  endAt(*lib, session, last, now);
  return done;
}

}  // namespace

void boundTickets(const Openssl& lib, SSL_CTX* ssl) {
  lib.SSL_CTX_set_timeout(ssl, sessionSeconds);
  lib.SSL_CTX_set_session_ticket_cb(ssl, onTicketMade, nullptr, nullptr);
}

void boundSession(const Openssl& lib, const SSL* ssl) {
  const int64_t now = time(nullptr);
  endAt(lib, lib.SSL_get_session(ssl), lastSecondOf(lib, ssl, now), now);
}

}  // namespace nexus::net::tls

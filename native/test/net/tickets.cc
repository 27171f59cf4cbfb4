// Owns what holds of resumed sessions: which contexts take whose, and for how long a key opens tickets.
#include "tls_pair.h"

namespace nexus::test {
namespace {

void resumes() {
  const Identity friendly = identify("friend", "", &authority());
  const auto again = [&](const std::shared_ptr<Context>& first, const std::shared_ptr<Context>& second,
                         int version, bool tickets) {
    ClientWishes wishes = {
        .versionMin = version, .versionMax = version, .identity = &friendly, .tickets = tickets};
    Pair pair(first, wishes);
    pair.run();
    CHECK(pair.done() && !pair.server->resumed() && pair.client.session != nullptr);
    wishes.session = pair.client.session;
    Pair next(second, wishes);
    next.run();
    CHECK(next.done());
    CHECK_EQUAL(SSL_session_reused(next.client.ssl) == 1, next.server->resumed());
    return next.server->resumed();
  };
  ContextSettings settings = settingsOf({&siteA()});
  const auto context = contextOf(settings);
  CHECK(again(context, context, TLS1_3_VERSION, true));
  CHECK(again(context, context, TLS1_2_VERSION, true));
  CHECK(again(context, context, TLS1_2_VERSION, false));
  // Tickets outlive a new certificate, and end where other clients are asked for.
  const auto renewed = contextOf(settingsOf({&siteB()}), context.get());
  CHECK(again(context, renewed, TLS1_3_VERSION, true));
  CHECK(again(context, renewed, TLS1_2_VERSION, true));
  settings.clientAuthoritiesPem = authority().certificatePem;
  settings.clientCertificates = ClientCertificates::required;
  const auto strict = contextOf(settings, context.get());
  CHECK(!again(context, strict, TLS1_3_VERSION, true));
  CHECK(!again(context, strict, TLS1_2_VERSION, true));
  CHECK(again(strict, strict, TLS1_3_VERSION, true));
  CHECK(!again(context, contextOf(settingsOf({&siteA()})), TLS1_3_VERSION, true));
}

uint64_t testNs = 0;

// The name of the key that a ticket was sealed with, which it begins with (RFC 5077, 4).
std::string keyNameOf(const SSL_SESSION* session) {
  const unsigned char* ticket = nullptr;
  size_t length = 0;
  SSL_SESSION_get0_ticket(session, &ticket, &length);
  return std::string(reinterpret_cast<const char*>(ticket), std::min<size_t>(length, 16));
}

void rotatesTicketKeys() {
  constexpr uint64_t lifeNs = net::tls::ticketKeySeconds * 1'000'000'000;
  static_assert(net::tls::ticketKeySeconds > net::tls::sessionSeconds, "a key opens for as long as its sessions last");
  ContextSettings settings = settingsOf({&siteA()});
  settings.now = [] { return testNs; };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    testNs = 1;
    const auto context = contextOf(settings);
    const ClientWishes wishes = {.versionMin = version, .versionMax = version};
    Pair first(context, wishes);
    first.run();
    CHECK(first.done() && first.client.session != nullptr);
    const auto resume = [&](uint64_t atNs, const std::shared_ptr<Context>& with, SSL_SESSION* session,
                            std::string* keyName) {
      testNs = atNs;
      ClientWishes again = wishes;
      // A client that is gone without a farewell does not resume its session any more: each has a copy.
      again.session = SSL_SESSION_dup(session);
      Pair pair(with, again);
      SSL_SESSION_free(again.session);
      pair.run();
      CHECK(pair.done());
      *keyName = keyNameOf(SSL_get_session(pair.client.ssl));
      return pair.server->resumed();
    };
    SSL_SESSION* const session = first.client.session;
    const std::string made = keyNameOf(session);
    std::string renewed;
    CHECK(resume(lifeNs, context, session, &renewed));
    CHECK(renewed == made);
    CHECK(resume(lifeNs + 1, context, session, &renewed));
    CHECK(renewed.size() == made.size() && renewed != made);
    // Keys go over to what replaces a context, and age on.
    const auto replaced = contextOf(settingsOf({&siteB()}), context.get());
    CHECK(resume(2 * lifeNs, replaced, session, &renewed));
    CHECK(!resume(2 * lifeNs + 1, replaced, session, &renewed));
    CHECK(renewed.size() == made.size() && renewed != made);
    // Nobody came for long: what is due is made up for at once.
    testNs = 1;
    const auto quiet = contextOf(settings);
    Pair early(quiet, wishes);
    early.run();
    CHECK(early.done() && early.client.session != nullptr);
    CHECK(!resume(1 + 2 * lifeNs, quiet, early.client.session, &renewed));
  }
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::resumes();
  nexus::test::rotatesTicketKeys();
  return nexus::test::summary("net/tickets");
}

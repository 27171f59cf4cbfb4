// Owns what holds of resumed sessions: which contexts take whose, and for how long a key opens tickets.
#include <unistd.h>

#include <algorithm>

#include "net/tls/session_life.h"
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

// A session of each kind, made while the certificates are good.
struct Resumable {
  const char* what;
  ClientWishes wishes;
  std::unique_ptr<Pair> first;
};

std::vector<Resumable> sessionsOf(const std::shared_ptr<Context>& context, const Identity& identity) {
  std::vector<Resumable> made;
  made.push_back({"1.3", {.versionMin = TLS1_3_VERSION, .versionMax = TLS1_3_VERSION, .identity = &identity}, {}});
  made.push_back({"1.2, ticket", {.versionMin = TLS1_2_VERSION, .versionMax = TLS1_2_VERSION, .identity = &identity}, {}});
  made.push_back({"1.2, remembered",
                  {.versionMin = TLS1_2_VERSION, .versionMax = TLS1_2_VERSION, .identity = &identity, .tickets = false},
                  {}});
  for (Resumable& each : made) {
    each.first = std::make_unique<Pair>(context, each.wishes);
    each.first->run();
  }
  return made;
}

std::unique_ptr<Pair> resume(const std::shared_ptr<Context>& context, const Resumable& from) {
  ClientWishes wishes = from.wishes;
  wishes.session = SSL_SESSION_dup(from.first->client.session);
  // What the server told of its life is not the client's to honour: a stolen ticket is shown all the same.
  SSL_SESSION_set_timeout(wishes.session, net::tls::sessionSeconds);
  auto pair = std::make_unique<Pair>(context, wishes);
  SSL_SESSION_free(wishes.session);
  pair->run();
  return pair;
}

bool areDone(const std::vector<Resumable>& all) {
  return std::all_of(all.begin(), all.end(), [](const Resumable& each) { return each.first->done(); });
}

// The client's own, or that of its authority: whichever ends first. False where they ended before all were made.
bool endsWithTheCertificate(long lifeSeconds) {
  const Identity lasting = identify("lasting", "", &authority());
  const Identity brief = identify("brief", "", &authority(), lifeSeconds);
  const Identity briefAuthority = identify("Brief Authority", "", nullptr, lifeSeconds);
  const Identity orphan = identify("orphan", "", &briefAuthority);
  ContextSettings settings = settingsOf({&siteA()});
  settings.clientCertificates = ClientCertificates::optional;
  settings.clientAuthoritiesPem = authority().certificatePem + briefAuthority.certificatePem;
  const auto context = contextOf(settings);
  const auto briefs = sessionsOf(context, brief);
  const auto orphans = sessionsOf(context, orphan);
  const auto lastings = sessionsOf(context, lasting);
  CHECK(areDone(lastings));
  const bool isInTime = X509_cmp_current_time(X509_get0_notAfter(brief.certificate)) > 0 &&
                        X509_cmp_current_time(X509_get0_notAfter(briefAuthority.certificate)) > 0;
  if (!isInTime) return false;
  CHECK(areDone(briefs) && areDone(orphans));
  while (X509_cmp_current_time(X509_get0_notAfter(briefAuthority.certificate)) > 0) usleep(50'000);
  for (size_t i = 0; i < briefs.size(); i++) {
    for (const auto* ended : {&briefs[i], &orphans[i]}) {
      const auto pair = resume(context, *ended);
      CHECK_THAT(pair->state == Filter::State::broken, ended->what);
      CHECK_EQUAL(pair->server->failure(), std::string("certificate verify failed"));
    }
    const auto pair = resume(context, lastings[i]);
    CHECK_THAT(pair->done() && pair->server->resumed(), lastings[i].what);
  }
  return true;
}

// However slow the machine is: a longer life for the certificates then.
void endsWithTheCertificate() {
  for (long lifeSeconds = 2; lifeSeconds <= 128; lifeSeconds *= 2) {
    if (endsWithTheCertificate(lifeSeconds)) return;
  }
  CHECK(false);
}

// A ticket of a resumed connection promises what is left of the first, and nobody knocks on forever.
void countsFromTheFirstHandshake() {
  const Identity friendly = identify("friend", "", &authority());
  const auto context = contextOf(settingsOf({&siteA()}));
  auto all = sessionsOf(context, friendly);
  CHECK(areDone(all));
  Resumable& modern = all.front();
  const auto promised = [](const Pair& pair) {
    return static_cast<long>(SSL_SESSION_get_ticket_lifetime_hint(pair.client.session));
  };
  CHECK_EQUAL(promised(*modern.first), net::tls::sessionSeconds);
  const time_t made = SSL_SESSION_get_time(SSL_get_session(modern.first->client.ssl));
  for (long rested = 1; rested <= 2; rested++) {
    while (time(nullptr) < made + rested) usleep(50'000);
    auto again = resume(context, modern);
    CHECK(again->done() && again->server->resumed());
    CHECK_THAT(promised(*again) <= net::tls::sessionSeconds - rested, std::to_string(promised(*again)));
    modern.first = std::move(again);
  }
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::resumes();
  nexus::test::rotatesTicketKeys();
  nexus::test::endsWithTheCertificate();
  nexus::test::countsFromTheFirstHandshake();
  return nexus::test::summary("net/tickets");
}

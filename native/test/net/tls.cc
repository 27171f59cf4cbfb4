// Owns what a TLS session promises: who is shown, what is agreed on, what is refused, and that no cut of the
// bytes makes a difference.
#include <random>

#include "tls_pair.h"

namespace nexus::test {
namespace {

void showsTheCertificateOfTheName() {
  const auto context = contextOf(settingsOf({&siteA(), &siteB()}));
  const struct {
    const char* name;
    const char* shown;
  } cases[] = {{"a.test", "a.test"},     {"b.test", "b.test"}, {"B.TEST", "b.test"}, {"x.b.test", "b.test"},
               {"y.x.b.test", "a.test"}, {"c.test", "a.test"}, {"", "a.test"}};
  for (const auto& each : cases) {
    Pair pair(context, {.serverName = each.name});
    pair.run();
    CHECK_THAT(pair.done(), each.name);
    CHECK_EQUAL(pair.client.shownName(), std::string(each.shown));
  }
}

void agreesOnAProtocol() {
  ContextSettings settings = settingsOf({&siteA()});
  const auto both = contextOf(settings);
  settings.http2 = false;
  const auto http1 = contextOf(settings);
  const struct {
    std::shared_ptr<Context> context;
    std::vector<std::string> offered;
    const char* wanted;  // "-": refused
  } cases[] = {{both, {"http/1.1", "h2"}, "h2"},
               {both, {"http/1.1"}, "http/1.1"},
               {both, {}, ""},
               {http1, {"h2", "http/1.1"}, "http/1.1"},
               {http1, {"h2"}, "-"},
               {both, {"spdy/1"}, "-"}};
  for (const auto& each : cases) {
    Pair pair(each.context, {.protocols = each.offered});
    pair.run();
    CHECK_EQUAL(pair.done(), std::string(each.wanted) != "-");
    if (!pair.done()) continue;
    CHECK_EQUAL(pair.client.protocol(), std::string(each.wanted));
    CHECK_EQUAL(std::string(pair.server->protocol()), std::string(each.wanted));
  }
}

void refusesOldVersions() {
  ContextSettings settings = settingsOf({&siteA()});
  const auto context = contextOf(settings);
  settings.tls13Only = true;
  const auto modern = contextOf(settings);
  const auto agreed = [](const std::shared_ptr<Context>& with, int version) {
    Pair pair(with, {.versionMin = version, .versionMax = version});
    pair.run();
    return pair.done() ? std::string(pair.server->version()) : pair.server->failure();
  };
  CHECK_EQUAL(agreed(context, TLS1_3_VERSION), std::string("TLSv1.3"));
  CHECK_EQUAL(agreed(context, TLS1_2_VERSION), std::string("TLSv1.2"));
  CHECK_EQUAL(agreed(context, TLS1_1_VERSION), std::string("unsupported protocol"));
  CHECK_EQUAL(agreed(context, TLS1_VERSION), std::string("unsupported protocol"));
  CHECK_EQUAL(agreed(modern, TLS1_2_VERSION), std::string("unsupported protocol"));
}

void asksClients() {
  const Identity friendly = identify("friend", "", &authority());
  const Identity stranger = identify("stranger", "");
  ContextSettings settings = settingsOf({&siteA()});
  settings.clientAuthoritiesPem = authority().certificatePem;
  settings.clientCertificates = ClientCertificates::required;
  const auto required = contextOf(settings);
  settings.clientCertificates = ClientCertificates::optional;
  const auto optional = contextOf(settings);
  const auto lets = [](const std::shared_ptr<Context>& context, const Identity* identity, int version) {
    Pair pair(context, {.versionMin = version, .versionMax = version, .identity = identity});
    pair.run();
    if (pair.state != Filter::State::open) return "no: " + pair.server->failure();
    return std::string(pair.server->peerCertificate().empty() ? "nobody" : "somebody");
  };
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    CHECK_EQUAL(lets(required, &friendly, version), std::string("somebody"));
    CHECK_EQUAL(lets(optional, &friendly, version), std::string("somebody"));
    CHECK_EQUAL(lets(optional, nullptr, version), std::string("nobody"));
    CHECK_EQUAL(lets(required, nullptr, version), std::string("no: peer did not return a certificate"));
    CHECK_EQUAL(lets(required, &stranger, version), std::string("no: certificate verify failed"));
    CHECK_EQUAL(lets(optional, &stranger, version), std::string("no: certificate verify failed"));
  }
}

// What the client says first and second, so that each prefix can be played to a server of its own.
void survivesEveryCut() {
  const auto context = contextOf(settingsOf({&siteA()}));
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ClientWishes wishes = {.versionMin = version, .versionMax = version};
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{5}, size_t{6}, size_t{100}}) {
      Pair pair(context, wishes);
      pair.run(piece);
      CHECK(pair.done());
      SSL_write(pair.client.ssl, "hello", 5);
      pair.run(piece);
      CHECK_EQUAL(pair.received, std::string("hello"));
    }
    TlsClient client(wishes);
    client.handshake();
    const std::string hello = client.sent();
    for (size_t length = 0; length < hello.size(); length++) {
      Session server(context);
      std::string plain;
      std::string wire;
      const auto* bytes = reinterpret_cast<const uint8_t*>(hello.data());
      CHECK(server.receive(bytes, static_cast<uint32_t>(length), &plain, &wire) == Filter::State::opening);
      CHECK_EQUAL(wire.size() + plain.size(), size_t{0});
    }
  }
}

// Each byte of a whole conversation, changed: the server fails or waits, and never takes it for data.
void refusesDamage() {
  const auto context = contextOf(settingsOf({&siteA()}));
  for (size_t at = 0; at < 64; at++) {
    Pair pair(context);
    pair.run();
    SSL_write(pair.client.ssl, "GET / HTTP/1.1\r\n\r\n", 18);
    std::string record = pair.client.sent();
    if (at >= record.size()) break;
    record[at] = static_cast<char>(record[at] ^ 0x41);
    pair.give(record);
    CHECK(pair.state == Filter::State::broken || pair.state == Filter::State::open);
    CHECK_EQUAL(pair.received, std::string());
  }
  for (const std::string text : {"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                                 "\x80\x2e\x01\x03\x01 an SSL 2 hello of as many bytes as it says it has",
                                 "\x16\x03\x01\xff\xff too long a record for anybody to send"}) {
    Pair pair(context);
    pair.give(text);
    CHECK(pair.state == Filter::State::broken);
    const bool isHttp = text.starts_with("GET");
    CHECK_EQUAL(std::string(pair.server->refusal()),
                std::string(isHttp ? "tls-plain-http" : "tls-handshake-failed"));
    CHECK_EQUAL(pair.wire.starts_with("HTTP/1.1 400 "), isHttp);
    CHECK(!pair.send("x"));
  }
}

// New keys, asked for again and again by a client that reads none of the answers.
void endsWhoMakesItTalk() {
  Pair pair(contextOf(settingsOf({&siteA()})));
  pair.run();
  for (int i = 0; i < 20'000 && pair.state == Filter::State::open; i++) {
    SSL_key_update(pair.client.ssl, SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(pair.client.ssl);
    pair.give(pair.client.sent());
  }
  CHECK(pair.state == Filter::State::broken);
  CHECK_EQUAL(std::string(pair.server->refusal()), std::string("tls-flood"));
}

void carriesMuchBothWays() {
  const auto context = contextOf(settingsOf({&siteA()}));
  std::mt19937_64 random(1);
  std::string up(300'000, 'u');
  std::string down(1'000'000, 'd');
  for (char& c : down) c = static_cast<char>(random());
  Pair pair(context);
  pair.run();
  SSL_write(pair.client.ssl, up.data(), static_cast<int>(up.size()));
  CHECK(pair.send(down));
  pair.run(1000);
  CHECK(pair.received == up);
  CHECK(pair.plain == down);
}

void endsInOrder() {
  const auto context = contextOf(settingsOf({&siteA()}));
  Pair pair(context);
  pair.run();
  CHECK(pair.send("bye"));
  pair.server->finish(&pair.wire);
  pair.run();
  CHECK_EQUAL(pair.plain, std::string("bye"));
  CHECK(pair.client.ended);
  SSL_write(pair.client.ssl, "late", 4);
  SSL_shutdown(pair.client.ssl);
  pair.run();
  CHECK_EQUAL(pair.received, std::string("late"));
  CHECK(pair.state == Filter::State::ended);
}

void neverRenegotiates() {
  Pair pair(contextOf(settingsOf({&siteA()})), {.versionMax = TLS1_2_VERSION});
  pair.run();
  CHECK(pair.done());
  CHECK(SSL_renegotiate(pair.client.ssl) == 1);
  SSL_do_handshake(pair.client.ssl);
  pair.run();
  CHECK(SSL_is_init_finished(pair.client.ssl) == 0);
}

// Who held a handshake open for longest gives way: half hellos shut nobody out.
void boundsHandshakes() {
  const auto context = contextOf(settingsOf({&siteA()}));
  std::vector<std::unique_ptr<Pair>> pairs;
  const std::string begin("\x16\x03\x01", 3);
  for (uint32_t i = 0; i < net::tls::handshakesMax; i++) {
    pairs.push_back(std::make_unique<Pair>(context));
    pairs.back()->give(begin);
  }
  for (int i = 0; i < 3; i++) {
    Pair served(context);
    served.run();
    CHECK(served.done());
  }
  // The first newcomer took the place of the oldest, and left it to the next.
  const std::string more("\x02\x00\x01\xfc", 4);
  CHECK_EQUAL(std::string(pairs[0]->server->refusal()), std::string("tls-handshakes"));
  pairs[0]->give(more);
  CHECK(pairs[0]->state == Filter::State::broken);
  pairs[1]->give(more);
  CHECK(pairs[1]->state == Filter::State::opening);
  CHECK_EQUAL(std::string(pairs[1]->server->refusal()), std::string());
  // Who is through gives way to nobody.
  Pair through(context);
  through.run();
  for (uint32_t i = 0; i < net::tls::handshakesMax; i++) {
    pairs.push_back(std::make_unique<Pair>(context));
    pairs.back()->give(begin);
  }
  CHECK(through.send("still here"));
  through.run();
  CHECK_EQUAL(through.plain, std::string("still here"));
}

void saysWhatIsWrongWithSettings() {
  const auto wrong = [](const ContextSettings& settings) {
    std::string why;
    return Context::create(settings, nullptr, &why) == nullptr ? why : std::string("fine");
  };
  ContextSettings settings;
  CHECK_EQUAL(wrong(settings), std::string("1 to 256 certificates are needed"));
  settings.certificates.push_back({siteA().certificatePem, siteB().keyPem, ""});
  CHECK_EQUAL(wrong(settings), std::string("key: key values mismatch"));
  settings.certificates[0] = {"nothing", siteA().keyPem, ""};
  CHECK_EQUAL(wrong(settings), std::string("certificate: no start line"));
  settings = settingsOf({&siteA()});
  settings.ciphers = "NO-SUCH-CIPHER";
  CHECK_EQUAL(wrong(settings), std::string("ciphers: no cipher match"));
  settings = settingsOf({&siteA()});
  settings.clientCertificates = ClientCertificates::required;
  CHECK_EQUAL(wrong(settings), std::string("client authorities: no start line"));
  CHECK_EQUAL(ERR_peek_error(), 0ul);
}

}  // namespace
}  // namespace nexus::test

int main() {
  using namespace nexus::test;
  showsTheCertificateOfTheName();
  agreesOnAProtocol();
  refusesOldVersions();
  asksClients();
  survivesEveryCut();
  refusesDamage();
  endsWhoMakesItTalk();
  carriesMuchBothWays();
  endsInOrder();
  neverRenegotiates();
  boundsHandshakes();
  saysWhatIsWrongWithSettings();
  return summary("net/tls");
}

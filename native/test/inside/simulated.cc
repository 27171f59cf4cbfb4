// Owns running the server on the simulated network with clients that speak TLS, HTTP/2, or both, on one listener: by ALPN
// and by the preface. Certificates are renewed meanwhile.
#include "inside/http2_speaker.h"
#include "inside/inside.h"
#include "inside/tls_speaker.h"
#include "net/conversation.h"
#include "net/simulated_run.h"

namespace nexus::test {
namespace {

constexpr uint64_t seedsDefault = 60;

const Identity& site() {
  static const Identity made = identify("a.test", "DNS:a.test");
  return made;
}

std::shared_ptr<net::tls::Context> contextOf(const net::tls::Context* previous) {
  net::tls::ContextSettings settings;
  settings.http2 = true;
  settings.certificates.push_back({site().certificatePem, site().keyPem, ""});
  std::string why;
  auto context = net::tls::Context::create(settings, previous, &why);
  CHECK_THAT(context != nullptr, why);
  return context;
}

const net::http2::Nghttp2& nghttp2() {
  std::string why;
  const auto* lib = net::http2::nghttp2(&why);
  CHECK_THAT(lib != nullptr, why);
  if (lib == nullptr) _exit(summary("inside/simulated"));
  return *lib;
}

std::unique_ptr<Speaker> speakerOf(bool isHttp2, uint32_t name, std::mt19937_64& random) {
  if (isHttp2) return std::make_unique<Http2Speaker>(nghttp2(), name, 1 + random() % 30, random);
  return std::make_unique<Conversation>(name, 1 + random() % 15, random);
}

// Both versions, both protocols: what a client takes is its own choice.
void playSecure(uint64_t seed, bool hostile) {
  net::tls::SessionFactory factory(contextOf(nullptr));
  Wires wires;
  wires.filters = &factory;
  wires.http2 = &nghttp2();
  wires.findDamage = true;
  wires.renew = [&factory] { factory.replace(contextOf(factory.context())); };
  wires.speaker = [](uint32_t name, std::mt19937_64& random) -> std::unique_ptr<Speaker> {
    const bool isHttp2 = random() % 2 == 0;
    ClientWishes wishes = {.serverName = "a.test", .protocols = {isHttp2 ? "h2" : "http/1.1"}};
    if (random() % 2 == 0) wishes.versionMax = TLS1_2_VERSION;
    return std::make_unique<TlsSpeaker>(speakerOf(isHttp2, name, random), wishes, random);
  };
  Run(seed, hostile, std::move(wires)).play();
}

void playPlain(uint64_t seed, bool hostile) {
  Wires wires;
  wires.http2 = &nghttp2();
  wires.speaker = [](uint32_t name, std::mt19937_64& random) { return speakerOf(random() % 4 != 0, name, random); };
  Run(seed, hostile, std::move(wires)).play();
}

}  // namespace
}  // namespace nexus::test

int runSuite() {
  nexus::test::playSeeds(nexus::test::seedsDefault, [](uint64_t seed, bool hostile) {
    nexus::test::playSecure(seed, hostile);
    nexus::test::playPlain(seed, hostile);
  });
  return nexus::test::summary("inside/simulated");
}

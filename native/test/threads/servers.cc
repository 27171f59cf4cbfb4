// Owns what engines of one process share between threads: nothing may race. Each runs on a thread of its own, as in
// workers, with clients on others; built with ThreadSanitizer by `npm run test:tsan`.
//
// An engine itself is on one thread: its queues (late answers, notices, batches) are memory that JavaScript of the
// same thread reads. Across threads go sockets, rings that the kernel shares, and what is static in a process.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "net/application.h"
#include "net/conversation.h"
#include "net/tls_peer.h"

namespace nexus::test {
namespace {

constexpr uint32_t serversOfADriver = 4;
constexpr uint32_t clientsOfAServer = 4;
constexpr uint32_t requestsOfAClient = 40;
constexpr uint32_t turnsMax = 200'000;
constexpr int clientWaitMs = 20;

using Open = driver::Driver* (*)(const driver::BufferPool&, const driver::DriverLimits&, driver::OpenFailure*);

int dial(uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return ::close(fd), -1;
  ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return fd;
}

// Holds one conversation, in pieces of any size.
void converse(uint16_t port, uint64_t seed) {
  std::mt19937_64 random(seed);
  Conversation talk(static_cast<uint32_t>(seed), requestsOfAClient, random);
  const int fd = dial(port);
  CHECK(fd >= 0);
  const std::string toSend = talk.say();
  size_t sent = 0;
  bool open = fd >= 0;
  for (uint32_t turn = 0; open && !talk.complete() && turn < turnsMax; turn++) {
    const size_t left = toSend.size() - sent;
    const ssize_t written =
        left == 0 ? 0 : ::send(fd, toSend.data() + sent, std::min<size_t>(left, 1 + random() % 4000), MSG_NOSIGNAL);
    if (written > 0) sent += static_cast<size_t>(written);
    char bytes[8192];
    const ssize_t got = ::recv(fd, bytes, sizeof bytes, 0);
    open = got > 0 || (got < 0 && errno == EAGAIN);
    if (got > 0) talk.hear({bytes, static_cast<size_t>(got)});
    const std::string wrong = talk.check();
    CHECK_THAT(wrong.empty(), "seed " + std::to_string(seed) + ": " + wrong);
    pollfd watched = {fd, static_cast<short>(left > 0 ? POLLIN | POLLOUT : POLLIN), 0};
    if (got < 0) ::poll(&watched, 1, clientWaitMs);
  }
  CHECK_THAT(talk.complete(), "seed " + std::to_string(seed) + ": not all was answered");
  ::close(fd);
}

// Certificates are loaded while other threads load theirs.
void loadCertificates(uint64_t seed) {
  const Identity site = identify("site " + std::to_string(seed), "DNS:a.test");
  net::tls::ContextSettings settings;
  settings.certificates.push_back({site.certificatePem, site.keyPem, ""});
  std::string why;
  auto first = net::tls::Context::create(settings, nullptr, &why);
  CHECK_THAT(first != nullptr, why);
  CHECK_THAT(net::tls::Context::create(settings, first.get(), &why) != nullptr, why);
}

void turn(net::Server& server, Application& app) {
  server.waitRound(1, -1, nullptr);
  app.answerSome(50);
  server.drainLate();
  server.advanceTimers();
  server.deliverNotices();
}

// One engine from its start to its end, with clients on threads of their own.
void serve(Open open, uint64_t seed) {
  loadCertificates(seed);
  Areas areas(4096, 32);
  driver::OpenFailure why;
  const driver::BufferPool pool = {areas.memory.input, areas.memory.bufferBytes,
                                   static_cast<uint16_t>(areas.memory.bufferCount)};
  const std::unique_ptr<driver::Driver> driver(open(pool, {}, &why));
  CHECK_THAT(driver != nullptr, why.step);
  if (driver == nullptr) return;
  Application app(areas.memory, seed);
  net::Server server(driver.get(), serverLimits(), areas.memory, &app);
  app.attach(&server);
  CHECK(server.install(Application::routes()).generation != 0);
  const net::ListenResult listener = server.listen("127.0.0.1", 0);
  CHECK(listener.fd >= 0);
  std::atomic<uint32_t> talking = clientsOfAServer;
  std::vector<std::thread> clients;
  for (uint32_t i = 0; i < clientsOfAServer; i++) {
    clients.emplace_back([&talking, port = listener.port, own = seed * 100 + i] {
      converse(port, own);
      talking.fetch_sub(1);
    });
  }
  for (uint32_t turns = 0; talking.load() > 0 && turns < turnsMax; turns++) {
    turn(server, app);
    if (turns % 200 == 199) CHECK(server.install(Application::routes()).generation != 0);
  }
  for (std::thread& client : clients) client.join();
  server.shutdown(1000);
  for (uint32_t turns = 0; turns < turnsMax && !app.stopped; turns++) turn(server, app);
  CHECK(app.stopped && server.connectionsOpen() == 0 && server.requestsInFlight() == 0);
}

bool opens(Open open) {
  std::vector<uint8_t> memory(16 * 1024);
  driver::OpenFailure why;
  const std::unique_ptr<driver::Driver> trial(open({memory.data(), 1024, 16}, {}, &why));
  if (trial == nullptr) std::printf("a driver is skipped: %s: %d\n", why.step, why.error);
  return trial != nullptr;
}

}  // namespace
}  // namespace nexus::test

// One kind after the other: ThreadSanitizer does not see io_uring close a descriptor, and epoll's numbers are to be
// watched without exceptions.
int main() {
  using namespace nexus::test;
  uint64_t seed = 1;
  uint64_t engines = 0;
  for (const Open open : {&nexus::driver::openEpoll, &nexus::driver::openUring}) {
    if (!opens(open)) continue;
    std::vector<std::thread> servers;
    for (uint32_t i = 0; i < serversOfADriver; i++) servers.emplace_back([open, own = seed++] { serve(open, own); });
    for (std::thread& server : servers) server.join();
    engines += servers.size();
  }
  std::printf("%lu engines on threads of their own, %lu clients on others\n", engines, engines * clientsOfAServer);
  return summary("threads/servers");
}

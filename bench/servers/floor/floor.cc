// Owns the floor of the benchmark: what the kernel's loopback TCP leaves to any server of this machine. It
// reads nothing of a request but its length, answers fixed bytes, and has no time-outs, errors or limits: no
// server, but nothing that serves can be faster than it. Runs on bare epoll, one thread, as the others do.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

constexpr int pipelineMax = 64;
constexpr int eventsMax = 256;

// As many bytes as the other servers answer to GET /plaintext.
constexpr char answer[] =
    "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n"
    "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\nHello, World!";
constexpr size_t answerBytes = sizeof answer - 1;

void watch(int epoll, int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

int listenOn(uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool listening = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && listen(fd, 1024) == 0;
  return listening ? fd : -1;
}

void accept(int epoll, int listener) {
  const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
  if (fd < 0) return;
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  watch(epoll, fd);
}

// The first request tells how long every request is.
size_t lengthOf(const char* data, size_t bytes) {
  const void* end = memmem(data, bytes, "\r\n\r\n", 4);
  return end == nullptr ? bytes : static_cast<const char*>(end) - data + 4;
}

void serve(int fd, const std::string& answers) {
  static char received[65536];
  const ssize_t bytes = recv(fd, received, sizeof received, 0);
  if (bytes == 0) close(fd);
  if (bytes <= 0) return;
  const size_t requests = static_cast<size_t>(bytes) / lengthOf(received, bytes);
  send(fd, answers.data(), answerBytes * (requests < pipelineMax ? requests : pipelineMax), MSG_NOSIGNAL);
}

}  // namespace

int main() {
  const char* port = getenv("PORT");
  const int listener = port == nullptr ? -1 : listenOn(static_cast<uint16_t>(atoi(port)));
  if (listener < 0) return 1;
  const int epoll = epoll_create1(0);
  watch(epoll, listener);
  std::string answers;
  for (int i = 0; i < pipelineMax; i++) answers.append(answer, answerBytes);
  puts("ready");
  fflush(stdout);
  epoll_event events[eventsMax];
  for (;;) {
    const int ready = epoll_wait(epoll, events, eventsMax, -1);
    for (int i = 0; i < ready; i++) {
      const int fd = events[i].data.fd;
      fd == listener ? accept(epoll, listener) : serve(fd, answers);
    }
  }
}

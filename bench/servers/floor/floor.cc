// Owns the floor of the benchmark: what the kernel's loopback TCP leaves to any server of this machine. Of what
// it receives it looks at the first request alone, for its length and which of four it is, and answers fixed bytes.
// It has no time-outs, errors or limits: no server, but nothing that serves can be faster than it. Runs on bare
// epoll, one thread, as the others do.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr int pipelineMax = 64;
constexpr int eventsMax = 256;

struct Answer {
  std::string_view request;
  std::string bytes;
  /** As many in a row as a client may pipeline. */
  std::string row;
};

// As many bytes as the other servers answer.
Answer answerTo(std::string_view request, const std::string& status, const std::string& type, const std::string& body) {
  Answer answer{request, "", ""};
  answer.bytes = "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\ncontent-length: " + std::to_string(body.size()) +
                 "\r\ndate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n" + body;
  for (int i = 0; i < pipelineMax; i++) answer.row += answer.bytes;
  return answer;
}

const std::array<Answer, 4> answers{{
    answerTo("GET /plaintext", "200 OK", "text/plain", "Hello, World!"),
    answerTo("GET /json", "200 OK", "application/json",
             R"({"message":"Hello, World!","framework":"bench","version":1,"ok":true})"),
    answerTo("GET /users/123", "200 OK", "application/json", R"({"id":123,"name":"user 123","active":true})"),
    answerTo("POST /orders", "201 Created", "application/json", R"({"id":4711,"lines":3,"accepted":true})"),
}};

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

size_t bodyLength(std::string_view head) {
  for (size_t line = head.find("\r\n"); line != head.npos; line = head.find("\r\n", line + 2)) {
    constexpr std::string_view name = "content-length:";
    if (strncasecmp(head.data() + line + 2, name.data(), name.size()) == 0)
      return strtoul(head.data() + line + 2 + name.size(), nullptr, 10);
  }
  return 0;
}

// The first request tells how long every request is.
size_t lengthOf(std::string_view data) {
  const size_t end = data.find("\r\n\r\n");
  return end == data.npos ? data.size() : end + 4 + (data[0] == 'G' ? 0 : bodyLength(data.substr(0, end + 4)));
}

void serve(int fd) {
  static char received[65536];
  const ssize_t bytes = recv(fd, received, sizeof received, 0);
  if (bytes == 0) close(fd);
  if (bytes <= 0) return;
  const std::string_view data{received, static_cast<size_t>(bytes)};
  for (const Answer& answer : answers) {
    if (!data.starts_with(answer.request)) continue;
    const size_t requests = std::min<size_t>(data.size() / lengthOf(data), pipelineMax);
    send(fd, answer.row.data(), answer.bytes.size() * requests, MSG_NOSIGNAL);
    return;
  }
}

}  // namespace

int main() {
  const char* port = getenv("PORT");
  const int listener = port == nullptr ? -1 : listenOn(static_cast<uint16_t>(atoi(port)));
  if (listener < 0) return 1;
  const int epoll = epoll_create1(0);
  watch(epoll, listener);
  puts("ready");
  fflush(stdout);
  epoll_event events[eventsMax];
  for (;;) {
    const int ready = epoll_wait(epoll, events, eventsMax, -1);
    for (int i = 0; i < ready; i++) {
      const int fd = events[i].data.fd;
      fd == listener ? accept(epoll, listener) : serve(fd);
    }
  }
}

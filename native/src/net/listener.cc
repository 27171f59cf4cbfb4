// Owns the socket calls that make a listener.
#include "net/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

namespace nexus::net {
namespace {

struct Address {
  sockaddr_storage storage = {};
  socklen_t length = 0;
};

bool parseAddress(const char* host, uint16_t port, Address* out) {
  auto* v4 = reinterpret_cast<sockaddr_in*>(&out->storage);
  if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    out->length = sizeof(sockaddr_in);
    return true;
  }
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&out->storage);
  if (inet_pton(AF_INET6, host, &v6->sin6_addr) != 1) return false;
  v6->sin6_family = AF_INET6;
  v6->sin6_port = htons(port);
  out->length = sizeof(sockaddr_in6);
  return true;
}

ListenResult fail(int fd, const char* step) {
  const int error = errno;
  if (fd >= 0) ::close(fd);
  return {-error, 0, step};
}

uint16_t boundPort(int fd) {
  Address bound;
  bound.length = sizeof(bound.storage);
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&bound.storage), &bound.length) != 0) return 0;
  if (bound.storage.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<sockaddr_in*>(&bound.storage)->sin_port);
  }
  return ntohs(reinterpret_cast<sockaddr_in6*>(&bound.storage)->sin6_port);
}

}  // namespace

ListenResult openListener(const char* host, uint16_t port, int backlog) {
  Address address;
  if (!parseAddress(host, port, &address)) return {-EINVAL, 0, "address"};
  const int fd = socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return fail(fd, "socket");
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (bind(fd, reinterpret_cast<sockaddr*>(&address.storage), address.length) != 0) return fail(fd, "bind");
  if (listen(fd, backlog) != 0) return fail(fd, "listen");
  return {fd, boundPort(fd), ""};
}

// A filter that lets no packet through (socket(7), SO_ATTACH_FILTER). Where it is not allowed, all is as without it.
void deafenListener(int fd) {
  sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
  const sock_fprog program = {1, &drop};
  setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

void closeDescriptor(int fd) { close(fd); }

std::string peerAddress(int fd) {
  Address peer;
  peer.length = sizeof(peer.storage);
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer.storage), &peer.length) != 0) return {};
  const int family = peer.storage.ss_family;
  char text[INET6_ADDRSTRLEN];
  const void* at = nullptr;
  if (family == AF_INET) at = &reinterpret_cast<sockaddr_in*>(&peer.storage)->sin_addr;
  if (family == AF_INET6) at = &reinterpret_cast<sockaddr_in6*>(&peer.storage)->sin6_addr;
  return at != nullptr && inet_ntop(family, at, text, sizeof(text)) != nullptr ? text : "";
}

}  // namespace nexus::net

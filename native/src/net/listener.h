// Owns opening a listening socket, closing sockets that have no driver, and who is at the other end of one.
// Not accepting: that is the driver's.
#pragma once

#include <cstdint>
#include <string>

namespace nexus::net {

class FilterFactory;

// A socket that clients connect to.
struct Listener {
  static constexpr uint32_t slot = 0xffffffffu;  // in tokens, where connections have theirs
  int fd;
  FilterFactory* filters;
  bool armed;
  bool acceptsMany;  // while armed
  bool closing;
  bool isOurs;  // opened here: the kernel knows it
};

struct ListenResult {
  int fd;          // or -errno
  uint16_t port;   // the one that was bound, also when 0 was asked for
  const char* step;  // the call that failed
};

// `host` is a numeric IPv4 or IPv6 address. TCP_NODELAY is set once here: accepted sockets inherit it.
ListenResult openListener(const char* host, uint16_t port, int backlog);

// From now on nobody connects to it: whoever tries is not answered, and tries again. Who has connected, and was not accepted
// yet, still is. Closed without this, the kernel would reset those who connect between the last accept and the close.
void deafenListener(int fd);

// For descriptors that no driver watches any more.
void closeDescriptor(int fd);

// Numeric address of the peer; empty when it has none.
std::string peerAddress(int fd);

}  // namespace nexus::net

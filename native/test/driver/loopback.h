// Owns the contract suite's real network: TCP over 127.0.0.1, a driver made by `open`.
#pragma once

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>

#include "driver/network.h"

namespace nexus::test {

using OpenDriver = driver::Driver* (*)(const driver::BufferPool&, const driver::DriverLimits&,
                                       driver::OpenFailure*);

class Loopback final : public Network {
 public:
  Loopback(OpenDriver open, const NetworkOptions& options) : Network(options) {
    driver::OpenFailure why;
    driver_.reset(open(pool_, options.limits, &why));
    if (driver_) return;
    std::printf("cannot open the driver: %s: %d\n", why.step, why.error);
    std::exit(1);
  }

  ~Loopback() override {
    restoreDescriptors();
    for (const auto& [client, unused] : ended_) ::close(client);
    driver_.reset();
  }

  int listen() override {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    const bool ok = ::bind(fd, reinterpret_cast<sockaddr*>(&address), length) == 0 &&
                    ::listen(fd, 1024) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    if (!ok) std::perror("listen");
    addresses_[fd] = address;
    return fd;
  }

  int connect(int listener) override {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in& address = addresses_.at(listener);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0)
      return ::close(fd), -1;
    ::fcntl(fd, F_SETFL, O_NONBLOCK);
    ended_[fd] = false;
    return fd;
  }

  size_t write(int client, std::string_view bytes) override {
    const ssize_t sent = ::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<size_t>(sent);
  }

  std::string read(int client, size_t bytesMax) override {
    std::string bytes(bytesMax, 0);
    const ssize_t got = ::recv(client, bytes.data(), bytesMax, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN)) ended_.at(client) = true;
    bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return bytes;
  }

  bool ended(int client) override { return ended_.at(client); }
  void finish(int client) override { ::shutdown(client, SHUT_WR); }

  void leave(int client) override {
    ended_.erase(client);
    ::close(client);
  }

  void reset(int client) override {
    const linger now = {1, 0};
    ::setsockopt(client, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    leave(client);
  }

  void exhaustDescriptors() override {
    ::getrlimit(RLIMIT_NOFILE, &saved_);
    // Below every number that is free now.
    const int probe = ::dup(0);
    ::close(probe);
    const rlimit low = {static_cast<rlim_t>(probe), saved_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &low);
  }

  void restoreDescriptors() override {
    if (saved_.rlim_max != 0) ::setrlimit(RLIMIT_NOFILE, &saved_);
  }

 private:
  std::map<int, sockaddr_in> addresses_;
  std::map<int, bool> ended_;
  rlimit saved_ = {0, 0};
};

}  // namespace nexus::test

// Owns the clients' side of the simulated network: what a test does in place of a remote peer.
#include <algorithm>

#include "driver/sim/sim.h"

namespace nexus::driver {

int SimDriver::listen() {
  const int fd = addSocket();
  demand(fd >= 0, "there is a descriptor for the listener");
  sockets_.at(fd).listens = true;
  return fd;
}

int SimDriver::connect(int listener) {
  const auto found = sockets_.find(listener);
  if (found == sockets_.end() || !found->second.listens) return -1;
  peers_.push_back({});
  const int client = static_cast<int>(peers_.size() - 1);
  found->second.backlog.push_back(client);
  signalIfWork();
  return client;
}

size_t SimDriver::write(int client, const void* data, size_t length) {
  Peer& peer = peers_.at(static_cast<size_t>(client));
  if (peer.dead || peer.clientFinished) return 0;
  const size_t held = peer.toServer.size();
  const size_t room = held < limits_.receiveBufferBytes ? limits_.receiveBufferBytes - held : 0;
  const size_t count = std::min(room, length);
  peer.toServer.append(static_cast<const char*>(data), count);
  signalIfWork();
  return count;
}

std::string SimDriver::read(int client, size_t bytesMax) {
  Peer& peer = peers_.at(static_cast<size_t>(client));
  const std::string bytes = peer.toClient.substr(0, bytesMax);
  peer.toClient.erase(0, bytes.size());
  signalIfWork();
  return bytes;
}

bool SimDriver::ended(int client) const {
  const Peer& peer = peers_.at(static_cast<size_t>(client));
  return peer.toClient.empty() && (peer.serverFinished || peer.dead);
}

void SimDriver::finish(int client) {
  peers_.at(static_cast<size_t>(client)).clientFinished = true;
  signalIfWork();
}

void SimDriver::leave(int client) {
  Peer& peer = peers_.at(static_cast<size_t>(client));
  peer.clientFinished = peer.clientLeft = true;
  signalIfWork();
}

void SimDriver::reset(int client) {
  peers_.at(static_cast<size_t>(client)).dead = true;
  signalIfWork();
}

}  // namespace nexus::driver

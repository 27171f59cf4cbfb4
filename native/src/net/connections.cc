// Owns connections.h: slots that are used again, each time by another tenant.
#include "net/connections.h"

namespace nexus::net {

Connection* Connections::add(int fd) {
  uint32_t slot;
  if (!free_.empty()) {
    slot = free_.back();
    free_.pop_back();
  } else {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
    tenants_.push_back(0);
  }
  slots_[slot] = std::make_unique<Connection>();
  Connection* c = slots_[slot].get();
  c->fd = fd;
  c->slot = slot;
  // 31 bits, so that no connection has the token of a refused one.
  c->generation = tenants_[slot]++ & 0x3fffffffu;
  count_++;
  return c;
}

void Connections::remove(Connection* c) {
  const uint32_t slot = c->slot;
  slots_[slot].reset();
  free_.push_back(slot);
  count_--;
}

Connection* Connections::find(driver::Token token) const {
  Connection* c = at(static_cast<uint32_t>(token));
  return c != nullptr && c->generation == static_cast<uint32_t>(token >> 32) ? c : nullptr;
}

}  // namespace nexus::net

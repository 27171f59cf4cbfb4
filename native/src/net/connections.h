// Owns the slots that connections live in: a token names a slot and its tenant, so late events find nobody.
#pragma once

#include <memory>
#include <vector>

#include "net/connection.h"

namespace nexus::net {

inline driver::Token tokenOf(const Connection* c) {
  return (static_cast<driver::Token>(c->generation) << 32) | c->slot;
}

class Connections {
 public:
  Connection* add(int fd);
  void remove(Connection* c);
  // Null when it is gone.
  Connection* find(driver::Token token) const;
  Connection* at(uint32_t slot) const { return slot < slots_.size() ? slots_[slot].get() : nullptr; }
  uint32_t count() const { return count_; }

  // `visit` may close connections: their slots are emptied by the driver's last event only.
  template <typename Visit>
  void each(Visit visit) {
    for (size_t i = 0; i < slots_.size(); i++) {
      if (slots_[i] != nullptr) visit(slots_[i].get());
    }
  }

 private:
  std::vector<std::unique_ptr<Connection>> slots_;
  std::vector<uint32_t> tenants_;
  std::vector<uint32_t> free_;
  uint32_t count_ = 0;
};

}  // namespace nexus::net

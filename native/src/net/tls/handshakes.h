// Owns how many handshakes are under way at once, and who gives way when one more begins.
#pragma once

#include <cstdint>

#include "core/intrusive_list.h"

namespace nexus::net::tls {

// Under way at once on one context: each takes some tens of kilobytes, and its peer proved nothing yet.
inline constexpr uint32_t handshakesMax = 4096;

class Handshake : public core::ListNode<> {
 public:
  // It has left already, and is not in a call of its own.
  virtual void giveWay() = 0;

 protected:
  ~Handshake() = default;
};

// An honest handshake is a few round trips old, one that is held open grows older: the oldest goes. So whoever wants to
// keep others out has to begin this many anew in the time that one of theirs takes.
class Handshakes {
 public:
  void enter(Handshake* handshake) {
    if (underWay_.size() >= handshakesMax) underWay_.popFront()->giveWay();
    underWay_.pushBack(handshake);
  }
  void leave(Handshake* handshake) {
    if (handshake->linked()) underWay_.remove(handshake);
  }

 private:
  core::IntrusiveList<Handshake> underWay_;
};

}  // namespace nexus::net::tls

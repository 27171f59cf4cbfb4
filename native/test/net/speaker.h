// Owns what a run on the simulated network wants of one client: bytes out, bytes in, and whether they were right.
#pragma once

#include <string>
#include <string_view>

namespace nexus::test {

class Speaker {
 public:
  virtual ~Speaker() = default;
  // What it sends next; asked again and again.
  virtual std::string say() = 0;
  virtual void hear(std::string_view bytes) = 0;
  // What of all that it heard is wrong; empty: nothing.
  virtual std::string check() = 0;
  // It has all that it asked for.
  virtual bool complete() const = 0;
  // Its last words, before it closes its side.
  virtual std::string farewell() { return {}; }
};

}  // namespace nexus::test

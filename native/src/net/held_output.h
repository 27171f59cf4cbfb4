// Owns the count of what the answers of all clients take while nobody takes them. Not whose they are.
#pragma once

#include <assert.h>

#include <cstdint>

namespace nexus::net {

class HeldOutput {
 public:
  explicit HeldOutput(uint64_t bytesMax) : bytesMax_(bytesMax) {}
  HeldOutput(const HeldOutput&) = delete;
  HeldOutput& operator=(const HeldOutput&) = delete;

  void add(uint64_t bytes) {
    bytes_ += bytes;
    grew_ = true;
  }
  void remove(uint64_t bytes) {
    assert(bytes_ >= bytes);
    bytes_ -= bytes;
  }
  uint64_t bytes() const { return bytes_; }
  uint64_t bytesMax() const { return bytesMax_; }
  bool isOver() const { return bytes_ > bytesMax_; }
  // Whether somebody added to what is too much since it was weighed last.
  bool isDue() const { return grew_ && isOver(); }
  void weighed() { grew_ = false; }

 private:
  uint64_t bytes_ = 0;
  bool grew_ = false;
  const uint64_t bytesMax_;
};

}  // namespace nexus::net

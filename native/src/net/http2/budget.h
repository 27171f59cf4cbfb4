// Owns how many frames of each kind a peer may make us deal with: budgets that refill with time, or with what the
// connection carries. Reads no bytes.
#pragma once

#include <cstdint>

#include "net/http2/frame_scanner.h"

namespace nexus::net::http2 {

// What one connection may cost; a user may set all of it.
struct Limits {
  uint32_t streamsMax;
  uint32_t connectionRequestsMax;  // 0: as many as come
  uint32_t headerBlockBytesMax;  // of one block on the wire, all its frames together
  uint32_t continuationsMax;
  uint32_t resetsMax;
  uint32_t resetsPerSecond;
  uint32_t controlFramesMax;
  uint32_t controlFramesPerSecond;
  uint32_t idleTimeoutMs;
  uint32_t uploadBytesMax;  // of request bodies that are in memory, beside the oldest one
};

// Tokens that come back with time.
class Bucket {
 public:
  Bucket(uint32_t max, uint32_t perSecond, uint64_t nowMs)
      : max_(max), perSecond_(perSecond), left_(max), seenMs_(nowMs) {}
  // False when there is none left.
  bool take(uint64_t nowMs);

 private:
  double max_;
  double perSecond_;
  double left_;
  uint64_t seenMs_;
};

// Counts the frames of one connection, both ways. Each method gives the name of a flood, or null.
class Budget {
 public:
  Budget(const Limits& limits, uint64_t nowMs);

  // A frame that comes in, told at its header.
  const char* received(const FrameHead& head, uint64_t nowMs);
  // A frame that goes out; `code` of a reset.
  const char* sent(uint8_t type, uint8_t flags, uint32_t code, uint64_t nowMs);
  // What a header block is when it is unpacked, counted as RFC 9113, 6.5.2 has it.
  const char* unpacked(uint64_t bytes);

 private:
  const char* block(const FrameHead& head, uint64_t nowMs);
  const char* control(const char* name, uint64_t nowMs);

  const Limits limits_;
  Bucket resets_;
  Bucket controls_;
  uint64_t streams_ = 0;
  uint64_t dataFramesOut_ = 0;
  uint64_t windowUpdates_ = 0;
  uint64_t unacknowledged_ = 0;  // of our PING and SETTINGS
  uint64_t priorities_ = 0;
  uint32_t continuations_ = 0;
  uint64_t blockBytes_ = 0;
};

}  // namespace nexus::net::http2

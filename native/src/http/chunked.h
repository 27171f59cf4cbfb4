// Owns decoding of the chunked transfer coding (RFC 9112, 7.1), in place and resumable at every byte.
#pragma once

#include "http/request.h"

namespace nexus::http {

// What a user may configure; the defaults are in runtime/src/config/limits.ts, see docs/reference/limits.md. The size
// of the body is the operation's.
struct ChunkLimits {
  uint32_t chunkExtensionBytesMax = 0;  // in total over one body: 400
  uint32_t chunkOverheadBytesMax = 0;   // with less than a quarter payload: 400
  uint32_t trailerBytesMax = 0;         // 431
  uint64_t bodyBytesMax = 0;            // 413
  bool keepTrailers = false;            // trailer lines are moved behind the payload instead of dropped
};

// Persistent state of one body; zero-initialised at its start. Implementation in chunked.cc.
struct ChunkedState {
  uint8_t state = 0;
  uint64_t remaining = 0;
  uint64_t bodyBytes = 0;
  uint32_t overheadBytes = 0;
  uint32_t extensionBytes = 0;
  uint32_t trailerBytes = 0;
  uint8_t digits = 0;  // of the size line being read
};

struct ChunkedResult {
  Progress progress;
  uint32_t consumed;  // bytes of input used (all of them while partial)
  uint32_t produced;  // payload bytes, moved to the front of the input range; trailer bytes behind them
  const Refusal* refusal;
};

// Decodes `data[0..length)` in place. Trailer fields are checked, and dropped unless
// they are to be kept: then the last `state->trailerBytes` bytes of all that was produced are they. A size above 2^32-1 is 400.
// After `done` the bytes from `consumed` on are the next request; after `done` or `refused` the state is
// spent.
ChunkedResult decodeChunked(ChunkedState* state, char* data, uint32_t length, const ChunkLimits& limits);

}  // namespace nexus::http

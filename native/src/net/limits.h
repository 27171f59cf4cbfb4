// Owns the limits of connections, requests and batches. What a user may set has no default here: those are in
// runtime/src/config/limits.ts, see docs/reference/limits.md.
#pragma once

#include <cstdint>

#include "http/chunked.h"
#include "http/request.h"
#include "net/http2/budget.h"

namespace nexus::net {

// What a user may configure. Zero turns none of them off but `connectionRequestsMax`: there is no unlimited else.
struct ServerLimits {
  http::ParserLimits parser;
  http::ChunkLimits chunks;
  uint64_t bodyBytesMax;             // 413
  uint32_t headTimeoutMs;            // 408
  uint32_t requestTimeoutMs;         // 408
  uint32_t uploadBytesPerSecondMin;  // 408
  uint32_t keepAliveTimeoutMs;
  uint32_t writeStallTimeoutMs;
  uint32_t downloadBytesPerSecondMin;
  uint32_t handlerTimeoutMs;  // 504
  uint32_t pipelineDepthMax;
  uint32_t connectionRequestsMax;  // 0: as many as come
  uint32_t connectionsMax;
  uint32_t handshakeTimeoutMs;
  uint64_t heldInputBytesMax;  // 503
  uint64_t heldOutputBytesMax;  // who holds most gives way
  uint32_t jsonDepthMax;       // 400
  http2::Limits http2;

  // What a reader must take of an answer within `writeStallTimeoutMs`.
  uint64_t progressBytes() const { return uint64_t{downloadBytesPerSecondMin} * writeStallTimeoutMs / 1000; }
};

// Requests handed to JavaScript in one dispatch, and how long rounds may keep libuv from its turn.
inline constexpr uint32_t batchRequestsMax = 64;
inline constexpr uint32_t roundsMax = 8;
inline constexpr uint64_t roundsBudgetNs = 500'000;

// Sends between two polls: their failures must fit the events that one poll takes.
inline constexpr uint32_t sendsMax = 512;
inline constexpr uint32_t pollEventsMax = 1024;
static_assert(pollEventsMax >= sendsMax + batchRequestsMax, "failed sends never take all events of a poll");

// Unread input kept for a connection whose pipeline is full; then reading stops.
inline constexpr uint32_t waitingInputBytesMax = 64 * 1024;
// Input of one connection on the heap, whatever its limits say: offsets are 32 bits wide.
inline constexpr uint64_t heapInputBytesMax = 1ull << 31;
// Output that waits for a slow reader; then its requests wait too.
inline constexpr uint32_t waitingOutputBytesMax = 256 * 1024;
// Output that waits when a streamed answer is asked for no more, and when it is asked again.
inline constexpr uint32_t flowBytesMax = 64 * 1024;
inline constexpr uint32_t flowBytesLow = 16 * 1024;
// A body that nobody wants is read and thrown away up to here, so that the connection can go on.
inline constexpr uint32_t discardBytesMax = 64 * 1024;
// After the last answer the peer's bytes are read and thrown away, so that a reset does not eat the answer: for as
// long as they keep coming, in all, and how many of them. A server that ends waits for less.
inline constexpr uint32_t lingerIdleMs = 2'000;
inline constexpr uint32_t lingerMs = 30'000;
inline constexpr uint32_t lingerEndingMs = 500;
inline constexpr uint32_t lingerBytesMax = 256 * 1024 * 1024;
// A body may be slow for this long before the upload rate is looked at.
inline constexpr uint32_t uploadGraceMs = 2'000;
// Bodies above this are copied into memory of their own instead of the spill area.
inline constexpr uint32_t spilledBodyBytesMax = 64 * 1024;
// Pause before accepting again when the process is out of descriptors.
inline constexpr uint32_t acceptPauseMs = 100;
// A server at the end of its descriptors fails again with each that leaves: it says so this often.
inline constexpr uint32_t acceptTellAgainMs = 30'000;
// Refusals told to JavaScript one by one between two turns; the rest are only counted.
inline constexpr uint32_t refusalNoticesMax = 64;
inline constexpr uint32_t blocksMax = 4096;
// Parameters of one operation; `install` refuses more.
inline constexpr uint32_t routeParamsMax = 256;

}  // namespace nexus::net

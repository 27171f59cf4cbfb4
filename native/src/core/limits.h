// Owns the engine's limits below HTTP, in one table: every queue, buffer and batch has its number here, and
// what must hold between them is checked when the engine is compiled. HTTP's own limits are in http/.
#pragma once

#include <cstdint>

namespace nexus::core::limits {

// Receive pool: what a connection reads into, shared by all of them.
inline constexpr uint16_t kReceiveBufferCount = 512;
inline constexpr uint32_t kReceiveBufferBytes = 4096;

// Rings.
inline constexpr uint32_t kRingEntries = 4096;
inline constexpr uint32_t kCompletionEntries = 16384;

// Descriptors, connections among them.
inline constexpr uint32_t kDescriptorsMax = 65536;

// One crossing into JavaScript takes this many requests at most, and one poll this many events.
inline constexpr uint32_t kDispatchRequestsMax = 64;
inline constexpr uint32_t kPollEventsMax = 1024;

static_assert((kReceiveBufferCount & (kReceiveBufferCount - 1)) == 0,
              "a buffer ring's size is a power of two");
static_assert(kReceiveBufferCount <= 32768, "buffer numbers have 15 bits in a ring");
static_assert(kCompletionEntries >= 2 * kRingEntries, "completions outnumber submissions: multishot");
static_assert(kCompletionEntries >= kPollEventsMax, "a full poll never needs more than the ring holds");
static_assert(kPollEventsMax >= kDispatchRequestsMax, "every failed send of a dispatch fits the next poll");

}  // namespace nexus::core::limits

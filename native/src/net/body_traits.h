// Owns what must be known about a body before JavaScript reads it as text: plain ASCII, UTF-8, long digits, depth.
#pragma once

#include <cstdint>

namespace nexus::net {

// Record flags (flagBodyText8, flagBodyBroken, flagLongDigits, flagTooDeep) of a whole body.
uint32_t bodyTraits(const uint8_t* data, uint32_t length, uint32_t jsonDepthMax);

}  // namespace nexus::net

// Owns what the fuzz targets share: what happens when a property does not hold, and input flush against a guard page.
#pragma once

#include <cstdlib>
#include <string_view>

#include "guard.h"

// Stops, so that libFuzzer keeps the input.
inline void expect(bool holds) {
  if (!holds) std::abort();
}

inline constexpr size_t fuzzBytesMax = 64 * 1024;

// A copy of `text` whose last byte is the last that can be read.
inline std::string_view flush(std::string_view text) {
  static nexus::test::GuardedBuffer buffer(fuzzBytesMax);
  return {buffer.atEnd(text), text.size()};
}

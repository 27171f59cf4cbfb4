// Owns what a fuzz target does when a property does not hold: stop, so that libFuzzer keeps the input.
#pragma once

#include <cstdlib>

inline void expect(bool holds) {
  if (!holds) std::abort();
}

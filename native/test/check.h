// Owns the harness of the native unit tests: counted checks, one summary line, an exit code. No registry.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace nexus::test {

// Suites may check on several threads.
inline std::atomic<uint32_t> passed = 0;
inline std::atomic<uint32_t> failed = 0;
inline constexpr uint32_t failuresShownMax = 20;

inline void report(bool ok, const char* file, int line, const std::string& what) {
  if (ok) {
    passed++;
    return;
  }
  if (failed++ < failuresShownMax) std::printf("%s:%d: %s\n", file, line, what.c_str());
}

inline std::string shown(std::string_view text) { return '"' + std::string(text) + '"'; }
inline std::string shown(const std::string& text) { return shown(std::string_view(text)); }
inline std::string shown(const char* text) { return shown(std::string_view(text)); }
inline std::string shown(bool value) { return value ? "true" : "false"; }
inline std::string shown(double value) { return std::to_string(value); }
template <typename Value>
std::string shown(const Value& value) {
  return std::to_string(static_cast<long long>(value));
}

template <typename Left, typename Right>
void reportEqual(const Left& left, const Right& right, const char* file, int line, const char* what) {
  const bool ok = left == right;
  report(ok, file, line, ok ? "" : std::string(what) + ": got " + shown(left) + ", wanted " + shown(right));
}

// Prints "name: N passed, M failed"; the exit code of a suite's `main`.
inline int summary(const char* name) {
  if (failed > failuresShownMax) std::printf("... and %u more\n", failed.load() - failuresShownMax);
  std::printf("%s: %u passed, %u failed\n", name, passed.load(), failed.load());
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace nexus::test

#define CHECK(condition) ::nexus::test::report((condition), __FILE__, __LINE__, #condition)
// The same with a text of your own for when it fails.
#define CHECK_THAT(condition, what) ::nexus::test::report((condition), __FILE__, __LINE__, (what))
#define CHECK_EQUAL(left, right) ::nexus::test::reportEqual((left), (right), __FILE__, __LINE__, #left)

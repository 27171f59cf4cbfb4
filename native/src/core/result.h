// Owns the result of what can fail in the engine: a value, or a negative errno. No exceptions, no heap.
#pragma once

#include <cassert>
#include <utility>

namespace nexus::core {

// Example: `Result<int> listener = listenOn(address); if (!listener.ok()) return listener.error();`
template <typename T>
class Result {
 public:
  Result(T value) : value_(std::move(value)) {}
  // `error` is a negative errno.
  static Result fail(int error) {
    assert(error < 0);
    return Result(error, Failed{});
  }

  bool ok() const { return error_ == 0; }
  // 0 when there is a value.
  int error() const { return error_; }
  // Only when `ok()`.
  T& value() {
    assert(ok());
    return value_;
  }
  const T& value() const {
    assert(ok());
    return value_;
  }

 private:
  struct Failed {};
  Result(int error, Failed) : value_(), error_(error) {}

  T value_;
  int error_ = 0;
};

}  // namespace nexus::core

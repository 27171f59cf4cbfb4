// Owns reading members of an object from JavaScript. The first that is missing or of the wrong kind is thrown back by
// its name; nothing after it is looked at, for a getter may throw, and N-API bears no second exception.
#pragma once

#include <napi.h>

#include <functional>
#include <string>
#include <vector>

namespace nexus::addon {

class Fields {
 public:
  // `value` that is no object is thrown back as `what`.
  Fields(Napi::Env env, const Napi::Value& value, const std::string& what);

  bool ok() const { return !env_.IsExceptionPending(); }
  Napi::Env env() const { return env_; }

  // Empty once something was thrown.
  Napi::Value value(const char* name) const;
  Fields object(const char* name) const;
  uint64_t number(const char* name) const;
  // At most `max`; more than that is not asked of it.
  uint32_t small(const char* name, uint32_t max = 0x7fffffffu) const;
  // Without one: ''.
  std::string text(const char* name) const;
  std::string requiredText(const char* name) const;
  bool truth(const char* name) const;
  bool has(const char* name) const;
  std::vector<std::string> texts(const char* name) const;
  // Each item of a list; none without one.
  void each(const char* name, const std::function<void(const Fields&)>& visit) const;
  // An ArrayBuffer of at least `bytesMin`; empty otherwise.
  Napi::ArrayBuffer area(const char* name, size_t bytesMin) const;
  // A copy of a string's or typed array's bytes; none without one.
  std::string bytes(const char* name) const;

 private:
  Napi::Env env_;
  Napi::Object object_;
  std::string what_;
};

// Each item of a list that is given by itself.
void eachItem(Napi::Env env, const Napi::Value& list, const std::string& what,
              const std::function<void(const Fields&)>& visit);

}  // namespace nexus::addon

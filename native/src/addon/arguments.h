// Owns reading the arguments of a call from JavaScript, and refusing it with a code.
#pragma once

#include <napi.h>

#include <string>
#include <string_view>

namespace nexus::addon {

inline void throwCode(Napi::Env env, const std::string& code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  error.ThrowAsJavaScriptException();
}

inline uint32_t argument(const Napi::CallbackInfo& info, size_t index) {
  return info[index].IsNumber() ? info[index].As<Napi::Number>().Uint32Value() : 0;
}

// Bytes of a string or a Uint8Array; `storage` keeps a string's.
inline std::string_view bytesOf(const Napi::Value& value, std::string* storage) {
  if (value.IsString()) {
    *storage = value.As<Napi::String>().Utf8Value();
    return *storage;
  }
  if (!value.IsTypedArray()) return {};
  const auto view = value.As<Napi::TypedArray>();
  return {static_cast<char*>(view.ArrayBuffer().Data()) + view.ByteOffset(), view.ByteLength()};
}

}  // namespace nexus::addon

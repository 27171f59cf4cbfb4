// Owns what a call from JavaScript was given: values of the wrong kind are thrown back, the first of them, and what
// follows is not looked at. Nothing here runs while an exception is pending: N-API would end the process.
#pragma once

#include <napi.h>

#include <string>
#include <string_view>

namespace nexus::addon {

inline void throwCode(Napi::Env env, const std::string& code, const std::string& message) {
  if (env.IsExceptionPending()) return;
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, code));
  error.ThrowAsJavaScriptException();
}

inline void throwType(Napi::Env env, const std::string& message) {
  if (!env.IsExceptionPending()) Napi::TypeError::New(env, message).ThrowAsJavaScriptException();
}

// Arguments by their place. `ok` says whether all that were asked for so far are what they must be.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  bool ok() const { return !info_.Env().IsExceptionPending(); }

  // Words of shared memory are signed in JavaScript: the sign is a bit like the others.
  uint32_t word(size_t index) {
    if (!isKind(index, info_[index].IsNumber(), "a number")) return 0;
    return info_[index].As<Napi::Number>().Uint32Value();
  }
  double number(size_t index) {
    if (!isKind(index, info_[index].IsNumber(), "a number")) return 0;
    return info_[index].As<Napi::Number>().DoubleValue();
  }
  bool truth(size_t index) {
    if (!isKind(index, info_[index].IsBoolean(), "a boolean")) return false;
    return info_[index].As<Napi::Boolean>().Value();
  }
  std::string text(size_t index) {
    if (!isKind(index, info_[index].IsString(), "a string")) return {};
    return info_[index].As<Napi::String>().Utf8Value();
  }
  Napi::Object object(size_t index) {
    if (!isKind(index, info_[index].IsObject(), "an object")) return {};
    return info_[index].As<Napi::Object>();
  }
  // Bytes of a string or a typed array; `storage` keeps a string's. An array that was given away has none.
  std::string_view bytes(size_t index, std::string* storage) {
    const Napi::Value value = info_[index];
    if (value.IsString()) {
      *storage = text(index);
      return *storage;
    }
    if (!isKind(index, value.IsTypedArray(), "a string or a typed array")) return {};
    napi_typedarray_type type;
    size_t length = 0;
    size_t offset = 0;
    void* data = nullptr;
    napi_value buffer;
    const napi_status status =
        napi_get_typedarray_info(info_.Env(), value, &type, &length, &data, &buffer, &offset);
    if (status != napi_ok || data == nullptr) return {};
    return {static_cast<char*>(data), value.As<Napi::TypedArray>().ByteLength()};
  }

 private:
  bool isKind(size_t index, bool is, const char* kind) {
    if (!ok()) return false;
    if (!is) throwType(info_.Env(), "argument " + std::to_string(index + 1) + " must be " + kind);
    return is;
  }

  const Napi::CallbackInfo& info_;
};

}  // namespace nexus::addon

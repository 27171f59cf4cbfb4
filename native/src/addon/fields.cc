// Owns fields.h: what a member must be, and the words for what it is not.
#include "addon/fields.h"

#include <algorithm>

#include "addon/arguments.h"

namespace nexus::addon {
namespace {

constexpr double safeIntegerMax = 9007199254740991.0;

}  // namespace

Fields::Fields(Napi::Env env, const Napi::Value& value, const std::string& what) : env_(env), what_(what) {
  if (!ok()) return;
  if (value.IsObject()) {
    object_ = value.As<Napi::Object>();
  } else {
    throwType(env, what + " must be an object");
  }
}

Napi::Value Fields::value(const char* name) const {
  if (!ok() || object_.IsEmpty()) return {};
  napi_value key;
  napi_value found;
  if (napi_create_string_utf8(env_, name, NAPI_AUTO_LENGTH, &key) != napi_ok) return {};
  if (napi_get_property(env_, object_, key, &found) != napi_ok) return {};
  return ok() ? Napi::Value(env_, found) : Napi::Value();
}

bool Fields::has(const char* name) const {
  const Napi::Value found = value(name);
  return ok() && !found.IsEmpty() && !found.IsUndefined() && !found.IsNull();
}

Fields Fields::object(const char* name) const { return Fields(env_, value(name), name); }

uint64_t Fields::number(const char* name) const {
  const Napi::Value found = value(name);
  if (!ok()) return 0;
  const double wanted = found.IsNumber() ? found.As<Napi::Number>().DoubleValue() : -1;
  if (wanted >= 0 && wanted <= safeIntegerMax) return static_cast<uint64_t>(wanted);
  throwType(env_, std::string(name) + " must be a non-negative safe integer");
  return 0;
}

uint32_t Fields::small(const char* name, uint32_t max) const {
  return static_cast<uint32_t>(std::min<uint64_t>(number(name), max));
}

std::string Fields::text(const char* name) const {
  const Napi::Value found = value(name);
  return ok() && found.IsString() ? found.As<Napi::String>().Utf8Value() : std::string();
}

std::string Fields::requiredText(const char* name) const {
  const Napi::Value found = value(name);
  if (!ok()) return {};
  if (found.IsString()) return found.As<Napi::String>().Utf8Value();
  throwType(env_, std::string(name) + " of " + what_ + " must be a string");
  return {};
}

bool Fields::truth(const char* name) const {
  const Napi::Value found = value(name);
  return ok() && found.IsBoolean() && found.As<Napi::Boolean>().Value();
}

std::vector<std::string> Fields::texts(const char* name) const {
  std::vector<std::string> out;
  const Napi::Value found = value(name);
  if (!ok() || !found.IsArray()) return out;
  const auto list = found.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length() && ok(); i++) {
    const Napi::Value item = list.Get(i);
    if (!ok()) break;
    if (!item.IsString()) {
      throwType(env_, std::string(name) + " must be a list of strings");
      break;
    }
    out.push_back(item.As<Napi::String>().Utf8Value());
  }
  return out;
}

void Fields::each(const char* name, const std::function<void(const Fields&)>& visit) const {
  const Napi::Value found = value(name);
  if (ok() && !found.IsEmpty() && !found.IsUndefined() && !found.IsNull()) eachItem(env_, found, name, visit);
}

Napi::ArrayBuffer Fields::area(const char* name, size_t bytesMin) const {
  const Napi::Value found = value(name);
  if (!ok()) return {};
  if (!found.IsArrayBuffer()) {
    throwType(env_, std::string(name) + " must be an ArrayBuffer");
    return {};
  }
  auto buffer = found.As<Napi::ArrayBuffer>();
  if (buffer.Data() != nullptr && buffer.ByteLength() >= bytesMin) return buffer;
  throwType(env_, std::string(name) + " must have " + std::to_string(bytesMin) + " bytes or more");
  return {};
}

std::string Fields::bytes(const char* name) const {
  const Napi::Value found = value(name);
  if (!ok()) return {};
  if (found.IsString()) return found.As<Napi::String>().Utf8Value();
  if (!found.IsTypedArray()) return {};
  auto view = found.As<Napi::Uint8Array>();
  const char* data = reinterpret_cast<const char*>(view.Data());
  return data == nullptr ? std::string() : std::string(data, view.ByteLength());
}

void eachItem(Napi::Env env, const Napi::Value& list, const std::string& what,
              const std::function<void(const Fields&)>& visit) {
  if (env.IsExceptionPending()) return;
  if (!list.IsArray()) return throwType(env, what + " must be an array");
  const auto items = list.As<Napi::Array>();
  for (uint32_t i = 0; i < items.Length() && !env.IsExceptionPending(); i++) {
    const Napi::Value item = items.Get(i);
    if (env.IsExceptionPending()) return;
    const Fields fields(env, item, "an item of " + what);
    if (fields.ok()) visit(fields);
  }
}

}  // namespace nexus::addon

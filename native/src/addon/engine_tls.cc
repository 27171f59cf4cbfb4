// Owns TLS as JavaScript sees it: contexts made of PEM texts, replaced while they are in use, and who the
// peer of a request proved to be.
#include "addon/arguments.h"
#include "addon/engine.h"

namespace nexus::addon {
namespace {

std::string textOf(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
}

net::tls::ClientCertificates clientCertificatesOf(const std::string& wanted) {
  if (wanted == "required") return net::tls::ClientCertificates::required;
  if (wanted == "optional") return net::tls::ClientCertificates::optional;
  return net::tls::ClientCertificates::none;
}

net::tls::ContextSettings readSettings(const Napi::Object& from) {
  net::tls::ContextSettings settings;
  const Napi::Value certificates = from.Get("certificates");
  const uint32_t count = certificates.IsArray() ? certificates.As<Napi::Array>().Length() : 0;
  for (uint32_t i = 0; i < count; i++) {
    const Napi::Object each = certificates.As<Napi::Array>().Get(i).ToObject();
    settings.certificates.push_back({textOf(each, "chain"), textOf(each, "key"), textOf(each, "passphrase")});
  }
  settings.clientCertificates = clientCertificatesOf(textOf(from, "clientCertificates"));
  settings.clientAuthoritiesPem = textOf(from, "clientAuthorities");
  settings.ciphers = textOf(from, "ciphers");
  settings.tls13Only = textOf(from, "minVersion") == "TLSv1.3";
  settings.http2 = from.Get("http2").ToBoolean().Value();
  return settings;
}

}  // namespace

// tls(settings, replaced) -> id. `replaced`: the id whose new connections get these settings from now on, or
// -1.
Napi::Value Engine::tls(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  const Napi::Number wanted = info[1].ToNumber();
  const bool isNew = wanted.Int32Value() < 0;
  const uint32_t id = isNew ? static_cast<uint32_t>(factories_.size()) : wanted.Uint32Value();
  const net::tls::Context* previous = id < factories_.size() ? factories_[id]->context() : nullptr;
  std::string why;
  auto context = net::tls::Context::create(readSettings(info[0].ToObject()), previous, &why);
  if (context == nullptr || id > factories_.size()) {
    throwCode(info.Env(), "ETLS", why);
    return info.Env().Undefined();
  }
  if (isNew) {
    factories_.push_back(std::make_unique<net::tls::SessionFactory>(std::move(context)));
  } else {
    factories_[id]->replace(std::move(context));
  }
  return Napi::Number::New(info.Env(), id);
}

// peerCertificate(connection, serial) -> DER, or null
Napi::Value Engine::peerCertificate(const Napi::CallbackInfo& info) {
  const net::Filter* filter = nullptr;
  if (!stopping_ && server_ != nullptr) filter = server_->filterOf(argument(info, 0), argument(info, 1));
  const std::vector<uint8_t> der = filter == nullptr ? std::vector<uint8_t>() : filter->peerCertificate();
  if (der.empty()) return info.Env().Null();
  auto copy = Napi::ArrayBuffer::New(info.Env(), der.size());
  memcpy(copy.Data(), der.data(), der.size());
  return copy;
}

}  // namespace nexus::addon

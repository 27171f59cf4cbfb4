// Owns TLS as JavaScript sees it: contexts made of PEM texts, replaced while they are in use, and who the
// peer of a request proved to be.
#include "addon/arguments.h"
#include "addon/engine.h"

namespace nexus::addon {
namespace {

net::tls::ClientCertificates clientCertificatesOf(const std::string& wanted) {
  if (wanted == "required") return net::tls::ClientCertificates::required;
  if (wanted == "optional") return net::tls::ClientCertificates::optional;
  return net::tls::ClientCertificates::none;
}

net::tls::ContextSettings readSettings(const Fields& from) {
  net::tls::ContextSettings settings;
  from.each("certificates", [&settings](const Fields& each) {
    settings.certificates.push_back({each.text("chain"), each.text("key"), each.text("passphrase")});
  });
  settings.clientCertificates = clientCertificatesOf(from.text("clientCertificates"));
  settings.clientAuthoritiesPem = from.text("clientAuthorities");
  settings.ciphers = from.text("ciphers");
  settings.tls13Only = from.text("minVersion") == "TLSv1.3";
  settings.http2 = from.truth("http2");
  return settings;
}

}  // namespace

// tls(settings, replaced) -> id. `replaced`: the id whose new connections get these settings from now on, or
// -1.
Napi::Value Engine::tls(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  Arguments given(info);
  const double replaced = given.number(1);
  auto settings = readSettings(Fields(env, info[0], "material"));
  if (given.ok() && replaced >= static_cast<double>(factories_.size())) {
    throwType(env, "there is no such TLS context");
  }
  // A getter of theirs may have ended the engine.
  if (!given.ok() || !usable(info)) return env.Undefined();
  const bool isNew = !(replaced >= 0);
  const auto id = isNew ? static_cast<uint32_t>(factories_.size()) : static_cast<uint32_t>(replaced);
  const net::tls::Context* previous = isNew ? nullptr : factories_[id]->context();
  std::string why;
  settings.http2 = settings.http2 && server_->speaksHttp2();
  auto context = net::tls::Context::create(settings, previous, &why);
  if (context == nullptr) {
    throwCode(env, "ETLS", why);
    return env.Undefined();
  }
  if (isNew) {
    factories_.push_back(std::make_unique<net::tls::SessionFactory>(std::move(context)));
  } else {
    factories_[id]->replace(std::move(context));
  }
  return Napi::Number::New(env, id);
}

// peerCertificate(connection, serial) -> DER, or null
Napi::Value Engine::peerCertificate(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  if (!given.ok()) return info.Env().Undefined();
  const net::Filter* filter = isOver() ? nullptr : server_->filterOf(connection, serial);
  const std::vector<uint8_t> der = filter == nullptr ? std::vector<uint8_t>() : filter->peerCertificate();
  if (der.empty()) return info.Env().Null();
  auto copy = Napi::ArrayBuffer::New(info.Env(), der.size());
  if (given.ok()) memcpy(copy.Data(), der.data(), der.size());
  return copy;
}

}  // namespace nexus::addon

// Owns the calls for what is no single answer: pieces both ways, interim answers, upgrades.
#include "addon/arguments.h"
#include "addon/engine.h"

namespace nexus::addon {
namespace {

constexpr double lengthMax = 9007199254740991.0;

}  // namespace

// beginStream(connection, serial, block, extra, length or -1) -> StreamState
Napi::Value Engine::beginStream(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const uint32_t block = given.word(2);
  const std::string extra = given.text(3);
  const double length = given.number(4);
  if (given.ok() && !(length <= lengthMax)) throwType(info.Env(), "the length must be a safe integer, or -1");
  if (!given.ok() || isOver()) return Napi::Number::New(info.Env(), -1);
  const auto begun = server_->beginStream(connection, serial, block, extra, length);
  loop_->nudge();
  return Napi::Number::New(info.Env(), static_cast<int>(begun));
}

// writeStream(connection, serial, piece) -> StreamState
Napi::Value Engine::writeStream(const Napi::CallbackInfo& info) {
  Arguments given(info);
  std::string storage;
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const std::string_view piece = given.bytes(2, &storage);
  if (!given.ok() || isOver()) return Napi::Number::New(info.Env(), -1);
  const auto state = server_->writeStream(connection, serial, piece);
  loop_->nudge();
  return Napi::Number::New(info.Env(), static_cast<int>(state));
}

// endStream(connection, serial, whole, trailer lines)
Napi::Value Engine::endStream(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const bool whole = given.truth(2);
  const std::string trailers = given.text(3);
  if (!given.ok() || isOver()) return info.Env().Undefined();
  server_->endStream(connection, serial, whole, trailers);
  loop_->nudge();
  return info.Env().Undefined();
}

// readBody(connection, serial) -> bytes (ArrayBuffer), the end with its trailer lines (string), 0 to wait, or
// [status, code, detail]; status 0: the client left.
Napi::Value Engine::readBody(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  if (!given.ok()) return env.Undefined();
  Napi::Value taken;
  net::BodyRead read = {net::BodyRead::Kind::failed};
  if (!isOver()) {
    read = server_->readBody(connection, serial, [&](const uint8_t* data, uint32_t length) {
      auto copy = Napi::ArrayBuffer::New(env, length);
      if (given.ok()) memcpy(copy.Data(), data, length);
      taken = copy;
    });
    loop_->nudge();
  }
  if (!given.ok()) return env.Undefined();
  switch (read.kind) {
    case net::BodyRead::Kind::wait: return Napi::Number::New(env, 0);
    case net::BodyRead::Kind::taken: return taken;
    case net::BodyRead::Kind::ended: return Napi::String::New(env, read.trailers);
    case net::BodyRead::Kind::failed: break;
  }
  Napi::Array failure = Napi::Array::New(env, 3);
  failure.Set(0u, read.fault == nullptr ? 0 : read.fault->status);
  failure.Set(1u, read.fault == nullptr ? "client-left" : read.fault->code);
  failure.Set(2u, read.fault == nullptr ? "The client left." : read.fault->detail);
  return failure;
}

// holdBody(connection, serial, bytes)
Napi::Value Engine::holdBody(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const uint32_t bytes = given.word(2);
  if (!given.ok() || isOver()) return info.Env().Undefined();
  server_->holdBody(connection, serial, bytes);
  loop_->nudge();
  return info.Env().Undefined();
}

// putInterim(connection, serial, "103 Early Hints\r\nName: value\r\n")
Napi::Value Engine::putInterim(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const std::string lines = given.text(2);
  if (!given.ok() || isOver()) return info.Env().Undefined();
  server_->putInterim(connection, serial, lines);
  loop_->nudge();
  return info.Env().Undefined();
}

// upgrade(connection, serial, lines) -> whether the connection has left HTTP
Napi::Value Engine::upgrade(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const std::string lines = given.text(2);
  if (!given.ok() || isOver()) return Napi::Boolean::New(info.Env(), false);
  const bool upgraded = server_->upgrade(connection, serial, lines);
  loop_->nudge();
  return Napi::Boolean::New(info.Env(), upgraded);
}

// remoteAddress(connection, serial) -> "127.0.0.1", "::1", or ""
Napi::Value Engine::remoteAddress(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  if (!given.ok()) return info.Env().Undefined();
  return Napi::String::New(info.Env(), isOver() ? "" : server_->remoteAddress(connection, serial));
}

}  // namespace nexus::addon

// Owns the calls for what is no single answer: pieces both ways, interim answers, upgrades, connections from inside.
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "addon/arguments.h"
#include "addon/engine.h"

namespace nexus::addon {

// beginStream(connection, serial, block, extra, length or -1) -> StreamState
Napi::Value Engine::beginStream(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return Napi::Number::New(info.Env(), -1);
  const std::string extra = info[3].ToString().Utf8Value();
  const double length = info[4].IsNumber() ? info[4].As<Napi::Number>().DoubleValue() : -1;
  const auto begun = server_->beginStream(argument(info, 0), argument(info, 1), argument(info, 2), extra, length);
  loop_->nudge();
  return Napi::Number::New(info.Env(), static_cast<int>(begun));
}

// writeStream(connection, serial, piece) -> StreamState
Napi::Value Engine::writeStream(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return Napi::Number::New(info.Env(), -1);
  std::string storage;
  const auto state = server_->writeStream(argument(info, 0), argument(info, 1), bytesOf(info[2], &storage));
  loop_->nudge();
  return Napi::Number::New(info.Env(), static_cast<int>(state));
}

// endStream(connection, serial, whole)
Napi::Value Engine::endStream(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return info.Env().Undefined();
  server_->endStream(argument(info, 0), argument(info, 1), info[2].ToBoolean().Value());
  loop_->nudge();
  return info.Env().Undefined();
}

// readBody(connection, serial) -> bytes (ArrayBuffer), the end with its trailer lines (string), 0 to wait, or
// [status, code, detail]; status 0: the client left.
Napi::Value Engine::readBody(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Napi::Value taken;
  net::BodyRead read = {net::BodyRead::Kind::failed};
  if (!stopping_ && server_ != nullptr) {
    read = server_->readBody(argument(info, 0), argument(info, 1), [&](const uint8_t* data, uint32_t length) {
      auto copy = Napi::ArrayBuffer::New(env, length);
      memcpy(copy.Data(), data, length);
      taken = copy;
    });
    loop_->nudge();
  }
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

// putInterim(connection, serial, "103 Early Hints\r\nName: value\r\n")
Napi::Value Engine::putInterim(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return info.Env().Undefined();
  const std::string lines = info[2].ToString().Utf8Value();
  server_->putInterim(argument(info, 0), argument(info, 1), lines);
  loop_->nudge();
  return info.Env().Undefined();
}

// upgrade(connection, serial, lines) -> whether the connection has left HTTP
Napi::Value Engine::upgrade(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return Napi::Boolean::New(info.Env(), false);
  const std::string lines = info[2].ToString().Utf8Value();
  const bool upgraded = server_->upgrade(argument(info, 0), argument(info, 1), lines);
  loop_->nudge();
  return Napi::Boolean::New(info.Env(), upgraded);
}

// remoteAddress(connection, serial) -> "127.0.0.1", "::1", or ""
Napi::Value Engine::remoteAddress(const Napi::CallbackInfo& info) {
  const bool gone = stopping_ || server_ == nullptr;
  return Napi::String::New(info.Env(), gone ? "" : server_->remoteAddress(argument(info, 0), argument(info, 1)));
}

// connect(address) -> descriptor of the other end; the caller's from now on
Napi::Value Engine::connect(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
    throwCode(info.Env(), uv_err_name(-errno), "a connection from inside was refused");
    return info.Env().Undefined();
  }
  while (ends[0] >= 0 && driver_->isClosing(ends[0])) {
    const int other = fcntl(ends[0], F_DUPFD_CLOEXEC, ends[0] + 1);
    ::close(ends[0]);
    ends[0] = other;
  }
  if (ends[0] < 0 || !server_->adoptConnection(ends[0], info[0].ToString().Utf8Value())) {
    ::close(ends[0]);
    ::close(ends[1]);
    throwCode(info.Env(), "ECONNREFUSED", "the engine takes no more connections");
    return info.Env().Undefined();
  }
  loop_->nudge();
  return Napi::Number::New(info.Env(), ends[1]);
}

}  // namespace nexus::addon

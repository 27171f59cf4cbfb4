// Owns one engine of one environment: driver, server, loop, and the way back into JavaScript.
#pragma once

#include <napi.h>

#include <memory>

#include "addon/fields.h"
#include "addon/loop.h"
#include "driver/driver.h"
#include "net/server.h"
#include "net/tls/session.h"

namespace nexus::addon {

// Calls the dispatcher, once per batch, in a callback scope whose end drains microtasks.
class JsSink final : public net::DispatchSink {
 public:
  JsSink(Napi::Env env, const Napi::Function& dispatch);
  bool dispatch(uint32_t count) override;
  void release() { function_.Reset(); }

 private:
  Napi::Env env_;
  Napi::FunctionReference function_;
};

class Engine final : public Napi::ObjectWrap<Engine> {
 public:
  static void define(Napi::Env env, Napi::Object exports);
  explicit Engine(const Napi::CallbackInfo& info);
  ~Engine() override;

 private:
  Napi::Value driver(const Napi::CallbackInfo& info);
  Napi::Value listen(const Napi::CallbackInfo& info);
  Napi::Value install(const Napi::CallbackInfo& info);
  Napi::Value problemTexts(const Napi::CallbackInfo& info);
  Napi::Value tellProblemsAs(const Napi::CallbackInfo& info);
  Napi::Value block(const Napi::CallbackInfo& info);
  Napi::Value answerAway(const Napi::CallbackInfo& info);
  Napi::Value takeBody(const Napi::CallbackInfo& info);
  Napi::Value rejection(const Napi::CallbackInfo& info);
  Napi::Value countRejection(const Napi::CallbackInfo& info);
  Napi::Value rejectAway(const Napi::CallbackInfo& info);
  // engine_streams.cc
  Napi::Value beginStream(const Napi::CallbackInfo& info);
  Napi::Value writeStream(const Napi::CallbackInfo& info);
  Napi::Value endStream(const Napi::CallbackInfo& info);
  Napi::Value readBody(const Napi::CallbackInfo& info);
  Napi::Value holdBody(const Napi::CallbackInfo& info);
  Napi::Value putInterim(const Napi::CallbackInfo& info);
  Napi::Value upgrade(const Napi::CallbackInfo& info);
  Napi::Value remoteAddress(const Napi::CallbackInfo& info);
  // engine_tls.cc
  Napi::Value tls(const Napi::CallbackInfo& info);
  Napi::Value peerCertificate(const Napi::CallbackInfo& info);
  Napi::Value flushLate(const Napi::CallbackInfo& info);
  Napi::Value metrics(const Napi::CallbackInfo& info);
  Napi::Value refusalCode(const Napi::CallbackInfo& info);
  Napi::Value announceEnd(const Napi::CallbackInfo& info);
  Napi::Value shutdown(const Napi::CallbackInfo& info);

  void open(const Fields& options, const Napi::Function& dispatch);
  bool startLoop(Napi::Env env, bool inverted);
  bool usable(const Napi::CallbackInfo& info);
  bool isOver() const { return stopping_ || server_ == nullptr; }
  void stop();
  void release();
  static void onCleanup(napi_async_cleanup_hook_handle handle, void* data);

  std::vector<Napi::ObjectReference> memory_;  // keeps the shared areas alive
  std::unique_ptr<JsSink> sink_;
  std::string driverReason_;
  std::string http2Missing_;  // why HTTP/2 is not spoken though it was asked for
  std::vector<std::unique_ptr<net::tls::SessionFactory>> factories_;  // of TLS, by their id
  // Freed in this order: no kernel operation may outlive the memory it writes to.
  std::unique_ptr<net::Server> server_;
  std::unique_ptr<driver::Driver> driver_;
  std::unique_ptr<Loop> loop_;
  napi_async_cleanup_hook_handle hook_ = nullptr;
  bool stopping_ = false;
  bool goingAway_ = false;
};

}  // namespace nexus::addon

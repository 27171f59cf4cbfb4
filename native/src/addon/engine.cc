// Owns the JavaScript face of the engine and its life: opened by the constructor, closed when the server has
// stopped or the environment goes away, whichever comes first.
#include "addon/engine.h"

#include "addon/arguments.h"
#include "addon/convert.h"
#include "driver/choose.h"

namespace nexus::addon {
namespace {

// Descriptors of the process that are no connections: listeners, files, sockets to upstreams.
constexpr uint32_t otherDescriptorsMax = 65536;

}  // namespace

JsSink::JsSink(Napi::Env env, const Napi::Function& dispatch) : env_(env), function_(Napi::Persistent(dispatch)) {}

bool JsSink::dispatch(uint32_t count) {
  if (function_.IsEmpty()) return false;
  Napi::HandleScope scope(env_);
  napi_value argument;
  if (napi_create_uint32(env_, count, &argument) != napi_ok) return false;
  napi_value function = function_.Value();
  napi_value receiver;
  napi_get_global(env_, &receiver);
  const napi_status status = napi_make_callback(env_, nullptr, receiver, function, 1, &argument, nullptr);
  if (status == napi_ok) return true;
  // The dispatcher itself catches what handlers throw: this came from elsewhere (or the isolate ends).
  bool pending = false;
  napi_value error;
  if (napi_is_exception_pending(env_, &pending) == napi_ok && pending &&
      napi_get_and_clear_last_exception(env_, &error) == napi_ok) {
    napi_fatal_exception(env_, error);
    return true;
  }
  return false;
}

void Engine::define(Napi::Env env, Napi::Object exports) {
  exports.Set("Engine", DefineClass(env, "Engine",
                                    {InstanceMethod<&Engine::driver>("driver"),
                                     InstanceMethod<&Engine::listen>("listen"),
                                     InstanceMethod<&Engine::install>("install"),
                                     InstanceMethod<&Engine::block>("block"),
                                     InstanceMethod<&Engine::answerAway>("answerAway"),
                                     InstanceMethod<&Engine::takeBody>("takeBody"),
                                     InstanceMethod<&Engine::rejection>("rejection"),
                                     InstanceMethod<&Engine::flushLate>("flushLate"),
                                     InstanceMethod<&Engine::beginStream>("beginStream"),
                                     InstanceMethod<&Engine::writeStream>("writeStream"),
                                     InstanceMethod<&Engine::endStream>("endStream"),
                                     InstanceMethod<&Engine::readBody>("readBody"),
                                     InstanceMethod<&Engine::putInterim>("putInterim"),
                                     InstanceMethod<&Engine::upgrade>("upgrade"),
                                     InstanceMethod<&Engine::remoteAddress>("remoteAddress"),
                                     InstanceMethod<&Engine::tls>("tls"),
                                     InstanceMethod<&Engine::peerCertificate>("peerCertificate"),
                                     InstanceMethod<&Engine::connect>("connect"),
                                     InstanceMethod<&Engine::metrics>("metrics"),
                                     InstanceMethod<&Engine::refusalCode>("refusalCode"),
                                     InstanceMethod<&Engine::announceEnd>("announceEnd"),
                                     InstanceMethod<&Engine::shutdown>("shutdown")}));
}

Engine::Engine(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Engine>(info) {
  if (info.Length() < 2 || !info[0].IsObject() || !info[1].IsFunction()) {
    Napi::TypeError::New(info.Env(), "new Engine(options, dispatch)").ThrowAsJavaScriptException();
    return;
  }
  if (!open(info[0].As<Napi::Object>(), info[1].As<Napi::Function>())) return;
  Ref();  // the loop's handles point here until `stop` is through
  napi_add_async_cleanup_hook(info.Env(), onCleanup, this, &hook_);
}

Engine::~Engine() = default;

bool Engine::open(const Napi::Object& options, const Napi::Function& dispatch) {
  Napi::Env env = options.Env();
  const Napi::Object areas = options.Get("memory").ToObject();
  const net::ServerLimits limits = readLimits(options.Get("limits").ToObject());
  const net::BatchMemory memory = readMemory(areas);
  if (env.IsExceptionPending()) return false;
  driver::Mode mode;
  const std::string io = options.Get("io").ToString().Utf8Value();
  if (!driver::parseMode(io.c_str(), &mode)) {
    throwCode(env, "EINVAL", "io must be auto, uring or epoll, not " + io);
    return false;
  }
  const driver::BufferPool pool = {memory.input, memory.bufferBytes, static_cast<uint16_t>(memory.bufferCount)};
  driver::DriverLimits driverLimits;
  driverLimits.descriptorsMax = limits.connectionsMax + otherDescriptorsMax;
  driver::Choice choice = driver::openDriver(mode, pool, driverLimits);
  driverReason_ = choice.reason;
  if (choice.driver == nullptr) {
    throwCode(env, "ENODRIVER", choice.reason);
    return false;
  }
  memory_ = Napi::Persistent(areas);
  driver_ = std::move(choice.driver);
  sink_ = std::make_unique<JsSink>(env, dispatch);
  server_ = std::make_unique<net::Server>(driver_.get(), limits, memory, sink_.get());
  if (options.Get("http2").ToBoolean().Value()) server_->allowHttp2();
  uv_loop_t* loop = nullptr;
  napi_get_uv_event_loop(env, &loop);
  const bool inverted = options.Get("loop").ToString().Utf8Value() == "inverted";
  loop_ = inverted ? makeInvertedLoop(loop, driver_.get(), server_.get())
                   : makeWakeLoop(loop, driver_.get(), server_.get());
  loop_->onStopped = [this] { stop(); };
  const int started = loop_->start();
  if (started == 0) return true;
  throwCode(env, uv_err_name(started), std::string("the event loop refused a handle: ") + uv_strerror(started));
  return false;
}

bool Engine::usable(const Napi::CallbackInfo& info) {
  if (!stopping_ && server_ != nullptr) return true;
  throwCode(info.Env(), "ESTOPPED", "the engine has been shut down");
  return false;
}

Napi::Value Engine::driver(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("name", driver_->name());
  out.Set("reason", driverReason_);
  return out;
}

// listen(host, port, tls) -> port; `tls`: the id of a context, none to speak plainly.
Napi::Value Engine::listen(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  const std::string host = info[0].ToString().Utf8Value();
  const uint32_t tls = info[2].IsNumber() ? argument(info, 2) : ~0u;
  net::FilterFactory* filters = tls < factories_.size() ? factories_[tls].get() : nullptr;
  const auto result = server_->listen(host.c_str(), static_cast<uint16_t>(argument(info, 1)), filters);
  if (result.fd < 0) {
    throwCode(info.Env(), uv_err_name(result.fd), std::string(result.step) + ": " + uv_strerror(result.fd));
    return info.Env().Undefined();
  }
  loop_->hold();
  loop_->nudge();
  return Napi::Number::New(info.Env(), result.port);
}

// Returns the generation's number.
Napi::Value Engine::install(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  auto routes = readRoutes(info[0].As<Napi::Array>());
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  auto unrouted = readRules(info[1]);
  if (info.Env().IsExceptionPending()) return info.Env().Undefined();
  const auto result = server_->install(std::move(routes), std::move(unrouted));
  if (result.generation == 0) {
    throwCode(info.Env(), "EROUTES", result.error);
    return info.Env().Undefined();
  }
  loop_->nudge();
  return Napi::Number::New(info.Env(), result.generation);
}

// block(status, contentType) -> id, or -1 when there are too many.
Napi::Value Engine::block(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  const uint32_t id =
      server_->addBlock(static_cast<uint16_t>(argument(info, 0)), info[1].ToString().Utf8Value());
  return Napi::Number::New(info.Env(), id == net::blocksMax ? -1.0 : id);
}

// answerAway(connection, serial, block, extra, body)
Napi::Value Engine::answerAway(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return Napi::Boolean::New(info.Env(), false);
  std::string extraStorage;
  std::string bodyStorage;
  const auto extra = bytesOf(info[3], &extraStorage);
  const auto body = bytesOf(info[4], &bodyStorage);
  const bool taken = server_->answerAway(argument(info, 0), argument(info, 1), argument(info, 2), extra, body);
  loop_->nudge();
  return Napi::Boolean::New(info.Env(), taken);
}

// rejection(record) -> the problem that would be told.
Napi::Value Engine::rejection(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  return Napi::String::New(info.Env(), server_->rejectionOf(argument(info, 0) % net::batchRequestsMax));
}

Napi::Value Engine::takeBody(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  const auto body = server_->bodyOf(argument(info, 0) % net::batchRequestsMax);
  auto copy = Napi::ArrayBuffer::New(info.Env(), body.size());
  memcpy(copy.Data(), body.data(), body.size());
  return copy;
}

// Empties the late area. False while a batch is open: then the caller answers by `answerAway`.
Napi::Value Engine::flushLate(const Napi::CallbackInfo& info) {
  if (stopping_ || server_ == nullptr) return Napi::Boolean::New(info.Env(), false);
  server_->drainLate();
  loop_->nudge();
  return Napi::Boolean::New(info.Env(), !server_->hasLate());
}

Napi::Value Engine::refusalCode(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  return Napi::String::New(info.Env(), server_->refusalCode(argument(info, 0)));
}

Napi::Value Engine::announceEnd(const Napi::CallbackInfo& info) {
  if (usable(info)) server_->announceEnd();
  return info.Env().Undefined();
}

Napi::Value Engine::shutdown(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  server_->shutdown(argument(info, 0));
  loop_->hold();  // until the promise of the caller is kept
  loop_->nudge();
  return info.Env().Undefined();
}

void Engine::stop() {
  if (stopping_) return;
  stopping_ = true;
  loop_->close([this] {
    loop_.reset();
    driver_.reset();
    server_.reset();
    sink_->release();
    memory_.Reset();
    napi_async_cleanup_hook_handle hook = hook_;
    hook_ = nullptr;
    if (!goingAway_) Unref();
    if (hook != nullptr) napi_remove_async_cleanup_hook(hook);
  });
}

void Engine::onCleanup(napi_async_cleanup_hook_handle, void* data) {
  auto* self = static_cast<Engine*>(data);
  self->goingAway_ = true;
  self->sink_->release();
  if (!self->stopping_) self->stop();
}

}  // namespace nexus::addon

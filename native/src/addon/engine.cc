// Owns the JavaScript face of the engine and its life: opened by the constructor, closed when the server has
// stopped or the environment goes away, whichever comes first.
#include "addon/engine.h"

#include <string.h>

#include <algorithm>

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
                                     InstanceMethod<&Engine::problemTexts>("problemTexts"),
                                     InstanceMethod<&Engine::tellProblemsAs>("tellProblemsAs"),
                                     InstanceMethod<&Engine::block>("block"),
                                     InstanceMethod<&Engine::answerAway>("answerAway"),
                                     InstanceMethod<&Engine::takeBody>("takeBody"),
                                     InstanceMethod<&Engine::rejection>("rejection"),
                                     InstanceMethod<&Engine::countRejection>("countRejection"),
                                     InstanceMethod<&Engine::rejectAway>("rejectAway"),
                                     InstanceMethod<&Engine::flushLate>("flushLate"),
                                     InstanceMethod<&Engine::beginStream>("beginStream"),
                                     InstanceMethod<&Engine::writeStream>("writeStream"),
                                     InstanceMethod<&Engine::endStream>("endStream"),
                                     InstanceMethod<&Engine::readBody>("readBody"),
                                     InstanceMethod<&Engine::holdBody>("holdBody"),
                                     InstanceMethod<&Engine::putInterim>("putInterim"),
                                     InstanceMethod<&Engine::upgrade>("upgrade"),
                                     InstanceMethod<&Engine::remoteAddress>("remoteAddress"),
                                     InstanceMethod<&Engine::tls>("tls"),
                                     InstanceMethod<&Engine::peerCertificate>("peerCertificate"),
                                     InstanceMethod<&Engine::metrics>("metrics"),
                                     InstanceMethod<&Engine::refusalCode>("refusalCode"),
                                     InstanceMethod<&Engine::announceEnd>("announceEnd"),
                                     InstanceMethod<&Engine::shutdown>("shutdown")}));
}

Engine::Engine(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Engine>(info) {
  if (info[0].IsObject() && info[1].IsFunction()) {
    open(Fields(info.Env(), info[0], "options"), info[1].As<Napi::Function>());
  } else {
    throwType(info.Env(), "new Engine(options, dispatch)");
  }
}

Engine::~Engine() = default;

void Engine::open(const Fields& options, const Napi::Function& dispatch) {
  Napi::Env env = options.env();
  const net::ServerLimits limits = readLimits(options.object("limits"));
  const net::BatchMemory memory = readMemory(options.object("memory"), &memory_);
  const std::string io = options.requiredText("io");
  const bool inverted = options.text("loop") == "inverted";
  const bool http2 = options.truth("http2");
  std::vector<std::string> codings = options.texts("bodyCodings");
  if (!options.ok()) return;
  // The first request of a batch finds room whatever its size.
  const uint64_t headBytes = limits.parser.headBytesMax;
  if (memory.spillBytes < headBytes + net::spilledBodyBytesMax || memory.textBytes < 2 * headBytes + 64) {
    return throwType(env, "input and text must have room for a head of headBytesMax");
  }
  driver::Mode mode;
  if (!driver::parseMode(io.c_str(), &mode)) {
    return throwCode(env, "EINVAL", "io must be auto, uring or epoll, not " + io);
  }
  const driver::BufferPool pool = {memory.input, memory.bufferBytes, static_cast<uint16_t>(memory.bufferCount)};
  driver::DriverLimits driverLimits;
  driverLimits.descriptorsMax = limits.connectionsMax + otherDescriptorsMax;
  driver::Choice choice = driver::openDriver(mode, pool, driverLimits);
  driverReason_ = choice.reason;
  if (choice.driver == nullptr) return throwCode(env, "ENODRIVER", choice.reason);
  driver_ = std::move(choice.driver);
  sink_ = std::make_unique<JsSink>(env, dispatch);
  server_ = std::make_unique<net::Server>(driver_.get(), limits, memory, sink_.get());
  server_->takeCodings(std::move(codings));
  if (http2) {
    const net::http2::Nghttp2* lib = net::http2::nghttp2(&http2Missing_);
    if (lib != nullptr) server_->allowHttp2(lib);
  }
  Ref();  // the loop's handles point here until `stop` is through
  napi_add_async_cleanup_hook(env, onCleanup, this, &hook_);
  if (!startLoop(env, inverted)) stop();
}

bool Engine::startLoop(Napi::Env env, bool inverted) {
  uv_loop_t* loop = nullptr;
  if (napi_get_uv_event_loop(env, &loop) != napi_ok) {
    throwCode(env, "ELOOP", "this environment has no event loop");
    return false;
  }
  loop_ = inverted ? makeInvertedLoop(loop, driver_.get(), server_.get())
                   : makeWakeLoop(loop, driver_.get(), server_.get());
  loop_->onStopped = [this] { stop(); };
  const int started = loop_->start();
  if (started == 0) return true;
  throwCode(env, uv_err_name(started), std::string("the event loop refused a handle: ") + uv_strerror(started));
  return false;
}

bool Engine::usable(const Napi::CallbackInfo& info) {
  if (!isOver()) return true;
  throwCode(info.Env(), "ESTOPPED", "the engine has been shut down");
  return false;
}

Napi::Value Engine::driver(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Napi::Object out = Napi::Object::New(info.Env());
  out.Set("name", driver_->name());
  out.Set("reason", driverReason_);
  out.Set("http2Missing", http2Missing_);
  return out;
}

// listen(host, port, tls) -> port; `tls`: the id of a context, -1 to speak plainly.
Napi::Value Engine::listen(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  Arguments given(info);
  const std::string host = given.text(0);
  const double port = given.number(1);
  const double tls = given.number(2);
  if (given.ok() && !(port >= 0 && port <= 65535)) throwType(env, "the port must be from 0 to 65535");
  // Anything else would listen, and speak plainly.
  if (given.ok() && !(tls >= -1 && tls < static_cast<double>(factories_.size()))) throwType(env, "there is no such TLS context");
  if (!given.ok()) return env.Undefined();
  net::FilterFactory* filters = tls >= 0 ? factories_[static_cast<size_t>(tls)].get() : nullptr;
  const auto result = server_->listen(host.c_str(), static_cast<uint16_t>(port), filters);
  if (result.fd < 0) {
    throwCode(env, uv_err_name(result.fd), std::string(result.step) + ": " + uv_strerror(result.fd));
    return env.Undefined();
  }
  loop_->hold();
  loop_->nudge();
  return Napi::Number::New(env, result.port);
}

// Returns the generation's number.
Napi::Value Engine::install(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  auto routes = readRoutes(env, info[0]);
  auto unrouted = readRules(env, info[1]);
  // A getter of theirs may have ended the engine.
  if (env.IsExceptionPending() || !usable(info)) return env.Undefined();
  const auto result = server_->install(std::move(routes), std::move(unrouted));
  if (result.generation == 0) {
    throwCode(env, "EROUTES", result.error);
    return env.Undefined();
  }
  loop_->nudge();
  return Napi::Number::New(env, result.generation);
}

// problemTexts(routes) -> every text of a problem that native code may tell of them.
Napi::Value Engine::problemTexts(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  const auto routes = readRoutes(env, info[0]);
  if (env.IsExceptionPending() || !usable(info)) return env.Undefined();
  const std::vector<std::string> texts = server_->problemTexts(routes);
  Napi::Array out = Napi::Array::New(env, texts.size());
  for (uint32_t i = 0; i < texts.size(); i++) out.Set(i, texts[i]);
  return out;
}

// tellProblemsAs({ mediaType, texts, bodies }): each text is sent as the body of its index.
Napi::Value Engine::tellProblemsAs(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  const Fields given(env, info[0], "format");
  net::ProblemFormat format;
  format.mediaType = given.requiredText("mediaType");
  const std::vector<std::string> texts = given.texts("texts");
  const std::vector<std::string> bodies = given.texts("bodies");
  if (given.ok() && (texts.size() != bodies.size() || !http::isHeaderSafe("content-type", format.mediaType))) {
    throwType(env, "this cannot be how problems are told");
  }
  if (!given.ok() || !usable(info)) return env.Undefined();
  for (size_t i = 0; i < texts.size(); i++) format.bodies.emplace(texts[i], bodies[i]);
  server_->tellProblemsAs(std::move(format));
  return env.Undefined();
}

// block(status, contentType) -> id, or -1 when there are too many.
Napi::Value Engine::block(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  if (!usable(info)) return env.Undefined();
  Arguments given(info);
  const double status = given.number(0);
  const std::string type = given.text(1);
  if (given.ok() && !(status >= 100 && status <= 999 && http::isHeaderSafe("content-type", type))) {
    throwType(env, "this cannot be in the head of an answer");
  }
  if (!given.ok()) return env.Undefined();
  const uint32_t id = server_->addBlock(static_cast<uint16_t>(status), type);
  return Napi::Number::New(env, id == net::blocksMax ? -1.0 : id);
}

// answerAway(connection, serial, block, extra, body)
Napi::Value Engine::answerAway(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  Arguments given(info);
  std::string storage;
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  const uint32_t block = given.word(2);
  const std::string extra = given.text(3);
  const std::string_view body = given.bytes(4, &storage);
  if (!given.ok() || isOver()) return Napi::Boolean::New(env, false);
  const bool taken = server_->answerAway(connection, serial, block, extra, body);
  loop_->nudge();
  return Napi::Boolean::New(env, taken);
}

// rejection(record) -> what would be told: the problem, and the name and value of a field, or empty.
Napi::Value Engine::rejection(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Arguments given(info);
  const uint32_t record = given.word(0);
  if (!given.ok()) return info.Env().Undefined();
  const net::RejectionAnswer told = server_->rejectionOf(record);
  Napi::Array out = Napi::Array::New(info.Env(), 3);
  out.Set(0u, told.body);
  out.Set(1u, std::string(told.field));
  out.Set(2u, told.value);
  return out;
}

Napi::Value Engine::countRejection(const Napi::CallbackInfo& info) {
  if (!isOver()) server_->countRejection();
  return info.Env().Undefined();
}

// rejectAway(connection, serial)
Napi::Value Engine::rejectAway(const Napi::CallbackInfo& info) {
  Arguments given(info);
  const uint32_t connection = given.word(0);
  const uint32_t serial = given.word(1);
  if (!given.ok() || isOver()) return info.Env().Undefined();
  server_->rejectAway(connection, serial);
  loop_->nudge();
  return info.Env().Undefined();
}

Napi::Value Engine::takeBody(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Arguments given(info);
  const uint32_t record = given.word(0);
  if (!given.ok()) return info.Env().Undefined();
  const auto body = server_->bodyOf(record);
  auto copy = Napi::ArrayBuffer::New(info.Env(), body.size());
  if (!body.empty() && given.ok()) memcpy(copy.Data(), body.data(), body.size());
  return copy;
}

// Empties the late area. False while a batch is open: then the caller answers by `answerAway`.
Napi::Value Engine::flushLate(const Napi::CallbackInfo& info) {
  if (isOver()) return Napi::Boolean::New(info.Env(), false);
  server_->drainLate();
  loop_->nudge();
  return Napi::Boolean::New(info.Env(), !server_->hasLate());
}

Napi::Value Engine::refusalCode(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Arguments given(info);
  const uint32_t index = given.word(0);
  if (!given.ok()) return info.Env().Undefined();
  return Napi::String::New(info.Env(), server_->refusalCode(index));
}

Napi::Value Engine::announceEnd(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  server_->announceEnd();
  loop_->nudge();
  return info.Env().Undefined();
}

// shutdown(deadlineMs)
Napi::Value Engine::shutdown(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Arguments given(info);
  const double deadlineMs = given.number(0);
  if (given.ok() && !(deadlineMs >= 0)) throwType(info.Env(), "deadlineMs must be 0 or more");
  if (!given.ok()) return info.Env().Undefined();
  server_->shutdown(static_cast<uint32_t>(std::min(deadlineMs, 4294967295.0)));
  loop_->hold();  // until the promise of the caller is kept
  loop_->nudge();
  return info.Env().Undefined();
}

void Engine::stop() {
  if (stopping_) return;
  stopping_ = true;
  // An environment without an event loop has none to close.
  if (loop_ == nullptr) return release();
  loop_->close([this] {
    loop_.reset();
    release();
  });
}

void Engine::release() {
  driver_.reset();
  server_->abandon();
  server_.reset();
  sink_->release();
  memory_.clear();
  napi_async_cleanup_hook_handle hook = hook_;
  hook_ = nullptr;
  if (!goingAway_) Unref();
  if (hook != nullptr) napi_remove_async_cleanup_hook(hook);
}

void Engine::onCleanup(napi_async_cleanup_hook_handle, void* data) {
  auto* self = static_cast<Engine*>(data);
  self->goingAway_ = true;
  self->sink_->release();
  if (!self->stopping_) self->stop();
}

}  // namespace nexus::addon

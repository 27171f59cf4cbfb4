// Owns reading options, memory and routes from JavaScript objects.
#include "addon/convert.h"

#include <algorithm>
#include <string>

namespace nexus::addon {
namespace {


uint64_t number(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  const double wanted = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(wanted >= 0) || wanted > 9007199254740991.0) {
    Napi::TypeError::New(object.Env(), std::string(name) + " must be a non-negative safe integer")
        .ThrowAsJavaScriptException();
    return 0;
  }
  return static_cast<uint64_t>(wanted);
}

uint32_t small(const Napi::Object& object, const char* name) {
  return static_cast<uint32_t>(std::min<uint64_t>(number(object, name), 0x7fffffffu));
}

std::string text(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  return value.IsString() ? value.As<Napi::String>().Utf8Value() : std::string();
}

bool truth(const Napi::Object& object, const char* name) { return object.Get(name).ToBoolean().Value(); }

std::vector<std::string> texts(const Napi::Object& object, const char* name) {
  std::vector<std::string> out;
  const Napi::Value value = object.Get(name);
  if (!value.IsArray()) return out;
  const auto list = value.As<Napi::Array>();
  for (uint32_t i = 0; i < list.Length(); i++) out.push_back(list.Get(i).ToString().Utf8Value());
  return out;
}

template <typename Element>
Element* area(const Napi::Object& memory, const char* name, uint32_t* count) {
  const Napi::Value value = memory.Get(name);
  if (!value.IsArrayBuffer()) {
    Napi::TypeError::New(memory.Env(), std::string(name) + " must be an ArrayBuffer").ThrowAsJavaScriptException();
    return nullptr;
  }
  auto buffer = value.As<Napi::ArrayBuffer>();
  if (count != nullptr) *count = static_cast<uint32_t>(buffer.ByteLength() / sizeof(Element));
  return static_cast<Element*>(buffer.Data());
}

http::ParamPlace placeOf(const std::string& in) {
  if (in == "path") return http::ParamPlace::path;
  if (in == "header") return http::ParamPlace::header;
  if (in == "cookie") return http::ParamPlace::cookie;
  return http::ParamPlace::query;
}

http::ParamKind kindOf(const std::string& kind) {
  if (kind == "integer") return http::ParamKind::integer;
  if (kind == "number") return http::ParamKind::number;
  if (kind == "boolean") return http::ParamKind::boolean;
  if (kind == "list") return http::ParamKind::list;
  return http::ParamKind::string;
}

http::ParamSpec readParam(const Napi::Object& from) {
  http::ParamSpec param = {};
  param.name = text(from, "name");
  param.place = placeOf(text(from, "in"));
  param.kind = kindOf(text(from, "kind"));
  param.required = truth(from, "required");
  param.explode = !from.Has("explode") || truth(from, "explode");
  const std::string separator = text(from, "separator");
  param.separator = separator.empty() ? ',' : separator[0];
  if (param.place == http::ParamPlace::header) {
    for (char& c : param.name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return param;
}

http::CorsTexts readCorsTexts(const Napi::Object& from) { return {text(from, "answer"), text(from, "preflight")}; }

http::RouteSpec readRoute(const Napi::Object& from) {
  http::RouteSpec route;
  route.method = text(from, "method");
  route.path = text(from, "path");
  route.secured = truth(from, "secured");
  route.replyTypes = texts(from, "replyTypes");
  const Napi::Value params = from.Get("params");
  if (params.IsArray()) {
    const auto list = params.As<Napi::Array>();
    for (uint32_t i = 0; i < list.Length(); i++) route.params.push_back(readParam(list.Get(i).ToObject()));
  }
  route.rules = readRules(from.Get("rules"));
  const Napi::Value body = from.Get("body");
  if (body.IsObject()) {
    const auto spec = body.As<Napi::Object>();
    route.hasBody = true;
    route.bodyRequired = truth(spec, "required");
    route.bodyStreamed = text(spec, "delivery") == "stream";
    route.bodyTypes = texts(spec, "types");
    if (spec.Get("bytesMax").IsNumber()) route.bodyBytesMax = number(spec, "bytesMax");
  }
  return route;
}

}  // namespace

net::ServerLimits readLimits(const Napi::Object& from) {
  net::ServerLimits limits = {};
  limits.parser.targetBytesMax = small(from, "targetBytesMax");
  limits.parser.headBytesMax = small(from, "headBytesMax");
  limits.parser.headersMax = std::min(small(from, "headersMax"), http::headersCapacity);
  limits.bodyBytesMax = number(from, "bodyBytesMax");
  limits.headTimeoutMs = small(from, "headTimeoutMs");
  limits.requestTimeoutMs = small(from, "requestTimeoutMs");
  limits.uploadBytesPerSecondMin = small(from, "uploadBytesPerSecondMin");
  limits.keepAliveTimeoutMs = small(from, "keepAliveTimeoutMs");
  limits.writeStallTimeoutMs = small(from, "writeStallTimeoutMs");
  limits.handlerTimeoutMs = small(from, "handlerTimeoutMs");
  limits.pipelineDepthMax = std::max(1u, small(from, "pipelineDepthMax"));
  limits.connectionsMax = std::max(1u, small(from, "connectionsMax"));
  limits.handshakeTimeoutMs = small(from, "handshakeTimeoutMs");
  return limits;
}

net::BatchMemory readMemory(const Napi::Object& from) {
  net::BatchMemory memory = {};
  memory.control = area<int32_t>(from, "control", nullptr);
  uint32_t inputBytes = 0;
  memory.input = area<uint8_t>(from, "input", &inputBytes);
  memory.bufferBytes = small(from, "bufferBytes");
  memory.bufferCount = small(from, "bufferCount");
  memory.spillBytes = inputBytes - std::min(inputBytes, memory.poolBytes());
  memory.records = area<net::Record>(from, "records", nullptr);
  memory.params = area<http::PackedParam>(from, "params", &memory.paramsMax);
  memory.text = area<char>(from, "text", &memory.textBytes);
  memory.output = area<uint8_t>(from, "output", &memory.outputBytes);
  memory.late = area<net::LateRecord>(from, "late", &memory.lateMax);
  memory.lateBytes = area<uint8_t>(from, "lateBytes", &memory.lateBytesMax);
  memory.notices = area<net::Notice>(from, "notices", &memory.noticesMax);
  return memory;
}

// { fixed: [{ name, text }], cors: { origins, texts: [{ answer, preflight }], otherwise } | null }, or undefined.
http::AnswerRules readRules(const Napi::Value& from) {
  http::AnswerRules rules;
  if (!from.IsObject()) return rules;
  const auto object = from.As<Napi::Object>();
  const auto fixed = object.Get("fixed").As<Napi::Array>();
  for (uint32_t i = 0; i < fixed.Length(); i++) {
    const auto line = fixed.Get(i).As<Napi::Object>();
    rules.fixed.push_back({text(line, "name"), text(line, "text")});
  }
  const Napi::Value cors = object.Get("cors");
  if (!cors.IsObject()) return rules;
  const auto policy = cors.As<Napi::Object>();
  rules.hasCors = true;
  rules.origins = texts(policy, "origins");
  const auto byOrigin = policy.Get("texts").As<Napi::Array>();
  for (uint32_t i = 0; i < byOrigin.Length(); i++) rules.texts.push_back(readCorsTexts(byOrigin.Get(i).ToObject()));
  rules.otherwise = readCorsTexts(policy.Get("otherwise").ToObject());
  return rules;
}

std::vector<http::RouteSpec> readRoutes(const Napi::Array& from) {
  std::vector<http::RouteSpec> routes;
  for (uint32_t i = 0; i < from.Length(); i++) routes.push_back(readRoute(from.Get(i).ToObject()));
  return routes;
}

}  // namespace nexus::addon

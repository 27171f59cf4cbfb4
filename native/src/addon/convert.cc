// Owns reading options, memory and routes from JavaScript objects.
#include "addon/convert.h"

#include <algorithm>
#include <string>

#include "addon/arguments.h"

namespace nexus::addon {
namespace {

// Buffers of the receive pool: its ids are 16 bits wide, and one of them means none (driver.h).
constexpr uint32_t bufferCountMax = 32'768;

// Connections that can be asked for: there are tables as long.
constexpr uint32_t connectionsCapacity = 1u << 20;

// Takes the areas of shared memory, and keeps hold of each.
class Areas {
 public:
  Areas(const Fields& memory, std::vector<Napi::ObjectReference>* held) : memory_(memory), held_(held) {}

  template <typename Element>
  Element* take(const char* name, size_t countMin, uint32_t* count = nullptr) {
    Napi::ArrayBuffer buffer = memory_.area(name, countMin * sizeof(Element));
    if (buffer.IsEmpty()) return nullptr;
    held_->push_back(Napi::Persistent(buffer.As<Napi::Object>()));
    if (count != nullptr) {
      *count = static_cast<uint32_t>(std::min<size_t>(buffer.ByteLength() / sizeof(Element), 0x7fffffffu));
    }
    return static_cast<Element*>(buffer.Data());
  }

 private:
  const Fields& memory_;
  std::vector<Napi::ObjectReference>* held_;
};

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

http::ParamSpec readParam(const Fields& from) {
  http::ParamSpec param = {};
  param.name = from.requiredText("name");
  param.place = placeOf(from.text("in"));
  param.kind = kindOf(from.text("kind"));
  param.required = from.truth("required");
  param.explode = !from.has("explode") || from.truth("explode");
  const std::string separator = from.text("separator");
  param.separator = separator.empty() ? ',' : separator[0];
  if (param.place == http::ParamPlace::header) {
    for (char& c : param.name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return param;
}

http::CorsTexts readCorsTexts(const Fields& from) {
  return {from.requiredText("answer"), from.requiredText("preflight")};
}

// { fixed: [{ name, text }], cors: { origins, texts: [{ answer, preflight }], otherwise } | null }
http::AnswerRules readRules(const Fields& from) {
  http::AnswerRules rules;
  from.each("fixed", [&rules](const Fields& line) {
    rules.fixed.push_back({line.requiredText("name"), line.requiredText("text")});
  });
  if (!from.has("cors")) return rules;
  const Fields policy = from.object("cors");
  rules.hasCors = true;
  rules.origins = policy.texts("origins");
  policy.each("texts", [&rules](const Fields& texts) { rules.texts.push_back(readCorsTexts(texts)); });
  rules.otherwise = readCorsTexts(policy.object("otherwise"));
  return rules;
}

http::FixedVariant readVariant(const Fields& from) {
  return {from.requiredText("etag"), from.requiredText("lines"), from.text("bodyLine"), from.bytes("body")};
}

// { contentType, plain: { etag, lines, bodyLine, body }, gzip: the same | null }
http::FixedReply readFixed(const Fields& from) {
  http::FixedReply fixed;
  fixed.block = http::makeBlock(200, from.requiredText("contentType"));
  fixed.plain = readVariant(from.object("plain"));
  if (from.has("gzip")) fixed.gzip = readVariant(from.object("gzip"));
  return fixed;
}

http::RouteSpec readRoute(const Fields& from) {
  http::RouteSpec route;
  route.method = from.requiredText("method");
  route.path = from.requiredText("path");
  route.secured = from.truth("secured");
  route.replyTypes = from.texts("replyTypes");
  from.each("params", [&route](const Fields& param) { route.params.push_back(readParam(param)); });
  if (from.has("rules")) route.rules = readRules(from.object("rules"));
  if (from.has("fixed")) route.fixed = readFixed(from.object("fixed"));
  if (!from.has("body")) return route;
  const Fields body = from.object("body");
  route.hasBody = true;
  route.bodyRequired = body.truth("required");
  route.bodyStreamed = body.text("delivery") == "stream";
  route.bodyTypes = body.texts("types");
  if (body.has("bytesMax")) route.bodyBytesMax = body.number("bytesMax");
  return route;
}

}  // namespace

net::ServerLimits readLimits(const Fields& from) {
  net::ServerLimits limits = {};
  limits.parser.targetBytesMax = from.small("targetBytesMax");
  limits.parser.headBytesMax = from.small("headBytesMax");
  limits.parser.headersMax = from.small("headersMax", http::headersCapacity);
  limits.bodyBytesMax = from.number("bodyBytesMax");
  limits.chunks.chunkExtensionBytesMax = from.small("chunkExtensionBytesMax");
  limits.chunks.chunkOverheadBytesMax = from.small("chunkOverheadBytesMax");
  limits.chunks.trailerBytesMax = from.small("trailerBytesMax");
  limits.jsonDepthMax = from.small("jsonDepthMax");
  limits.headTimeoutMs = from.small("headTimeoutMs");
  limits.requestTimeoutMs = from.small("requestTimeoutMs");
  limits.uploadBytesPerSecondMin = from.small("uploadBytesPerSecondMin");
  limits.keepAliveTimeoutMs = from.small("keepAliveTimeoutMs");
  limits.writeStallTimeoutMs = from.small("writeStallTimeoutMs");
  limits.downloadBytesPerSecondMin = from.small("downloadBytesPerSecondMin");
  limits.handlerTimeoutMs = from.small("handlerTimeoutMs");
  limits.pipelineDepthMax = std::max(1u, from.small("pipelineDepthMax"));
  limits.connectionRequestsMax = from.small("connectionRequestsMax");
  limits.connectionsMax = std::max(1u, from.small("connectionsMax", connectionsCapacity));
  limits.handshakeTimeoutMs = from.small("handshakeTimeoutMs");
  limits.heldInputBytesMax = from.number("heldInputBytesMax");
  limits.heldOutputBytesMax = from.number("heldOutputBytesMax");
  limits.http2.headerBlockBytesMax = limits.parser.headBytesMax;
  limits.http2.connectionRequestsMax = limits.connectionRequestsMax;
  limits.http2.streamsMax = from.small("http2StreamsMax");
  limits.http2.continuationsMax = from.small("http2ContinuationsMax");
  limits.http2.resetsMax = from.small("http2ResetsMax");
  limits.http2.resetsPerSecond = from.small("http2ResetsPerSecondMax");
  limits.http2.controlFramesMax = from.small("http2ControlFramesMax");
  limits.http2.controlFramesPerSecond = from.small("http2ControlFramesPerSecondMax");
  limits.http2.idleTimeoutMs = from.small("http2IdleTimeoutMs");
  limits.http2.uploadBytesMax = from.small("http2UploadBytesMax");
  return limits;
}

net::BatchMemory readMemory(const Fields& from, std::vector<Napi::ObjectReference>* held) {
  net::BatchMemory memory = {};
  memory.bufferBytes = from.small("bufferBytes", 1u << 20);
  memory.bufferCount = from.small("bufferCount", bufferCountMax);
  const uint64_t poolBytes = uint64_t{memory.bufferBytes} * memory.bufferCount;
  if (from.ok() && (poolBytes == 0 || poolBytes > 0x7fffffffu)) {
    throwType(from.env(), "bufferBytes and bufferCount must make a pool of up to 2 GiB");
  }
  Areas areas(from, held);
  uint32_t inputBytes = 0;
  memory.input = areas.take<uint8_t>("input", static_cast<size_t>(poolBytes), &inputBytes);
  memory.spillBytes = inputBytes - std::min(inputBytes, static_cast<uint32_t>(poolBytes));
  memory.control = areas.take<int32_t>("control", net::controlWords);
  memory.records = areas.take<net::Record>("records", net::batchRequestsMax);
  memory.params = areas.take<http::PackedParam>("params", net::routeParamsMax, &memory.paramsMax);
  memory.text = areas.take<char>("text", 1, &memory.textBytes);
  memory.output = areas.take<uint8_t>("output", 1, &memory.outputBytes);
  memory.late = areas.take<net::LateRecord>("late", 1, &memory.lateMax);
  memory.lateBytes = areas.take<uint8_t>("lateBytes", 1, &memory.lateBytesMax);
  memory.notices = areas.take<net::Notice>("notices", 1, &memory.noticesMax);
  return memory;
}

http::AnswerRules readRules(Napi::Env env, const Napi::Value& from) {
  if (env.IsExceptionPending() || from.IsUndefined()) return {};
  return readRules(Fields(env, from, "rules"));
}

std::vector<http::RouteSpec> readRoutes(Napi::Env env, const Napi::Value& from) {
  std::vector<http::RouteSpec> routes;
  eachItem(env, from, "routes", [&routes](const Fields& route) { routes.push_back(readRoute(route)); });
  return routes;
}

}  // namespace nexus::addon

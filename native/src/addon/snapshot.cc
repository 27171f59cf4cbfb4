// Owns the metrics snapshot as a JavaScript object: made when somebody scrapes, never per request.
#include "addon/engine.h"

namespace nexus::addon {
namespace {

Napi::Object routeMetrics(Napi::Env env, const net::RouteCells& route, const net::StatusCell& cell) {
  Napi::Object out = Napi::Object::New(env);
  out.Set("method", route.method);
  out.Set("route", route.path);
  out.Set("status", cell.status);
  out.Set("count", static_cast<double>(cell.count));
  out.Set("sumSeconds", static_cast<double>(cell.sumNs) / 1e9);
  Napi::Array buckets = Napi::Array::New(env, net::durationBoundCount);
  uint64_t cumulative = 0;
  for (uint32_t i = 0; i < net::durationBoundCount; i++) {
    cumulative += cell.buckets[i];
    buckets.Set(i, static_cast<double>(cumulative));
  }
  out.Set("buckets", buckets);
  return out;
}

}  // namespace

Napi::Value Engine::metrics(const Napi::CallbackInfo& info) {
  if (!usable(info)) return info.Env().Undefined();
  Napi::Env env = info.Env();
  const net::Metrics& metrics = server_->metrics();
  Napi::Object out = Napi::Object::New(env);
  Napi::Array bounds = Napi::Array::New(env, net::durationBoundCount);
  for (uint32_t i = 0; i < net::durationBoundCount; i++) bounds.Set(i, net::durationBounds[i]);
  out.Set("bounds", bounds);
  Napi::Array routes = Napi::Array::New(env);
  uint32_t next = 0;
  for (const auto& route : metrics.routes()) {
    for (const auto& cell : route->cells()) routes.Set(next++, routeMetrics(env, *route, *cell));
  }
  out.Set("routes", routes);
  Napi::Object refusals = Napi::Object::New(env);
  for (const auto& [code, count] : metrics.refusals) refusals.Set(code, static_cast<double>(count));
  out.Set("refusals", refusals);
  out.Set("connectionsOpen", server_->connectionsOpen());
  out.Set("connectionsAccepted", static_cast<double>(metrics.accepted));
  out.Set("connectionsUpgraded", server_->connectionsUpgraded());
  out.Set("answersStreaming", server_->answersStreaming());
  out.Set("inputBytesHeld", static_cast<double>(server_->inputBytesHeld()));
  out.Set("outputBytesHeld", static_cast<double>(server_->outputBytesHeld()));
  out.Set("requestsInFlight", server_->requestsInFlight());
  out.Set("answersDropped", static_cast<double>(metrics.answersDropped));
  out.Set("handlerTimeouts", static_cast<double>(metrics.handlerTimeouts));
  out.Set("dispatches", static_cast<double>(metrics.dispatches));
  out.Set("requests", static_cast<double>(metrics.requests));
  out.Set("generationsAlive", server_->generationsAlive());
  return out;
}

}  // namespace nexus::addon

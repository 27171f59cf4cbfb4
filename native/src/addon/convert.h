// Owns turning JavaScript values into the engine's types. Missing or wrong values are thrown back by name.
#pragma once

#include <napi.h>

#include <vector>

#include "http/router.h"
#include "net/batch.h"
#include "net/limits.h"

namespace nexus::addon {

// Each leaves a JavaScript exception pending when it fails; callers check `env.IsExceptionPending()`.
net::ServerLimits readLimits(const Napi::Object& limits);
net::BatchMemory readMemory(const Napi::Object& memory);
std::vector<http::RouteSpec> readRoutes(const Napi::Array& routes);
http::AnswerRules readRules(const Napi::Value& rules);

}  // namespace nexus::addon

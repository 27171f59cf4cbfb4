// Owns turning JavaScript values into the engine's types. Missing or wrong values are thrown back by name.
#pragma once

#include <napi.h>

#include <vector>

#include "addon/fields.h"
#include "http/router.h"
#include "net/batch.h"
#include "net/limits.h"

namespace nexus::addon {

// Each leaves a JavaScript exception pending when it fails; callers check `env.IsExceptionPending()`.
net::ServerLimits readLimits(const Fields& limits);
// `held` gets what keeps the memory from being freed while native code writes to it.
net::BatchMemory readMemory(const Fields& memory, std::vector<Napi::ObjectReference>* held);
std::vector<http::RouteSpec> readRoutes(Napi::Env env, const Napi::Value& routes);
// Undefined: no rules.
http::AnswerRules readRules(Napi::Env env, const Napi::Value& rules);

}  // namespace nexus::addon

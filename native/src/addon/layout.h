// Owns telling JavaScript the numbers of the shared memory, so that a test can compare them with its own.
#pragma once

#include <napi.h>

namespace nexus::addon {

// An object of the shape that runtime/src/native/layout.ts exports.
Napi::Object describeLayout(Napi::Env env);

}  // namespace nexus::addon

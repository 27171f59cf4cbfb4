// Owns the module's entry: what `require` of the addon gives.
#include "addon/engine.h"
#include "addon/layout.h"

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  nexus::addon::Engine::define(env, exports);
  exports.Set("layout", nexus::addon::describeLayout(env));
#ifdef __SANITIZE_ADDRESS__
  exports.Set("sanitized", true);
#else
  exports.Set("sanitized", false);
#endif
  return exports;
}

}  // namespace

NODE_API_MODULE(nexus, init)

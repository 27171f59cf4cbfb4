// Owns finding nghttp2 in the running process.
#include "net/http2/nghttp2.h"

#include <dlfcn.h>

namespace nexus::net::http2 {
namespace {

struct Lookup {
  Nghttp2 table = {};
  const char* missing = nullptr;

  Lookup() {
#define NEXUS_NGHTTP2_FIND(name, result, parameters)                                               \
  table.name = reinterpret_cast<result(*) parameters>(dlsym(RTLD_DEFAULT, "nghttp2_" #name)); \
  if (table.name == nullptr && missing == nullptr) missing = "nghttp2_" #name;
    NEXUS_NGHTTP2_FUNCTIONS(NEXUS_NGHTTP2_FIND)
#undef NEXUS_NGHTTP2_FIND
  }
};

}  // namespace

const Nghttp2* nghttp2(std::string* why) {
  static const Lookup lookup;
  if (lookup.missing == nullptr) return &lookup.table;
  *why = std::string("this Node.js exports no nghttp2 (") + lookup.missing + " is missing)";
  return nullptr;
}

}  // namespace nexus::net::http2

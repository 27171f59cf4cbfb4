// Owns finding OpenSSL in the running process.
#include "net/tls/openssl.h"

#include <dlfcn.h>

namespace nexus::net::tls {
namespace {

struct Lookup {
  Openssl table = {};
  const char* missing = nullptr;

  Lookup() {
#define NEXUS_OPENSSL_FIND(name)                                                \
  table.name = reinterpret_cast<decltype(&::name)>(dlsym(RTLD_DEFAULT, #name)); \
  if (table.name == nullptr && missing == nullptr) missing = #name;
    NEXUS_OPENSSL_FUNCTIONS(NEXUS_OPENSSL_FIND)
#undef NEXUS_OPENSSL_FIND
    if (missing == nullptr) table.OPENSSL_init_ssl(0, nullptr);
  }
};

}  // namespace

const Openssl* openssl(std::string* why) {
  static const Lookup lookup;
  if (lookup.missing == nullptr) return &lookup.table;
  *why = std::string("this Node.js exports no OpenSSL 3 (") + lookup.missing + " is missing)";
  return nullptr;
}

std::string takeError(const Openssl& lib) {
  const unsigned long code = lib.ERR_peek_error();
  const char* reason = code == 0 ? nullptr : lib.ERR_reason_error_string(code);
  lib.ERR_clear_error();
  return reason == nullptr ? "unknown error" : reason;
}

}  // namespace nexus::net::tls

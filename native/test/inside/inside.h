// Owns running a suite inside Node.js, whose OpenSSL and nghttp2 it then uses, as the addon does: it is loaded as an
// addon is, and ends the process.
#pragma once

#include <stdio.h>
#include <unistd.h>

#include "check.h"

// Defined by the suite: its exit code.
int runSuite();

extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(void*, void* exports) {
  const int code = runSuite();
  fflush(stdout);
  _exit(code);
  return exports;
}

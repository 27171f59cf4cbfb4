// Owns what the head of a request asks for, in the few facts that outlive its parsing.
#pragma once

#include "net/exchange.h"

namespace nexus::net {

struct Admission {
  Native native = Native::notFound;
  After after = After::keepAlive;
  http::Method method = http::Method::other;
  bool traceparent = false;
  bool hasBody = false;
  bool bodyCoded = false;
  bool http10 = false;
  bool text8 = false;  // some parameter text has bytes above 0x7f
  Generation* generation = nullptr;
  const http::RouteSpec* route = nullptr;
  uint32_t routeIndex = 0;
  uint32_t resource = 0;  // of allow and options
  http::FixedChoice fixed;  // of `Native::fixed`
  Rejection rejection;
  http::AnswerMarks marks;
  uint64_t bodyBytes = 0;  // by Content-Length; 0 when it is chunked
  uint64_t bodyBytesMax = 0;
  uint32_t textBytes = 0;  // of parameter text
};

}  // namespace nexus::net

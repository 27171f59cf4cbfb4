// Owns one set of routes with what is derived from it. Read-only after it was made, except for sizes of answers
// and the count of requests that still need it; it is freed when a later set replaced it and that count is zero.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/problem.h"
#include "http/router.h"
#include "net/metrics.h"

namespace nexus::net {

struct Generation {
  Generation(uint32_t id, std::vector<http::RouteSpec> specs, http::AnswerRules rules,
             std::unique_ptr<http::Router> table)
      : id(id),
        routes(std::move(specs)),
        unrouted(std::move(rules)),
        router(std::move(table)),
        problems(routes),
        answerBytes(routes.size()) {
    for (size_t i = 0; i < routes.size(); i++) answerBytes[i] = static_cast<uint32_t>(routes[i].fixed.bytesMax());
  }

  const uint32_t id;
  const std::vector<http::RouteSpec> routes;
  const http::AnswerRules unrouted;  // of answers without a route
  const std::unique_ptr<http::Router> router;
  const http::ParamProblems problems;
  std::vector<RouteCells*> cells;     // by route
  std::vector<uint32_t> answerBytes;  // by route: size of recent answers, so what the next one may take
  uint32_t inFlight = 0;
};

}  // namespace nexus::net

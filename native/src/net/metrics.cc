// Owns finding the counters of a route. Counting itself is in the header, where it can be inlined.
#include "net/metrics.h"

namespace nexus::net {

std::string_view methodName(http::Method method) {
  switch (method) {
    case http::Method::get: return "GET";
    case http::Method::head: return "HEAD";
    case http::Method::post: return "POST";
    case http::Method::put: return "PUT";
    case http::Method::delete_: return "DELETE";
    case http::Method::patch: return "PATCH";
    case http::Method::options: return "OPTIONS";
    case http::Method::trace: return "TRACE";
    case http::Method::connect: return "CONNECT";
    case http::Method::query: return "QUERY";
    case http::Method::other: break;
  }
  return "_OTHER";
}

RouteCells* Metrics::route(std::string_view method, std::string_view path) {
  std::string key = std::string(method) + " " + std::string(path);
  auto found = byKey_.find(key);
  if (found != byKey_.end()) return found->second;
  routes_.push_back(std::make_unique<RouteCells>(method, path));
  byKey_.emplace(std::move(key), routes_.back().get());
  return routes_.back().get();
}

RouteCells* Metrics::unrouted(http::Method method) {
  RouteCells*& cells = unrouted_[static_cast<size_t>(method)];
  if (cells == nullptr) cells = route(methodName(method), "");
  return cells;
}

}  // namespace nexus::net

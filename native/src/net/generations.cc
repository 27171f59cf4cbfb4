// Owns generations.h: installing, counting what needs them, retiring.
#include "net/generations.h"

namespace nexus::net {

InstallResult Generations::install(std::vector<http::RouteSpec> routes, http::AnswerRules unrouted,
                                   Metrics* metrics) {
  std::string error;
  auto router = http::buildRouter(routes, &error);
  if (router == nullptr) return {0, error};
  auto made = std::make_unique<Generation>(nextId_++, std::move(routes), std::move(unrouted), std::move(router));
  for (const auto& route : made->routes) made->cells.push_back(metrics->route(route.method, route.path));
  const Generation* previous = current_;
  current_ = made.get();
  all_.push_back(std::move(made));
  if (previous != nullptr && previous->inFlight == 0) drained_ = true;
  return {current_->id, ""};
}

void Generations::release(Generation* generation) {
  if (generation == nullptr) return;
  if (--generation->inFlight == 0 && generation != current_) drained_ = true;
}

void Generations::retire(Notices* notices) {
  if (!drained_) return;
  drained_ = false;
  std::erase_if(all_, [this, notices](const std::unique_ptr<Generation>& generation) {
    if (generation.get() == current_ || generation->inFlight > 0) return false;
    notices->add(NoticeKind::drained, 0, generation->id);
    return true;
  });
}

}  // namespace nexus::net

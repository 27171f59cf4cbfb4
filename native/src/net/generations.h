// Owns the generations of routes: the one that new requests get, and those that older requests still need.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/generation.h"
#include "net/notices.h"

namespace nexus::net {

struct InstallResult {
  uint32_t generation;  // 0: refused, see `error`
  std::string error;
};

class Generations {
 public:
  InstallResult install(std::vector<http::RouteSpec> routes, http::AnswerRules unrouted, Metrics* metrics);
  // Null before the first.
  Generation* current() const { return current_; }
  // A request needs it no longer; null is nothing to release.
  void release(Generation* generation);
  // Whether one was replaced and has answered its last request.
  bool drained() const { return drained_; }
  // Frees those, and tells so. Not while JavaScript has a batch: its records name them.
  void retire(Notices* notices);
  uint32_t alive() const { return static_cast<uint32_t>(all_.size()); }

 private:
  std::vector<std::unique_ptr<Generation>> all_;
  Generation* current_ = nullptr;
  uint32_t nextId_ = 1;
  bool drained_ = false;
};

}  // namespace nexus::net

// Owns counting: per route and status, and for the server. JavaScript takes snapshots; nothing here is reset.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/request.h"

namespace nexus::net {

// Upper bounds in seconds of OpenTelemetry's http.server.request.duration; the last bucket is open.
inline constexpr double durationBounds[] = {.005, .01, .025, .05, .075, .1,  .25,
                                            .5,   .75, 1,    2.5, 5,    7.5, 10};
inline constexpr uint32_t durationBoundCount = sizeof(durationBounds) / sizeof(double);

struct StatusCell {
  uint16_t status = 0;
  uint64_t count = 0;
  uint64_t sumNs = 0;
  uint64_t buckets[durationBoundCount + 1] = {};
};

// Counters of one method and path; generations that have both share them.
class RouteCells {
 public:
  RouteCells(std::string_view method, std::string_view path) : method(method), path(path) {}

  void observe(uint16_t status, uint64_t durationNs) {
    StatusCell& cell = cellOf(status);
    cell.count++;
    cell.sumNs += durationNs;
    uint32_t bucket = 0;
    while (bucket < durationBoundCount && durationNs > boundNs(bucket)) bucket++;
    cell.buckets[bucket]++;
  }

  const std::string method;
  const std::string path;
  const std::vector<std::unique_ptr<StatusCell>>& cells() const { return cells_; }

 private:
  static uint64_t boundNs(uint32_t bound) { return static_cast<uint64_t>(durationBounds[bound] * 1e9); }

  StatusCell& cellOf(uint16_t status) {
    if (last_ != nullptr && last_->status == status) return *last_;
    for (auto& cell : cells_) {
      if (cell->status == status) return *(last_ = cell.get());
    }
    cells_.push_back(std::make_unique<StatusCell>());
    last_ = cells_.back().get();
    last_->status = status;
    return *last_;
  }

  std::vector<std::unique_ptr<StatusCell>> cells_;
  StatusCell* last_ = nullptr;
};

class Metrics {
 public:
  RouteCells* route(std::string_view method, std::string_view path);
  // Answers that no route gave.
  RouteCells* unrouted(http::Method method);
  void countRefusal(const char* code) { refusals[code]++; }

  const std::vector<std::unique_ptr<RouteCells>>& routes() const { return routes_; }

  std::unordered_map<std::string, uint64_t> refusals;
  uint64_t accepted = 0;
  uint64_t requests = 0;
  uint64_t dispatches = 0;
  uint64_t answersDropped = 0;
  uint64_t handlerTimeouts = 0;

 private:
  std::vector<std::unique_ptr<RouteCells>> routes_;
  std::unordered_map<std::string, RouteCells*> byKey_;
  RouteCells* unrouted_[static_cast<size_t>(http::Method::other) + 1] = {};
};

// "GET", or "_OTHER" for a method that is not known.
std::string_view methodName(http::Method method);

}  // namespace nexus::net

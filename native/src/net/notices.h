// Owns what JavaScript hears besides requests, until it can be told: kept in order.
#pragma once

#include <vector>

#include "net/batch.h"
#include "net/metrics.h"

namespace nexus::net {

class Notices {
 public:
  explicit Notices(Metrics* metrics) : metrics_(metrics) {}

  void add(NoticeKind kind, uint32_t serial, uint32_t value) { waiting_.push_back({kind, serial, value, 0}); }
  // Counts a refusal; only so many are told one by one between two turns.
  void addRefusal(uint16_t status, const char* code);
  bool empty() const { return waiting_.empty(); }
  // Moves as many as fit to where JavaScript reads them.
  void moveTo(const BatchMemory& memory);
  // The code that a notice of a refusal names by its index.
  const char* refusalCode(uint32_t index) const { return index < codes_.size() ? codes_[index] : ""; }

 private:
  Metrics* const metrics_;
  std::vector<Notice> waiting_;
  uint32_t refusals_ = 0;
  std::vector<const char*> codes_;
};

}  // namespace nexus::net

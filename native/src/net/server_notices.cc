// Owns what JavaScript hears besides requests, and generations that nothing needs any more.
#include <string.h>

#include <algorithm>

#include "net/server.h"

namespace nexus::net {

void Server::notice(NoticeKind kind, uint32_t serial, uint32_t value) {
  notices_.push_back({kind, serial, value, 0});
}

void Server::noticeRefusal(uint16_t status, const char* code) {
  metrics_.countRefusal(code);
  if (refusalNotices_ >= refusalNoticesMax) return;
  refusalNotices_++;
  uint32_t index = 0;
  while (index < codes_.size() && strcmp(codes_[index], code) != 0) index++;
  if (index == codes_.size()) codes_.push_back(code);
  notice(NoticeKind::refused, 0, static_cast<uint32_t>(status) << 16 | index);
}

void Server::deliverNotices() {
  if (!dispatching_) retireGenerations();
  while (!notices_.empty() && !dispatching_) {
    const uint32_t count = std::min(static_cast<uint32_t>(notices_.size()), memory_.noticesMax);
    memcpy(memory_.notices, notices_.data(), count * sizeof(Notice));
    notices_.erase(notices_.begin(), notices_.begin() + count);
    refusalNotices_ = 0;
    memory_.control[controlNotices] = static_cast<int32_t>(count);
    dispatching_ = true;
    const bool alive = sink_->dispatch(0);
    dispatching_ = false;
    if (!alive) return;
  }
}

void Server::releaseGeneration(Generation* generation) {
  if (generation == nullptr) return;
  if (--generation->inFlight == 0 && generation != current_) generationDrained_ = true;
}

void Server::retireGenerations() {
  if (!generationDrained_) return;
  generationDrained_ = false;
  std::erase_if(generations_, [this](const std::unique_ptr<Generation>& generation) {
    if (generation.get() == current_ || generation->inFlight > 0) return false;
    notice(NoticeKind::drained, 0, generation->id);
    return true;
  });
}

}  // namespace nexus::net

// Owns notices.h: keeping them, and handing over as many as fit.
#include "net/notices.h"

#include <string.h>

#include <algorithm>

#include "net/limits.h"

namespace nexus::net {

void Notices::addRefusal(uint16_t status, const char* code) {
  metrics_->countRefusal(code);
  if (refusals_ >= refusalNoticesMax) return;
  refusals_++;
  uint32_t index = 0;
  while (index < codes_.size() && strcmp(codes_[index], code) != 0) index++;
  if (index == codes_.size()) codes_.push_back(code);
  add(NoticeKind::refused, 0, static_cast<uint32_t>(status) << 16 | index);
}

void Notices::moveTo(const BatchMemory& memory) {
  const uint32_t count = std::min(static_cast<uint32_t>(waiting_.size()), memory.noticesMax);
  memcpy(memory.notices, waiting_.data(), count * sizeof(Notice));
  waiting_.erase(waiting_.begin(), waiting_.begin() + count);
  refusals_ = 0;
  memory.control[controlNotices] = static_cast<int32_t>(count);
}

}  // namespace nexus::net

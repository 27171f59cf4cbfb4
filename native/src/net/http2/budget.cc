// Owns budget.h: what each kind of frame is held against.
#include "net/http2/budget.h"

#include <algorithm>

namespace nexus::net::http2 {
namespace {

// After Envoy's edge guide: frames that cost us work are bounded by the streams and the data they belong to.
constexpr uint64_t windowUpdatesPerDataFrame = 10;
constexpr uint64_t windowUpdatesPerStream = 10;
constexpr uint64_t windowUpdatesFree = 100;
constexpr uint64_t prioritiesPerStream = 4;
// How much more than it may be a header block is, packed or not, before that is an attack: until then it gets a 431.
constexpr uint64_t blockTimesMax = 4;

}  // namespace

bool Bucket::take(uint64_t nowMs) {
  const uint64_t passedMs = nowMs > seenMs_ ? nowMs - seenMs_ : 0;
  left_ = std::min(max_, left_ + static_cast<double>(passedMs) * perSecond_ / 1000);
  seenMs_ = std::max(seenMs_, nowMs);
  left_ -= 1;
  return left_ >= 0;
}

Budget::Budget(const Limits& limits, uint64_t nowMs)
    : limits_(limits),
      resets_(limits.resetsMax, limits.resetsPerSecond, nowMs),
      controls_(limits.controlFramesMax, limits.controlFramesPerSecond, nowMs) {}

const char* Budget::received(const FrameHead& head, uint64_t nowMs) {
  switch (head.type) {
    case frame::data:
      // A frame of padding is as empty as one of nothing.
      if (head.payload > 0 || (head.flags & frame::endStream) != 0) return nullptr;
      return control("http2-empty-frames", nowMs);
    case frame::headers:
      streams_++;
      continuations_ = 0;
      blockBytes_ = 0;
      return block(head, nowMs);
    case frame::continuation:
      if (++continuations_ > limits_.continuationsMax) return "http2-continuations";
      return block(head, nowMs);
    case frame::reset: return resets_.take(nowMs) ? nullptr : "http2-resets";
    case frame::priority:
      if (++priorities_ <= streams_ * prioritiesPerStream) return nullptr;
      return control("http2-priorities", nowMs);
    case frame::windowUpdate: {
      const uint64_t max =
          windowUpdatesFree + streams_ * windowUpdatesPerStream + dataFramesOut_ * windowUpdatesPerDataFrame;
      return ++windowUpdates_ > max ? "http2-window-updates" : nullptr;
    }
    case frame::ping:
    case frame::settings:
      if ((head.flags & frame::acknowledged) == 0 || unacknowledged_ == 0) return control("http2-pings-or-settings", nowMs);
      unacknowledged_--;
      return nullptr;
    default: return control("http2-unknown-frames", nowMs);
  }
}

const char* Budget::sent(uint8_t type, uint8_t flags, uint32_t code, uint64_t nowMs) {
  if (type == frame::data) dataFramesOut_++;
  if ((type == frame::ping || type == frame::settings) && (flags & frame::acknowledged) == 0) unacknowledged_++;
  // Resets that a peer makes us send cost as much as its own (CVE-2025-8671); NO_ERROR is our own wish.
  if (type != frame::reset || code == 0) return nullptr;
  return resets_.take(nowMs) ? nullptr : "http2-resets-provoked";
}

const char* Budget::unpacked(uint64_t bytes) {
  return bytes > blockTimesMax * limits_.headerBlockBytesMax ? "http2-header-list" : nullptr;
}

const char* Budget::block(const FrameHead& head, uint64_t nowMs) {
  blockBytes_ += head.length;
  if (blockBytes_ > blockTimesMax * limits_.headerBlockBytesMax) return "http2-header-block";
  return head.length == 0 && (head.flags & frame::endHeaders) == 0 ? control("http2-empty-frames", nowMs) : nullptr;
}

const char* Budget::control(const char* name, uint64_t nowMs) {
  return controls_.take(nowMs) ? nullptr : name;
}

}  // namespace nexus::net::http2

// Owns frame_scanner.h.
#include "net/http2/frame_scanner.h"

#include <string.h>

#include <algorithm>

namespace nexus::net::http2 {
namespace {

uint32_t lengthOf(const uint8_t* header) {
  return static_cast<uint32_t>(header[0]) << 16 | static_cast<uint32_t>(header[1]) << 8 | header[2];
}

}  // namespace

bool FrameScanner::next(const uint8_t** data, uint32_t* length, FrameHead* out) {
  while (*length > 0) {
    if (skip_ > 0) {
      const uint32_t passed = std::min(skip_, *length);
      skip_ -= passed;
      *data += passed;
      *length -= passed;
      continue;
    }
    take(data, length);
    if (have_ < headerBytes || have_ < wanted()) continue;
    const uint32_t size = lengthOf(header_);
    const uint32_t read = have_ - headerBytes;
    const uint32_t padding = read == 0 ? 0 : header_[headerBytes] + 1u;
    *out = {header_[3], header_[4], size, size - std::min(size, padding)};
    skip_ = size - read;
    have_ = 0;
    return true;
  }
  return false;
}

// As much of the header as there is.
void FrameScanner::take(const uint8_t** data, uint32_t* length) {
  const uint32_t size = std::min(wanted() - have_, *length);
  memcpy(header_ + have_, *data, size);
  have_ += size;
  *data += size;
  *length -= size;
}

uint32_t FrameScanner::wanted() const {
  const bool isPadded = have_ >= headerBytes && header_[3] == frame::data && (header_[4] & frame::padded) != 0;
  return isPadded && lengthOf(header_) > 0 ? headerBytes + 1 : headerBytes;
}

}  // namespace nexus::net::http2

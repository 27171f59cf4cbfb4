// Owns finding frame headers in a stream of bytes, however it is cut. Pure: it judges nothing and keeps no payload.
// nghttp2 tells of most frames, but not of those that it ignores, and those cost too.
#pragma once

#include <cstdint>

namespace nexus::net::http2 {

// RFC 9113, 6.
namespace frame {
inline constexpr uint8_t data = 0;
inline constexpr uint8_t headers = 1;
inline constexpr uint8_t priority = 2;
inline constexpr uint8_t reset = 3;
inline constexpr uint8_t settings = 4;
inline constexpr uint8_t ping = 6;
inline constexpr uint8_t goAway = 7;
inline constexpr uint8_t windowUpdate = 8;
inline constexpr uint8_t continuation = 9;
inline constexpr uint8_t acknowledged = 0x1;
inline constexpr uint8_t endStream = 0x1;
inline constexpr uint8_t endHeaders = 0x4;
inline constexpr uint8_t padded = 0x8;
}  // namespace frame

struct FrameHead {
  uint8_t type;
  uint8_t flags;
  uint32_t length;
  uint32_t payload;  // of DATA: without its padding
};

class FrameScanner {
 public:
  // Goes on to the next frame whose header is all here. False when the bytes are used up.
  bool next(const uint8_t** data, uint32_t* length, FrameHead* out);
  // The last frame that was found is here with all of its payload.
  bool isWhole() const { return skip_ == 0; }

 private:
  static constexpr uint32_t headerBytes = 9;
  static constexpr uint32_t prefaceBytes = 24;  // RFC 9113, 3.4

  void take(const uint8_t** data, uint32_t* length);
  uint32_t wanted() const;

  uint8_t header_[headerBytes + 1];  // and the length of the padding
  uint32_t have_ = 0;
  uint32_t skip_ = prefaceBytes;
};

}  // namespace nexus::net::http2

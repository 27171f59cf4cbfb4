// Owns turning the header fields of an HTTP/2 request into the head of an HTTP/1.1 one (RFC 9113, 8.3; RFC 9112).
// Pure: the engine's own parser judges the rest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace nexus::net::http2 {

// How the body of a request follows its head.
enum class Framing : uint8_t { none, length, chunked };

class RequestText {
 public:
  // `bytesMax`: nothing is kept beyond it, as whoever reads the head refuses it then anyway.
  explicit RequestText(uint32_t bytesMax) : bytesMax_(bytesMax) {}

  // Another request, or its trailers.
  void begin();
  // False when it is malformed, or would read as something else in HTTP/1.1.
  bool add(std::string_view name, std::string_view value);
  bool addTrailer(std::string_view name, std::string_view value);

  // Behind the last field: the head, or false as `add`.
  bool finish(bool hasBody, std::string* out);
  Framing framing() const { return framing_; }
  bool isHead() const { return method_ == "HEAD"; }
  // Complete lines.
  const std::string& trailers() const { return lines_; }

 private:
  void addLine(std::string_view name, std::string_view value);

  const uint32_t bytesMax_;
  std::string method_;
  std::string path_;
  std::string authority_;
  std::string cookies_;
  std::string lines_;
  bool hasLength_ = false;
  Framing framing_ = Framing::none;
};

}  // namespace nexus::net::http2

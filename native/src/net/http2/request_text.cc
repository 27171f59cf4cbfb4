// Owns request_text.h: which fields stay, which are said otherwise, and which must not be.
#include "net/http2/request_text.h"

#include <algorithm>

namespace nexus::net::http2 {
namespace {

bool isTokenCharacter(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
  return std::string_view("!#$%&'*+.^_`|~-").find(c) != std::string_view::npos;
}

bool isToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isTokenCharacter);
}

// They would end a line, or begin another.
bool isSafeValue(std::string_view value) {
  return value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

bool isSafeTarget(std::string_view path) {
  return !path.empty() && std::none_of(path.begin(), path.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7f;
  });
}

// RFC 9113, 8.2.2: they speak of one connection, and this is another.
bool isConnectionSpecific(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "proxy-connection" ||
         name == "transfer-encoding" || name == "upgrade";
}

}  // namespace

void RequestText::begin() {
  for (std::string* part : {&method_, &path_, &authority_, &cookies_, &lines_}) part->clear();
  hasLength_ = false;
  framing_ = Framing::none;
}

bool RequestText::add(std::string_view name, std::string_view value) {
  if (!isSafeValue(value)) return false;
  if (name.starts_with(':')) {
    if (name == ":method") method_ = value;
    else if (name == ":path") path_ = value;
    else if (name == ":authority") authority_ = value;
    else if (name != ":scheme") return false;
    return true;
  }
  if (name == "cookie") {
    // RFC 9113, 8.2.3: crumbs, split so that they compress better.
    if (!cookies_.empty()) cookies_ += "; ";
    if (cookies_.size() <= bytesMax_) cookies_ += value;
    return true;
  }
  // What :authority says twice; a second, different Host is refused as such.
  if (name == "host" && value == authority_) return true;
  if (isConnectionSpecific(name) || !isToken(name)) return false;
  if (name == "te" && value != "trailers") return false;
  if (name == "content-length") hasLength_ = true;
  addLine(name, value);
  return true;
}

bool RequestText::addTrailer(std::string_view name, std::string_view value) {
  if (!isToken(name) || !isSafeValue(value) || isConnectionSpecific(name)) return false;
  addLine(name, value);
  return true;
}

void RequestText::addLine(std::string_view name, std::string_view value) {
  if (lines_.size() > bytesMax_) return;
  lines_.append(name).append(": ").append(value).append("\r\n");
}

bool RequestText::finish(bool hasBody, std::string* out) {
  if (!isToken(method_) || method_ == "CONNECT" || !isSafeTarget(path_)) return false;
  framing_ = !hasBody ? Framing::none : hasLength_ ? Framing::length : Framing::chunked;
  out->append(method_).append(" ").append(path_).append(" HTTP/1.1\r\n");
  if (!authority_.empty()) out->append("host: ").append(authority_).append("\r\n");
  out->append(lines_);
  if (!cookies_.empty()) out->append("cookie: ").append(cookies_).append("\r\n");
  if (framing_ == Framing::chunked) out->append("transfer-encoding: chunked\r\n");
  out->append("\r\n");
  return true;
}

}  // namespace nexus::net::http2

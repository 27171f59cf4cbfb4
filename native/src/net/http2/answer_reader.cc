// Owns answer_reader.h: heads, lengths and chunks as heads.cc and server_flows.cc write them.
#include "net/http2/answer_reader.h"

#include <algorithm>

namespace nexus::net::http2 {
namespace {

// What the engine writes at most before an end is found: a head within its arena, the line of a chunk's size.
constexpr size_t pendingBytesMax = 1024 * 1024;
constexpr size_t statusAt = 9;  // behind "HTTP/1.1 "
constexpr size_t statusBytes = 3;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// RFC 9113, 8.2.2.
bool isHopField(std::string_view name) {
  return name == "connection" || name == "keep-alive" || name == "transfer-encoding" || name == "upgrade";
}

std::string_view trimmed(std::string_view value) {
  while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  while (!value.empty() && value.back() == ' ') value.remove_suffix(1);
  return value;
}

uint64_t numberOf(std::string_view text, uint32_t base) {
  uint64_t number = 0;
  for (const char c : text) {
    const char digit = lower(c);
    number = number * base + static_cast<uint64_t>(digit >= 'a' ? digit - 'a' + 10 : digit - '0');
  }
  return number;
}

}  // namespace

bool AnswerReader::read(const char* data, size_t length) {
  std::string joined;
  std::string_view input(data, length);
  if (!pending_.empty()) {
    joined = std::move(pending_);
    pending_.clear();
    joined.append(data, length);
    input = joined;
  }
  while (!input.empty() && !isBroken_ && state_ != State::over) {
    const size_t used = step(input);
    if (used == 0) {
      if (input.size() > pendingBytesMax) return false;
      pending_.assign(input);
      return !isBroken_;
    }
    input.remove_prefix(used);
  }
  return !isBroken_;
}

size_t AnswerReader::step(std::string_view input) {
  switch (state_) {
    case State::head: return takeHead(input);
    case State::length:
    case State::chunk: return takeBody(input);
    case State::chunkSize: return takeChunkSize(input);
    case State::chunkEnd:
      if (input.size() < 2) return 0;
      state_ = State::chunkSize;
      return 2;
    case State::trailers: return takeTrailers(input);
    case State::over: break;
  }
  return input.size();
}

size_t AnswerReader::takeHead(std::string_view input) {
  const size_t end = input.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  const size_t lineEnd = input.find("\r\n");
  if (lineEnd < statusAt + statusBytes) {
    isBroken_ = true;
    return 0;
  }
  const std::string_view status = input.substr(statusAt, statusBytes);
  readFields(input.substr(lineEnd + 2, end + 2 - (lineEnd + 2)));
  const size_t used = end + 4;
  bool chunked = false;
  bool declared = false;
  for (const Field& field : fields_) {
    if (field.name == "transfer-encoding") chunked = true;
    if (field.name != "content-length") continue;
    declared = true;
    left_ = numberOf(field.value, 10);
  }
  std::erase_if(fields_, [](const Field& field) { return isHopField(field.name); });
  if (status.front() == '1') {
    listener_->interim(status, fields_);
    return used;
  }
  const bool isEmpty = isHead_ || status == "204" || status == "304" || (declared && left_ == 0);
  listener_->head(status, fields_, isEmpty);
  if (isEmpty) {
    fields_.clear();
    finish();
  } else if (chunked) {
    state_ = State::chunkSize;
  } else {
    state_ = State::length;
    isBroken_ = !declared;
  }
  return used;
}

size_t AnswerReader::takeBody(std::string_view input) {
  const size_t size = static_cast<size_t>(std::min<uint64_t>(left_, input.size()));
  left_ -= size;
  listener_->data(input.data(), size);
  if (left_ > 0) return size;
  if (state_ == State::length) {
    fields_.clear();
    finish();
  } else {
    state_ = State::chunkEnd;
  }
  return size;
}

size_t AnswerReader::takeChunkSize(std::string_view input) {
  const size_t end = input.find("\r\n");
  if (end == std::string_view::npos) return 0;
  left_ = numberOf(input.substr(0, end), 16);
  state_ = left_ == 0 ? State::trailers : State::chunk;
  return end + 2;
}

size_t AnswerReader::takeTrailers(std::string_view input) {
  if (input.size() < 2) return 0;
  if (input.starts_with("\r\n")) {
    fields_.clear();
    finish();
    return 2;
  }
  const size_t end = input.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  readFields(input.substr(0, end + 2));
  std::erase_if(fields_, [](const Field& field) { return isHopField(field.name); });
  finish();
  return end + 4;
}

// Complete lines.
void AnswerReader::readFields(std::string_view lines) {
  fields_.clear();
  names_.clear();
  names_.reserve(lines.size());  // names must not move
  while (!lines.empty()) {
    const size_t end = lines.find("\r\n");
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const size_t at = names_.size();
    for (size_t i = 0; i < colon; i++) names_.push_back(lower(line[i]));
    fields_.push_back({std::string_view(names_).substr(at, colon), trimmed(line.substr(colon + 1))});
  }
}

void AnswerReader::finish() {
  state_ = State::over;
  listener_->end(fields_);
}

}  // namespace nexus::net::http2

// Owns reading the engine's own HTTP/1.1 answer to one request, from bytes cut anywhere. Only what the engine writes
// is understood: it is no parser for strangers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nexus::net::http2 {

// A header field; its name in lower case.
struct Field {
  std::string_view name;
  std::string_view value;
};

// What a reader tells, in the order of the bytes. Texts live as long as the call.
class AnswerListener {
 public:
  virtual ~AnswerListener() = default;
  // A 1xx, any number of times.
  virtual void interim(std::string_view status, const std::vector<Field>& fields) = 0;
  // `isEmpty`: no data follows.
  virtual void head(std::string_view status, const std::vector<Field>& fields, bool isEmpty) = 0;
  virtual void data(const char* data, size_t length) = 0;
  virtual void end(const std::vector<Field>& trailers) = 0;
};

class AnswerReader {
 public:
  explicit AnswerReader(AnswerListener* listener) : listener_(listener) {}

  // The answer is to a request of HEAD: it has no body.
  void expectHead() { isHead_ = true; }
  // False when these are no bytes of the engine's.
  bool read(const char* data, size_t length);
  bool isOver() const { return state_ == State::over; }

 private:
  enum class State : uint8_t { head, length, chunkSize, chunk, chunkEnd, trailers, over };

  // Each gives how much it used, 0 when it needs more.
  size_t step(std::string_view input);
  size_t takeHead(std::string_view input);
  size_t takeBody(std::string_view input);
  size_t takeChunkSize(std::string_view input);
  size_t takeTrailers(std::string_view input);
  void readFields(std::string_view lines);
  void finish();

  AnswerListener* const listener_;
  State state_ = State::head;
  bool isHead_ = false;
  bool isBroken_ = false;
  uint64_t left_ = 0;
  std::string pending_;
  std::string names_;  // of the fields, in lower case
  std::vector<Field> fields_;
};

}  // namespace nexus::net::http2

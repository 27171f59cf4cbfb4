// Owns the precomputed beginnings of answers, and the date in them: from an answer's parts to its bytes.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "http/problem.h"
#include "http/response.h"
#include "net/exchange.h"

namespace nexus::net {

// An answer, wherever its parts are; complete header lines in `extra`.
struct AnswerView {
  const http::ResponseBlock* block;
  std::string_view extra;
  std::string_view body;
};

inline bool hasNoBody(uint16_t status) { return status == 204 || status == 304 || status < 200; }

class Heads {
 public:
  // Id of a block, or blocksMax when there are too many.
  uint32_t add(uint16_t status, std::string_view contentType);
  // Null when there is none of that id.
  const http::ResponseBlock* block(uint32_t id) const { return id < blocks_.size() ? &blocks_[id] : nullptr; }
  // It stays where it is for as long as this does.
  const http::ResponseBlock* problem(uint16_t status, std::string_view mediaType = http::problemMediaType);
  void refreshDate();

  // The most bytes that `compose` writes.
  static uint64_t roomFor(const Exchange& exchange, const AnswerView& answer) {
    const uint64_t bytes = answer.block->text.size() + answer.extra.size() + http::headRoomBytes + answer.body.size();
    return exchange.marks.rules == nullptr ? bytes : bytes + http::marksRoom(exchange.marks);
  }
  // Writes an answer that has all of its body; returns the end.
  char* compose(char* out, const Exchange& exchange, const AnswerView& answer) const;
  // The same in memory of its own; null when that is out.
  OutBlock* composeBlock(const Exchange& exchange, const AnswerView& answer) const;
  // The head of an answer whose body comes in pieces; null when memory is out.
  OutBlock* composeHead(const Exchange& exchange, const http::ResponseBlock& block, std::string_view extra,
                        http::BodyFraming framing, uint64_t bodyBytes) const;

 private:
  std::deque<http::ResponseBlock> blocks_;
  std::map<std::pair<uint16_t, std::string>, http::ResponseBlock, std::less<>> problems_;
  http::HttpDate date_;
};

}  // namespace nexus::net

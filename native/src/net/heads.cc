// Owns heads.h: blocks by id and status, and writing a whole answer out of one.
#include "net/heads.h"

#include "net/clock.h"
#include "net/limits.h"

namespace nexus::net {
namespace {

http::ConnectionHeader connectionHeader(After after) {
  switch (after) {
    case After::close: return http::ConnectionHeader::close;
    case After::keepAliveHttp10: return http::ConnectionHeader::keepAlive;
    case After::keepAlive: break;
  }
  return http::ConnectionHeader::none;
}

}  // namespace

uint32_t Heads::add(uint16_t status, std::string_view contentType) {
  if (blocks_.size() >= blocksMax) return blocksMax;
  blocks_.push_back(http::makeBlock(status, contentType));
  return static_cast<uint32_t>(blocks_.size() - 1);
}

const http::ResponseBlock* Heads::problem(uint16_t status, std::string_view mediaType) {
  const auto type = hasNoBody(status) ? std::string_view{} : mediaType;
  const auto key = std::make_pair(status, std::string(type));
  auto found = problems_.find(key);
  if (found != problems_.end()) return &found->second;
  return &problems_.emplace(key, http::makeBlock(status, type)).first->second;
}

void Heads::refreshDate() { http::refreshDate(&date_, unixSecond()); }

char* Heads::compose(char* out, const Exchange& e, const AnswerView& answer) const {
  const bool bodiless = hasNoBody(answer.block->status);
  const auto framing = bodiless ? http::BodyFraming::none : http::BodyFraming::length;
  char* end = http::writeHead(out, *answer.block, date_, framing, answer.body.size(), connectionHeader(e.after),
                              answer.extra, e.marks);
  if (bodiless || e.head) return end;
  memcpy(end, answer.body.data(), answer.body.size());
  return end + answer.body.size();
}

OutBlock* Heads::composeBlock(const Exchange& e, const AnswerView& answer) const {
  const uint64_t room = roomFor(e, answer);
  if (room > UINT32_MAX) return nullptr;
  OutBlock* block = OutBlock::make(static_cast<uint32_t>(room));
  if (block == nullptr) return nullptr;
  char* out = reinterpret_cast<char*>(block->data());
  block->length = static_cast<uint32_t>(compose(out, e, answer) - out);
  return block;
}

OutBlock* Heads::composeHead(const Exchange& e, const http::ResponseBlock& head, std::string_view extra,
                             http::BodyFraming framing, uint64_t bodyBytes) const {
  OutBlock* block = OutBlock::make(static_cast<uint32_t>(roomFor(e, {&head, extra, {}})));
  if (block == nullptr) return nullptr;
  char* out = reinterpret_cast<char*>(block->data());
  const char* end = http::writeHead(out, head, date_, framing, bodyBytes, connectionHeader(e.after), extra,
                                    e.marks);
  block->length = static_cast<uint32_t>(end - out);
  return block;
}

}  // namespace nexus::net

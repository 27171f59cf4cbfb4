// Owns answers that come outside of their batch: from the late area, or too big for any area.
#include "net/server.h"

#include <algorithm>

namespace nexus::net {

void Server::drainLate() {
  const auto count = std::min(static_cast<uint32_t>(memory_.control[controlLate]), memory_.lateMax);
  if (count == 0 || dispatching_) return;
  readClock();
  heads_.refreshDate();
  for (uint32_t i = 0; i < count; i++) applyLate(memory_.late[i]);
  memory_.control[controlLate] = 0;
  memory_.control[controlLateBytes] = 0;
}

void Server::applyLate(const LateRecord& late) {
  Connection* c = connections_.at(late.connection);
  Exchange* e = c == nullptr || c->phase != Phase::open ? nullptr : findExchange(c, late.serial);
  if (e == nullptr) return dropAnswer(late.serial);
  const bool last = e->next == nullptr;
  if (static_cast<Answer>(late.answer & answerMask) == Answer::reject) {
    completeRejected(c, e, last);
  } else {
    complete(c, e, viewOf(late.answer, late.extraBytes, late.payloadOffset, late.bodyBytes, memory_.lateBytes,
                          memory_.lateBytesMax), last);
  }
  sender_.endRun();
  settle(c);
  if (c->phase == Phase::open) arm(c);
}

void Server::dropAnswer(uint32_t serial) {
  metrics_.answersDropped++;
  notices_.add(NoticeKind::answerDropped, serial, 0);
}

bool Server::answerAway(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra,
                        std::string_view body) {
  const http::ResponseBlock* block = heads_.block(blockId);
  if (block == nullptr) return false;
  const AnswerView answer = {block, extra, body};
  for (uint32_t i = 0; dispatching_ && i < batch_.size(); i++) {
    Exchange* e = &batch_[i].exchange;
    if (e->serial != serial || batch_[i].record < 0 || batch_[i].connection->slot != connection) continue;
    closeIfEnding(batch_[i].connection, e, i + 1 == batch_.size());
    e->block = heads_.composeBlock(*e, answer);
    e->awayStatus = answer.block->status;
    return true;
  }
  Connection* c = connections_.at(connection);
  Exchange* e = c == nullptr || c->phase != Phase::open ? nullptr : findExchange(c, serial);
  if (e == nullptr) {
    dropAnswer(serial);
    return false;
  }
  readClock();
  closeIfEnding(c, e, c->inBatch == 0);
  completeBlock(c, e, heads_.composeBlock(*e, answer), answer.block->status);
  settleSoon(c);
  return true;
}

}  // namespace nexus::net

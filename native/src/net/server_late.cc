// Owns answers that come outside of their batch: from the late area, or too big for any area.
#include "net/server.h"

namespace nexus::net {

void Server::drainLate() {
  const auto count = static_cast<uint32_t>(memory_.control[controlLate]);
  if (count == 0 || dispatching_) return;
  nowNs_ = now_();
  nowMs_ = nowNs_ / 1'000'000;
  http::refreshDate(&date_, unixSecond());
  for (uint32_t i = 0; i < count; i++) applyLate(memory_.late[i]);
  memory_.control[controlLate] = 0;
  memory_.control[controlLateBytes] = 0;
}

void Server::applyLate(const LateRecord& late) {
  Connection* c = late.connection < slots_.size() ? slots_[late.connection].get() : nullptr;
  Exchange* e = c == nullptr || c->phase != Phase::open ? nullptr : findExchange(c, late.serial);
  if (e == nullptr) return dropAnswer(late.serial);
  const bool last = e->next == nullptr;
  if (static_cast<Answer>(late.answer & answerMask) == Answer::reject) {
    completeRejected(c, e, last);
  } else {
    complete(c, e, viewOf(late.answer, late.extraBytes, late.payloadOffset, late.bodyBytes, memory_.lateBytes,
                          memory_.lateBytesMax), last);
  }
  endRun();
  settle(c);
  if (c->phase == Phase::open) arm(c);
}

void Server::dropAnswer(uint32_t serial) {
  metrics_.answersDropped++;
  notice(NoticeKind::answerDropped, serial, 0);
}

bool Server::answerAway(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra,
                        std::string_view body) {
  if (blockId >= blocks_.size()) return false;
  const AnswerView answer = {&blocks_[blockId], extra, body};
  for (uint32_t i = 0; dispatching_ && i < entries_; i++) {
    Exchange* e = &batch_[i].exchange;
    if (e->serial != serial || batch_[i].record < 0) continue;
    closeIfEnding(batch_[i].connection, e, i + 1 == entries_);
    e->block = composeBlock(*e, answer);
    e->awayStatus = answer.block->status;
    return true;
  }
  Connection* c = connection < slots_.size() ? slots_[connection].get() : nullptr;
  Exchange* e = c == nullptr || c->phase != Phase::open ? nullptr : findExchange(c, serial);
  if (e == nullptr) {
    dropAnswer(serial);
    return false;
  }
  nowNs_ = now_();
  nowMs_ = nowNs_ / 1'000'000;
  closeIfEnding(c, e, c->inBatch == 0);
  completeBlock(c, e, composeBlock(*e, answer), answer.block->status);
  if (!dispatching_) settle(c);
  return true;
}

}  // namespace nexus::net

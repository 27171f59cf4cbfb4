// Owns handing a batch to JavaScript, and what becomes of its answers; and telling what else it must hear.
#include "net/server.h"

namespace nexus::net {

void Server::dispatchBatch() {
  if (batch_.records() > 0) {
    batchNumber_ = (batchNumber_ + 1) & 0x3fffffffu;
    memory_.control[controlBatch] = static_cast<int32_t>(batchNumber_ | 0x40000000u);
    memory_.control[controlTextBytes] = static_cast<int32_t>(batch_.textUsed());
    metrics_.dispatches++;
    dispatching_ = true;
    sink_->dispatch(batch_.records());
    dispatching_ = false;
    memory_.control[controlBatch] = 0;
    readClock();
  }
  heads_.refreshDate();
  for (uint32_t i = 0; i < batch_.size(); i++) {
    Connection* c = batch_[i].connection;
    const bool last = i + 1 == batch_.size() || batch_[i + 1].connection != c;
    answerEntry(&batch_[i], last);
    if (!last) continue;
    sender_.endRun();
    settle(c);
    if (c->phase != Phase::closing) arm(c);
  }
  batch_.begin();
  receiver_.endShowing();
  drainLate();
  generations_.retire(&notices_);
}

void Server::answerEntry(Entry* entry, bool last) {
  Connection* c = entry->connection;
  Exchange* e = &entry->exchange;
  c->inBatch--;
  if (c->phase != Phase::open || c->closeAfterOutput) return dropEntry(entry);
  if (e->interim) return writeContinue(c, e);
  if (e->native != Native::none) return completeNative(c, e, last);
  if (entry->record < 0) return completeRejected(c, e, last);
  const Record& record = batch_.recordOf(*entry);
  const auto answer = static_cast<Answer>(record.answer & answerMask);
  if (isStreaming(e->flow)) [[unlikely]] {
    park(c, *e);
    return popAnswered(c);
  }
  if (answer != Answer::away && e->block != nullptr) {
    OutBlock::drop(e->block);
    e->block = nullptr;
  }
  switch (answer) {
    case Answer::block: return complete(c, e, viewOf(record.answer, record.extraBytes, record.payloadOffset,
                                                     record.bodyBytes, memory_.output, memory_.outputBytes), last);
    case Answer::reject: return completeRejected(c, e, last);
    case Answer::away:
      if (e->block != nullptr) return completeBlock(c, e, e->block, e->awayStatus);
      return completeProblem(c, e, 500, last);
    case Answer::pending: break;
  }
  // Who finished along with the request, or before it was handed over: handlers hear of it as of one who does later.
  if (c->peerDone) notices_.add(NoticeKind::clientLeft, e->serial, 0);
  park(c, *e);
  if (e->flow != nullptr) popAnswered(c);
}

// Its connection is gone, or ends before it.
void Server::dropEntry(Entry* entry) {
  Exchange* e = &entry->exchange;
  const bool isPending = entry->record >= 0 &&
                         static_cast<Answer>(batch_.recordOf(*entry).answer & answerMask) == Answer::pending;
  if (isPending) tellLeft(e);
  OutBlock::drop(e->block);
  if (e->flow != nullptr) dropFlow(entry->connection, e);
  abandon(e);
}

AnswerView Server::viewOf(uint32_t answer, uint32_t extraBytes, uint32_t offset, uint32_t bodyBytes,
                          const uint8_t* area, uint32_t areaBytes) const {
  const http::ResponseBlock* block = heads_.block(answer >> answerShift);
  const uint64_t end = static_cast<uint64_t>(offset) + extraBytes + bodyBytes;
  if (block == nullptr || end > areaBytes) return {nullptr, {}, {}};
  const char* payload = reinterpret_cast<const char*>(area + offset);
  return {block, {payload, extraBytes}, {payload + extraBytes, bodyBytes}};
}

void Server::deliverNotices() {
  if (!dispatching_) generations_.retire(&notices_);
  while (!notices_.empty() && !dispatching_) {
    notices_.moveTo(memory_);
    dispatching_ = true;
    const bool alive = sink_->dispatch(0);
    dispatching_ = false;
    if (!alive) return;
  }
}

}  // namespace nexus::net

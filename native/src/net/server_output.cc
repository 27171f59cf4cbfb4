// Owns answers on their way out: in the order of their requests, those of one connection and batch in one send.
#include <algorithm>

#include "net/clock.h"
#include "net/server.h"

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

bool hasNoBody(uint16_t status) { return status == 204 || status == 304 || status < 200; }

uint64_t roomFor(const AnswerView& answer) {
  return answer.block->text.size() + answer.extra.size() + http::headRoomBytes + answer.body.size();
}

}  // namespace

void Server::dispatchBatch() {
  if (records_ > 0) {
    batchNumber_ = (batchNumber_ + 1) & 0x3fffffffu;
    memory_.control[controlBatch] = static_cast<int32_t>(batchNumber_ | 0x40000000u);
    memory_.control[controlTextBytes] = static_cast<int32_t>(textUsed_);
    metrics_.dispatches++;
    dispatching_ = true;
    sink_->dispatch(records_);
    dispatching_ = false;
    memory_.control[controlBatch] = 0;
    nowNs_ = now_();
    nowMs_ = nowNs_ / 1'000'000;
  }
  http::refreshDate(&date_, unixSecond());
  for (uint32_t i = 0; i < entries_; i++) {
    Connection* c = batch_[i].connection;
    const bool last = i + 1 == entries_ || batch_[i + 1].connection != c;
    answerEntry(&batch_[i], last);
    if (!last) continue;
    endRun();
    settle(c);
    if (c->phase != Phase::closing) arm(c);
  }
  entries_ = records_ = 0;
  recycle();
  drainLate();
  retireGenerations();
}

// Nothing shows the input of the batch any more.
void Server::recycle() {
  for (const uint16_t buffer : releases_) giveBuffer(buffer);
  for (void* memory : frees_) free(memory);
  releases_.clear();
  frees_.clear();
  rearmStarved();
}

void Server::answerEntry(Entry* entry, bool last) {
  Connection* c = entry->connection;
  Exchange* e = &entry->exchange;
  c->inBatch--;
  if (c->phase != Phase::open) return abandon(e);
  if (e->interim) return writeContinue(c, e);
  if (e->native != Native::none) return completeNative(c, e, last);
  if (entry->record < 0) return completeRejected(c, e, last);
  const Record& record = memory_.records[entry->record];
  const auto answer = static_cast<Answer>(record.answer & 15);
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
  park(c, *e);
}

AnswerView Server::viewOf(uint32_t answer, uint32_t extraBytes, uint32_t offset, uint32_t bodyBytes,
                          const uint8_t* area, uint32_t areaBytes) const {
  const uint32_t id = answer >> 4;
  const uint64_t end = static_cast<uint64_t>(offset) + extraBytes + bodyBytes;
  if (id >= blocks_.size() || end > areaBytes) return {nullptr, {}, {}};
  const char* payload = reinterpret_cast<const char*>(area + offset);
  return {&blocks_[id], {payload, extraBytes}, {payload + extraBytes, bodyBytes}};
}

// `last`: nothing of this connection follows in the batch.
void Server::complete(Connection* c, Exchange* e, const AnswerView& answer, bool last) {
  if (answer.block == nullptr) return completeProblem(c, e, 500, last);
  endIfDraining(c, e, last);
  if (c->firstExchange != nullptr && c->firstExchange != e) {
    return completeBlock(c, e, composeBlock(*e, answer), answer.block->status);
  }
  writeAnswer(c, e, answer);
  if (e->after == After::close) c->closeAfterOutput = true;
  finishExchange(c, e, answer.block->status);
  if (c->firstExchange == e) {
    unlinkFirst(c);
    popAnswered(c);
  }
}

// As `complete`, for an answer that is composed already. Null: memory was out.
void Server::completeBlock(Connection* c, Exchange* e, OutBlock* block, uint16_t status) {
  if (block == nullptr) {
    if (c->firstExchange == nullptr || !isListed(c, e)) abandon(e);
    return breakConnection(c);
  }
  finishExchange(c, e, status);
  e->block = block;
  e->answered = true;
  if (!isListed(c, e)) park(c, *e);
  popAnswered(c);
}

bool Server::isListed(const Connection* c, const Exchange* e) const {
  for (const Exchange* i = c->firstExchange; i != nullptr; i = i->next) {
    if (i == e) return true;
  }
  return false;
}

void Server::endIfDraining(Connection* c, Exchange* e, bool last) {
  if (draining_ && last && e->next == nullptr && c->unread() == 0 && c->body == nullptr) e->after = After::close;
  if (e->after == After::close) c->parsing = false;
}

void Server::completeNative(Connection* c, Exchange* e, bool last) {
  std::string extra;
  uint16_t status = 404;
  switch (e->native) {
    case Native::refusal: {
      const std::string body = http::problemBody(e->refusal->status, e->refusal->detail);
      return complete(c, e, {problemBlock(e->refusal->status), {}, body}, true);
    }
    case Native::notAllowed:
      status = 405;
      metrics_.countRefusal("method-not-allowed");
      break;
    case Native::options:
    case Native::optionsServer: status = 204; break;
    case Native::notFound:
    case Native::none: metrics_.countRefusal("not-found"); break;
  }
  if (e->native == Native::notAllowed || e->native == Native::options) {
    extra = "Allow: " + std::string(e->generation->router->allow(e->resource)) + "\r\n";
  }
  if (status == 204) return complete(c, e, {problemBlock(204), extra, {}}, last);
  const std::string body = http::problemBody(status, http::problemDetail(status));
  complete(c, e, {problemBlock(status), extra, body}, last);
}

void Server::completeRejected(Connection* c, Exchange* e, bool last) {
  const Rejection& no = e->rejection;
  const auto* block = problemBlock(no.status);
  metrics_.countRefusal("contract-violated");
  if (no.bodyMissing) {
    const std::string body = http::problemBody(400, http::problemDetail(400),
                                               {{"body", "", "required", "a body is required"}});
    return complete(c, e, {block, {}, body}, last);
  }
  if (no.status == 400) {
    const auto body = e->generation->problems.body(e->route, {no.param, no.paramIndex, 0});
    return complete(c, e, {block, {}, body}, last);
  }
  const std::string body = http::problemBody(no.status, http::problemDetail(no.status));
  complete(c, e, {block, {}, body}, last);
}

void Server::completeProblem(Connection* c, Exchange* e, uint16_t status, bool last) {
  const std::string body = http::problemBody(status, http::problemDetail(status));
  complete(c, e, {problemBlock(status), {}, body}, last);
}

const http::ResponseBlock* Server::problemBlock(uint16_t status) {
  auto found = problemBlocks_.find(status);
  if (found != problemBlocks_.end()) return &found->second;
  const auto type = status == 204 ? std::string_view{} : http::problemMediaType;
  return &problemBlocks_.emplace(status, http::makeBlock(status, type)).first->second;
}

void Server::writeContinue(Connection* c, Exchange* e) {
  const auto text = http::continueAnswer;
  OutBlock* block =
      OutBlock::copy(reinterpret_cast<const uint8_t*>(text.data()), static_cast<uint32_t>(text.size()));
  if (block == nullptr) return breakConnection(c);
  e->block = block;
  e->answered = true;
  park(c, *e);
  popAnswered(c);
}

char* Server::composeInto(char* out, const Exchange& e, const AnswerView& answer) const {
  const bool bodiless = hasNoBody(answer.block->status);
  const auto framing = bodiless ? http::BodyFraming::none : http::BodyFraming::length;
  char* end = http::writeHead(out, *answer.block, date_, framing, answer.body.size(), connectionHeader(e.after),
                              answer.extra);
  if (bodiless || e.head) return end;
  memcpy(end, answer.body.data(), answer.body.size());
  return end + answer.body.size();
}

OutBlock* Server::composeBlock(const Exchange& e, const AnswerView& answer) const {
  const uint64_t room = roomFor(answer);
  if (room > UINT32_MAX) return nullptr;
  OutBlock* block = OutBlock::make(static_cast<uint32_t>(room));
  if (block == nullptr) return nullptr;
  char* out = reinterpret_cast<char*>(block->data());
  block->length = static_cast<uint32_t>(composeInto(out, e, answer) - out);
  return block;
}

void Server::writeAnswer(Connection* c, Exchange* e, const AnswerView& answer) {
  if (runOwner_ != c) {
    endRun();
    runOwner_ = c;
    runStart_ = arenaUsed_;
  }
  if (arenaUsed_ + roomFor(answer) <= arenaBytes_) {
    char* out = reinterpret_cast<char*>(arena_.get() + arenaUsed_);
    arenaUsed_ += static_cast<uint32_t>(composeInto(out, *e, answer) - out);
    return;
  }
  endRun();
  OutBlock* block = composeBlock(*e, answer);
  if (block == nullptr) {
    c->closeAfterOutput = true;
    c->parsing = false;
    return;
  }
  appendOut(c, block);
}

// Hands the answers that were just written one after the other to the driver, in one send.
void Server::endRun() {
  Connection* c = runOwner_;
  runOwner_ = nullptr;
  const uint32_t length = arenaUsed_ - runStart_;
  if (c == nullptr || length == 0 || c->phase != Phase::open) return;
  const uint8_t* data = arena_.get() + runStart_;
  runStart_ = arenaUsed_;
  const bool mustWait = c->firstOut != nullptr || c->sendPending || c->sentRound == round_;
  if (mustWait || sendsSincePoll_ >= sendsMax) {
    OutBlock* block = OutBlock::copy(data, length);
    return block == nullptr ? breakConnection(c) : appendOut(c, block);
  }
  driver_->sendNow(c->fd, (static_cast<driver::Token>(c->generation) << 32) | c->slot, data, length);
  sendsSincePoll_++;
  c->sentRound = round_;
  c->sentData = data;
  c->sentLength = length;
  c->wroteMs = c->activeMs = nowMs_;
}

void Server::appendOut(Connection* c, OutBlock* block) {
  if (c->lastOut == nullptr) {
    c->firstOut = block;
    c->wroteMs = nowMs_;
  } else {
    c->lastOut->next = block;
  }
  c->lastOut = block;
  c->outBytes += block->length;
  c->activeMs = nowMs_;
  kick(c);
}

void Server::kick(Connection* c) {
  if (c->sendPending || c->firstOut == nullptr || c->phase != Phase::open) return;
  const driver::Token token = (static_cast<driver::Token>(c->generation) << 32) | c->slot;
  if (c->sentRound == round_) {
    // The driver may still have to report on the last send.
    if (!c->inFlushList) flush_.push_back(token);
    c->inFlushList = true;
    return;
  }
  c->sendPending = true;
  driver_->sendWhenWritable(c->fd, token, c->firstOut->data() + c->firstOut->sent,
                            c->firstOut->length - c->firstOut->sent);
}

void Server::finishExchange(Connection* c, Exchange* e, uint16_t status) {
  if (e->cells != nullptr) e->cells->observe(status, nowNs_ > e->startNs ? nowNs_ - e->startNs : 0);
  c->activeMs = nowMs_;
  abandon(e);
}

// The request needs nothing any more.
void Server::abandon(Exchange* e) {
  if (e->interim) return;
  releaseGeneration(e->generation);
  e->generation = nullptr;
  inFlight_--;
}

void Server::park(Connection* c, const Exchange& exchange) {
  auto* parked = new Exchange(exchange);
  parked->next = nullptr;
  if (c->lastExchange == nullptr) {
    c->firstExchange = parked;
  } else {
    c->lastExchange->next = parked;
  }
  c->lastExchange = parked;
  c->exchanges++;
}

void Server::unlinkFirst(Connection* c) {
  Exchange* first = c->firstExchange;
  c->firstExchange = first->next;
  if (c->firstExchange == nullptr) c->lastExchange = nullptr;
  c->exchanges--;
  delete first;
}

// Sends what was held back only because something before it was pending.
void Server::popAnswered(Connection* c) {
  while (c->firstExchange != nullptr && c->firstExchange->answered) {
    Exchange* e = c->firstExchange;
    endRun();
    appendOut(c, e->block);
    if (e->after == After::close && !e->interim) c->closeAfterOutput = true;
    unlinkFirst(c);
  }
}

Exchange* Server::findExchange(Connection* c, uint32_t serial) {
  for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (e->serial == serial && !e->answered && !e->interim) return e;
  }
  return nullptr;
}

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
  if (static_cast<Answer>(late.answer & 15) == Answer::reject) {
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
    endIfDraining(batch_[i].connection, e, i + 1 == entries_);
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
  endIfDraining(c, e, c->inBatch == 0);
  completeBlock(c, e, composeBlock(*e, answer), answer.block->status);
  if (!dispatching_) settle(c);
  return true;
}

void Server::dropOutput(Connection* c) {
  while (OutBlock* block = c->firstOut) {
    c->firstOut = block->next;
    OutBlock::drop(block);
  }
  c->lastOut = nullptr;
  c->outBytes = 0;
}

void Server::dropExchanges(Connection* c) {
  while (Exchange* e = c->firstExchange) {
    if (!e->answered) abandon(e);
    OutBlock::drop(e->block);
    unlinkFirst(c);
  }
}

}  // namespace nexus::net

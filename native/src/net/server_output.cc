// Owns answers as bytes: composing them, one send for those of one connection and batch, and the queue of
// what the peer does not take yet.
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

void Server::dropOutput(Connection* c) {
  while (OutBlock* block = c->firstOut) {
    c->firstOut = block->next;
    OutBlock::drop(block);
  }
  c->lastOut = nullptr;
  c->outBytes = 0;
}

}  // namespace nexus::net

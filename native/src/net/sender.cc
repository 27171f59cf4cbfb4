// Owns sender.h: the arena for what is sent at once, and blocks for what must wait.
#include "net/sender.h"

#include <algorithm>

#include "net/limits.h"

namespace nexus::net {

Sender::Sender(driver::Driver* driver, const Heads& heads, const Now& now, HeldOutput* held, uint32_t arenaBytes,
               uint64_t progressBytes)
    : driver_(driver),
      heads_(heads),
      now_(now),
      held_(held),
      arena_(new uint8_t[arenaBytes]),
      arenaBytes_(arenaBytes),
      progressBytes_(progressBytes) {}

void Sender::write(Connection* c, const Exchange& e, const AnswerView& answer) {
  if (runOwner_ != c) {
    endRun();
    runOwner_ = c;
    runStart_ = arenaUsed_;
  }
  if (arenaUsed_ + Heads::roomFor(e, answer) <= arenaBytes_) {
    char* out = reinterpret_cast<char*>(arena_.get() + arenaUsed_);
    arenaUsed_ += static_cast<uint32_t>(heads_.compose(out, e, answer) - out);
    return;
  }
  endRun();
  OutBlock* block = heads_.composeBlock(e, answer);
  if (block == nullptr) return fail(c);
  append(c, block);
}

void Sender::writePiece(Connection* c, std::string_view before, std::string_view piece, std::string_view after) {
  const uint64_t bytes = before.size() + piece.size() + after.size();
  const bool queued = c->firstOut != nullptr || c->sendPending || isFresh(c);
  if (runOwner_ != c) {
    endRun();
    runOwner_ = c;
    runStart_ = arenaUsed_;
  }
  if (!queued && arenaUsed_ + bytes <= arenaBytes_) {
    uint8_t* out = arena_.get() + arenaUsed_;
    for (const std::string_view part : {before, piece, after}) {
      if (part.empty()) continue;
      memcpy(out, part.data(), part.size());
      out += part.size();
    }
    arenaUsed_ += static_cast<uint32_t>(bytes);
    return;
  }
  endRun();
  OutBlock* block = OutBlock::join(before, piece, after);
  return block == nullptr ? fail(c) : append(c, block);
}

void Sender::endRun() {
  Connection* c = runOwner_;
  runOwner_ = nullptr;
  const uint32_t length = arenaUsed_ - runStart_;
  if (c == nullptr || length == 0 || c->phase != Phase::open) return;
  const uint8_t* data = arena_.get() + runStart_;
  runStart_ = arenaUsed_;
  if (c->filter != nullptr) [[unlikely]] return sendFiltered(c, data, length);
  if (c->stream != nullptr) [[unlikely]] return deliver(c, data, length);
  send(c, data, length);
}

// `data` is in the arena.
void Sender::send(Connection* c, const uint8_t* data, uint32_t length) {
  const bool mustWait = c->firstOut != nullptr || c->sendPending || isFresh(c);
  if (mustWait || sendsSincePoll_ >= sendsMax) {
    OutBlock* block = OutBlock::copy(data, length);
    return block == nullptr ? fail(c) : push(c, block);
  }
  driver_->sendNow(c->fd, tokenOf(c), data, length);
  sendsSincePoll_++;
  c->sentRound = round_;
  c->sentData = data;
  c->sentLength = length;
  c->wroteMs = c->activeMs = now_.ms;
}

void Sender::sendFiltered(Connection* c, const uint8_t* data, uint32_t length) {
  std::string wire;
  if (!c->filter->send(data, length, &wire)) return fail(c);
  if (arenaUsed_ + wire.size() > arenaBytes_) return appendWire(c, wire);
  uint8_t* out = arena_.get() + arenaUsed_;
  memcpy(out, wire.data(), wire.size());
  arenaUsed_ += static_cast<uint32_t>(wire.size());
  runStart_ = arenaUsed_;
  send(c, out, static_cast<uint32_t>(wire.size()));
}

// To a stream in memory: as much as it takes now, the rest when it asks again.
void Sender::deliver(Connection* c, const uint8_t* data, uint32_t length) {
  const uint32_t taken = c->firstOut == nullptr ? std::min(length, c->stream->room()) : 0;
  if (taken > 0) c->stream->write(data, taken, now_.ms);
  c->wroteMs = c->activeMs = now_.ms;
  if (taken == length) return;
  OutBlock* block = OutBlock::copy(data + taken, length - taken);
  return block == nullptr ? fail(c) : push(c, block);
}

void Sender::deliverQueue(Connection* c) {
  while (OutBlock* block = c->firstOut) {
    const uint32_t rest = block->length - block->sent;
    const uint32_t taken = std::min(rest, c->stream->room());
    c->sendPending = taken == 0 && rest > 0;
    if (c->sendPending) return;
    if (taken > 0) c->stream->write(block->data() + block->sent, taken, now_.ms);
    progressed(c, taken);
  }
}

void Sender::append(Connection* c, OutBlock* block) {
  if (c->filter == nullptr) [[likely]] return push(c, block);
  std::string wire;
  const bool sealed = c->filter->send(block->data(), block->length, &wire);
  OutBlock::drop(block);
  if (!sealed) return fail(c);
  appendWire(c, wire);
}

void Sender::appendWire(Connection* c, const std::string& wire) {
  if (wire.empty()) return;
  OutBlock* block =
      OutBlock::copy(reinterpret_cast<const uint8_t*>(wire.data()), static_cast<uint32_t>(wire.size()));
  return block == nullptr ? fail(c) : push(c, block);
}

void Sender::push(Connection* c, OutBlock* block) {
  if (c->lastOut == nullptr) {
    c->firstOut = block;
    c->wroteMs = now_.ms;
    c->movedBytes = 0;
  } else {
    c->lastOut->next = block;
  }
  c->lastOut = block;
  c->outBytes += block->length;
  held_->add(block->length);
  c->activeMs = now_.ms;
  kick(c);
}

void Sender::kick(Connection* c) {
  if (c->sendPending || c->firstOut == nullptr || c->phase != Phase::open) return;
  if (c->stream != nullptr) [[unlikely]] return deliverQueue(c);
  // The driver may still have to report on the last send.
  if (isFresh(c)) return flushLater(c);
  c->sendPending = true;
  driver_->sendWhenWritable(c->fd, tokenOf(c), c->firstOut->data() + c->firstOut->sent,
                            c->firstOut->length - c->firstOut->sent);
}

void Sender::beginRound() {
  round_++;
  sendsSincePoll_ = 0;
  arenaUsed_ = runStart_ = 0;
}

void Sender::flushLater(Connection* c) {
  if (!c->inFlushList) flush_.push_back(tokenOf(c));
  c->inFlushList = true;
}

void Sender::progressed(Connection* c, uint32_t bytes) {
  c->movedBytes += bytes;
  if (c->movedBytes >= progressBytes_) {
    c->movedBytes = 0;
    c->wroteMs = now_.ms;
  }
  c->outBytes -= bytes;
  held_->remove(bytes);
  c->firstOut->sent += bytes;
  if (c->firstOut->sent < c->firstOut->length) return;
  OutBlock* done = c->firstOut;
  c->firstOut = done->next;
  if (c->firstOut == nullptr) c->lastOut = nullptr;
  OutBlock::drop(done);
}

bool Sender::resume(Connection* c, uint32_t sent) {
  OutBlock* rest = OutBlock::copy(c->sentData + sent, c->sentLength - sent);
  if (rest == nullptr) return false;
  rest->next = c->firstOut;
  c->firstOut = rest;
  if (c->lastOut == nullptr) c->lastOut = rest;
  c->outBytes += rest->length;
  held_->add(rest->length);
  c->wroteMs = now_.ms;
  c->movedBytes = 0;
  return true;
}

void Sender::drop(Connection* c) {
  while (OutBlock* block = c->firstOut) {
    c->firstOut = block->next;
    OutBlock::drop(block);
  }
  c->lastOut = nullptr;
  held_->remove(c->outBytes);
  c->outBytes = 0;
}

// Memory is out, or the filter gave up: the server breaks the connection when it looks at it next.
void Sender::fail(Connection* c) {
  c->broken = true;
  flushLater(c);
}

}  // namespace nexus::net

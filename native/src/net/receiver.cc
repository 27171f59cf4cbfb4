// Owns receiver.h: pool buffers first, the heap for what must be kept.
#include "net/receiver.h"

#include <assert.h>

#include <algorithm>

#include "net/limits.h"

namespace nexus::net {
namespace {

// Of a request whose length is known, with its body; without an end otherwise.
uint64_t wholeBytes(const Connection* c) {
  const BodyProgress* body = c->body.get();
  const bool isKnown = body != nullptr && body->kind == BodyProgress::Kind::length && !body->streamed;
  return isKnown ? body->wants() : heapInputBytesMax;
}

}  // namespace

bool Receiver::take(Connection* c, const driver::Event& event) {
  const auto length = static_cast<uint32_t>(event.result);
  if (c->unread() == 0 && c->keepsNoHead()) {
    if (c->buffer != driver::kNoBuffer) give(c->buffer);
    dropHeap(c);
    c->data = event.data;
    c->begin = 0;
    c->end = length;
    c->buffer = event.buffer;
    return true;
  }
  const bool taken = takeCopy(c, event.data, length);
  give(event.buffer);
  return taken;
}

bool Receiver::takeCopy(Connection* c, const void* data, uint32_t length) {
  if (!moveToHeap(c, length)) return false;
  memcpy(c->data + c->end, data, length);
  c->end += length;
  return true;
}

bool Receiver::moveToHeap(Connection* c, uint32_t room) {
  const uint32_t unread = c->unread();
  const bool onHeap = c->buffer == driver::kNoBuffer && c->heap != nullptr;
  if (onHeap && c->end + room <= c->heapCapacity) return true;
  const uint64_t needed = static_cast<uint64_t>(unread) + room;
  if (needed > heapInputBytesMax) return false;
  if (onHeap && needed <= c->heapCapacity) {
    memmove(c->heap, c->data + c->begin, unread);
  } else {
    // What is known to come is not doubled: others may need the memory.
    const uint64_t wanted = std::max(needed, wholeBytes(c));
    const uint64_t doubled = onHeap ? std::min<uint64_t>({c->heapCapacity * 2ull, heapInputBytesMax, wanted}) : 0;
    const auto capacity = static_cast<uint32_t>(std::max<uint64_t>({needed, doubled, 1024}));
    auto* grown = static_cast<uint8_t*>(malloc(capacity));
    if (grown == nullptr) return false;
    if (unread > 0) memcpy(grown, c->data + c->begin, unread);
    dropHeap(c);
    heldBytes_ += capacity;
    c->heap = grown;
    c->heapCapacity = capacity;
  }
  if (c->buffer != driver::kNoBuffer) releaseBuffer(c->buffer);
  c->buffer = driver::kNoBuffer;
  c->data = c->heap;
  c->begin = 0;
  c->end = unread;
  return true;
}

void Receiver::releaseBuffer(uint16_t buffer) {
  if (showing_) {
    releases_.push_back(buffer);
  } else {
    give(buffer);
  }
}

void Receiver::give(uint16_t buffer) {
  buffersOut_--;
  driver_->releaseBuffer(buffer);
}

void Receiver::release(Connection* c) {
  if (c->buffer != driver::kNoBuffer) releaseBuffer(c->buffer);
  c->buffer = driver::kNoBuffer;
  dropHeap(c);
  c->data = nullptr;
  c->begin = c->end = 0;
}

void Receiver::dropHeap(Connection* c) {
  if (c->heap == nullptr) return;
  if (showing_) {
    frees_.push_back(c->heap);
  } else {
    free(c->heap);
  }
  assert(heldBytes_ >= c->heapCapacity);
  heldBytes_ -= c->heapCapacity;
  c->heap = nullptr;
  c->heapCapacity = 0;
}

void Receiver::gather(Connection* c, uint32_t bytes) {
  assert(heldBytes_ >= c->gathered);
  heldBytes_ += bytes;
  heldBytes_ -= c->gathered;
  c->gathered = bytes;
}

void Receiver::endShowing() {
  showing_ = false;
  for (const uint16_t buffer : releases_) give(buffer);
  for (void* memory : frees_) free(memory);
  releases_.clear();
  frees_.clear();
  rearmStarved();
}

void Receiver::want(Connection* c) {
  if (c->stream != nullptr) [[unlikely]] c->stream->hold(c->gathered + c->unread());
  if (c->phase == Phase::closing || c->peerDone) return;
  const bool full = c->phase == Phase::open && c->unread() > c->bodyWants() + waitingInputBytesMax;
  if (c->stream != nullptr) [[unlikely]] {
    if (c->stream->mayGoOn() && !full) c->stream->taken();
    return;
  }
  // What is armed must go before the other can be.
  if (c->recvArmed) {
    if (full != c->watching && !c->recvPaused) driver_->cancel(c->fd, driver::EventKind::recv);
    c->recvPaused = full != c->watching;
    return;
  }
  c->recvPaused = false;
  if (c->starved && !full) return;
  c->recvArmed = true;
  c->watching = full;
  full ? driver_->watch(c->fd, tokenOf(c)) : driver_->recv(c->fd, tokenOf(c));
}

void Receiver::starve(Connection* c) {
  if (!c->starved) starved_.push_back(c);
  c->starved = true;
}

void Receiver::rearmStarved() {
  if (starved_.empty() || buffersOut_ >= memory_.bufferCount) return;
  for (Connection* c : starved_) c->starved = false;
  std::vector<Connection*> again;
  again.swap(starved_);
  for (Connection* c : again) want(c);
}

void Receiver::forget(Connection* c) {
  if (c->starved) std::erase(starved_, c);
  gather(c, 0);
  dropHeap(c);
}

}  // namespace nexus::net

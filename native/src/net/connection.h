// Owns the state of one connection: what was read, what is in flight, what waits to be sent. The server
// changes it; nothing here calls the driver.
#pragma once

#include "core/intrusive_list.h"
#include "core/timer_wheel.h"
#include "driver/driver.h"
#include "http/chunked.h"
#include "net/exchange.h"
#include "net/filter.h"
#include "net/http2/session.h"

namespace nexus::net {

// A body that did not arrive with its head.
struct BodyProgress {
  enum class Kind : uint8_t { length, chunked, discard, raw } kind;
  uint32_t headBytes = 0;
  uint64_t bytes = 0;    // length: of the whole body, or still to take; discard: still to throw away
  uint32_t decoded = 0;  // chunked: payload so far, right after the head
  uint32_t next = 0;     // chunked and complete: how far behind `begin` the next request begins
  bool complete = false;
  bool tooLarge = false;  // of a secured route: JavaScript decides whether that may be told
  bool asking = false;    // whether the client may send it: nothing is taken before the answer
  // Streamed: JavaScript takes the payload as it comes. The head is gone; `decoded` bytes are there to take.
  bool streamed = false;
  uint32_t trailing = 0;  // trailer bytes behind those
  bool wanted = false;    // JavaScript waits for more
  bool expects = false;   // 100 Continue is to be sent when JavaScript reads
  bool last = false;      // no request follows it
  uint32_t serial = 0;    // of its request
  uint64_t spentMs = 0;   // waited for the client so far
  const http::Refusal* fault = nullptr;
  std::string trailers = {};  // complete lines, once it is complete
  http::ChunkedState state;
  http::ChunkLimits limits;
  Generation* generation = nullptr;
  uint32_t route = 0;
  uint64_t startedMs = 0;
  uint64_t received = 0;

  // Bytes of unread input that are bounded by its own limit.
  uint64_t wants() const {
    if (streamed) return 0;
    switch (kind) {
      case Kind::length: return headBytes + bytes;
      case Kind::chunked: return headBytes + decoded;
      case Kind::discard:
      case Kind::raw: break;
    }
    return 0;
  }
};

enum class Phase : uint8_t {
  open,
  lingering,  // everything was answered; what still comes is thrown away
  closing,    // the driver closes the descriptor
};

struct ReadyTag;

struct Connection : core::TimerNode, core::ListNode<ReadyTag> {
  int fd = -1;
  uint32_t slot = 0;
  uint32_t generation = 0;  // of the slot: part of the driver's tokens
  Phase phase = Phase::open;
  bool recvArmed = false;
  bool recvPaused = false;   // cancelled until there is room again
  bool watching = false;     // what is armed tells only that the peer is gone
  bool starved = false;      // waits for pool buffers
  bool peerDone = false;     // end of stream was read
  bool parsing = true;       // false: no further request is taken from this connection
  bool closeAfterOutput = false;
  bool sendPending = false;  // a sendWhenWritable is with the driver
  bool blocked = false;      // its pipeline or its output is full: input waits
  bool unreadInput = false;  // bytes were left unread: close slowly
  bool inFlushList = false;
  bool broken = false;       // the sender gave it up: it closes when it is looked at next
  bool encrypted = false;    // it has a filter, or what carries it has
  bool opening = false;      // its filter has not shaken hands yet
  bool finishing = false;    // its filter has said that nothing follows
  bool hasSpoken = false;    // a request of HTTP/1.1 was on it

  std::unique_ptr<Filter> filter;  // null: plain
  std::unique_ptr<http2::Session> http2;  // null: HTTP/1.1
  std::unique_ptr<http2::Stream> stream;  // it has no descriptor: this is its other end
  driver::Token carrier = 0;  // of a stream: the connection that it is on

  // Unread input: data[begin..end), in a pool buffer or in `heap`.
  uint8_t* data = nullptr;
  uint32_t begin = 0;
  uint32_t end = 0;
  uint16_t buffer = driver::kNoBuffer;
  uint8_t* heap = nullptr;
  uint32_t heapCapacity = 0;
  uint32_t scanned = 0;  // of a head that is not complete
  uint32_t gathered = 0;  // of a streamed body: what JavaScript keeps until it has the whole
  std::unique_ptr<BodyProgress> body;
  uint32_t upgrading = 0;  // request whose answer decides in which protocol the next bytes are; 0: none

  // Answers in order: what is pending or held back by something pending before it.
  Exchange* firstExchange = nullptr;
  Exchange* lastExchange = nullptr;
  uint32_t exchanges = 0;
  uint32_t inBatch = 0;  // requests of the batch that is being built
  uint32_t requests = 0;  // taken so far, where their number is bounded

  OutBlock* firstOut = nullptr;
  OutBlock* lastOut = nullptr;
  uint32_t outBytes = 0;
  uint64_t heldBytes = 0;  // answers to come, by what is expected of them, and those that wait for their turn
  uint64_t parkedBytes = 0;  // of those, what is in memory
  uint64_t sentRound = 0;  // round of the last sendNow
  const uint8_t* sentData = nullptr;
  uint32_t sentLength = 0;

  uint64_t receivedNs = 0;
  uint64_t activeMs = 0;     // last answer or accept
  uint64_t blockedMs = 0;    // since when
  uint64_t headStartedMs = 0;  // 0: no head is partial
  uint64_t wroteMs = 0;      // since when what is queued waits for the peer to take enough of it
  uint64_t movedBytes = 0;   // of it, since then
  uint64_t lingerSinceMs = 0;
  uint32_t lingered = 0;
  uint64_t timerMs = 0;      // what the wheel has, or UINT64_MAX

  // Whether input may be replaced once it is used up: no head lies before it that is needed again.
  bool keepsNoHead() const { return body == nullptr || body->kind == BodyProgress::Kind::discard; }
  uint64_t bodyWants() const { return body == nullptr ? 0 : body->wants(); }
  uint32_t unread() const { return end - begin; }
  bool idle() const { return exchanges == 0 && inBatch == 0 && firstOut == nullptr && body == nullptr; }
};

}  // namespace nexus::net

// Owns one request from its routing to its answer. Not how either is read or written.
#pragma once

#include <stdlib.h>
#include <string.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "http/request.h"
#include "net/generation.h"

namespace nexus::net {

// Why native code turned a request down, in few bytes: the answer is composed when it may be told.
struct Rejection {
  uint16_t status = 0;  // 0: none
  http::PackResult::Kind param = http::PackResult::Kind::ok;
  bool bodyMissing = false;
  bool bodyEncoded = false;  // 415 for its Content-Encoding
  uint32_t paramIndex = 0;
};

// Bytes on the heap that wait to be sent.
struct OutBlock {
  OutBlock* next = nullptr;
  uint32_t length = 0;
  uint32_t sent = 0;

  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }

  // Null when memory is out.
  static OutBlock* make(uint32_t capacity) {
    void* memory = malloc(sizeof(OutBlock) + capacity);
    return memory == nullptr ? nullptr : new (memory) OutBlock;
  }
  static OutBlock* copy(const uint8_t* data, uint32_t length) {
    OutBlock* block = make(length);
    if (block == nullptr) return nullptr;
    memcpy(block->data(), data, length);
    block->length = length;
    return block;
  }
  static OutBlock* join(std::string_view before, std::string_view piece, std::string_view after) {
    const uint64_t bytes = before.size() + piece.size() + after.size();
    OutBlock* block = bytes > UINT32_MAX ? nullptr : make(static_cast<uint32_t>(bytes));
    if (block == nullptr) return nullptr;
    uint8_t* out = block->data();
    for (const std::string_view part : {before, piece, after}) {
      if (part.empty()) continue;
      memcpy(out, part.data(), part.size());
      out += part.size();
    }
    block->length = static_cast<uint32_t>(bytes);
    return block;
  }
  static void drop(OutBlock* block) { free(block); }
};

// What of an answer does not go out as one block: interim answers before it, and a body that comes in pieces.
struct OutFlow {
  enum class Framing : uint8_t { none, length, chunked };

  OutFlow() = default;
  OutFlow(const OutFlow&) = delete;
  OutFlow& operator=(const OutFlow&) = delete;
  ~OutFlow() {
    while (OutBlock* block = first) {
      first = block->next;
      OutBlock::drop(block);
    }
  }
  void append(OutBlock* block) {
    (last == nullptr ? first : last->next) = block;
    last = block;
    bytes += block->length;
  }

  OutBlock* first = nullptr;  // waits for the request's turn
  OutBlock* last = nullptr;
  uint64_t bytes = 0;
  uint64_t left = 0;  // of a declared length
  uint16_t status = 0;
  Framing framing = Framing::none;
  bool begun = false;   // the head of the answer is written: pieces follow
  bool ended = false;
  bool cut = false;     // cannot be finished: the connection ends behind what there is
  bool silent = false;  // HEAD and the like: pieces are not sent
  bool wanted = false;  // JavaScript waits for room
  bool raw = false;     // the connection has left HTTP
};

// How the connection goes on after an answer.
enum class After : uint8_t { keepAlive, keepAliveHttp10, close };

// Answers that need no JavaScript at all; `none` means a route answers.
enum class Native : uint8_t {
  none,
  notFound,
  notAllowed,     // 405 with the Allow of `resource`
  notKnown,       // 501: no route has this method, or not in this spelling
  options,        // 204 with the Allow of `resource`
  optionsServer,  // 204 to `OPTIONS *`
  refusal,        // what the parser or a deadline said
  fixed,          // the route's own answer, which was known before
};

// Why a handler's time is not looked at: its answer is on its way.
inline bool isStreaming(const OutFlow* flow) { return flow != nullptr && flow->begun; }

// What is left of a request while JavaScript has it.
struct Exchange {
  uint32_t serial = 0;
  uint32_t route = 0;
  Generation* generation = nullptr;  // null: no route
  RouteCells* cells = nullptr;
  uint64_t startNs = 0;
  Rejection rejection;
  After after = After::keepAlive;
  bool head = false;      // HEAD: the body is counted, not sent
  bool http10 = false;
  bool interim = false;   // a 100 Continue: bytes in order, no answer
  bool asks = false;      // whether the client may send its body: not the request itself yet
  Native native = Native::none;
  http::AnswerMarks marks;  // lines beyond the answer's own
  uint32_t resource = 0;  // of allow and options
  http::FixedChoice fixed;  // of `Native::fixed`
  const http::Refusal* refusal = nullptr;
  bool answered = false;
  bool released = false;      // generation and counters need it no longer
  OutBlock* block = nullptr;  // composed already, waits for its turn
  uint32_t holds = 0;         // bytes of its answer: expected, or those of `block`
  uint16_t awayStatus = 0;    // of a block that JavaScript sent by itself
  uint32_t excusedMs = 0;     // its handler waited for the client
  OutFlow* flow = nullptr;
  Exchange* next = nullptr;
};

}  // namespace nexus::net

// Owns bytes on their way out: one send for the answers of one connection and batch, and the queue of what the
// peer does not take yet. Not what the bytes say.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/clock.h"
#include "net/connections.h"
#include "net/heads.h"
#include "net/held_output.h"

namespace nexus::net {

class Sender {
 public:
  // `progressBytes`: what a slow reader must take before it is waited for anew.
  Sender(driver::Driver* driver, const Heads& heads, const Now& now, HeldOutput* held, uint32_t arenaBytes,
         uint64_t progressBytes);

  // Writes a whole answer behind the ones that this connection wrote last. `endRun` sends them.
  void write(Connection* c, const Exchange& exchange, const AnswerView& answer);
  // As `write`, for bytes that are a part of one: the parts become one piece on the wire.
  void writePiece(Connection* c, std::string_view before, std::string_view piece, std::string_view after);
  void endRun();
  // Queues a block, and owns it from now on.
  void append(Connection* c, OutBlock* block);
  // Continues with the queue, as soon as the driver may be asked.
  void kick(Connection* c);
  // Bytes that are for the wire as they are: of a filter itself.
  void appendWire(Connection* c, const std::string& wire);

  // All sends of earlier rounds are known to be whole or reported by now: the arena is free again.
  void beginRound();
  // Whether the last send may still come back short: nothing may follow it before the next poll.
  bool isFresh(const Connection* c) const { return c->sentRound == round_; }
  // Looks at the connection after the next poll.
  void flushLater(Connection* c);
  std::vector<driver::Token>& flushes() { return flush_; }

  // A queued block was sent up to there.
  void progressed(Connection* c, uint32_t bytes);
  // A send out of the arena was short: what is left moves to the front of the queue. False without memory.
  bool resume(Connection* c, uint32_t sent);
  void drop(Connection* c);

 private:
  void fail(Connection* c);
  void push(Connection* c, OutBlock* block);
  void send(Connection* c, const uint8_t* data, uint32_t length);
  void sendFiltered(Connection* c, const uint8_t* data, uint32_t length);
  void deliver(Connection* c, const uint8_t* data, uint32_t length);
  void deliverQueue(Connection* c);

  driver::Driver* const driver_;
  const Heads& heads_;
  const Now& now_;
  HeldOutput* const held_;
  std::unique_ptr<uint8_t[]> arena_;
  const uint32_t arenaBytes_;
  const uint64_t progressBytes_;
  uint32_t arenaUsed_ = 0;
  Connection* runOwner_ = nullptr;
  uint32_t runStart_ = 0;
  uint64_t round_ = 1;
  uint32_t sendsSincePoll_ = 0;
  std::vector<driver::Token> flush_;
};

}  // namespace nexus::net

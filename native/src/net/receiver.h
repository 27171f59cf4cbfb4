// Owns bytes on their way in: whose memory holds them, who may still look at it, and when reading stops.
#pragma once

#include <vector>

#include "net/batch.h"
#include "net/connections.h"

namespace nexus::net {

class Receiver {
 public:
  Receiver(driver::Driver* driver, const BatchMemory& memory) : driver_(driver), memory_(memory) {}

  // Events that hold a pool buffer are counted in, and come to one of the next three.
  void countIn(const driver::Event& event) { buffersOut_ += event.buffer != driver::kNoBuffer ? 1 : 0; }
  // Adds what was read to the unread input. False without memory.
  bool take(Connection* c, const driver::Event& event);
  // The same for bytes that are in no pool buffer.
  bool takeCopy(Connection* c, const void* data, uint32_t length);
  void give(uint16_t buffer);

  // Makes sure that the unread input is on the heap with `room` bytes behind it. False without memory.
  bool moveToHeap(Connection* c, uint32_t room);
  // Gives back the memory of input that is used up, or given up.
  void release(Connection* c);
  // From here until `endShowing` JavaScript may look at input: what is released meanwhile stays.
  void beginShowing() { showing_ = true; }
  void endShowing();

  // Arms reading when there is room for more, and stops it when there is not.
  void want(Connection* c);
  // JavaScript keeps so many bytes of the connection's body until it is whole: they count as if they were here.
  void gather(Connection* c, uint32_t bytes);
  // Input of all connections that is on the heap, and what of it is gathered.
  uint64_t heldBytes() const { return heldBytes_; }
  // The pool was empty: reads again when something came back. At once would spin.
  void starve(Connection* c);
  void rearmStarved();
  // The connection is gone.
  void forget(Connection* c);

 private:
  void releaseBuffer(uint16_t buffer);
  void dropHeap(Connection* c);

  driver::Driver* const driver_;
  const BatchMemory memory_;
  uint32_t buffersOut_ = 0;
  uint64_t heldBytes_ = 0;
  bool showing_ = false;
  std::vector<uint16_t> releases_;  // pool buffers that the open batch may still show
  std::vector<void*> frees_;        // and heap input
  std::vector<Connection*> starved_;
};

}  // namespace nexus::net

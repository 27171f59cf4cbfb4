// Owns the batch that is being built, and is then with JavaScript: its entries, and records in shared memory.
#pragma once

#include <string_view>
#include <vector>

#include "net/admission.h"
#include "net/batch.h"
#include "net/connection.h"
#include "net/limits.h"

namespace nexus::net {

// A request of the batch, or something else that is answered in its turn: then without a record.
struct Entry {
  Exchange exchange;
  Connection* connection = nullptr;
  int32_t record = -1;
};

class BatchBuilder {
 public:
  BatchBuilder(const BatchMemory& memory, uint32_t jsonDepthMax);

  void begin();
  bool full() const { return entries_ == batchRequestsMax; }
  uint32_t size() const { return entries_; }
  uint32_t records() const { return records_; }
  uint32_t textUsed() const { return textUsed_; }
  Entry& operator[](uint32_t index) { return all_[index]; }
  // The record of a request, with JavaScript's answer.
  const Record& recordOf(const Entry& entry) const { return memory_.records[entry.record]; }

  // Whether a request of this size can join. An empty batch takes any request.
  bool hasRoom(const Connection* c, uint32_t headBytes, uint64_t bodyBytes) const;
  // Where the parameters of the next record go.
  http::PackedParam* params() const { return memory_.params + paramsUsed_; }
  char* text() const { return memory_.text + textUsed_; }
  uint32_t textRoom() const { return memory_.textBytes - textUsed_; }

  Entry* add(Connection* c);
  // Gives `entry` a record. `body` lies in the connection's input.
  void describe(Entry* entry, const Admission& admission, uint32_t headBytes, const uint8_t* body,
                uint32_t bodyBytes);
  // A body marked flagBodyAway; of any other record nothing.
  std::string_view bodyOf(uint32_t record) const {
    const bool isAway = record < records_ && (memory_.records[record].flags & flagBodyAway) != 0;
    return isAway ? bodiesAway_[record] : std::string_view{};
  }

 private:
  uint32_t shownAt(const Connection* c, const uint8_t* data, uint32_t length);

  const BatchMemory memory_;
  const uint32_t jsonDepthMax_;
  // Copied for each request: known zeros of its size GCC writes with `rep stos`, which takes longer than nine stores.
  const Exchange fresh_;
  std::vector<Entry> all_;
  std::vector<std::string_view> bodiesAway_;
  uint32_t entries_ = 0;
  uint32_t records_ = 0;
  uint32_t paramsUsed_ = 0;
  uint32_t textUsed_ = 0;
  uint32_t spillUsed_ = 0;
};

}  // namespace nexus::net

// Owns batch_builder.h: what is shown to JavaScript, and where.
#include "net/batch_builder.h"

#include <string.h>

#include "net/body_traits.h"

namespace nexus::net {

BatchBuilder::BatchBuilder(const BatchMemory& memory, uint32_t jsonDepthMax)
    : memory_(memory), jsonDepthMax_(jsonDepthMax), all_(batchRequestsMax), bodiesAway_(batchRequestsMax) {}

void BatchBuilder::begin() { entries_ = records_ = paramsUsed_ = textUsed_ = spillUsed_ = 0; }

bool BatchBuilder::hasRoom(const Connection* c, uint32_t headBytes, uint64_t bodyBytes) const {
  if (records_ == 0) return true;
  const uint32_t textWorst = 2 * headBytes + 64;  // empty list items double
  if (textUsed_ + textWorst > memory_.textBytes) return false;
  if (paramsUsed_ + routeParamsMax > memory_.paramsMax) return false;
  if (c->buffer != driver::kNoBuffer) return true;
  const uint64_t spilled = headBytes + (bodyBytes > spilledBodyBytesMax ? 0 : bodyBytes);
  return spillUsed_ + spilled <= memory_.spillBytes;
}

Entry* BatchBuilder::add(Connection* c) {
  Entry* entry = &all_[entries_++];
  entry->exchange = fresh_;
  entry->connection = c;
  entry->record = -1;
  c->inBatch++;
  return entry;
}

void BatchBuilder::describe(Entry* entry, const Admission& a, uint32_t headBytes, const uint8_t* body,
                            uint32_t bodyBytes) {
  entry->record = static_cast<int32_t>(records_);
  const Connection* c = entry->connection;
  Record& r = memory_.records[records_];
  r.connection = c->slot;
  r.serial = entry->exchange.serial;
  r.route = a.routeIndex;
  r.generation = a.generation->id;
  r.rejection = a.rejection.status;
  r.flags = static_cast<uint32_t>(a.method) | (a.text8 ? flagParamText8 : 0u) |
            (a.rejection.status != 0 ? flagRejected : 0u);
  if (a.traceparent) r.flags |= flagTraceparent;
  if (c->encrypted) r.flags |= flagEncrypted;
  if (a.hasBody && a.route->bodyStreamed && a.rejection.status == 0) r.flags |= flagBody | flagBodyStream;
  r.headOffset = shownAt(c, c->data + c->begin, headBytes);
  r.headLength = headBytes;
  r.bodyOffset = 0;
  r.bodyLength = bodyBytes;
  if (bodyBytes > 0) {
    r.flags |= flagBody | (a.bodyCoded ? flagBodyCoded : bodyTraits(body, bodyBytes, jsonDepthMax_));
    if (c->buffer == driver::kNoBuffer && bodyBytes > spilledBodyBytesMax) {
      r.flags |= flagBodyAway;
      bodiesAway_[records_] = {reinterpret_cast<const char*>(body), bodyBytes};
    } else {
      r.bodyOffset = shownAt(c, body, bodyBytes);
    }
  }
  r.params = paramsUsed_;
  r.textOffset = textUsed_;
  r.answer = static_cast<uint32_t>(Answer::pending);
  paramsUsed_ += static_cast<uint32_t>(a.route->params.size());
  textUsed_ += a.textBytes;
  records_++;
}

// Offset in the shared input area. Bytes on the heap are copied to where JavaScript can see them.
uint32_t BatchBuilder::shownAt(const Connection* c, const uint8_t* data, uint32_t length) {
  if (c->buffer != driver::kNoBuffer) return static_cast<uint32_t>(data - memory_.input);
  const uint32_t offset = memory_.poolBytes() + spillUsed_;
  memcpy(memory_.input + offset, data, length);
  spillUsed_ += length;
  return offset;
}

}  // namespace nexus::net

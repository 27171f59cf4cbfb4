// Owns the layout of the memory that native code and JavaScript share, and of one batch in it.
// runtime/src/native/layout.ts repeats these numbers; addon/layout.cc tells them, and a test compares the two.
#pragma once

#include <cstdint>

#include "http/params.h"
#include "net/limits.h"

namespace nexus::net {

// Bits of `Record::flags`; the lowest four are the http::Method.
enum RecordFlag : uint32_t {
  flagBody = 1u << 4,
  flagBodyText8 = 1u << 5,      // the body has bytes above 0x7f
  flagBodyBroken = 1u << 6,     // the body is not UTF-8
  flagLongDigits = 1u << 7,     // a run of 16 digits (with points) or more, or an exponent of 3 or more
  flagTooDeep = 1u << 8,        // the body nests deeper than `jsonDepthMax`
  flagBodyAway = 1u << 9,       // the body is in memory of its own: `takeBody`
  flagRejected = 1u << 10,      // `rejection` holds the status JavaScript admits to
  flagTraceparent = 1u << 11,
  flagParamText8 = 1u << 12,    // some parameter text has bytes above 0x7f
  flagEncrypted = 1u << 13,     // the connection is over TLS
  flagBodyStream = 1u << 14,    // the body is taken by `readBody`
  flagBodyCoded = 1u << 15,     // the body has a content coding: nothing is known of its text
};

// What JavaScript leaves in the lowest four bits of `Record::answer`; the block's id is above them.
enum class Answer : uint32_t { pending = 0, block = 1, away = 2, reject = 3 };
inline constexpr uint32_t answerShift = 4;
inline constexpr uint32_t answerMask = (1u << answerShift) - 1;

// One request on its way to JavaScript, and its answer on the way back. Offsets count from the areas' starts.
struct Record {
  uint32_t connection;
  uint32_t serial;  // names the request; never 0
  uint32_t route;
  uint32_t flags;
  uint32_t headOffset;  // IN
  uint32_t headLength;
  uint32_t bodyOffset;  // IN
  uint32_t bodyLength;
  uint32_t params;      // first PackedParam
  uint32_t textOffset;  // TEXT
  uint32_t generation;
  uint32_t rejection;   // status, or 0
  uint32_t answer;      // Answer | block << 4
  uint32_t extraBytes;  // header lines in OUT at `payloadOffset`, the body follows them
  uint32_t payloadOffset;
  uint32_t bodyBytes;
};
static_assert(sizeof(Record) == 64);

// An answer to a request that was still pending when its batch ended.
struct LateRecord {
  uint32_t connection;
  uint32_t serial;
  uint32_t answer;
  uint32_t extraBytes;
  uint32_t payloadOffset;  // LATE bytes
  uint32_t bodyBytes;
  uint32_t unused[2];
};
static_assert(sizeof(LateRecord) == 32);

// What JavaScript must hear besides requests.
enum class NoticeKind : uint32_t {
  clientLeft = 1,   // serial; value 0: somebody may still read an answer, else who has ended the connection
  timedOut = 2,     // serial
  refused = 3,      // value: status << 16 | index of the code
  drained = 4,      // value: generation
  stopped = 5,      // value: requests aborted at the deadline
  answerDropped = 6,  // serial
  room = 7,         // serial: its streamed answer may go on
  bytes = 8,        // serial: its streamed body has more, or is over
  acceptFailed = 10,  // value: errno; told once in acceptTellAgainMs
};
// Values of `clientLeft`.
inline constexpr uint32_t leftClient = 1;
inline constexpr uint32_t leftServer = 2;

struct Notice {
  NoticeKind kind;
  uint32_t serial;
  uint32_t value;
  uint32_t unused;
};
static_assert(sizeof(Notice) == 16);

// Words of the control area.
enum ControlWord : uint32_t {
  controlBatch = 0,      // number of the open batch, 0 when none is
  controlNotices = 1,    // notices to read
  controlLate = 2,       // late records written
  controlLateBytes = 3,  // late bytes written
  controlTextBytes = 4,  // used in TEXT by the open batch
  controlWords = 16,
};

// The areas; JavaScript owns the memory and outlives the server.
struct BatchMemory {
  int32_t* control;
  uint8_t* input;  // receive pool, then the spill area
  uint32_t bufferBytes;
  uint32_t bufferCount;
  uint32_t spillBytes;
  Record* records;  // batchRequestsMax
  http::PackedParam* params;
  uint32_t paramsMax;
  char* text;
  uint32_t textBytes;
  uint8_t* output;
  uint32_t outputBytes;
  LateRecord* late;
  uint32_t lateMax;
  uint8_t* lateBytes;
  uint32_t lateBytesMax;
  Notice* notices;
  uint32_t noticesMax;

  uint32_t poolBytes() const { return bufferBytes * bufferCount; }
};

// Where batches go: JavaScript, or a double in tests. Reads `count` records and leaves their answers.
class DispatchSink {
 public:
  virtual ~DispatchSink() = default;
  // False when nothing can be run any more: the environment is going down.
  virtual bool dispatch(uint32_t count) = 0;
};

}  // namespace nexus::net

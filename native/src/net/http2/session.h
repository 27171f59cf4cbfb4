// Owns one HTTP/2 connection: frames in and out by nghttp2, what they may cost, and its streams. It calls neither
// driver nor server: bytes go in and out, and a host makes a connection of its own of each stream.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/http2/budget.h"
#include "net/http2/nghttp2.h"
#include "net/http2/stream.h"

namespace nexus::net::http2 {

// RFC 9113, 7.
enum class Code : uint32_t {
  none = 0,
  protocolError = 1,
  internalError = 2,
  refusedStream = 7,
  cancel = 8,
  enhanceYourCalm = 11,
};

// Who has the connections that streams are the other ends of.
class StreamHost {
 public:
  virtual ~StreamHost() = default;
  // A connection whose other end is `stream` from now on. False: there is none to have.
  virtual bool openStream(Session* session, std::unique_ptr<Stream> stream) = 0;
  // Bytes for the connection of a stream.
  virtual void giveInput(Stream* stream, std::string_view bytes) = 0;
  // It has room again, has left, or is through: to be looked at soon.
  virtual void touch(Stream* stream) = 0;
  // There may be frames to send.
  virtual void touch(Session* session) = 0;
  // How many bytes of its answer a stream holds for the client, and held before.
  virtual void countOutput(uint32_t before, uint32_t now) = 0;
};

class Session {
 public:
  // Null when memory is out.
  static std::unique_ptr<Session> open(const Nghttp2& lib, const Limits& limits, StreamHost* host, uint64_t token,
                                       uint64_t nowMs);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Of the connection whose bytes these are.
  const uint64_t token;
  // That connection is on the list of those that may have frames to send.
  bool isTouched = false;

  void receive(const uint8_t* data, uint32_t length, uint64_t nowMs);
  // Appends frames that may be sent, some more than `bytes` at most.
  void send(std::string* wire, uint32_t bytes, uint64_t nowMs);
  // Nothing more is to be sent or read once what `send` gave is sent.
  bool isOver() const;
  bool wantsToSend() const;
  // More frames wait than any budget lets a peer provoke: it sends, and does not read. Those are not counted before
  // they are sent.
  bool isUnread() const;
  // `end` was called: only its last frame is waited for.
  bool isEnding() const { return isEnding_; }
  // Why it ended, where the client is to blame; null otherwise.
  const char* refusal() const { return refusal_; }

  // RFC 9113, 6.8: first that it will end, then that what comes from now on is not answered.
  void announceEnd();
  void refuseMore();
  // Ends it when its last frame is sent.
  void end();

  // Streams whose connections live: those that the client has reset included.
  uint32_t live() const { return static_cast<uint32_t>(streams_.size()); }
  // What a client must take of an answer before it is waited for anew.
  void setProgressBytes(uint64_t bytes) { progressBytes_ = bytes; }
  // Since when there is none.
  uint64_t idleSinceMs() const { return idleSinceMs_; }
  void markIdle(uint64_t nowMs) { idleSinceMs_ = nowMs; }
  // Since when the client owes the rest of its preface or of a header block; 0: it does not.
  uint64_t owesSinceMs() const { return owesSinceMs_; }
  // `visit` may close connections.
  template <typename Visit>
  void eachStream(Visit visit) const {
    const std::vector<Stream*> streams = streams_;
    for (Stream* stream : streams) visit(stream);
  }

 private:
  friend class Stream;

  Session(const Nghttp2& lib, const Limits& limits, StreamHost* host, uint64_t token, uint64_t nowMs);
  bool begin();
  void add(Stream* stream);
  void remove(Stream* stream);
  Stream* streamOf(int32_t id) const;
  bool count(const uint8_t* data, uint32_t length);
  void countMoved(size_t bytes);
  bool isCrowded() const;
  bool isOldestHolder(const Stream* stream) const;
  void countHeld(uint32_t before, uint32_t after);
  void touch();
  void fail(Code code, const char* refusal);
  void finishRequest(const NgFrame* frame);
  void reset(int32_t id, Code code);
  void linger(Stream* stream);
  void hearPing(const uint8_t* opaque);
  const std::vector<NgField>& fieldsOf(std::string_view status, const std::vector<Field>& fields);

  static const NgCallbacks* callbacks(const Nghttp2& lib);
  static int onBlock(NgSession*, const NgFrame* frame, void* self);
  static int onField(NgSession*, const NgFrame* frame, const uint8_t* name, size_t nameBytes, const uint8_t* value,
                     size_t valueBytes, uint8_t flags, void* self);
  static int onBadField(NgSession*, const NgFrame*, const uint8_t*, size_t, const uint8_t*, size_t, uint8_t, void*);
  static int onFrame(NgSession*, const NgFrame* frame, void* self);
  static int onSent(NgSession*, const NgFrame* frame, void* self);
  static int onData(NgSession*, uint8_t flags, int32_t stream, const uint8_t* data, size_t length, void* self);
  static int onClose(NgSession*, int32_t stream, uint32_t code, void* self);
  static ssize_t onRead(NgSession*, int32_t stream, uint8_t* out, size_t room, uint32_t* flags, NgSource*, void* self);

  const Nghttp2& lib_;
  const Limits limits_;
  StreamHost* const host_;
  NgSession* session_ = nullptr;
  FrameScanner scanner_;
  Budget budget_;
  RequestText request_;
  uint64_t unpackedBytes_ = 0;
  uint32_t requests_ = 0;  // taken so far, where their number is bounded
  std::vector<Stream*> streams_;
  std::vector<NgField> scratch_;
  uint64_t nowMs_;
  uint64_t idleSinceMs_;
  uint64_t owesSinceMs_;
  const char* refusal_ = nullptr;
  Code failure_ = Code::none;  // what our own GOAWAY says
  uint64_t heldBytes_ = 0;      // of request bodies: in memory, not taken yet
  uint64_t progressBytes_ = 0;
  uint64_t movedBytes_ = 0;     // of answers, since `progressMs_`
  uint64_t progressMs_;         // when the client had last taken as much as it must
  bool isWithholding_ = false;  // some stream gets no window although all of it is in memory
  bool isInBlock_ = false;      // a header block comes in
  bool isLastOfBlock_ = false;  // in its last frame
  bool isMalformed_ = false;    // that header block
  bool isOver_ = false;
  bool isAnnounced_ = false;
  bool isGreeted_ = false;  // our SETTINGS were sent
  bool isEnding_ = false;
};

}  // namespace nexus::net::http2

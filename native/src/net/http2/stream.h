// Owns one stream of an HTTP/2 session, as the other end of a connection of the server's own that carries its request:
// what the client sends is that connection's input, what the connection sends is the client's answer.
#pragma once

#include <cstdint>
#include <string>

#include "net/http2/answer_reader.h"
#include "net/http2/request_text.h"

namespace nexus::net::http2 {

class Session;
class StreamHost;

// Of an answer, until the client takes it; then its connection keeps the rest.
inline constexpr uint32_t streamOutputBytesMax = 64 * 1024;
inline constexpr uint32_t streamOutputBytesLow = 16 * 1024;

class Stream final : private AnswerListener {
 public:
  Stream(Session* session, int32_t id, Framing framing, bool isHead);
  ~Stream() override;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Of the connection that it is the other end of; whoever made that sets it.
  uint64_t token = 0;
  // That connection is on the list of those to look at.
  bool isTouched = false;

  // For the connection.
  // How many bytes it may write now.
  uint32_t room() const { return hasLeft_ ? streamOutputBytesMax : room_; }
  void write(const uint8_t* data, uint32_t length, uint64_t nowMs);
  // `bytes` of what came are in memory: nobody took them yet.
  void hold(uint32_t bytes);
  // Whether there is memory for more of it; otherwise the client gets no window until it is asked again.
  bool mayGoOn();
  bool isWithheld() const { return isWithheld_; }
  // The client may send as much again as came so far.
  void taken();
  // The answer cannot be finished: a reset follows what there is of it. False: there is nothing that has to go first.
  bool cutOff();
  // It closes. What the client has not got of the answer by now is cut off by a reset.
  void abandon();

  // Of its answer, for the client to take.
  uint32_t outputBytes() const { return counted_; }
  bool isAnswered() const { return reader_.isOver(); }
  // The client, or its connection, is gone: nobody reads what is written.
  bool hasLeft() const { return hasLeft_; }
  // Answered, and the client has all of it.
  bool isThrough() const { return isAnswered() && id_ == 0; }
  // Since when the client has taken too little while there was more for it; 0: nothing waits for it.
  uint64_t stalledSinceMs() const { return stalledSinceMs_; }
  // Since when the client has all of the answer and goes on with its request; 0: it does not, or has not. It gets no
  // more window, and a reset when it has read the answer.
  uint64_t lingersSinceMs() const { return lingersSinceMs_; }
  // Its window is open, and the connection as a whole moves: others had their turn. It is waited for anew.
  bool excuse(uint64_t sinceMs);
  Session* session() const { return session_; }

 private:
  friend class Session;

  // For the session.
  void begin(std::string_view head);
  void receive(const char* data, size_t length);
  void endReceiving(const std::string& trailers);
  ssize_t give(uint8_t* out, size_t room, uint32_t* flags);
  void close();
  void detach();

  void interim(std::string_view status, const std::vector<Field>& fields) override;
  void head(std::string_view status, const std::vector<Field>& fields, bool isEmpty) override;
  void data(const char* data, size_t length) override;
  void end(const std::vector<Field>& trailers) override;
  void resume();
  void measure();
  void countOutput(uint32_t now);

  Session* session_;  // null once that is gone
  StreamHost* const host_;
  uint32_t counted_ = 0;  // of `out_`, by the host
  int32_t id_;        // 0 once the stream is closed
  const Framing framing_;
  AnswerReader reader_;
  std::string out_;  // payload for the client, from `outAt_` on
  size_t outAt_ = 0;
  uint32_t room_ = streamOutputBytesMax;
  uint32_t untaken_ = 0;  // of what the client sent: the window to give back
  uint32_t held_ = 0;
  uint64_t movedBytes_ = 0;  // to the client, since `stalledSinceMs_`
  uint64_t stalledSinceMs_ = 0;
  uint64_t lingersSinceMs_ = 0;
  uint32_t index_ = 0;  // in the session's list
  bool hasLeft_ = false;
  bool isWithheld_ = false;
  bool isDeferred_ = false;  // the session waits to be told of more payload
  bool isReceiving_;
  bool isBegun_ = false;  // a head was written
  bool isGiven_ = false;  // and has gone: the session has asked for what follows it
  bool isCut_ = false;
  std::vector<std::string> trailers_;  // names and values in turns
};

}  // namespace nexus::net::http2

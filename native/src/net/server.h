// Owns a set of connections on one driver: accepts, reads, routes into batches, writes answers in order.
// It knows no JavaScript: batches go to a sink, through memory that both sides share. What can be told apart has
// a class of its own: slots, input, output, batch, generations, heads, notices; here is what ties them together.
#pragma once

#include <functional>
#include <vector>

#include "core/intrusive_list.h"
#include "core/timer_wheel.h"
#include "driver/driver.h"
#include "net/batch_builder.h"
#include "net/clock.h"
#include "net/connections.h"
#include "net/generations.h"
#include "net/head_memo.h"
#include "net/heads.h"
#include "net/listener.h"
#include "net/notices.h"
#include "net/problem_format.h"
#include "net/receiver.h"
#include "net/sender.h"

namespace nexus::net {

enum class StreamState : int8_t {
  gone = -1,  // nobody takes it
  full = 0,   // wait for NoticeKind::room
  room = 1,
};

struct BodyRead {
  enum class Kind : uint8_t {
    wait,    // for NoticeKind::bytes
    taken,
    ended,   // `trailers` has complete lines
    failed,  // by `fault`, or the client left when that is null
  } kind;
  const http::Refusal* fault = nullptr;
  std::string trailers = {};
};
using BodyTaker = std::function<void(const uint8_t* data, uint32_t length)>;

// How a rejection is told.
struct RejectionAnswer {
  // Of the answer's head, with its value; empty: none. Accept-Patch: Accept as well, of the same value (RFC 5789, 2.2).
  std::string_view field;
  std::string value;
  std::string body;
};

class Server final : http2::StreamHost {
 public:
  Server(driver::Driver* driver, const ServerLimits& limits, const BatchMemory& memory, DispatchSink* sink,
         uint64_t (*now)() = monotonicNs);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Setting up.
  // With a factory each connection gets a filter of it.
  ListenResult listen(const char* host, uint16_t port, FilterFactory* filters = nullptr);
  // Takes over a listening descriptor (tests with a simulated kernel).
  void adoptListener(int fd, FilterFactory* filters = nullptr) { addListener(fd, filters, false); }
  // `unrouted`: of answers that no route gives.
  InstallResult install(std::vector<http::RouteSpec> routes, http::AnswerRules unrouted = {});
  // Connections may speak HTTP/2: by ALPN, or by its preface (RFC 9113, 3.4).
  void allowHttp2(const http2::Nghttp2* lib);
  // Content codings of bodies that JavaScript undoes; others are refused.
  void takeCodings(std::vector<std::string> codings) { codings_ = std::move(codings); }
  // How problems are told from now on.
  void tellProblemsAs(ProblemFormat format) { problemFormat_ = std::move(format); }
  // Every text that a problem may be told by, of these routes and of what reaches none.
  std::vector<std::string> problemTexts(const std::vector<http::RouteSpec>& routes) const;
  bool speaksHttp2() const { return http2_ != nullptr; }
  // Id of a head block, or blocksMax when there are too many.
  uint32_t addBlock(uint16_t status, std::string_view contentType);

  // Turning.
  // Polls, dispatches what came, sends. True when there is more to do at once.
  bool round();
  // As `round`, but blocks for the first event as `Driver::wait` does.
  bool waitRound(int timeoutMs, int extraFd, bool* extraReady);
  // Rounds until nothing is left or the budget is spent. True when something was left.
  bool turn();
  // Answers that JavaScript left since the last dispatch. Sends them; the next poll must follow soon.
  void drainLate();
  // Fires what is due. Cheap when nothing is.
  void advanceTimers();
  uint64_t nextDeadlineMs() const;
  // Tells JavaScript what it must hear; call where it may run code.
  void deliverNotices();
  // Sessions and streams have something for each other: a turn must follow.
  bool hasSessionWork() const {
    return !touchedStreams_.empty() || !closedStreams_.empty() || !touchedSessions_.empty();
  }
  bool hasNotices() const { return !notices_.empty() || generations_.drained(); }
  bool hasLate() const { return memory_.control[controlLate] != 0; }

  // From JavaScript, at any time.
  // An answer too big for the shared areas. False when nobody waits for it.
  bool answerAway(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra,
                  std::string_view body);
  // The head of an answer whose body comes in pieces. `length` below zero: it is not known. `full`: no piece is sent,
  // as to HEAD.
  StreamState beginStream(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra, double length);
  // Another piece of it, never empty.
  StreamState writeStream(uint32_t connection, uint32_t serial, std::string_view piece);
  // Its end; unless it is whole the connection ends with it.
  // `trailers`: complete lines, for an answer in chunks (RFC 9112, 7.1.2); others have no place for them.
  void endStream(uint32_t connection, uint32_t serial, bool whole, std::string_view trailers = {});
  // An interim answer, as a whole; nothing when the answer has begun.
  void putInterim(uint32_t connection, uint32_t serial, std::string_view lines);
  // Takes the connection of a request that asked for it out of HTTP: from now on `writeStream` and `readBody`
  // are its bytes. False: it did not ask, or nobody waits.
  bool upgrade(uint32_t connection, uint32_t serial, std::string_view lines);
  // Takes what there is of a streamed body.
  BodyRead readBody(uint32_t connection, uint32_t serial, const BodyTaker& take);
  // So many bytes of a streamed body are kept until more of it has come; it fails where all clients together hold too much.
  void holdBody(uint32_t connection, uint32_t serial, uint32_t bytes);
  // Address of the peer of a request that is under way, numeric; empty when there is none.
  std::string remoteAddress(uint32_t connection, uint32_t serial);
  // Of the connection of a request; null when it is plain, or gone.
  const Filter* filterOf(uint32_t connection, uint32_t serial);
  // A body marked flagBodyAway of the open batch.
  std::string_view bodyOf(uint32_t record) const { return dispatching_ ? batch_.bodyOf(record) : std::string_view{}; }
  // The body of the problem that a rejected record would be told; JavaScript tells it, so it counts as told.
  // Tells nobody of it: who does calls `countRejection`.
  RejectionAnswer rejectionOf(uint32_t record);
  void countRejection() { metrics_.countRefusal("contract-violated"); }
  // Lets native code tell the rejection of a request whose batch is over.
  void rejectAway(uint32_t connection, uint32_t serial);
  // From now on each answer ends its connection (`Connection: close`); accepting goes on.
  void announceEnd();
  void shutdown(uint32_t deadlineMs);
  bool stopped() const { return stopped_; }
  // Closes the sockets of an environment that ends without a shutdown (a worker that is terminated). The driver has
  // to be gone: it lets go of descriptors, and closes none that it was not told to.
  void abandon();

  const Metrics& metrics() const { return metrics_; }
  // Those that have a peer: streams of HTTP/2 are not counted.
  uint32_t connectionsOpen() const { return connections_.count() - streams_; }
  uint32_t connectionsUpgraded() const { return upgraded_; }
  uint32_t answersStreaming() const { return streaming_; }
  // Input that is in memory until it is whole, or taken.
  uint64_t inputBytesHeld() const { return receiver_.heldBytes(); }
  uint64_t outputBytesHeld() const { return held_.bytes(); }
  uint32_t requestsInFlight() const { return inFlight_; }
  const char* refusalCode(uint32_t index) const { return notices_.refusalCode(index); }
  uint32_t generationsAlive() const { return generations_.alive(); }

 private:
  enum class Pump : uint8_t { starving, blocked, batchFull };
  enum class Body : uint8_t { more, ready, gone };
  enum class Room : uint8_t { enough, none };

  // server.cc: turns, events and connections
  bool takeEvents(int count);
  void afterPoll();
  void handle(const driver::Event& event);
  void onRecv(Connection* c, const driver::Event& event);
  void endOfStream(Connection* c);
  void onSend(Connection* c, const driver::Event& event);
  void onClosed(Connection* c);
  void breakConnection(Connection* c);
  void startClosing(Connection* c);
  void finishOutput(Connection* c);
  void settle(Connection* c);
  bool needsPump(const Connection* c) const;
  void closeListeners();
  void checkStopped();
  void readClock();

  // server_accept.cc: listeners, and who connects
  void addListener(int fd, FilterFactory* filters, bool isOurs);
  void armAccept();
  void narrowAccept();
  uint32_t acceptRoom() const;
  void onAccept(const driver::Event& event);
  Connection* openConnection(int fd, FilterFactory* filters);

  // server_filters.cc: connections whose bytes are not those on the wire
  bool takeFiltered(Connection* c, const driver::Event& event);
  bool finishFilter(Connection* c);
  void closeQuietly(Connection* c);

  // server_input.cc: requests out of bytes
  void takeBytes(Connection* c, const driver::Event& event);
  void dropInput(Connection* c);
  void dropBody(Connection* c);
  void unblock(Connection* c);
  void makeReady(Connection* c);
  void wantInput(Connection* c);
  bool isOverfull(const Connection* c) const;
  void buildBatch();
  Pump pump(Connection* c);
  bool mustWait(const Connection* c) const;
  const HeadMemo* knownHead(const Connection* c);
  Body continueBody(Connection* c);
  Body decodeBody(Connection* c);

  // server_admission.cc: what a head asks for
  Admission admit(const uint8_t* data, Generation* generation);
  http::AnswerMarks marksOf(const Admission& admission, std::string_view path, const uint8_t* data) const;
  Rejection judge(const Admission& admission, const uint8_t* data, bool codingRefused);
  void packInto(Admission* admission, const http::Match& match, const uint8_t* data);

  // server_requests.cc: requests into the batch
  bool countRequest(Connection* c);
  Room takeHead(Connection* c, uint32_t headBytes);
  Room takeBody(Connection* c);
  Room takeKnown(Connection* c, const HeadMemo& memo);
  uint32_t nextSerial() {
    if (nextSerial_ == 0) nextSerial_ = 1;
    return nextSerial_++;
  }
  Entry* addEntry(Connection* c, const Admission& admission);
  Entry* addRecord(Connection* c, const Admission& admission, uint32_t headBytes, const uint8_t* body,
                   uint32_t bodyBytes);
  void startBody(Connection* c, const Admission& admission, uint32_t headBytes);
  void askForBody(Connection* c, const Admission& admission, uint32_t headBytes);
  void leaveBody(Connection* c, Entry* entry, uint32_t headBytes);
  void refuse(Connection* c, const http::Refusal& refusal);

  // server_dispatch.cc: a batch to JavaScript and back
  void dispatchBatch();
  void answerEntry(Entry* entry, bool last);
  void dropEntry(Entry* entry);
  AnswerView viewOf(uint32_t answer, uint32_t extraBytes, uint32_t offset, uint32_t bodyBytes,
                    const uint8_t* area, uint32_t areaBytes) const;

  // server_answers.cc: what each is answered with, in the order of requests
  void complete(Connection* c, Exchange* exchange, const AnswerView& answer, bool last);
  void completeBlock(Connection* c, Exchange* exchange, OutBlock* block, uint16_t status);
  void completeNative(Connection* c, Exchange* exchange, bool last);
  void completeFixed(Connection* c, Exchange* exchange, bool last);
  void completeRejected(Connection* c, Exchange* exchange, bool last);
  std::string acceptPatchLine(const Exchange& e) const;
  RejectionAnswer rejectionAnswer(const Exchange& exchange) const;
  void completeProblem(Connection* c, Exchange* exchange, uint16_t status, bool last);
  // An answer that tells `problem`, in the format that problems have now.
  AnswerView problemView(uint16_t status, std::string_view extra, const std::string& problem);
  std::string takenCodings() const;
  bool isListed(const Connection* c, const Exchange* exchange) const;
  void closeIfEnding(Connection* c, Exchange* exchange, bool last);
  void writeContinue(Connection* c, Exchange* exchange);
  void finishExchange(Connection* c, Exchange* exchange, uint16_t status, uint32_t bytes);
  void abandon(Exchange* exchange);
  void abandonFlow(Exchange* exchange);
  void park(Connection* c, const Exchange& exchange);
  void answerWith(Connection* c, Exchange* exchange, OutBlock* block);
  void unlinkFirst(Connection* c);
  void popAnswered(Connection* c);
  void endAnswers(Connection* c);
  // Nobody waits for the answer any more.
  void tellLeft(const Exchange* e) { notices_.add(NoticeKind::clientLeft, e->serial, isCutting_ ? leftServer : leftClient); }
  Exchange* findExchange(Connection* c, uint32_t serial);
  void dropExchanges(Connection* c);

  // server_flows.cc: answers in pieces, and what leaves HTTP
  struct Located {
    Connection* connection = nullptr;
    Exchange* exchange = nullptr;
    bool inBatch = false;
    bool last = true;  // nothing of its connection follows in the batch
  };
  Located locate(uint32_t connection, uint32_t serial);
  OutFlow* flowOf(Exchange* exchange);
  StreamState roomOf(const Located& at);
  void afterFlow(const Located& at);
  void settleSoon(Connection* c);
  void cutOff(Connection* c);
  void flushFlow(Connection* c, Exchange* exchange);
  void queueFlow(Connection* c, OutFlow* flow, OutBlock* block);
  void dropFlow(Connection* c, Exchange* exchange);
  bool advanceFlow(Connection* c, Exchange* exchange);
  void tellRoom(Connection* c);
  bool settleRaw(Connection* c);
  void leaveHttp(Connection* c, uint32_t serial);

  // server_http2.cc: sessions, and streams as connections
  void beginSession(Connection* c);
  bool takePreface(Connection* c);
  void takeFrames(Connection* c, const uint8_t* data, uint32_t length);
  bool openStream(http2::Session* session, std::unique_ptr<http2::Stream> stream) override;
  void giveInput(http2::Stream* stream, std::string_view bytes) override;
  void touch(http2::Stream* stream) override;
  void touch(http2::Session* session) override;
  void turnSessions();
  void settleStream(Connection* c);
  void abandonStream(Connection* c);
  void closeStream(Connection* c);
  void sendFrames(Connection* c);
  bool settleSession(Connection* c);
  void dropStreams(Connection* c);
  const Connection* carrierOf(const Connection* c) const;
  uint64_t sessionDeadlineOf(const Connection* c) const;
  void onSessionTimer(Connection* c);
  bool stallsStream(const Connection* c) const;

  // server_output.cc: what answers may take until clients take them
  uint64_t shareOfOutput() const;
  uint64_t outputOf(const Connection* c) const;
  bool hasItsShare(const Connection* c) const;
  void weighOutput();
  void parkOutput(Connection* c, const OutBlock* block);
  void unparkOutput(Connection* c, uint64_t bytes);
  void countOutput(uint32_t before, uint32_t now) override;

  // server_streams.cc: bodies that are taken as they come
  void startStream(Connection* c, const Admission& admission, uint32_t headBytes);
  void feedBody(Connection* c);
  void feedChunked(Connection* c);
  void tellBytes(Connection* c);
  void finishBody(Connection* c);
  void endInput(Connection* c);
  void failBody(Connection* c, const http::Refusal& fault);
  void leaveStream(Connection* c, Exchange* exchange);
  bool readsStream(const Connection* c, const Exchange* exchange) const;
  void permitBody(Connection* c, Exchange* exchange);

  // server_late.cc: answers outside of their batch
  void applyLate(const LateRecord& late);
  void dropAnswer(uint32_t serial);

  // server_timers.cc: deadlines
  uint64_t handlerDeadlineOf(const Connection* c, const Exchange* exchange) const;
  uint64_t lingerDeadlineOf(const Connection* c) const;
  uint64_t deadlineOf(const Connection* c) const;
  void arm(Connection* c);
  void onTimer(Connection* c);
  void expireHandlers(Connection* c);
  void cutDrain(Connection* c);
  uint64_t allowedMs(const BodyProgress& body) const;

  driver::Driver* driver_;
  const ServerLimits limits_;
  const BatchMemory memory_;
  DispatchSink* sink_;
  uint64_t (*const clock_)();
  Now now_;
  core::TimerWheel wheel_;
  Metrics metrics_;
  Notices notices_;
  Generations generations_;
  Heads heads_;
  ProblemFormat problemFormat_;
  HeldOutput held_;
  driver::Token heaviest_ = ~driver::Token{0};  // held most of it when that was weighed last
  Connections connections_;
  Receiver receiver_;
  Sender sender_;
  BatchBuilder batch_;

  std::vector<Listener> listeners_;
  bool acceptPaused_ = false;
  uint64_t acceptAgainMs_ = 0;
  uint64_t acceptTellMs_ = 0;

  core::IntrusiveList<Connection, ReadyTag> ready_;
  uint32_t batchNumber_ = 0;
  uint32_t nextSerial_ = 1;
  uint32_t inFlight_ = 0;
  uint32_t upgraded_ = 0;
  uint32_t streaming_ = 0;  // answers in pieces that are under way
  bool dispatching_ = false;
  bool building_ = false;
  http::RequestHead head_;
  HeadMemos memos_;
  std::vector<driver::Event> events_;

  const http2::Nghttp2* http2_ = nullptr;  // null: not spoken
  std::vector<std::string> codings_;
  uint32_t streams_ = 0;
  std::vector<driver::Token> touchedStreams_;
  std::vector<driver::Token> closedStreams_;
  std::vector<driver::Token> touchedSessions_;
  std::string wire_;
  bool ending_ = false;    // answers end their connections
  bool draining_ = false;  // and nobody is accepted
  bool listening_ = true;  // while draining: those that connected before are still taken
  bool accepted_ = false;  // in this round
  uint32_t quietRounds_ = 0;  // since nobody may connect any more
  bool stopped_ = false;
  uint64_t drainUntilMs_ = 0;
  uint64_t idleUntilMs_ = 0;
  uint32_t aborted_ = 0;
  bool isCutting_ = false;  // the time to drain is up
};

}  // namespace nexus::net

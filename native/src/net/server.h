// Owns a set of connections on one driver: accepts, reads, routes into batches, writes answers in order.
// It knows no JavaScript: batches go to a sink, through memory that both sides share.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/intrusive_list.h"
#include "core/timer_wheel.h"
#include "driver/driver.h"
#include "http/response.h"
#include "net/batch.h"
#include "net/clock.h"
#include "net/connection.h"
#include "net/generation.h"
#include "net/head_memo.h"
#include "net/listener.h"
#include "net/metrics.h"

namespace nexus::net {

// An answer, wherever its parts are; complete header lines in `extra`.
struct AnswerView {
  const http::ResponseBlock* block;
  std::string_view extra;
  std::string_view body;
};

struct InstallResult {
  uint32_t generation;  // 0: refused, see `error`
  std::string error;
};

class Server {
 public:
  Server(driver::Driver* driver, const ServerLimits& limits, const BatchMemory& memory, DispatchSink* sink,
         uint64_t (*now)() = monotonicNs);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Setting up.
  ListenResult listen(const char* host, uint16_t port);
  // Takes over a listening descriptor (tests with a simulated kernel).
  void adoptListener(int fd);
  InstallResult install(std::vector<http::RouteSpec> routes);
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
  bool hasNotices() const { return !notices_.empty() || generationDrained_; }
  bool hasReady() const { return !ready_.empty(); }
  bool hasLate() const { return memory_.control[controlLate] != 0; }

  // From JavaScript, at any time.
  // An answer too big for the shared areas. False when nobody waits for it.
  bool answerAway(uint32_t connection, uint32_t serial, uint32_t blockId, std::string_view extra,
                  std::string_view body);
  // A body marked flagBodyAway of the open batch.
  std::string_view bodyOf(uint32_t record) const { return bodiesAway_[record]; }
  // From now on each answer ends its connection (`Connection: close`); accepting goes on.
  void announceEnd() { ending_ = true; }
  void shutdown(uint32_t deadlineMs);
  bool stopped() const { return stopped_; }

  const Metrics& metrics() const { return metrics_; }
  uint32_t connectionsOpen() const { return connectionCount_; }
  uint32_t requestsInFlight() const { return inFlight_; }
  const char* refusalCode(uint32_t index) const { return index < codes_.size() ? codes_[index] : ""; }
  uint32_t generationsAlive() const { return static_cast<uint32_t>(generations_.size()); }

 private:
  enum class Pump : uint8_t { starving, blocked, batchFull };
  enum class Body : uint8_t { more, ready, gone };
  enum class Room : uint8_t { enough, none };
  struct Entry {
    Exchange exchange;
    Connection* connection = nullptr;
    int32_t record = -1;
  };
  struct Listener {
    int fd;
    bool armed;
    bool closing;
  };

  // server.cc: events and connections
  void handle(const driver::Event& event);
  void onAccept(const driver::Event& event);
  void onRecv(Connection* c, const driver::Event& event);
  void onSend(Connection* c, const driver::Event& event);
  void onClosed(Connection* c);
  void armAccept();
  Connection* find(driver::Token token);
  Connection* openConnection(int fd);
  void breakConnection(Connection* c);
  void startClosing(Connection* c);
  void finishOutput(Connection* c);
  void settle(Connection* c);
  bool needsPump(const Connection* c) const;
  void checkStopped();
  void afterPoll();
  bool takeEvents(int count);

  // server_input.cc: bytes in, and requests out of them
  void takeBytes(Connection* c, const driver::Event& event);
  bool moveToHeap(Connection* c, uint32_t room);
  void releasePoolBuffer(uint16_t buffer);
  void giveBuffer(uint16_t buffer);
  void rearmStarved();
  void releaseInput(Connection* c);
  void dropInput(Connection* c);
  void dropBody(Connection* c);
  uint64_t bodyWants(const Connection* c) const;
  void unblock(Connection* c);
  void wantBytes(Connection* c);
  void makeReady(Connection* c);
  void buildBatch();
  Pump pump(Connection* c);
  bool mustWait(const Connection* c) const;
  const HeadMemo* knownHead(const Connection* c);
  Body continueBody(Connection* c);
  Body decodeBody(Connection* c);

  // server_admission.cc: requests into records
  Room takeHead(Connection* c, uint32_t headBytes);
  Room takeBody(Connection* c);
  Room takeKnown(Connection* c, const HeadMemo& memo);
  Admission admit(const uint8_t* data, Generation* generation);
  Rejection judge(const Admission& admission, const uint8_t* data);
  void packInto(Admission* admission, const http::Match& match, const uint8_t* data);
  bool hasRoom(const Connection* c, uint32_t headBytes, uint64_t bodyBytes) const;
  Entry* addEntry(Connection* c, const Admission& admission);
  Entry* addRecord(Connection* c, const Admission& admission, uint32_t headBytes, const uint8_t* body,
                   uint32_t bodyBytes);
  uint32_t shownAt(const Connection* c, const uint8_t* data, uint32_t length);
  void startBody(Connection* c, const Admission& admission, uint32_t headBytes);
  void leaveBody(Connection* c, Entry* entry, uint32_t headBytes);
  void refuse(Connection* c, const http::Refusal& refusal);

  // server_output.cc: answers into bytes
  void dispatchBatch();
  void recycle();
  void answerEntry(Entry* entry, bool last);
  AnswerView viewOf(uint32_t answer, uint32_t extraBytes, uint32_t offset, uint32_t bodyBytes,
                    const uint8_t* area, uint32_t areaBytes) const;
  void complete(Connection* c, Exchange* exchange, const AnswerView& answer, bool last);
  void completeBlock(Connection* c, Exchange* exchange, OutBlock* block, uint16_t status);
  void completeNative(Connection* c, Exchange* exchange, bool last);
  void completeRejected(Connection* c, Exchange* exchange, bool last);
  void completeProblem(Connection* c, Exchange* exchange, uint16_t status, bool last);
  bool isListed(const Connection* c, const Exchange* exchange) const;
  void closeIfEnding(Connection* c, Exchange* exchange, bool last);
  const http::ResponseBlock* problemBlock(uint16_t status);
  void writeContinue(Connection* c, Exchange* exchange);
  char* composeInto(char* out, const Exchange& exchange, const AnswerView& answer) const;
  OutBlock* composeBlock(const Exchange& exchange, const AnswerView& answer) const;
  void writeAnswer(Connection* c, Exchange* exchange, const AnswerView& answer);
  void endRun();
  void appendOut(Connection* c, OutBlock* block);
  void kick(Connection* c);
  void finishExchange(Connection* c, Exchange* exchange, uint16_t status, uint32_t bytes);
  void abandon(Exchange* exchange);
  void park(Connection* c, const Exchange& exchange);
  void unlinkFirst(Connection* c);
  void popAnswered(Connection* c);
  Exchange* findExchange(Connection* c, uint32_t serial);
  void applyLate(const LateRecord& late);
  void dropAnswer(uint32_t serial);
  void dropOutput(Connection* c);
  void dropExchanges(Connection* c);
  void releaseGeneration(Generation* generation);
  void retireGenerations();

  // server_timers.cc
  uint64_t deadlineOf(const Connection* c) const;
  void arm(Connection* c);
  void onTimer(Connection* c);
  void expireHandlers(Connection* c);
  uint64_t allowedMs(const BodyProgress& body) const;

  void notice(NoticeKind kind, uint32_t serial, uint32_t value);
  void noticeRefusal(uint16_t status, const char* code);

  driver::Driver* driver_;
  const ServerLimits limits_;
  const BatchMemory memory_;
  DispatchSink* sink_;
  uint64_t (*const now_)();
  core::TimerWheel wheel_;
  Metrics metrics_;

  std::vector<Listener> listeners_;
  bool acceptPaused_ = false;
  uint64_t acceptAgainMs_ = 0;

  std::vector<std::unique_ptr<Connection>> slots_;
  std::vector<uint32_t> slotGenerations_;
  std::vector<uint32_t> freeSlots_;
  uint32_t connectionCount_ = 0;
  core::IntrusiveList<Connection, ReadyTag> ready_;
  std::vector<Connection*> starved_;
  std::vector<driver::Token> flush_;      // send or close after the next poll
  uint32_t buffersOut_ = 0;
  std::vector<uint16_t> releases_;    // pool buffers that the open batch may still show

  std::vector<std::unique_ptr<Generation>> generations_;
  Generation* current_ = nullptr;
  uint32_t nextGeneration_ = 1;
  bool generationDrained_ = false;

  std::deque<http::ResponseBlock> blocks_;
  std::unordered_map<uint16_t, http::ResponseBlock> problemBlocks_;
  http::HttpDate date_;

  std::vector<Entry> batch_;
  uint32_t entries_ = 0;
  uint32_t records_ = 0;
  uint32_t paramsUsed_ = 0;
  uint32_t textUsed_ = 0;
  uint32_t spillUsed_ = 0;
  uint32_t batchNumber_ = 0;
  uint32_t nextSerial_ = 1;
  uint32_t inFlight_ = 0;
  bool dispatching_ = false;
  bool building_ = false;
  std::vector<std::string_view> bodiesAway_;
  std::vector<void*> frees_;  // heap input that the open batch may still show
  http::RequestHead head_;
  HeadMemos memos_;

  // Send arena: filled by answers, reused after the poll that follows.
  std::unique_ptr<uint8_t[]> arena_;
  uint32_t arenaBytes_ = 0;
  uint32_t arenaUsed_ = 0;
  Connection* runOwner_ = nullptr;
  uint32_t runStart_ = 0;
  uint64_t round_ = 1;
  uint32_t sendsSincePoll_ = 0;

  std::vector<driver::Event> events_;
  std::vector<Notice> notices_;
  uint32_t refusalNotices_ = 0;
  std::vector<const char*> codes_;
  uint64_t nowNs_ = 0;
  uint64_t nowMs_ = 0;

  bool ending_ = false;    // answers end their connections
  bool draining_ = false;  // and nobody is accepted
  bool stopped_ = false;
  uint64_t drainUntilMs_ = 0;
  uint64_t idleUntilMs_ = 0;
  uint32_t aborted_ = 0;
};

}  // namespace nexus::net

// Owns the contract of sends: silence on success, short sends first, waiting for room, failures.
#pragma once

#include "driver/contract_case.h"

namespace nexus::test {

inline std::string pattern(size_t bytes) {
  std::string text(bytes, 0);
  for (size_t i = 0; i < bytes; i++) text[i] = static_cast<char>('a' + i * 7 % 26);
  return text;
}

// More than both sides' buffers hold.
inline constexpr size_t kHugeBytes = 24 << 20;

// Sends `text` from `sent` on until nothing fits any more; returns where it stopped. A full socket may have
// room again a moment later, when the peer's kernel gets to what it received: it is full when it is so after
// a pause.
inline size_t fill(Stage& stage, int fd, const std::string& text, size_t sent = 0) {
  constexpr Token token = 4711;
  int32_t result = 0;
  for (int tries = 0; tries < 100 && result != -EAGAIN; tries++) {
    stage.session.drain();
    stage.session.seen.clear();
    stage.driver.sendNow(fd, token, bytesOf(text) + sent, static_cast<uint32_t>(text.size() - sent));
    result = stage.session.await(EventKind::send, token)->result;
    if (result > 0) sent += static_cast<size_t>(result);
  }
  CHECK_EQUAL(result, -EAGAIN);
  stage.session.seen.clear();
  return sent;
}

inline void aCompleteSendIsSilent(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.session.seen.clear();
  const std::string text = "the whole answer";
  for (int i = 0; i < 3; i++) {
    stage.driver.sendNow(pair.fd, 5, bytesOf(text), static_cast<uint32_t>(text.size()));
    stage.session.step(0);
  }
  CHECK_EQUAL(stage.readUntil(pair.client, 3 * text.size()), text + text + text);
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{0});
}

inline void aSlowReaderGetsEverything(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  const std::string text = pattern(kHugeBytes);
  stage.session.seen.clear();
  stage.driver.sendNow(pair.fd, 5, bytesOf(text), static_cast<uint32_t>(text.size()));
  stage.session.step(0);
  CHECK_EQUAL(stage.session.seen.size(), size_t{1});
  if (stage.session.seen.empty()) return;
  CHECK(stage.session.seen[0].kind == EventKind::send && stage.session.seen[0].token == 5);
  CHECK(stage.session.seen[0].result > 0);
  size_t sent = static_cast<size_t>(stage.session.seen[0].result);
  // What follows finds no room at all.
  sent = fill(stage, pair.fd, text, sent);

  std::string got;
  for (Token token = 100; sent < text.size() && token < 5000; token++) {
    stage.driver.sendWhenWritable(pair.fd, token, bytesOf(text) + sent,
                                  static_cast<uint32_t>(text.size() - sent));
    CHECK(stage.session.until([&] {
      got += stage.network->read(pair.client, 1 << 20);
      return stage.session.find(EventKind::send, token) != nullptr;
    }));
    const Seen* event = stage.session.find(EventKind::send, token);
    if (event == nullptr || event->result <= 0) break;
    sent += static_cast<size_t>(event->result);
    stage.session.seen.clear();
  }
  CHECK_EQUAL(sent, text.size());
  got += stage.readUntil(pair.client, text.size() - got.size());
  CHECK(got == text);
}

inline void aSendThatWaitsIsCancelled(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  const std::string text = pattern(kHugeBytes);
  fill(stage, pair.fd, text);
  stage.driver.sendWhenWritable(pair.fd, 6, bytesOf(text), 1000);
  stage.session.drain();
  CHECK(stage.session.find(EventKind::send, 6) == nullptr);
  stage.driver.sendWhenWritable(pair.fd, 7, bytesOf(text), 1000);
  CHECK_EQUAL(stage.session.await(EventKind::send, 7)->result, -EALREADY);
  stage.driver.cancel(pair.fd, EventKind::send);
  CHECK_EQUAL(stage.session.await(EventKind::send, 6)->result, -ECANCELED);
}

inline void failedSendsComeFirst(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair full = stage.connect();
  const std::string text = pattern(kHugeBytes);
  fill(stage, full.fd, text);
  std::vector<Session::Pair> others;
  for (Token i = 0; i < 20; i++) {
    others.push_back(stage.connect());
    stage.driver.recv(others.back().fd, 100 + i);
  }
  stage.session.drain();
  stage.session.seen.clear();
  for (const Session::Pair& other : others) stage.write(other.client, "news");
  stage.driver.submit();
  // More than fits, should there be room again.
  stage.driver.sendNow(full.fd, 6, bytesOf(text), static_cast<uint32_t>(text.size()));
  // Room for one event: it is the failure, whatever else is there.
  stage.session.roundEvents = 1;
  stage.session.step();
  CHECK_EQUAL(stage.session.seen.size(), size_t{1});
  CHECK(stage.session.seen[0].kind == EventKind::send && stage.session.seen[0].token == 6);
  // And the others come one at a time, each once.
  CHECK(stage.session.until([&] { return stage.session.seen.size() == 21; }));
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{21});
  for (Token i = 0; i < 20; i++) CHECK_EQUAL(stage.session.bytesOf(100 + i), std::string("news"));
}

inline void sendsToAGonePeerFail(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.network->reset(pair.client);
  CHECK(stage.session.await(EventKind::recv, 4)->result <= 0);
  stage.driver.sendNow(pair.fd, 5, bytesOf("lost"), 4);
  CHECK(stage.session.await(EventKind::send, 5)->result < 0);
  stage.driver.sendWhenWritable(pair.fd, 6, bytesOf("lost"), 4);
  CHECK(stage.session.await(EventKind::send, 6)->result < 0);
}

inline void aWaitingSendEndsWhenThePeerGoes(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  const std::string text = pattern(kHugeBytes);
  fill(stage, pair.fd, text);
  stage.driver.sendWhenWritable(pair.fd, 6, bytesOf(text), 1000);
  stage.session.drain();
  stage.network->reset(pair.client);
  CHECK(stage.session.await(EventKind::send, 6)->result < 0);
}

inline void aHalfClosedPeerStillReads(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.network->finish(pair.client);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 4)->result, 0);
  stage.driver.sendNow(pair.fd, 5, bytesOf("answer"), 6);
  stage.session.step(0);
  CHECK_EQUAL(stage.readUntil(pair.client, 6), std::string("answer"));
  stage.driver.sendWhenWritable(pair.fd, 6, bytesOf(" and more"), 9);
  CHECK_EQUAL(stage.session.await(EventKind::send, 6)->result, 9);
  CHECK_EQUAL(stage.readUntil(pair.client, 9), std::string(" and more"));
}

inline void shutdownWriteComesAfterTheSend(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.driver.sendNow(pair.fd, 5, bytesOf("goodbye"), 7);
  stage.driver.shutdownWrite(pair.fd);
  stage.session.step(0);
  std::string got;
  CHECK(stage.session.until([&] {
    got += stage.network->read(pair.client, 100);
    return stage.network->ended(pair.client);
  }));
  CHECK_EQUAL(got, std::string("goodbye"));
  // The other direction is open.
  stage.write(pair.client, "you too");
  CHECK(stage.session.until([&] { return stage.session.bytesOf(4) == "you too"; }));
}

inline constexpr Case kSending[] = {
    {"a complete send is silent", aCompleteSendIsSilent},
    {"a slow reader gets everything", aSlowReaderGetsEverything},
    {"a send that waits is cancelled", aSendThatWaitsIsCancelled},
    {"failed sends come first", failedSendsComeFirst},
    {"sends to a gone peer fail", sendsToAGonePeerFail},
    {"a waiting send ends when the peer goes", aWaitingSendEndsWhenThePeerGoes},
    {"a half-closed peer still reads", aHalfClosedPeerStillReads},
    {"shutdownWrite comes after the send", shutdownWriteComesAfterTheSend},
};

}  // namespace nexus::test

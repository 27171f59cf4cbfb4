// Owns the contract of recv: multishot into pool buffers, its ends, an empty pool, a cancel.
#pragma once

#include "driver/contract_case.h"

namespace nexus::test {

inline void receivesAgainAndAgain(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 7);
  std::string wanted;
  for (int i = 0; i < 20; i++) {
    const std::string text = "message " + std::to_string(i) + ";";
    wanted += text;
    stage.write(pair.client, text);
    CHECK(stage.session.until([&] { return stage.session.bytesOf(7) == wanted; }));
  }
  stage.network->finish(pair.client);
  stage.session.until([&] { return !stage.session.seen.back().more; });
  CHECK_EQUAL(stage.session.seen.back().result, 0);
  CHECK_EQUAL(stage.session.bytesOf(7), wanted);
}

inline void receivesMoreThanThePoolHolds(const MakeNetwork& make) {
  NetworkOptions options;
  options.bufferCount = 4;
  options.bufferBytes = 512;
  Stage stage(make, options);
  const Session::Pair pair = stage.connect();
  std::string sent;
  for (int i = 0; sent.size() < 100000; i++) sent += std::to_string(i) + ",";
  stage.driver.recv(pair.fd, 7);
  // Buffers go back at once here; where the kernel was faster, the recv is armed again.
  size_t written = 0;
  size_t counted = 0;
  CHECK(stage.session.until([&] {
    if (written < sent.size())
      written += stage.network->write(pair.client, std::string_view(sent).substr(written));
    for (; counted < stage.session.seen.size(); counted++) {
      const Seen& event = stage.session.seen[counted];
      if (event.token != 7 || event.more) continue;
      CHECK(event.result == -ENOBUFS || event.result > 0);
      stage.driver.recv(pair.fd, 7);
    }
    return stage.session.bytesOf(7).size() == sent.size();
  }));
  CHECK(stage.session.bytesOf(7) == sent);
}

inline void anEmptyPoolEndsRecvAndNothingSpins(const MakeNetwork& make) {
  NetworkOptions options;
  options.bufferCount = 2;
  options.bufferBytes = 64;
  Stage stage(make, options);
  const Session::Pair pair = stage.connect();
  stage.session.holdBuffers = true;
  stage.session.seen.clear();
  stage.driver.recv(pair.fd, 7);
  const std::string sent(640, 'x');
  stage.write(pair.client, sent);
  CHECK(stage.session.until([&] { return !stage.session.seen.empty() && !stage.session.seen.back().more; }));
  CHECK_EQUAL(stage.session.seen.back().result, -ENOBUFS);
  CHECK_EQUAL(stage.session.bytesOf(7).size(), size_t{128});

  // Asked again with the pool still empty, it says so once more, and once only.
  stage.session.seen.clear();
  stage.driver.recv(pair.fd, 8);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 8)->result, -ENOBUFS);
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{1});

  stage.session.holdBuffers = false;
  stage.session.releaseHeld();
  Token token = 9;
  size_t received = 128;
  while (received < sent.size() && token < 40) {
    stage.driver.recv(pair.fd, ++token);
    stage.session.until([&] {
      for (const Seen& event : stage.session.seen) {
        if (event.token == token && !event.more) return true;
      }
      return received + stage.session.bytesOf(token).size() == sent.size();
    });
    received += stage.session.bytesOf(token).size();
  }
  CHECK_EQUAL(received, sent.size());
}

inline void recvIsCancelledAndNothingIsLost(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 7);
  stage.write(pair.client, "before ");
  CHECK(stage.session.until([&] { return stage.session.bytesOf(7) == "before "; }));
  stage.driver.cancel(pair.fd, EventKind::recv);
  CHECK(stage.session.until([&] { return !stage.session.seen.back().more; }));
  CHECK_EQUAL(stage.session.seen.back().result, -ECANCELED);

  // A second cancel has nothing to end, and says nothing.
  const size_t events = stage.session.seen.size();
  stage.driver.cancel(pair.fd, EventKind::recv);
  stage.write(pair.client, "after");
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), events);
  stage.driver.recv(pair.fd, 8);
  CHECK(stage.session.until([&] { return stage.session.bytesOf(8) == "after"; }));
}

inline void cancelRightAfterArming(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 7);
  stage.driver.cancel(pair.fd, EventKind::recv);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 7)->result, -ECANCELED);
}

inline void aSecondRecvIsRefused(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 7);
  stage.driver.recv(pair.fd, 8);
  const Seen* refused = stage.session.await(EventKind::recv, 8);
  CHECK_EQUAL(refused->result, -EALREADY);
  CHECK(!refused->more);
  stage.write(pair.client, "still there");
  CHECK(stage.session.until([&] { return stage.session.bytesOf(7) == "still there"; }));
}

inline void aResetEndsRecv(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 7);
  stage.session.drain();
  stage.network->reset(pair.client);
  const Seen* ended = stage.session.await(EventKind::recv, 7);
  CHECK_EQUAL(ended->result, -ECONNRESET);
  CHECK(!ended->more);
  // Later attempts end too, and do not hang.
  stage.driver.recv(pair.fd, 8);
  CHECK(stage.session.await(EventKind::recv, 8)->result <= 0);
}

inline void aWatchTellsOfNothingButTheEnd(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.watch(pair.fd, 7);
  stage.write(pair.client, "bytes that nobody wants");
  stage.session.drain();
  CHECK(stage.session.find(EventKind::recv, 7) == nullptr);
  stage.driver.recv(pair.fd, 8);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 8)->result, -EALREADY);
  stage.network->reset(pair.client);
  const Seen* ended = stage.session.await(EventKind::recv, 7);
  CHECK_EQUAL(ended->result, -ECONNRESET);
  CHECK(!ended->more);
}

inline void aWatchIsCancelledAndTheBytesAreStillThere(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.watch(pair.fd, 7);
  stage.write(pair.client, "bytes");
  stage.network->finish(pair.client);
  stage.session.drain();
  CHECK(stage.session.find(EventKind::recv, 7) == nullptr);
  stage.driver.cancel(pair.fd, EventKind::recv);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 7)->result, -ECANCELED);
  stage.driver.recv(pair.fd, 8);
  CHECK(stage.session.until([&] { return stage.session.bytesOf(8) == "bytes"; }));
}

inline void closeEndsAWatch(const MakeNetwork& make) {
  Stage stage(make);
  for (const bool finished : {false, true}) {
    const Session::Pair pair = stage.connect();
    stage.driver.watch(pair.fd, 7);
    if (finished) stage.network->finish(pair.client);
    stage.session.drain();
    stage.session.seen.clear();
    stage.driver.close(pair.fd, 9);
    stage.session.await(EventKind::close, 9);
    CHECK_EQUAL(stage.session.await(EventKind::recv, 7)->result, -ECANCELED);
    CHECK(stage.session.seen.back().kind == EventKind::close);
  }
}

inline void endOfStreamIsToldAgainWhenAsked(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.write(pair.client, "last words");
  stage.network->finish(pair.client);
  stage.driver.recv(pair.fd, 7);
  CHECK(stage.session.until([&] { return !stage.session.seen.back().more; }));
  CHECK_EQUAL(stage.session.bytesOf(7), std::string("last words"));
  CHECK_EQUAL(stage.session.seen.back().result, 0);
  stage.driver.recv(pair.fd, 8);
  CHECK_EQUAL(stage.session.await(EventKind::recv, 8)->result, 0);
}

inline constexpr Case kReceiving[] = {
    {"receives again and again", receivesAgainAndAgain},
    {"receives more than the pool holds", receivesMoreThanThePoolHolds},
    {"an empty pool ends recv and nothing spins", anEmptyPoolEndsRecvAndNothingSpins},
    {"recv is cancelled and nothing is lost", recvIsCancelledAndNothingIsLost},
    {"cancel right after arming", cancelRightAfterArming},
    {"a second recv is refused", aSecondRecvIsRefused},
    {"a reset ends recv", aResetEndsRecv},
    {"a watch tells of nothing but the end", aWatchTellsOfNothingButTheEnd},
    {"a watch is cancelled and the bytes are still there", aWatchIsCancelledAndTheBytesAreStillThere},
    {"close ends a watch", closeEndsAWatch},
    {"end of stream is told again when asked", endOfStreamIsToldAgainWhenAsked},
};

}  // namespace nexus::test

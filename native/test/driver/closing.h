// Owns the contract of close and of waking: the close event is the last, and no event waits unseen.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "driver/contract_case.h"
#include "driver/sending.h"

namespace nexus::test {

inline bool readable(int fd, int timeoutMs) {
  pollfd watched = {fd, POLLIN, 0};
  return ::poll(&watched, 1, timeoutMs) == 1;
}

inline constexpr int kWakeTimeoutMs = 2000;

inline void closeIsTheLastEvent(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  const std::string text = pattern(kHugeBytes);
  stage.driver.recv(pair.fd, 4);
  fill(stage, pair.fd, text);
  stage.driver.sendWhenWritable(pair.fd, 6, bytesOf(text), 1000);
  stage.session.drain();
  stage.session.seen.clear();
  stage.driver.close(pair.fd, 9);
  CHECK_EQUAL(stage.session.await(EventKind::close, 9)->result, 0);
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{3});
  CHECK_EQUAL(stage.session.find(EventKind::recv, 4)->result, -ECANCELED);
  CHECK_EQUAL(stage.session.find(EventKind::send, 6)->result, -ECANCELED);
  CHECK(stage.session.seen.back().kind == EventKind::close);
}

inline void closeDeliversWhatWasSent(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.sendNow(pair.fd, 5, bytesOf("last answer"), 11);
  stage.driver.close(pair.fd, 9);
  CHECK_EQUAL(stage.session.await(EventKind::close, 9)->result, 0);
  CHECK_EQUAL(stage.readUntil(pair.client, 11), std::string("last answer"));
  CHECK(stage.session.until(
      [&] { return stage.network->read(pair.client, 10).empty() && stage.network->ended(pair.client); }));
  CHECK(stage.session.find(EventKind::send, 5) == nullptr);
}

inline void aFailedSendIsToldBeforeTheClose(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  const std::string text = pattern(kHugeBytes);
  stage.session.seen.clear();
  stage.driver.sendNow(pair.fd, 5, bytesOf(text), static_cast<uint32_t>(text.size()));
  stage.driver.close(pair.fd, 9);
  stage.session.await(EventKind::close, 9);
  CHECK_EQUAL(stage.session.seen.size(), size_t{2});
  CHECK(stage.session.seen.front().kind == EventKind::send && stage.session.seen.front().result > 0);
}

inline void closeOfWhatIsArmedInTheSameRound(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.driver.close(pair.fd, 9);
  CHECK_EQUAL(stage.session.await(EventKind::close, 9)->result, 0);
  CHECK_EQUAL(stage.session.find(EventKind::recv, 4)->result, -ECANCELED);
}

inline void manyCloseAtOnce(const MakeNetwork& make) {
  Stage stage(make);
  std::vector<Session::Pair> pairs;
  for (Token i = 0; i < 200; i++) {
    pairs.push_back(stage.connect());
    stage.driver.recv(pairs.back().fd, 1000 + i);
  }
  stage.session.drain();
  stage.session.seen.clear();
  for (Token i = 0; i < 200; i++) stage.driver.close(pairs[i].fd, 5000 + i);
  CHECK(stage.session.until([&] { return stage.session.seen.size() == 400; }));
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{400});
  for (Token i = 0; i < 200; i++) {
    CHECK_EQUAL(stage.session.find(EventKind::recv, 1000 + i)->result, -ECANCELED);
    CHECK_EQUAL(stage.session.find(EventKind::close, 5000 + i)->result, 0);
  }
}

inline void eventsWake(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.session.drain();
  CHECK(!readable(stage.driver.wakeDescriptor(), 0));
  stage.write(pair.client, "x");
  CHECK(readable(stage.driver.wakeDescriptor(), kWakeTimeoutMs));
  CHECK(stage.session.until([&] { return stage.session.bytesOf(4) == "x"; }));
  stage.session.drain();
  CHECK(!readable(stage.driver.wakeDescriptor(), 0));
}

inline void whatCameWhileWakeupsWereOffWakes(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.session.drain();
  stage.driver.setWakeups(false);
  stage.write(pair.client, "x");
  stage.driver.setWakeups(true);
  CHECK(readable(stage.driver.wakeDescriptor(), kWakeTimeoutMs));
  CHECK(stage.session.until([&] { return stage.session.bytesOf(4) == "x"; }));
}

inline void whatDidNotFitWakes(const MakeNetwork& make) {
  Stage stage(make);
  for (int i = 0; i < 6; i++) stage.network->connect(stage.listener);
  stage.driver.submit();
  CHECK(readable(stage.driver.wakeDescriptor(), kWakeTimeoutMs));
  stage.session.roundEvents = 1;
  while (stage.session.accepted(kAccept).size() < 6) {
    const size_t before = stage.session.seen.size();
    if (!readable(stage.driver.wakeDescriptor(), kWakeTimeoutMs)) break;
    stage.session.step(0);
    if (stage.session.seen.size() == before) stage.session.step();
  }
  CHECK_EQUAL(stage.session.accepted(kAccept).size(), size_t{6});
}

// What is asked for outside a round, for example by a timer, must not be forgotten.
inline void anOperationOutsideARoundWakes(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.session.drain();
  stage.driver.close(pair.fd, 9);
  stage.driver.submit();
  CHECK(readable(stage.driver.wakeDescriptor(), kWakeTimeoutMs));
  CHECK_EQUAL(stage.session.await(EventKind::close, 9)->result, 0);
}

inline void anotherDescriptorEndsTheWait(const MakeNetwork& make) {
  Stage stage(make);
  stage.session.drain();
  const int other = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  Event events[4];
  bool ready = true;
  CHECK_EQUAL(stage.driver.wait(events, 4, 5, other, &ready), 0);
  CHECK(!ready);
  for (int i = 0; i < 3; i++) {
    const uint64_t one = 1;
    CHECK(::write(other, &one, sizeof one) == sizeof one);
    CHECK_EQUAL(stage.driver.wait(events, 4, kWakeTimeoutMs, other, &ready), 0);
    CHECK(ready);
    uint64_t count;
    CHECK(::read(other, &count, sizeof count) == sizeof count);
    CHECK_EQUAL(stage.driver.wait(events, 4, 1, other, &ready), 0);
    CHECK(!ready);
  }
  ::close(other);
}

inline constexpr Case kClosing[] = {
    {"close is the last event", closeIsTheLastEvent},
    {"close delivers what was sent", closeDeliversWhatWasSent},
    {"a failed send is told before the close", aFailedSendIsToldBeforeTheClose},
    {"close of what is armed in the same round", closeOfWhatIsArmedInTheSameRound},
    {"many close at once", manyCloseAtOnce},
    {"events wake", eventsWake},
    {"what came while wake-ups were off wakes", whatCameWhileWakeupsWereOffWakes},
    {"what did not fit wakes", whatDidNotFitWakes},
    {"an operation outside a round wakes", anOperationOutsideARoundWakes},
    {"another descriptor ends the wait", anotherDescriptorEndsTheWait},
};

}  // namespace nexus::test

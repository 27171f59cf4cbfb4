// Owns the contract of accept: multishot, errors end it, a cancel ends it, numbers are used again.
#pragma once

#include <set>

#include "driver/contract_case.h"

namespace nexus::test {

inline void acceptsOneAfterTheOther(const MakeNetwork& make) {
  Stage stage(make);
  for (int i = 0; i < 5; i++) CHECK(stage.network->connect(stage.listener) >= 0);
  CHECK(stage.session.until([&] { return stage.session.accepted(kAccept).size() == 5; }));
  for (const Seen& event : stage.session.seen) CHECK(event.more);
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{5});
}

inline void acceptStopsWithoutDescriptorsAndGoesOnLater(const MakeNetwork& make) {
  Stage stage(make);
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{0});
  std::set<int> clients;
  for (int i = 0; i < 3; i++) clients.insert(stage.network->connect(stage.listener));
  CHECK(stage.session.until([&] { return stage.session.accepted(kAccept).size() == 3; }));
  stage.driver.cancel(stage.listener, EventKind::accept);
  CHECK(stage.session.until([&] { return !stage.session.seen.back().more; }));
  clients.insert(stage.network->connect(stage.listener));

  stage.network->exhaustDescriptors();
  constexpr Token kAgain = 2;
  stage.driver.accept(stage.listener, kAgain);
  const Seen refused = *stage.session.await(EventKind::accept, kAgain);
  CHECK_EQUAL(refused.result, -EMFILE);
  CHECK(!refused.more);
  // Parked, not spinning: nothing comes while nobody asks.
  stage.session.seen.clear();
  stage.session.drain();
  CHECK_EQUAL(stage.session.seen.size(), size_t{0});

  stage.network->restoreDescriptors();
  constexpr Token kLater = 3;
  stage.driver.accept(stage.listener, kLater);
  CHECK(stage.session.await(EventKind::accept, kLater)->result >= 0);
}

inline void acceptIsCancelled(const MakeNetwork& make) {
  Stage stage(make);
  stage.session.drain();
  stage.driver.cancel(stage.listener, EventKind::accept);
  const Seen* ended = stage.session.await(EventKind::accept, kAccept);
  CHECK_EQUAL(ended->result, -ECANCELED);
  CHECK(!ended->more);
  // The listener still listens.
  constexpr Token kAgain = 2;
  stage.driver.accept(stage.listener, kAgain);
  stage.network->connect(stage.listener);
  CHECK(stage.session.await(EventKind::accept, kAgain)->result >= 0);
}

inline void acceptOneEndsWithTheFirst(const MakeNetwork& make) {
  Stage stage(make);
  stage.session.drain();
  stage.driver.cancel(stage.listener, EventKind::accept);
  CHECK_EQUAL(stage.session.await(EventKind::accept, kAccept)->result, -ECANCELED);
  for (int i = 0; i < 3; i++) CHECK(stage.network->connect(stage.listener) >= 0);
  for (Token token = 2; token < 5; token++) {
    stage.session.seen.clear();
    stage.driver.acceptOne(stage.listener, token);
    const Seen first = *stage.session.await(EventKind::accept, token);
    CHECK(first.result >= 0);
    CHECK(!first.more);
    // The others stay in the backlog until somebody asks.
    stage.session.drain();
    CHECK_EQUAL(stage.session.seen.size(), size_t{1});
  }
  constexpr Token kLast = 5;
  stage.driver.acceptOne(stage.listener, kLast);
  stage.driver.cancel(stage.listener, EventKind::accept);
  CHECK_EQUAL(stage.session.await(EventKind::accept, kLast)->result, -ECANCELED);
  stage.driver.accept(stage.listener, kAccept);
  for (int i = 0; i < 2; i++) CHECK(stage.network->connect(stage.listener) >= 0);
  CHECK(stage.session.until([&] { return stage.session.accepted(kAccept).size() == 2; }));
}

inline void closingAListenerEndsItsAccept(const MakeNetwork& make) {
  Stage stage(make);
  stage.session.drain();
  constexpr Token kClose = 9;
  stage.driver.close(stage.listener, kClose);
  CHECK_EQUAL(stage.session.await(EventKind::close, kClose)->result, 0);
  CHECK_EQUAL(stage.session.seen.size(), size_t{2});
  CHECK_EQUAL(stage.session.seen.front().result, -ECANCELED);
  CHECK(stage.session.seen.back().kind == EventKind::close);
  CHECK_EQUAL(stage.network->connect(stage.listener), -1);
}

inline void descriptorNumbersAreUsedAgain(const MakeNetwork& make) {
  Stage stage(make);
  std::set<int> numbers;
  for (Token token = 100; token < 160; token++) {
    const Session::Pair pair = stage.connect();
    numbers.insert(pair.fd);
    stage.driver.recv(pair.fd, token);
    const std::string text = "tenant " + std::to_string(token);
    stage.write(pair.client, text);
    CHECK(stage.session.until([&] { return stage.session.bytesOf(token) == text; }));
    // Half of them are closed with their recv armed and bytes on the way.
    if (token % 2 == 0) stage.write(pair.client, "late");
    stage.driver.close(pair.fd, token);
    CHECK_EQUAL(stage.session.await(EventKind::close, token)->result, 0);
    stage.network->leave(pair.client);
  }
  stage.session.drain();
  CHECK(numbers.size() < 60);
  for (Token token = 100; token < 160; token++) {
    int ends = 0, closes = 0;
    bool afterClose = false;
    for (const Seen& event : stage.session.seen) {
      if (event.token != token) continue;
      afterClose = afterClose || closes > 0;
      if (event.kind == EventKind::recv && !event.more) ends++;
      if (event.kind == EventKind::close) closes++;
    }
    CHECK_EQUAL(ends, 1);
    CHECK_EQUAL(closes, 1);
    CHECK(!afterClose);
  }
}

inline constexpr Case kAccepting[] = {
    {"accepts one after the other", acceptsOneAfterTheOther},
    {"accept stops without descriptors and goes on later", acceptStopsWithoutDescriptorsAndGoesOnLater},
    {"accept is cancelled", acceptIsCancelled},
    {"accept of one ends with the first", acceptOneEndsWithTheFirst},
    {"closing a listener ends its accept", closingAListenerEndsItsAccept},
    {"descriptor numbers are used again", descriptorNumbersAreUsedAgain},
};

}  // namespace nexus::test

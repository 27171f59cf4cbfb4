// Owns the contract of a driver's end in the midst of things: no descriptor stays open that only the driver knew of.
#pragma once

#include <unistd.h>

#include <vector>

#include "driver/closing.h"
#include "driver/contract_case.h"

namespace nexus::test {

inline bool hears(Network& network, int client) {
  if (!readable(client, kWakeTimeoutMs)) return false;
  network.read(client, 1);
  return network.ended(client);
}

// A worker may end between the kernel's accept and the round that would have told of it.
inline void whatWasAcceptedAndNotToldIsClosed(const MakeNetwork& make) {
  Stage stage(make);
  std::vector<int> clients;
  for (int i = 0; i < 3; i++) clients.push_back(stage.network->connect(stage.listener));
  stage.driver.submit();
  stage.network->endDriver();
  ::close(stage.listener);
  for (const int client : clients) CHECK(hears(*stage.network, client));
}

inline void whatWasToBeClosedIsClosed(const MakeNetwork& make) {
  Stage stage(make);
  std::vector<int> clients;
  for (Token i = 0; i < 20; i++) {
    const Session::Pair pair = stage.connect();
    clients.push_back(pair.client);
    stage.driver.recv(pair.fd, 100 + i);
    if (i % 2 == 0) stage.session.drain();
    stage.driver.close(pair.fd, 200 + i);
    if (i % 4 < 2) stage.driver.submit();
  }
  stage.network->endDriver();
  for (const int client : clients) CHECK(hears(*stage.network, client));
  ::close(stage.listener);
}

inline void whatIsClosedAlreadyStaysSomebodyElses(const MakeNetwork& make) {
  Stage stage(make);
  const Session::Pair pair = stage.connect();
  stage.driver.recv(pair.fd, 4);
  stage.driver.close(pair.fd, 9);
  CHECK_EQUAL(stage.session.await(EventKind::close, 9)->result, 0);
  const int other = ::dup2(pair.client, pair.fd);
  stage.network->endDriver();
  CHECK_EQUAL(::close(other), 0);
  ::close(stage.listener);
}

inline constexpr Case kEnding[] = {
    {"what was accepted and not told is closed", whatWasAcceptedAndNotToldIsClosed},
    {"what was to be closed is closed", whatWasToBeClosedIsClosed},
    {"what is closed already stays somebody else's", whatIsClosedAlreadyStaysSomebodyElses},
};

}  // namespace nexus::test

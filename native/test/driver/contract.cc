// Owns the contract suite: every case of driver.h's promises, on every backend.
#include <signal.h>
#include <string.h>

#include "driver/accepting.h"
#include "driver/closing.h"
#include "driver/ending.h"
#include "driver/loopback.h"
#include "driver/receiving.h"
#include "driver/sending.h"
#include "driver/simulated.h"

namespace nexus::test {
namespace {

struct Backend {
  const char* name;
  MakeNetwork make;
};

std::unique_ptr<Network> tinyRings(NetworkOptions options) {
  options.limits.ringEntries = 4;
  options.limits.completionEntries = 8;
  return std::make_unique<Loopback>(driver::openUring, options);
}

std::vector<Backend> backends() {
  return {
      {"epoll", [](NetworkOptions o) { return std::make_unique<Loopback>(driver::openEpoll, o); }},
      {"io_uring", [](NetworkOptions o) { return std::make_unique<Loopback>(driver::openUring, o); }},
      // Submissions that do not fit and completions that run over, all the time.
      {"io_uring with tiny rings", tinyRings},
      {"simulated", [](NetworkOptions o) { return std::make_unique<Simulated>(1, driver::SimFaults{}, o); }},
  };
}

template <size_t kCount>
void runAll(const Backend& backend, const Case (&cases)[kCount], const char* only) {
  for (const Case& one : cases) {
    if (only != nullptr && ::strstr(one.name, only) == nullptr) continue;
    const uint32_t failedBefore = failed;
    one.run(backend.make);
    if (failed > failedBefore) std::printf("  in: %s, %s\n", backend.name, one.name);
  }
}

// Where the kernel or the container forbids io_uring, there is nothing to hold to the contract.
bool available(const Backend& backend) {
  if (::strncmp(backend.name, "io_uring", 8) != 0) return true;
  uint8_t memory[64];
  driver::OpenFailure why;
  driver::Driver* driver = driver::openUring({memory, sizeof memory, 1}, {8, 16, 64}, &why);
  if (driver == nullptr)
    std::printf("%s is skipped: %s: %s\n", backend.name, why.step, ::strerror(-why.error));
  delete driver;
  return driver != nullptr;
}

}  // namespace
}  // namespace nexus::test

// Arguments for work on one case: a backend's name, a part of a case's name.
int main(int argc, char** argv) {
  using namespace nexus::test;
  const char* only = argc > 2 ? argv[2] : nullptr;
  for (const Backend& backend : backends()) {
    if (argc > 2 && ::strcmp(argv[1], backend.name) != 0) continue;
    if (!available(backend)) continue;
    runAll(backend, kAccepting, only);
    runAll(backend, kReceiving, only);
    runAll(backend, kSending, only);
    runAll(backend, kClosing, only);
    // A simulated driver is the whole network.
    if (::strcmp(backend.name, "simulated") != 0) runAll(backend, kEnding, only);
  }
  return summary("driver/contract");
}

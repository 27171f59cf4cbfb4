// Owns the tests of choosing a backend: what a forbidden or missing io_uring leads to, and what is said then.
// A seccomp filter in a child process refuses the system calls, as container runtimes do.
#include "driver/choose.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "check.h"

namespace nexus::test {
namespace {

using driver::Choice;
using driver::Mode;

constexpr uint32_t kSetup = 425;
constexpr uint32_t kRegister = 427;

bool refuse(uint32_t systemCall, int error) {
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, systemCall, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<uint32_t>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter = {sizeof program / sizeof program[0], program};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

Choice choose(Mode mode) {
  static std::vector<uint8_t> memory(16 * 1024);
  return driver::openDriver(mode, {memory.data(), 1024, 16}, {});
}

// What `openDriver` says in a process that is refused `systemCall`: "name|reason".
std::string refused(Mode mode, uint32_t systemCall, int error) {
  int pipes[2];
  if (::pipe(pipes) < 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    std::string text = "no seccomp";
    if (refuse(systemCall, error)) {
      const Choice choice = choose(mode);
      text = std::string(choice.driver ? choice.driver->name() : "none") + "|" + choice.reason;
    }
    const ssize_t written = ::write(pipes[1], text.data(), text.size());
    ::_exit(written > 0 ? 0 : 1);
  }
  ::close(pipes[1]);
  char text[512];
  const ssize_t length = ::read(pipes[0], text, sizeof text);
  ::close(pipes[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  return std::string(text, length > 0 ? static_cast<size_t>(length) : 0);
}

void readsModes() {
  Mode mode = Mode::epoll;
  CHECK(driver::parseMode("auto", &mode) && mode == Mode::automatic);
  CHECK(driver::parseMode("uring", &mode) && mode == Mode::uring);
  CHECK(driver::parseMode("epoll", &mode) && mode == Mode::epoll);
  for (const char* wrong : {"", "AUTO", "io_uring", "auto "}) CHECK(!driver::parseMode(wrong, &mode));
}

void opensWhatIsAskedFor() {
  const Choice epoll = choose(Mode::epoll);
  CHECK(epoll.driver != nullptr);
  CHECK_EQUAL(std::string(epoll.driver->name()), std::string("epoll"));
  CHECK_EQUAL(epoll.reason, std::string("using epoll"));
  CHECK(choose(Mode::automatic).driver != nullptr);
}

void fallsBackWithAReason() {
  const std::string forbidden =
      "io_uring: io_uring_setup failed: Operation not permitted (a seccomp profile, as in Docker's default, "
      "or "
      "kernel.io_uring_disabled forbids it)";
  CHECK_EQUAL(refused(Mode::automatic, kSetup, EPERM), "epoll|" + forbidden + "; using epoll");
  CHECK_EQUAL(refused(Mode::uring, kSetup, EPERM), "none|" + forbidden);
  const std::string missing =
      "io_uring: io_uring_setup failed: Function not implemented (this kernel has no io_uring)";
  CHECK_EQUAL(refused(Mode::automatic, kSetup, ENOSYS), "epoll|" + missing + "; using epoll");
  CHECK_EQUAL(refused(Mode::epoll, kSetup, ENOSYS), std::string("epoll|using epoll"));
  // A profile that allows a part of io_uring only.
  const std::string partly = refused(Mode::automatic, kRegister, EPERM);
  CHECK_THAT(partly.rfind("epoll|io_uring: ", 0) == 0, partly);
}

}  // namespace
}  // namespace nexus::test

int main() {
  using namespace nexus::test;
  readsModes();
  opensWhatIsAskedFor();
  fallsBackWithAReason();
  return summary("driver/choose");
}

// Owns what the epoll backend does when an operation is asked for: try, arm, cancel, close.
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "driver/epoll/epoll_driver.h"

namespace nexus::driver {

void EpollDriver::accept(int listener, Token token) { armInput(listener, token, Input::accept); }

void EpollDriver::acceptOne(int listener, Token token) { armInput(listener, token, Input::acceptOne); }

void EpollDriver::recv(int fd, Token token) { armInput(fd, token, Input::recv); }

void EpollDriver::watch(int fd, Token token) { armInput(fd, token, Input::watch); }

void EpollDriver::armInput(int fd, Token token, Input input) {
  const EventKind kind = accepts(input) ? EventKind::accept : EventKind::recv;
  Record* record = arm(fd, token, kind, [](const Record& r) { return r.input != Input::none; });
  if (record == nullptr) return;
  const int error = registerDescriptor(*record, input);
  if (error < 0) return queue_.push({token, kind, false, kNoBuffer, error, nullptr});
  record->input = input;
  record->inputToken = token;
  link(*record);
}

void EpollDriver::sendNow(int fd, Token token, const uint8_t* data, uint32_t length) {
  ssize_t sent = ::send(fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (sent == static_cast<ssize_t>(length)) return;
  const int32_t result = sent >= 0 ? static_cast<int32_t>(sent) : errno == EINTR ? -EAGAIN : -errno;
  if (Record* record = records_.at(fd); record != nullptr) noteSend(*record, sent);
  failedSends_.push({token, EventKind::send, false, kNoBuffer, result, nullptr});
}

void EpollDriver::sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) {
  Record* record = arm(fd, token, EventKind::send, [](const Record& r) { return r.sendArmed; });
  if (record == nullptr) return;
  const int error = registerDescriptor(*record, Input::recv);
  if (error < 0) return queue_.push({token, EventKind::send, false, kNoBuffer, error, nullptr});
  record->sendArmed = true;
  record->sendToken = token;
  record->sendData = data;
  record->sendLength = length;
  link(*record);
}

// A socket without room reports an edge when there is some again. One that failed, or whose peer is gone,
// has reported its last edge: it stays writable here, so that the next send learns the error.
void EpollDriver::noteSend(Record& record, ssize_t sent) {
  if (sent < 0 ? errno == EAGAIN : !record.readToEnd) record.writable = false;
}

void EpollDriver::cancel(int fd, EventKind kind) {
  Record* record = records_.at(fd);
  if (record == nullptr) return;
  const bool input = (kind == EventKind::accept && accepts(record->input)) ||
                     (kind == EventKind::recv && (record->input == Input::recv || record->input == Input::watch));
  if (input) {
    record->input = Input::none;
    queue_.push({record->inputToken, kind, false, kNoBuffer, -ECANCELED, nullptr});
  }
  if (kind == EventKind::send && record->sendArmed) {
    record->sendArmed = false;
    queue_.push({record->sendToken, kind, false, kNoBuffer, -ECANCELED, nullptr});
  }
  if (record->linked() && !ready(*record)) unlink(*record);
}

void EpollDriver::close(int fd, Token token) {
  if (Record* record = records_.at(fd); record != nullptr) {
    cancel(fd, EventKind::accept);
    cancel(fd, EventKind::recv);
    cancel(fd, EventKind::send);
    record->generation++;
    record->registered = record->readable = record->readToEnd = record->gone = false;
    record->writable = true;
  }
  // Linux frees the number even when close reports EINTR (close(2), "Dealing with error returns").
  const int closed = ::close(fd);
  const int32_t result = closed == 0 || errno == EINTR ? 0 : -errno;
  queue_.push({token, EventKind::close, false, kNoBuffer, result, nullptr});
}

// Sends are made at once here, so FIN is behind them. A peer that is gone already has no need of it.
void EpollDriver::shutdownWrite(int fd) { ::shutdown(fd, SHUT_WR); }

// The record to arm, or nullptr after the refusal was queued.
EpollDriver::Record* EpollDriver::arm(int fd, Token token, EventKind kind, bool armed(const Record&)) {
  Record* record = records_.at(fd);
  const int error = record == nullptr ? -EMFILE : armed(*record) ? -EALREADY : 0;
  if (error == 0) return record;
  queue_.push({token, kind, false, kNoBuffer, error, nullptr});
  return nullptr;
}

int EpollDriver::registerDescriptor(Record& record, Input input) {
  if (record.registered) return 0;
  epoll_event event = {};
  event.events = EPOLLIN | EPOLLET;
  if (!accepts(input)) event.events |= EPOLLOUT | EPOLLRDHUP | EPOLLPRI;
  event.data.u64 = static_cast<uint64_t>(record.generation) << 32 | static_cast<uint32_t>(record.fd);
  // The accept loop ends with EAGAIN, so a listener must not block; sockets use MSG_DONTWAIT.
  if (accepts(input)) {
    const int flags = ::fcntl(record.fd, F_GETFL);
    if (flags < 0 || ::fcntl(record.fd, F_SETFL, flags | O_NONBLOCK) < 0) return -errno;
  }
  int added = ::epoll_ctl(epollFd_, EPOLL_CTL_ADD, record.fd, &event);
  if (added < 0 && errno == EEXIST) added = ::epoll_ctl(epollFd_, EPOLL_CTL_MOD, record.fd, &event);
  if (added < 0) return -errno;
  record.registered = true;
  return 0;
}

void EpollDriver::link(Record& record) {
  if (!record.linked() && ready(record)) ready_.pushBack(&record);
}

void EpollDriver::unlink(Record& record) { ready_.remove(&record); }

bool EpollDriver::ready(const Record& record) {
  const bool hasInput = record.input == Input::watch ? record.gone : record.input != Input::none && record.readable;
  return hasInput || (record.sendArmed && record.writable);
}

}  // namespace nexus::driver

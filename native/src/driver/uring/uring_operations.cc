// Owns what the io_uring backend does when an operation is asked for: it fills in a submission entry.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "driver/uring/uring_driver.h"

namespace nexus::driver {

void UringDriver::accept(int listener, Token token) { acceptAs(listener, token, Input::accept); }

void UringDriver::acceptOne(int listener, Token token) { acceptAs(listener, token, Input::acceptOne); }

void UringDriver::acceptAs(int listener, Token token, Input input) {
  Record* record = records_.at(listener);
  if (record == nullptr) return refuse(token, EventKind::accept, -EMFILE);
  if (record->input != Input::none) return refuse(token, EventKind::accept, -EALREADY);
  record->input = input;
  record->inputToken = token;
  armInput(*record);
}

void UringDriver::recv(int fd, Token token) {
  Record* record = records_.at(fd);
  if (record == nullptr) return refuse(token, EventKind::recv, -EMFILE);
  if (record->input != Input::none) return refuse(token, EventKind::recv, -EALREADY);
  record->input = Input::recv;
  record->inputToken = token;
  armInput(*record);
}

void UringDriver::watch(int fd, Token token) {
  Record* record = records_.at(fd);
  if (record == nullptr) return refuse(token, EventKind::recv, -EMFILE);
  if (record->input != Input::none) return refuse(token, EventKind::recv, -EALREADY);
  record->input = Input::watch;
  record->inputToken = token;
  armWatch(*record);
}

// MSG_DONTWAIT makes the kernel try once, inside the submission, and MSG_WAITALL makes a short send an
// error for the ring, so that it is reported although success is not.
void UringDriver::sendNow(int fd, Token token, const uint8_t* data, uint32_t length) {
  Record* record = records_.at(fd);
  if (record == nullptr) return refuse(token, EventKind::send, -EMFILE);
  abi::Sqe* sqe = prepare(abi::kOpSend, Op::sendNow, *record);
  if (sqe == nullptr) return refuse(token, EventKind::send, -EAGAIN);
  record->sendNowToken = token;
  record->sendNowLength = length;
  sqe->addr = reinterpret_cast<uint64_t>(data);
  sqe->len = length;
  sqe->opFlags = MSG_DONTWAIT | MSG_WAITALL | MSG_NOSIGNAL;
  sqe->flags = abi::kSqeCqeSkipSuccess;
}

void UringDriver::sendWhenWritable(int fd, Token token, const uint8_t* data, uint32_t length) {
  Record* record = records_.at(fd);
  if (record == nullptr) return refuse(token, EventKind::send, -EMFILE);
  if (record->sendArmed) return refuse(token, EventKind::send, -EALREADY);
  record->sendArmed = true;
  record->sendToken = token;
  record->sendData = data;
  record->sendLength = length;
  armSend(*record);
}

void UringDriver::cancel(int fd, EventKind kind) {
  Record* record = records_.at(fd);
  if (record == nullptr) return;
  if (kind == EventKind::accept && accepts(record->input))
    cancelOp(*record, Op::accept, Op::cancelInput);
  if (kind == EventKind::recv && record->input == Input::recv) cancelOp(*record, Op::recv, Op::cancelInput);
  if (kind == EventKind::recv && record->input == Input::watch) cancelWatch(*record);
  if (kind == EventKind::send && record->sendArmed) cancelOp(*record, Op::sendWait, Op::cancelSend);
}

// Closing does not cancel what the ring holds: the ring has its own reference to the socket. So: cancel,
// wait for the last completions, then close.
void UringDriver::close(int fd, Token token) {
  Record* record = records_.at(fd);
  if (record == nullptr) {
    const int closed = ::close(fd);
    return refuse(token, EventKind::close, closed == 0 ? 0 : -errno);
  }
  if (record->closing) return refuse(token, EventKind::close, -EALREADY);
  record->closing = true;
  record->closeToken = token;
  cancel(fd, EventKind::accept);
  cancel(fd, EventKind::recv);
  cancel(fd, EventKind::send);
  closeWhenIdle(*record);
}

// The ring would hand a shutdown to a worker thread; it is rare, and two system calls are cheaper.
void UringDriver::shutdownWrite(int fd) {
  flush();
  ::shutdown(fd, SHUT_WR);
}

// An entry with its identity filled in; nullptr when the kernel takes nothing more for now.
abi::Sqe* UringDriver::prepare(uint8_t opcode, Op op, const Record& record) {
  abi::Sqe* sqe = ring_.nextSqe();
  if (sqe == nullptr) {
    flush();
    sqe = ring_.nextSqe();
    if (sqe == nullptr) return nullptr;
  }
  sqe->opcode = opcode;
  sqe->fd = record.fd;
  sqe->userData = userData(op, record);
  return sqe;
}

void UringDriver::armInput(Record& record) {
  makeBlocking(record);
  const bool isListener = accepts(record.input);
  const bool isOne = record.input == Input::acceptOne;
  abi::Sqe* sqe =
      isListener ? prepare(abi::kOpAccept, Op::accept, record) : prepare(abi::kOpRecv, Op::recv, record);
  if (sqe == nullptr) {
    record.input = Input::none;
    refuse(record.inputToken, isListener ? EventKind::accept : EventKind::recv, -ENOMEM);
    return closeWhenIdle(record);
  }
  if (isListener) {
    sqe->ioprio = isOne ? 0 : abi::kAcceptMultishot;
    sqe->opFlags = SOCK_CLOEXEC;
  } else {
    sqe->ioprio = abi::kRecvMultishot;
    sqe->flags = abi::kSqeBufferSelect;
    sqe->bufGroup = BufferRing::kGroup;
  }
}

// Errors and hang-ups are always polled for, and that the peer has finished.
void UringDriver::armWatch(Record& record) {
  record.watchesAlone = false;
  abi::Sqe* sqe = prepare(abi::kOpPollAdd, Op::watch, record);
  if (sqe != nullptr) return;
  record.input = Input::none;
  refuse(record.inputToken, EventKind::recv, -ENOMEM);
  closeWhenIdle(record);
}

void UringDriver::cancelWatch(Record& record) {
  if (!record.watchesAlone) return cancelOp(record, Op::watch, Op::cancelInput);
  record.watchesAlone = false;
  record.input = Input::none;
  refuse(record.inputToken, EventKind::recv, -ECANCELED);
}

void UringDriver::armSend(Record& record) {
  makeBlocking(record);
  abi::Sqe* sqe = prepare(abi::kOpSend, Op::sendWait, record);
  if (sqe == nullptr) {
    record.sendArmed = false;
    refuse(record.sendToken, EventKind::send, -ENOMEM);
    return closeWhenIdle(record);
  }
  sqe->addr = reinterpret_cast<uint64_t>(record.sendData);
  sqe->len = record.sendLength;
  sqe->ioprio = abi::kRecvsendPollFirst;
  sqe->opFlags = MSG_NOSIGNAL;
}

void UringDriver::cancelOp(Record& record, Op target, Op op) {
  abi::Sqe* sqe = prepare(abi::kOpAsyncCancel, op, record);
  // Without room in the ring the socket itself is told to finish: that ends every operation on it.
  if (sqe == nullptr) {
    if (record.closing) ::shutdown(record.fd, SHUT_RDWR);
    return;
  }
  sqe->fd = -1;
  sqe->addr = userData(target, record);
  sqe->flags = abi::kSqeCqeSkipSuccess;
}

void UringDriver::closeWhenIdle(Record& record) {
  if (!record.closing || record.closeSent || record.input != Input::none || record.sendArmed) return;
  record.closeSent = true;
  if (prepare(abi::kOpClose, Op::close, record) != nullptr) return;
  const int closed = ::close(record.fd);
  local_.push({record.closeToken, EventKind::close, false, kNoBuffer, closed == 0 ? 0 : -errno, nullptr});
  record.closing = record.closeSent = record.blocking = false;
  record.generation = (record.generation + 1) & kGenerationMask;
}

// With O_NONBLOCK set, the ring answers -EAGAIN where it would otherwise wait for the socket. Accepted
// sockets never have it; for others this costs two system calls, once.
void UringDriver::makeBlocking(Record& record) {
  if (record.blocking) return;
  const int flags = ::fcntl(record.fd, F_GETFL);
  if (flags >= 0 && (flags & O_NONBLOCK) != 0) ::fcntl(record.fd, F_SETFL, flags & ~O_NONBLOCK);
  record.blocking = flags >= 0;
}

}  // namespace nexus::driver

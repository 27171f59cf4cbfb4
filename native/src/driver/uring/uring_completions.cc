// Owns what a completion means: which operation it belongs to, whether that goes on, and the event it makes.
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "driver/uring/uring_driver.h"

namespace nexus::driver {

namespace {

// The kernel gives up like this for a moment only; beyond that many times it is an error like any other.
constexpr uint8_t kRetriesMax = 16;

}  // namespace

// Whether nothing happened: then the operation is armed again, and its owner does not hear of it.
bool UringDriver::retry(Record& record, int32_t result) {
  if (result != -EINTR && result != -EAGAIN) return record.retries = 0, false;
  // -EAGAIN is what a descriptor with O_NONBLOCK gets: look again whether it has it.
  record.blocking = false;
  return !record.closing && ++record.retries <= kRetriesMax;
}

// Failed sends come first; the events before it keep their order.
void UringDriver::Output::addFailedSend(const Event& event) {
  const size_t later = static_cast<size_t>(next - failedSendsEnd);
  ::memmove(failedSendsEnd + 1, failedSendsEnd, later * sizeof(Event));
  *failedSendsEnd++ = event;
  next++;
}

void UringDriver::complete(const abi::Cqe& cqe, Output& out) {
  const Op op = opOf(cqe.userData);
  if (op == Op::none) return;
  if (op == Op::extra) {
    if ((cqe.userData & 0xffffffffU) != extraGeneration_) return;
    extraFd_ = -1;
    extraReady_ = true;
    return;
  }
  Record* record = recordOf(cqe);
  if (record == nullptr) return;
  switch (op) {
    case Op::accept:
      return completeAccept(*record, cqe, out);
    case Op::recv:
      return completeRecv(*record, cqe, out);
    case Op::watch:
      return completeWatch(*record, cqe, out);
    case Op::sendWait:
      return completeSendWait(*record, cqe, out);
    case Op::sendNow:
      return completeSendNow(*record, cqe, out);
    case Op::close:
      return completeClose(*record, cqe, out);
    case Op::cancelInput:
      return completeCancel(*record, cqe, record->input != Input::none);
    case Op::cancelSend:
      return completeCancel(*record, cqe, record->sendArmed);
    case Op::none:
    case Op::extra:
      return;
  }
}

// nullptr for a completion of an earlier tenant of that number, whose buffer goes back at once.
UringDriver::Record* UringDriver::recordOf(const abi::Cqe& cqe) {
  Record& record = records_.known(static_cast<int>(cqe.userData & 0xffffffffU));
  if (record.generation == ((cqe.userData >> 32) & kGenerationMask)) return &record;
  if ((cqe.flags & abi::kCqeBuffer) != 0)
    buffers_.give(static_cast<uint16_t>(cqe.flags >> abi::kCqeBufferShift));
  return nullptr;
}

void UringDriver::completeAccept(Record& record, const abi::Cqe& cqe, Output& out) {
  const bool more = (cqe.flags & abi::kCqeMore) != 0;
  if (!more && retry(record, cqe.res)) return armInput(record);
  if (!more) record.input = Input::none;
  if (cqe.res >= 0) {
    if (Record* accepted = records_.at(cqe.res)) accepted->blocking = true;
  }
  out.add({record.inputToken, EventKind::accept, more, kNoBuffer, cqe.res, nullptr});
  closeWhenIdle(record);
}

void UringDriver::completeRecv(Record& record, const abi::Cqe& cqe, Output& out) {
  const bool more = (cqe.flags & abi::kCqeMore) != 0;
  uint16_t buffer = kNoBuffer;
  if ((cqe.flags & abi::kCqeBuffer) != 0) buffer = static_cast<uint16_t>(cqe.flags >> abi::kCqeBufferShift);
  if (cqe.res <= 0 && buffer != kNoBuffer) {
    buffers_.give(buffer);
    buffer = kNoBuffer;
  }
  if (!more && retry(record, cqe.res)) return armInput(record);
  if (!more) record.input = Input::none;
  uint8_t* data = buffer == kNoBuffer ? nullptr : buffers_.data(buffer);
  out.add({record.inputToken, EventKind::recv, more, buffer, cqe.res, data});
  closeWhenIdle(record);
}

void UringDriver::completeWatch(Record& record, const abi::Cqe& cqe, Output& out) {
  const bool isGone = cqe.res > 0 && (cqe.res & (POLLERR | POLLHUP)) != 0;
  // The peer has finished, and may still read. To be told of that for ever would not help: nothing more is watched.
  if (cqe.res >= 0 && !isGone && !record.closing) {
    record.watchesAlone = true;
    return;
  }
  record.input = Input::none;
  out.add({record.inputToken, EventKind::recv, false, kNoBuffer, isGone ? -ECONNRESET : -ECANCELED, nullptr});
  closeWhenIdle(record);
}

void UringDriver::completeSendWait(Record& record, const abi::Cqe& cqe, Output& out) {
  if (retry(record, cqe.res)) return armSend(record);
  record.sendArmed = false;
  out.add({record.sendToken, EventKind::send, false, kNoBuffer, cqe.res, nullptr});
  closeWhenIdle(record);
}

void UringDriver::completeSendNow(Record& record, const abi::Cqe& cqe, Output& out) {
  if (cqe.res >= 0 && static_cast<uint32_t>(cqe.res) >= record.sendNowLength) return;
  const int32_t result = cqe.res == -EINTR ? -EAGAIN : cqe.res;
  out.addFailedSend({record.sendNowToken, EventKind::send, false, kNoBuffer, result, nullptr});
}

void UringDriver::completeClose(Record& record, const abi::Cqe& cqe, Output& out) {
  // Linux frees the number even when close reports EINTR (close(2), "Dealing with error returns").
  const int32_t result = cqe.res == -EINTR ? 0 : cqe.res;
  out.add({record.closeToken, EventKind::close, false, kNoBuffer, result, nullptr});
  record.closing = record.closeSent = record.blocking = false;
  record.generation = (record.generation + 1) & kGenerationMask;
}

// Only a cancel that failed is reported. Its target has mostly completed just before. If not, it is being
// run at this moment, and a socket that is to be closed is shut down, which ends every operation on it.
void UringDriver::completeCancel(Record& record, const abi::Cqe& cqe, bool armed) {
  if (cqe.res < 0 && armed && record.closing) ::shutdown(record.fd, SHUT_RDWR);
}

}  // namespace nexus::driver

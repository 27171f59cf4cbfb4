// Owns the kernel's io_uring interface as this engine uses it: structures, numbers and the three syscalls.
// Nothing is taken from <linux/io_uring.h>, so that it builds with headers of any age; names follow it.
// Sources: io_uring_setup(2), io_uring_enter(2), io_uring_register(2), Linux 6.1 include/uapi.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nexus::driver::abi {

// The numbers are the same on every architecture but alpha.
inline constexpr long kSysSetup = 425;
inline constexpr long kSysEnter = 426;
inline constexpr long kSysRegister = 427;

struct Sqe {
  uint8_t opcode;
  uint8_t flags;
  uint16_t ioprio;
  int32_t fd;
  uint64_t off;
  uint64_t addr;
  uint32_t len;
  uint32_t opFlags;
  uint64_t userData;
  uint16_t bufGroup;
  uint16_t personality;
  int32_t fileIndex;
  uint64_t addr3;
  uint64_t pad;
};
static_assert(sizeof(Sqe) == 64);

struct Cqe {
  uint64_t userData;
  int32_t res;
  uint32_t flags;
};
static_assert(sizeof(Cqe) == 16);

struct SqOffsets {
  uint32_t head, tail, ringMask, ringEntries, flags, dropped, array, reserved;
  uint64_t userAddr;
};

struct CqOffsets {
  uint32_t head, tail, ringMask, ringEntries, overflow, cqes, flags, reserved;
  uint64_t userAddr;
};

struct Params {
  uint32_t sqEntries, cqEntries, flags, sqThreadCpu, sqThreadIdle, features, wqFd, reserved[3];
  SqOffsets sqOff;
  CqOffsets cqOff;
};
static_assert(sizeof(Params) == 120);

struct Probe {
  uint8_t lastOp, opsLength;
  uint16_t reserved;
  uint32_t reserved2[3];
  struct Op {
    uint8_t op, reserved;
    uint16_t flags;
    uint32_t reserved2;
  } ops[64];
};
static_assert(offsetof(Probe, ops) == 16 && sizeof(Probe::Op) == 8);

struct Buffer {
  uint64_t addr;
  uint32_t len;
  uint16_t bid;
  uint16_t tail;  // of the ring, in its first entry; reserved in the others
};
static_assert(sizeof(Buffer) == 16);

struct BufferRegistration {
  uint64_t ringAddr;
  uint32_t ringEntries;
  uint16_t group, flags;
  uint64_t reserved[3];
};
static_assert(sizeof(BufferRegistration) == 40);

struct SyncCancel {
  uint64_t addr;
  int32_t fd;
  uint32_t flags;
  int64_t timeoutSeconds, timeoutNanoseconds;
  uint64_t pad[4];
};
static_assert(sizeof(SyncCancel) == 64);

struct RingFd {
  uint32_t offset, reserved;
  uint64_t fd;
};
static_assert(sizeof(RingFd) == 16);

struct Timespec {
  int64_t seconds, nanoseconds;
};

struct WaitArgument {
  uint64_t sigmask;
  uint32_t sigmaskSize, pad;
  uint64_t timespec;
};
static_assert(sizeof(WaitArgument) == 24);

// Where the rings are found in the descriptor's address space.
inline constexpr int64_t kOffSqRing = 0;
inline constexpr int64_t kOffSqes = 0x10000000;

// io_uring_setup: flags and features.
inline constexpr uint32_t kSetupCqSize = 1U << 3;
inline constexpr uint32_t kSetupClamp = 1U << 4;
inline constexpr uint32_t kSetupSubmitAll = 1U << 7;
inline constexpr uint32_t kSetupCoopTaskrun = 1U << 8;
inline constexpr uint32_t kSetupTaskrunFlag = 1U << 9;
inline constexpr uint32_t kSetupSingleIssuer = 1U << 12;  // 6.0
inline constexpr uint32_t kSetupDeferTaskrun = 1U << 13;  // 6.1
inline constexpr uint32_t kFeatSingleMmap = 1U << 0;
inline constexpr uint32_t kFeatNodrop = 1U << 1;
inline constexpr uint32_t kFeatSubmitStable = 1U << 2;
inline constexpr uint32_t kFeatFastPoll = 1U << 5;
inline constexpr uint32_t kFeatExtArg = 1U << 8;
inline constexpr uint32_t kFeatCqeSkip = 1U << 11;

// io_uring_enter: flags, and the flags that both sides keep in the rings.
inline constexpr uint32_t kEnterGetEvents = 1U << 0;
inline constexpr uint32_t kEnterExtArg = 1U << 3;
inline constexpr uint32_t kEnterRegisteredRing = 1U << 4;
inline constexpr uint32_t kSqCqOverflow = 1U << 1;
inline constexpr uint32_t kSqTaskrun = 1U << 2;
inline constexpr uint32_t kCqEventfdDisabled = 1U << 0;

// io_uring_register.
inline constexpr uint32_t kRegisterEventfd = 4;
inline constexpr uint32_t kRegisterProbe = 8;
inline constexpr uint32_t kRegisterRingFds = 20;
inline constexpr uint32_t kUnregisterRingFds = 21;
inline constexpr uint32_t kRegisterPbufRing = 22;
inline constexpr uint32_t kRegisterSyncCancel = 24;
inline constexpr uint16_t kOpSupported = 1U << 0;

// Operations and their flags.
inline constexpr uint8_t kOpNop = 0;
inline constexpr uint8_t kOpPollAdd = 6;
inline constexpr uint8_t kOpAccept = 13;
inline constexpr uint8_t kOpAsyncCancel = 14;
inline constexpr uint8_t kOpClose = 19;
inline constexpr uint8_t kOpSend = 26;
inline constexpr uint8_t kOpRecv = 27;
inline constexpr uint8_t kSqeBufferSelect = 1U << 5;
inline constexpr uint8_t kSqeCqeSkipSuccess = 1U << 6;
inline constexpr uint16_t kAcceptMultishot = 1U << 0;
inline constexpr uint16_t kRecvsendPollFirst = 1U << 0;
inline constexpr uint16_t kRecvMultishot = 1U << 1;  // 6.0
inline constexpr uint32_t kCancelAll = 1U << 0;
inline constexpr uint32_t kCancelAny = 1U << 2;
inline constexpr uint32_t kCqeBuffer = 1U << 0;
inline constexpr uint32_t kCqeMore = 1U << 1;
inline constexpr uint32_t kCqeBufferShift = 16;

}  // namespace nexus::driver::abi

// Owns the shared memory of a server under test, as JavaScript would have allocated it.
#pragma once

#include <cstring>
#include <memory>

#include "http/parser_limits.h"
#include "net/batch.h"

namespace nexus::test {

// Limits for tests that are not about limits.
inline net::ServerLimits serverLimits() {
  net::ServerLimits limits = {};
  limits.parser = parserLimits;
  limits.bodyBytesMax = 1024 * 1024;
  limits.chunks = {.chunkExtensionBytesMax = 4096, .chunkOverheadBytesMax = 100 * 1024, .trailerBytesMax = 16 * 1024};
  limits.jsonDepthMax = 128;
  limits.headTimeoutMs = limits.keepAliveTimeoutMs = 10'000;
  limits.requestTimeoutMs = 300'000;
  limits.uploadBytesPerSecondMin = 16 * 1024;
  limits.writeStallTimeoutMs = limits.handlerTimeoutMs = 60'000;
  limits.pipelineDepthMax = 64;
  limits.connectionsMax = 4096;
  limits.handshakeTimeoutMs = 10'000;
  limits.downloadBytesPerSecondMin = 240;
  limits.heldInputBytesMax = 256 * 1024 * 1024;
  limits.heldOutputBytesMax = 256 * 1024 * 1024;
  limits.http2 = {.streamsMax = 100,
                  .connectionRequestsMax = 0,
                  .headerBlockBytesMax = 16 * 1024,
                  .continuationsMax = 8,
                  .resetsMax = 1000,
                  .resetsPerSecond = 33,
                  .controlFramesMax = 1000,
                  .controlFramesPerSecond = 100,
                  .idleTimeoutMs = 60'000,
                  .uploadBytesMax = 16 * 1024 * 1024};
  return limits;
}

class Areas {
 public:
  Areas(uint32_t bufferBytes, uint32_t bufferCount) {
    memory.bufferBytes = bufferBytes;
    memory.bufferCount = bufferCount;
    memory.spillBytes = 96 * 1024;
    memory.input = bytes(memory.poolBytes() + memory.spillBytes);
    memory.control = reinterpret_cast<int32_t*>(bytes(64));
    memory.records = reinterpret_cast<net::Record*>(bytes(net::batchRequestsMax * sizeof(net::Record)));
    memory.paramsMax = 512;
    memory.params = reinterpret_cast<http::PackedParam*>(bytes(memory.paramsMax * sizeof(http::PackedParam)));
    memory.textBytes = 64 * 1024;
    memory.text = reinterpret_cast<char*>(bytes(memory.textBytes));
    memory.outputBytes = 32 * 1024;
    memory.output = bytes(memory.outputBytes);
    memory.lateMax = 16;
    memory.late = reinterpret_cast<net::LateRecord*>(bytes(memory.lateMax * sizeof(net::LateRecord)));
    memory.lateBytesMax = 4096;
    memory.lateBytes = bytes(memory.lateBytesMax);
    memory.noticesMax = 8;
    memory.notices = reinterpret_cast<net::Notice*>(bytes(memory.noticesMax * sizeof(net::Notice)));
  }

  net::BatchMemory memory = {};

 private:
  uint8_t* bytes(size_t size) {
    owned_.emplace_back(new uint8_t[size]());
    return owned_.back().get();
  }

  std::vector<std::unique_ptr<uint8_t[]>> owned_;
};

}  // namespace nexus::test

// Owns the fuzz target of decodeChunked: whole, split and byte by byte give the same payload and answer.
#include "http/chunked.h"

#include <string>

#include "fuzz/expect.h"

namespace nexus::http {
namespace {

struct Outcome {
  Progress progress = Progress::partial;
  const Refusal* refusal = nullptr;
  uint64_t consumed = 0;
  std::string payload;

  bool operator==(const Outcome&) const = default;
};

Outcome receive(std::string_view input, size_t first, size_t step) {
  ChunkLimits limits;
  limits.bodyBytesMax = 4096;
  limits.chunkExtensionBytesMax = 64;
  limits.chunkOverheadBytesMax = 256;
  limits.trailerBytesMax = 64;
  ChunkedState state;
  Outcome outcome;
  for (size_t at = 0; at < input.size() && outcome.progress == Progress::partial;) {
    const std::string_view taken = flush(input.substr(at, at == 0 ? first : step));
    char* piece = const_cast<char*>(taken.data());
    const ChunkedResult result = decodeChunked(&state, piece, static_cast<uint32_t>(taken.size()), limits);
    expect(result.produced <= result.consumed && result.consumed <= taken.size());
    outcome.progress = result.progress;
    outcome.refusal = result.refusal;
    outcome.consumed += result.consumed;
    outcome.payload.append(piece, result.produced);
    at += taken.size();
  }
  expect(outcome.payload.size() <= limits.bodyBytesMax);
  return outcome;
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using nexus::http::receive;
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = receive(input, input.size(), input.size());
  expect(receive(input, 1 + data[0] % input.size(), input.size()) == whole);
  if (input.size() < 512) expect(receive(input, 1, 1) == whole);
  return 0;
}

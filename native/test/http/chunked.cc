// Owns the tests of decodeChunked: the goldens chunked-*.md in every split, and random bodies there and back.
#include "http/chunked.h"

#include <random>

#include "check.h"
#include "guard.h"
#include "http/golden.h"
#include "http/response.h"

namespace nexus::http {
namespace {

using test::GoldenCase;
using test::GuardedBuffer;

constexpr size_t inputBytesMax = 1024 * 1024;
// For cases that are not about the size of the body.
constexpr ChunkLimits roomy = {.chunkExtensionBytesMax = 4 * 1024,
                               .chunkOverheadBytesMax = 100 * 1024,
                               .trailerBytesMax = 16 * 1024,
                               .bodyBytesMax = inputBytesMax};

GuardedBuffer& buffer() {
  static GuardedBuffer shared(inputBytesMax);
  return shared;
}

// Pieces of one body, decoded one after the other.
class Reception {
 public:
  explicit Reception(const ChunkLimits& limits) : limits_(limits) {}

  // Takes the next piece, at the end of guarded memory. False when the body is over.
  bool take(std::string_view piece) {
    char* data = buffer().atEnd(piece);
    const ChunkedResult result = decodeChunked(&state_, data, static_cast<uint32_t>(piece.size()), limits_);
    payload_.append(data, result.produced);
    consumed_ += result.consumed;
    progress_ = result.progress;
    refusal_ = result.refusal;
    CHECK(result.progress != Progress::partial || result.consumed == piece.size());
    return result.progress == Progress::partial;
  }

  std::string answer() const {
    if (progress_ == Progress::partial) return "partial\npayload " + payload_ + "\n";
    if (progress_ == Progress::done)
      return "done " + std::to_string(consumed_) + "\npayload " + payload_ + "\n";
    return "refused " + std::to_string(refusal_->status) + " " + refusal_->code + " at " +
           std::to_string(consumed_) + "\n";
  }
  Progress progress() const { return progress_; }
  const std::string& payload() const { return payload_; }
  uint64_t consumed() const { return consumed_; }

 private:
  const ChunkLimits limits_;
  ChunkedState state_;
  std::string payload_;
  uint64_t consumed_ = 0;
  Progress progress_ = Progress::partial;
  const Refusal* refusal_ = nullptr;
};

ChunkLimits limitsOf(const GoldenCase& golden) {
  ChunkLimits limits = roomy;
  const auto& given = golden.limits;
  if (given.contains("extension")) limits.chunkExtensionBytesMax = static_cast<uint32_t>(given.at("extension"));
  if (given.contains("overhead")) limits.chunkOverheadBytesMax = static_cast<uint32_t>(given.at("overhead"));
  if (given.contains("trailer")) limits.trailerBytesMax = static_cast<uint32_t>(given.at("trailer"));
  if (given.contains("body")) limits.bodyBytesMax = given.at("body");
  return limits;
}

std::string runCase(const GoldenCase& golden) {
  const std::string_view input = golden.input;
  const ChunkLimits limits = limitsOf(golden);
  Reception whole(limits);
  whole.take(input);
  const std::string expected = whole.answer();
  for (size_t first = 0; first <= input.size(); first++) {
    Reception split(limits);
    if (split.take(input.substr(0, first))) split.take(input.substr(first));
    CHECK_THAT(split.answer() == expected,
               golden.name + " split at " + std::to_string(first) + ": " + split.answer());
    Reception cut(limits);
    cut.take(input.substr(0, first));
    const bool early = cut.progress() == Progress::done && first < whole.consumed();
    CHECK_THAT(!early, golden.name + " is done when cut at " + std::to_string(first));
  }
  for (const size_t step : {1U, 2U, 3U, 5U}) {
    Reception dripped(limits);
    for (size_t at = 0; at < input.size() && dripped.take(input.substr(at, step));) at += step;
    CHECK_THAT(dripped.answer() == expected, golden.name + " dripped: " + dripped.answer());
  }
  return expected;
}

// A body in random chunks with the framing the composer writes, received in random pieces.
void roundTrip(uint32_t seed) {
  std::mt19937 random(seed);
  auto below = [&random](uint32_t bound) { return static_cast<uint32_t>(random() % bound); };
  std::string body;
  std::string wire;
  for (uint32_t chunk = below(12); chunk > 0; chunk--) {
    std::string piece(1 + below(below(4) == 0 ? 5000 : 40), ' ');
    for (char& c : piece) c = static_cast<char>(random());
    char head[32];
    wire.append(head, static_cast<size_t>(writeChunkHead(head, piece.size()) - head));
    wire += piece;
    wire += chunkEnd;
    body += piece;
  }
  wire += lastChunk;
  wire += trailersEnd;
  const size_t length = wire.size();
  wire += "GET /next";
  Reception reception(roomy);
  for (size_t at = 0; at < wire.size();) {
    const size_t step = 1 + below(below(3) == 0 ? 3000 : 9);
    if (!reception.take(std::string_view(wire).substr(at, step))) break;
    at += step;
  }
  const bool same = reception.progress() == Progress::done && reception.payload() == body;
  CHECK_THAT(same && reception.consumed() == length, "round trip with seed " + std::to_string(seed));
}

// 100 KiB of framing are forgiven, then payload must be a quarter.
void overheadRule() {
  std::string tiny;
  for (int i = 0; i < 30000; i++) tiny += "1\r\nx\r\n";
  Reception refused(roomy);
  refused.take(tiny);
  CHECK(refused.progress() == Progress::refused);
  CHECK(refused.answer().find("chunk-overhead") != std::string::npos);
  std::string fair;
  for (int i = 0; i < 30000; i++) fair += "4\r\nabcd\r\n";
  fair += "0\r\n\r\n";
  Reception taken(roomy);
  taken.take(fair);
  CHECK(taken.progress() == Progress::done);
}

}  // namespace
}  // namespace nexus::http

int main(int argc, char** argv) {
  nexus::test::runGoldens(argc > 1 ? argv[1] : "../../test/golden/http", "chunked", nexus::http::runCase);
  for (uint32_t seed = 1; seed <= 500; seed++) nexus::http::roundTrip(seed);
  nexus::http::overheadRule();
  return nexus::test::summary("http/chunked");
}

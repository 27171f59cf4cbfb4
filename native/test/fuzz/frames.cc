// Owns the fuzz target of the frame scanner and the budget: frames are found as a plain walk finds them, however the bytes
// are cut, and what is within the budget whole is within it in pieces.
#include "net/http2/frame_scanner.h"

#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "net/http2/budget.h"

namespace nexus::net::http2 {
namespace {

constexpr size_t prefaceBytes = 24;
constexpr size_t headerBytes = 9;
constexpr Limits limits = {20, 0, 4096, 4, 10, 0, 10, 0, 60'000, 1024 * 1024};

struct Found {
  std::vector<FrameHead> frames;
  std::string flood;
  bool isWhole = false;
};

bool same(const FrameHead& a, const FrameHead& b) {
  return a.type == b.type && a.flags == b.flags && a.length == b.length && a.payload == b.payload;
}

// By hand, with all the bytes there.
std::vector<FrameHead> walk(std::string_view bytes) {
  std::vector<FrameHead> frames;
  const auto at = [bytes](size_t i) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])); };
  for (size_t i = prefaceBytes; i + headerBytes <= bytes.size();) {
    const uint32_t length = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    const auto type = static_cast<uint8_t>(at(i + 3));
    const auto flags = static_cast<uint8_t>(at(i + 4));
    const bool padded = type == frame::data && (flags & frame::padded) != 0 && length > 0;
    if (padded && i + headerBytes >= bytes.size()) break;
    const uint32_t padding = padded ? at(i + headerBytes) + 1 : 0;
    frames.push_back({type, flags, length, padding > length ? 0 : length - padding});
    i += headerBytes + length;
  }
  return frames;
}

Found scan(std::string_view bytes, size_t first, size_t step) {
  FrameScanner scanner;
  Budget budget(limits, 0);
  Found found;
  for (size_t at = 0; at < bytes.size();) {
    const std::string_view piece = flush(bytes.substr(at, at == 0 ? first : step));
    const auto* data = reinterpret_cast<const uint8_t*>(piece.data());
    auto length = static_cast<uint32_t>(piece.size());
    FrameHead head;
    while (scanner.next(&data, &length, &head)) {
      found.frames.push_back(head);
      const char* flood = budget.received(head, 0);
      if (found.flood.empty() && flood != nullptr) found.flood = flood;
    }
    at += piece.size();
  }
  found.isWhole = scanner.isWhole();
  return found;
}

void run(std::string_view input) {
  if (input.size() < 3) return;
  const size_t cut = 1 + static_cast<uint8_t>(input[0]) % (input.size() - 1);
  const size_t step = 1 + static_cast<uint8_t>(input[1]) % 16;
  const std::string bytes = std::string(prefaceBytes, 'P') + std::string(input.substr(2));
  const std::vector<FrameHead> wanted = walk(bytes);
  const Found whole = scan(bytes, bytes.size(), 1);
  for (const Found& found : {whole, scan(bytes, cut, bytes.size()), scan(bytes, step, step)}) {
    expect(found.frames.size() == wanted.size());
    for (size_t i = 0; i < wanted.size(); i++) expect(same(found.frames[i], wanted[i]));
    expect(found.flood == whole.flood && found.isWhole == whole.isWhole);
  }
  uint64_t end = prefaceBytes;
  for (const FrameHead& head : wanted) end += headerBytes + head.length;
  if (!wanted.empty() && end <= bytes.size() && bytes.size() < end + headerBytes) expect(whole.isWhole == (bytes.size() >= end));
}

}  // namespace
}  // namespace nexus::net::http2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::net::http2::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

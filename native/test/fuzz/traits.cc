// Owns the fuzz target of bodyTraits: ASCII, UTF-8, long digits and depth, against one plain pass for each.
#include "net/body_traits.h"

#include "fuzz/expect.h"
#include "http/percent.h"
#include "net/batch.h"

namespace nexus::net {
namespace {

// As JSON counts: brackets outside of strings.
uint32_t depthOf(std::string_view text) {
  uint32_t depth = 0;
  uint32_t most = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); i++) {
    if (quoted && text[i] == '\\') {
      i++;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && (text[i] == '[' || text[i] == '{')) {
      most = std::max(most, ++depth);
    } else if (!quoted && (text[i] == ']' || text[i] == '}') && depth > 0) {
      depth--;
    }
  }
  return most;
}

constexpr uint32_t jsonDepthMax = 128;

void run(std::string_view text) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
  const auto length = static_cast<uint32_t>(text.size());
  const uint32_t flags = bodyTraits(bytes, length, jsonDepthMax);
  bool high = false;
  for (const char c : text) high |= static_cast<uint8_t>(c) >= 0x80;
  const bool broken = high && !http::isUtf8(text.data(), length);
  expect(((flags & flagBodyBroken) != 0) == broken);
  if (broken) return;
  expect(((flags & flagBodyText8) != 0) == high);
  // A body that is no JSON may be called too deep, one that is too deep is always called so.
  if (depthOf(text) > jsonDepthMax) expect((flags & flagTooDeep) != 0);
  if (depthOf(text) == 0) expect((flags & flagTooDeep) == 0);
}

}  // namespace
}  // namespace nexus::net

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::net::run(flush({reinterpret_cast<const char*>(data), size}));
  return 0;
}

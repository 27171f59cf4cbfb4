// Owns the fuzz target of parseHead: slices stay inside, prefixes never contradict the whole, resuming
// agrees.
#include <cstring>
#include <memory>

#include "fuzz/expect.h"
#include "http/parser_limits.h"
#include "http/request.h"

namespace nexus::http {
namespace {

// A copy of exactly the bytes, so that the sanitizer sees any read beside them.
std::unique_ptr<char[]> exact(const uint8_t* data, size_t size) {
  std::unique_ptr<char[]> copy(new char[size]);
  if (size > 0) std::memcpy(copy.get(), data, size);
  return copy;
}

void inside(Slice slice, uint32_t bound) {
  expect(slice.offset <= bound && slice.length <= bound - slice.offset);
}

void checkHead(const RequestHead& head, uint32_t consumed) {
  for (const Slice slice : {head.methodText, head.target, head.path, head.query, head.host})
    inside(slice, consumed);
  expect(head.path.length > 0 && head.headerCount <= headersCapacity);
  expect(!head.chunked || !head.hasContentLength);
  for (uint32_t i = 0; i < head.headerCount; i++) {
    inside(head.headers[i].name, consumed);
    inside(head.headers[i].value, consumed);
    expect(head.headers[i].name.length > 0);
  }
}

bool same(const HeadResult& a, const HeadResult& b) {
  return a.progress == b.progress && a.consumed == b.consumed && a.refusal == b.refusal;
}

void run(const uint8_t* data, size_t size) {
  if (size < 2) return;
  const uint32_t cut = (data[0] | static_cast<uint32_t>(data[1]) << 8) % (static_cast<uint32_t>(size) - 1);
  const uint32_t length = static_cast<uint32_t>(size) - 2;
  static RequestHead head;
  ParserLimits limits = test::parserLimits;
  limits.headersMax = 20;
  const auto whole = exact(data + 2, length);
  const HeadResult expected = parseHead(whole.get(), length, 0, limits, &head);
  if (expected.progress == Progress::done) checkHead(head, expected.consumed);
  const auto prefix = exact(data + 2, cut);
  const HeadResult early = parseHead(prefix.get(), cut, 0, limits, &head);
  if (early.progress == Progress::partial) {
    expect(same(parseHead(whole.get(), length, cut, limits, &head), expected));
  } else {
    expect(same(early, expected));
  }
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run(data, size);
  return 0;
}

// Owns the fuzz target of parseHead: slices stay inside, and whole, split and byte by byte give the same answer.
#include <algorithm>
#include <string_view>

#include "fuzz/expect.h"
#include "http/parser_limits.h"
#include "http/request.h"

namespace nexus::http {
namespace {

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

HeadResult parse(std::string_view text, uint32_t scanned) {
  static RequestHead head;
  ParserLimits limits = test::parserLimits;
  limits.headersMax = 20;
  const std::string_view input = flush(text);
  const HeadResult result = parseHead(input.data(), static_cast<uint32_t>(input.size()), scanned, limits, &head);
  if (result.progress == Progress::done) checkHead(head, result.consumed);
  return result;
}

// Input that comes `step` bytes at a time, the first piece aside.
HeadResult arrive(std::string_view text, size_t first, size_t step) {
  HeadResult result = {};
  result.progress = Progress::partial;
  size_t seen = 0;
  for (size_t have = first; result.progress == Progress::partial; have = std::min(have + step, text.size())) {
    result = parse(text.substr(0, have), static_cast<uint32_t>(seen));
    if (have == text.size()) break;
    seen = have;
  }
  return result;
}

void run(const uint8_t* data, size_t size) {
  if (size < 3) return;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const size_t cut = (data[0] | static_cast<size_t>(data[1]) << 8) % text.size();
  const HeadResult expected = parse(text, 0);
  expect(same(arrive(text, cut, text.size()), expected));
  if (text.size() < 300) expect(same(arrive(text, 1, 1), expected));
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run(data, size);
  return 0;
}

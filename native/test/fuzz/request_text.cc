// Owns the fuzz target of requests of HTTP/2 as text: what is taken reads in HTTP/1.1 as one request, with the fields that
// were given and no other, and nothing behind it.
#include "net/http2/request_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/expect.h"
#include "http/parser_limits.h"
#include "http/request.h"

namespace nexus::net::http2 {
namespace {

constexpr uint32_t bytesMax = 8192;

struct Given {
  std::string_view name;
  std::string_view value;
};

// Lines of `name=value`, behind a byte of flags.
std::vector<Given> fieldsOf(std::string_view input) {
  std::vector<Given> fields;
  while (!input.empty()) {
    const size_t end = std::min(input.find('\x1e'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const size_t equals = line.find('=');
    if (equals != std::string_view::npos) fields.push_back({line.substr(0, equals), line.substr(equals + 1)});
  }
  return fields;
}

void run(std::string_view input) {
  if (input.empty()) return;
  const bool hasBody = (input[0] & 1) != 0;
  const std::vector<Given> fields = fieldsOf(input.substr(1));
  RequestText text(bytesMax);
  text.begin();
  uint32_t lines = 0;
  bool hasCookie = false;
  std::string_view authority;
  for (const Given& field : fields) {
    if (!text.add(field.name, field.value)) return;
    if (field.name == ":authority") authority = field.value;
    const bool isRepeated = field.name == "host" && field.value == authority;
    hasCookie |= field.name == "cookie" && !field.value.empty();
    if (!field.name.starts_with(':') && field.name != "cookie" && !isRepeated) lines++;
  }
  std::string head;
  if (!text.finish(hasBody, &head)) return;
  // One head, which ends with the text.
  expect(head.find("\r\n\r\n") == head.size() - 4);
  expect(std::count(head.begin(), head.end(), '\n') == std::count(head.begin(), head.end(), '\r'));
  http::RequestHead read;
  http::ParserLimits limits = test::parserLimits;
  limits.headersMax = http::headersCapacity;
  const std::string_view bytes = flush(head);
  const auto result = http::parseHead(bytes.data(), static_cast<uint32_t>(bytes.size()), 0, limits, &read);
  expect(result.progress != http::Progress::partial);
  if (result.progress != http::Progress::done) return;
  expect(result.consumed == head.size());
  expect(read.chunked == (text.framing() == Framing::chunked));
  if (head.size() < bytesMax) {
    const uint32_t added = (authority.empty() ? 0 : 1) + (hasCookie ? 1 : 0) + (read.chunked ? 1 : 0);
    expect(read.headerCount == lines + added);
  }
}

}  // namespace
}  // namespace nexus::net::http2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size <= fuzzBytesMax / 2) nexus::net::http2::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

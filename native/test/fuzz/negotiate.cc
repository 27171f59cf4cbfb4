// Owns the fuzz target of Content-Type and Accept: slices stay inside, one line means what its members on lines of
// their own mean, and what is asked for by name is given.
#include "http/negotiate.h"

#include <string>

#include "fuzz/expect.h"
#include "http/parser_limits.h"

namespace nexus::http {
namespace {

const std::vector<std::string> produced = {"application/json", "text/plain", "application/problem+json"};

bool visible(std::string_view text) {
  for (const char c : text)
    if (c != '\t' && (static_cast<uint8_t>(c) < 0x20 || c == 0x7f)) return false;
  return true;
}

// One Accept field, and the same beside an empty one.
void checkLines(std::string_view accept) {
  static RequestHead head;
  const auto admits = [](const std::string& text) {
    const auto length = static_cast<uint32_t>(text.size());
    const HeadResult parsed = parseHead(text.data(), length, 0, test::parserLimits, &head);
    return parsed.progress == Progress::done && acceptAdmits(head, text.data(), produced);
  };
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nAccept: ";
  const std::string one = start + std::string(accept) + "\r\n\r\n";
  if (parseHead(one.data(), static_cast<uint32_t>(one.size()), 0, test::parserLimits, &head).progress != Progress::done)
    return;
  expect(admits(one) == acceptAdmits(accept, produced));
  expect(admits(start + std::string(accept) + "\r\nAccept: */*\r\n\r\n") ||
         accept.find("q=") != std::string_view::npos || accept.find("Q=") != std::string_view::npos);
}

void run(std::string_view text) {
  const std::string_view type = mediaTypeOf(text);
  if (!type.empty()) expect(type.data() >= text.data() && type.data() + type.size() <= text.data() + text.size());
  expect(takesContentType(text, {}));
  for (const char* accepted : {"*/*", "application/*", "application/json", "application/*+json"}) {
    if (takesContentType(text, {accepted})) expect(!type.empty() && takesContentType(type, {accepted}));
  }
  expect(acceptAdmits(text, {}) && acceptAdmits("", produced));
  // More to give never admits less.
  if (acceptAdmits(text, {"text/plain"})) expect(acceptAdmits(text, produced));
  const size_t first = text.find_first_not_of(" \t");
  const size_t last = text.find_last_not_of(" \t");
  if (first != std::string_view::npos && visible(text) && text.size() < 4000)
    checkLines(text.substr(first, last - first + 1));
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run(flush({reinterpret_cast<const char*>(data), size}));
  return 0;
}

// Owns the tests of parseHead: the goldens head-*.md, each also truncated and split everywhere, between guard
// pages.
#include "check.h"
#include "guard.h"
#include "http/golden.h"
#include "http/headers.h"
#include "http/parser_limits.h"
#include "http/request.h"

namespace nexus::http {
namespace {

using test::GoldenCase;
using test::GuardedBuffer;

std::string quoted(const char* data, Slice slice) {
  std::string out = "\"";
  for (const char c : textOf(data, slice)) {
    char escape[8];
    const bool plain = c >= 0x20 && c < 0x7f;
    if (plain) out += c;
    if (!plain)
      out += (std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(c)), escape);
  }
  return out + "\"";
}

std::string bodyOf(const RequestHead& head) {
  if (head.chunked) return "chunked";
  return head.hasContentLength ? "length " + std::to_string(head.contentLength) : "none";
}

std::string flagsOf(const RequestHead& head) {
  std::string out = head.connection == ConnectionIntent::close ? "close" : "keep-alive";
  if (head.expectContinue) out += ", expects 100-continue";
  if (head.upgrade) out += ", upgrade";
  return out;
}

std::string describe(const HeadResult& result, const char* data, const RequestHead& head) {
  if (result.progress == Progress::partial) return "partial\n";
  if (result.progress == Progress::refused) {
    return "refused " + std::to_string(result.refusal->status) + " " + result.refusal->code + "\n";
  }
  std::string out = "done " + std::to_string(result.consumed) + "\n";
  out += "method " + quoted(data, head.methodText) + (head.method == Method::other ? " (other)" : "") + "\n";
  out += "version 1." + std::to_string(head.versionMinor) + "\n";
  out += "path " + quoted(data, head.path) + "\n";
  if (head.query.offset > 0) out += "query " + quoted(data, head.query) + "\n";
  out += "host " + quoted(data, head.host) + "\n";
  for (uint32_t i = 0; i < head.headerCount; i++) {
    out += "field " + quoted(data, head.headers[i].name) + " = " + quoted(data, head.headers[i].value) + "\n";
  }
  out += "body " + bodyOf(head) + "\n";
  return out + "connection " + flagsOf(head) + "\n";
}

ParserLimits limitsOf(const GoldenCase& golden) {
  ParserLimits limits = test::parserLimits;
  if (golden.limits.contains("target"))
    limits.targetBytesMax = static_cast<uint32_t>(golden.limits.at("target"));
  if (golden.limits.contains("head")) limits.headBytesMax = static_cast<uint32_t>(golden.limits.at("head"));
  if (golden.limits.contains("headers"))
    limits.headersMax = static_cast<uint32_t>(golden.limits.at("headers"));
  return limits;
}

constexpr size_t inputBytesMax = 64 * 1024;

// One golden's input, parsed in every way it can arrive.
class Arrivals {
 public:
  Arrivals(const std::string& input, const ParserLimits& limits) : input_(input), limits_(limits) {}

  std::string whole() {
    expected_ = parse(buffer().atEnd(input_), size(), 0);
    CHECK_EQUAL(parse(buffer().atStart(input_), size(), 0), expected_);
    return expected_;
  }

  // Never done before its time; what is refused is refused for the same reason.
  void truncated() {
    const uint32_t needed = progress_ == Progress::done ? consumed_ : size();
    for (uint32_t length = 0; length < needed; length++) {
      const std::string answer = parse(buffer().atEnd(std::string_view(input_).substr(0, length)), length, 0);
      CHECK_THAT(answer == "partial\n" || (answer == expected_ && answer[0] == 'r'),
                 "truncated to " + std::to_string(length) + ": " + answer);
    }
  }

  void split() {
    for (uint32_t first = 0; first <= size(); first++) {
      std::string answer = parse(buffer().atEnd(std::string_view(input_).substr(0, first)), first, 0);
      if (answer == "partial\n") answer = parse(buffer().atEnd(input_), size(), first);
      CHECK_THAT(answer == expected_, "split at " + std::to_string(first) + ": " + answer);
    }
  }

  // `step` bytes at a time.
  void dripped(uint32_t step) {
    std::string answer = "partial\n";
    uint32_t scanned = 0;
    while (answer == "partial\n" && scanned < size()) {
      const uint32_t length = std::min(scanned + step, size());
      answer = parse(buffer().atEnd(std::string_view(input_).substr(0, length)), length, scanned);
      scanned = length;
    }
    CHECK_THAT(answer == expected_, "dripped by " + std::to_string(step) + ": " + answer);
  }

 private:
  static GuardedBuffer& buffer() {
    static GuardedBuffer shared(inputBytesMax);
    return shared;
  }

  uint32_t size() const { return static_cast<uint32_t>(input_.size()); }

  std::string parse(const char* data, uint32_t length, uint32_t scanned) {
    const HeadResult result = parseHead(data, length, scanned, limits_, &head_);
    progress_ = result.progress;
    consumed_ = result.consumed;
    return describe(result, data, head_);
  }

  const std::string& input_;
  const ParserLimits limits_;
  std::string expected_;
  Progress progress_ = Progress::partial;
  uint32_t consumed_ = 0;
  RequestHead head_;
};

std::string runCase(const GoldenCase& golden) {
  Arrivals arrivals(golden.input, limitsOf(golden));
  const std::string answer = arrivals.whole();
  arrivals.truncated();
  arrivals.split();
  for (const uint32_t step : {1U, 2U, 3U, 7U, 16U}) arrivals.dripped(step);
  return answer;
}

// The vectorised scans see every byte value at every distance from the ends.
void everyByteEverywhere() {
  const std::string before = "GET /path HTTP/1.1\r\nHost: a\r\nX-Probe: ";
  RequestHead head;
  GuardedBuffer buffer(inputBytesMax);
  for (int byte = 0; byte < 256; byte++) {
    for (uint32_t position = 0; position < 40; position++) {
      std::string input = before + std::string(40, 'v') + "\r\n\r\n";
      input[before.size() + position] = static_cast<char>(byte);
      const uint32_t length = static_cast<uint32_t>(input.size());
      const HeadResult result = parseHead(buffer.atEnd(input), length, 0, test::parserLimits, &head);
      const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7f);
      CHECK((result.progress == Progress::done) == allowed);
    }
  }
}

// The same for names and targets.
void everyByteInNameAndTarget() {
  const std::string tokens = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  RequestHead head;
  for (int byte = 0; byte < 256; byte++) {
    const char c = static_cast<char>(byte);
    for (uint32_t position = 0; position < 20; position++) {
      std::string name(21, 'n');
      name[position] = c;
      std::string input = "GET / HTTP/1.1\r\nHost: a\r\n" + name + ": v\r\n\r\n";
      HeadResult result = parseHead(input.data(), static_cast<uint32_t>(input.size()), 0, test::parserLimits, &head);
      const bool isColon = c == ':' && position > 0;
      CHECK((result.progress == Progress::done) == (tokens.find(c) != std::string::npos || isColon));
      name[position] = c;
      input = "GET /" + name + " HTTP/1.1\r\nHost: a\r\n\r\n";
      result = parseHead(input.data(), static_cast<uint32_t>(input.size()), 0, test::parserLimits, &head);
      const bool visible = byte > 0x20 && byte < 0x7f;
      CHECK((result.progress == Progress::done) == (visible && c != '#' && c != '%'));
    }
  }
}

void findsHeaders() {
  const std::string input = "GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nx-oNE: 2\r\ntraceparent: t\r\n\r\n";
  RequestHead head;
  CHECK(parseHead(input.data(), static_cast<uint32_t>(input.size()), 0, test::parserLimits, &head).progress ==
        Progress::done);
  CHECK_EQUAL(findHeader(head, input.data(), "x-one"), 1);
  CHECK_EQUAL(findHeader(head, input.data(), "x-one", 2), 2);
  CHECK_EQUAL(findHeader(head, input.data(), "x-one", 3), -1);
  CHECK_EQUAL(findHeader(head, input.data(), "x-two"), -1);
  CHECK_EQUAL(head.traceparent, 3);
}

}  // namespace
}  // namespace nexus::http

int main(int argc, char** argv) {
  nexus::test::runGoldens(argc > 1 ? argv[1] : "../../test/golden/http", "head-", nexus::http::runCase);
  nexus::http::everyByteEverywhere();
  nexus::http::everyByteInNameAndTarget();
  nexus::http::findsHeaders();
  return nexus::test::summary("http/head");
}

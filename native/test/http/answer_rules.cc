// Owns the cases of header lines that answers get whoever gives them: which, and never more than was said.
#include "http/answer_rules.h"

#include <string>

#include "check.h"
#include "http/response.h"

namespace nexus::test {
namespace {

http::AnswerRules someRules() {
  http::AnswerRules rules;
  rules.fixed = {{"x-a", "X-A: 1\r\n"}, {"x-bc", "X-BC: 2\r\n"}};
  rules.hasCors = true;
  rules.origins = {"https://a", "https://b"};
  rules.texts = {{"A: a\r\n", "P: a\r\n"}, {"A: b\r\n", "P: b\r\n"}};
  rules.otherwise = {"V: o\r\n", "V: p\r\n"};
  return rules;
}

std::string written(const http::AnswerMarks& marks, std::string_view own) {
  std::string out(http::marksRoom(marks), '#');
  const char* end = http::writeMarks(out.data(), marks, own);
  const auto length = static_cast<size_t>(end - out.data());
  CHECK(length <= out.size());
  return out.substr(0, length);
}

void picksByOrigin() {
  const http::AnswerRules rules = someRules();
  CHECK(http::corsFor(rules, "https://a") == &rules.texts[0]);
  CHECK(http::corsFor(rules, "https://b") == &rules.texts[1]);
  for (const char* other : {"", "https://", "https://ab", "https://B", "null"}) {
    CHECK(http::corsFor(rules, other) == &rules.otherwise);
  }
  CHECK(http::corsFor(http::AnswerRules{}, "https://a") == nullptr);
  CHECK(http::marksFor(http::AnswerRules{}, "https://a").rules == nullptr);
}

void writesWhatTheAnswerLacks() {
  const http::AnswerRules rules = someRules();
  http::AnswerMarks marks = http::marksFor(rules, "https://b");
  CHECK(written(marks, "") == "A: b\r\nX-A: 1\r\nX-BC: 2\r\n");
  CHECK(written(marks, "x-A: 9\r\n") == "A: b\r\nX-BC: 2\r\n");
  CHECK(written(marks, "y: x-a: 9\r\nX-bC:3\r\n") == "A: b\r\nX-A: 1\r\n");
  CHECK(written(marks, "x-abc: 1\r\nx: x-a\r\n") == "A: b\r\nX-A: 1\r\nX-BC: 2\r\n");
  marks.preflight = true;
  CHECK(written(marks, "x-a: 1\r\nx-bc: 1\r\n") == "P: b\r\n");
  CHECK(written({}, "x-a: 1\r\n").empty());
}

void headsCarryThem() {
  const http::AnswerRules rules = someRules();
  const http::AnswerMarks marks = http::marksFor(rules, "");
  const http::ResponseBlock block = http::makeBlock(200, "");
  http::HttpDate date;
  http::refreshDate(&date, 0);
  std::string out(block.text.size() + 6 + http::headRoomBytes + http::marksRoom(marks), '#');
  const char* end = http::writeHead(out.data(), block, date, http::BodyFraming::length, 0,
                                    http::ConnectionHeader::none, "B: 1\r\n", marks);
  const std::string head(out.data(), static_cast<size_t>(end - out.data()));
  CHECK(head.ends_with("B: 1\r\nV: o\r\nX-A: 1\r\nX-BC: 2\r\nContent-Length: 0\r\n\r\n"));
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::picksByOrigin();
  nexus::test::writesWhatTheAnswerLacks();
  nexus::test::headsCarryThem();
  return nexus::test::summary("http/answer_rules");
}

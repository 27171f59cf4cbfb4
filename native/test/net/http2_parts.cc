// Owns what the parts of HTTP/2 promise alone: frames found however the bytes are cut, budgets, requests as text,
// and answers read from any cut.
#include "check.h"
#include "net/http2/answer_reader.h"
#include "net/http2/budget.h"
#include "net/http2/request_text.h"

namespace nexus::test {
namespace {

using namespace net::http2;

constexpr Limits limits = {100, 0, 16'384, 8, 100, 10, 50, 10, 60'000, 16 * 1024 * 1024};
constexpr size_t prefaceBytes = 24;

std::string frameBytes(uint8_t type, uint8_t flags, const std::string& payload) {
  std::string bytes;
  for (int shift = 16; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(payload.size() >> shift));
  bytes.push_back(static_cast<char>(type));
  bytes.push_back(static_cast<char>(flags));
  return bytes + std::string("\0\0\0\1", 4) + payload;
}

std::string scanned(const std::string& bytes, size_t piece) {
  FrameScanner scanner;
  std::string found;
  for (size_t at = 0; at < bytes.size(); at += piece) {
    const auto* data = reinterpret_cast<const uint8_t*>(bytes.data() + at);
    auto length = static_cast<uint32_t>(std::min(piece, bytes.size() - at));
    FrameHead head;
    while (scanner.next(&data, &length, &head)) {
      found += std::to_string(head.type) + "/" + std::to_string(head.flags) + "/" + std::to_string(head.length) + "/" +
               std::to_string(head.payload) + " ";
    }
  }
  return found;
}

void findsFramesHoweverTheyAreCut() {
  const std::string bytes = std::string(prefaceBytes, 'P') + frameBytes(frame::settings, 0, "") +
                            frameBytes(frame::headers, 4, "abcdef") +
                            frameBytes(frame::data, frame::padded, std::string("\x02x\0\0", 4)) +
                            frameBytes(frame::data, frame::padded, std::string("\x03\0\0\0", 4)) +
                            frameBytes(frame::data, frame::padded, "") + frameBytes(frame::data, 1, std::string(70'000, 'x')) +
                            frameBytes(0xfe, 0xff, "x") + frameBytes(frame::ping, 1, std::string(8, 0));
  const std::string wanted =
      "4/0/0/0 1/4/6/6 0/8/4/1 0/8/4/0 0/8/0/0 0/1/70000/70000 254/255/1/1 6/1/8/8 ";
  for (const size_t piece : {1u, 2u, 3u, 7u, 9u, 10u, 13u, 64u, 4096u, 1u << 20}) {
    CHECK_EQUAL(scanned(bytes, piece), wanted);
  }
  for (size_t cut = 1; cut < 9; cut++) CHECK_EQUAL(scanned(bytes.substr(0, prefaceBytes + cut), 1), std::string());
}

// How many frames pass before a flood is named, and its name.
template <typename Each>
std::string passes(Each each) {
  Budget budget(limits, 0);
  for (uint32_t i = 0; i < 5000; i++) {
    if (const char* flood = each(budget, i)) return std::to_string(i) + " " + flood;
  }
  return "all";
}

std::string passesOf(const FrameHead& head) {
  return passes([&head](Budget& budget, uint32_t) { return budget.received(head, 0); });
}

void boundsEachKindOfFrame() {
  const struct {
    FrameHead head;
    const char* wanted;
  } cases[] = {
      {{frame::reset, 0, 4, 4}, "100 http2-resets"},
      {{frame::ping, 0, 8, 8}, "50 http2-pings-or-settings"},
      {{frame::settings, 0, 0, 0}, "50 http2-pings-or-settings"},
      {{0x42, 0, 0, 0}, "50 http2-unknown-frames"},
      {{frame::data, 0, 0, 0}, "50 http2-empty-frames"},
      {{frame::data, frame::padded, 200, 0}, "50 http2-empty-frames"},
      {{frame::data, frame::padded, 200, 1}, "all"},
      {{frame::priority, 0, 5, 5}, "50 http2-priorities"},
      {{frame::windowUpdate, 0, 4, 4}, "100 http2-window-updates"},
      {{frame::ping, frame::acknowledged, 8, 8}, "50 http2-pings-or-settings"},
      {{frame::data, 0, 8, 8}, "all"},
      {{frame::data, frame::endStream, 0, 0}, "all"},
      {{frame::headers, frame::endStream | frame::endHeaders, 30, 30}, "all"},
      {{frame::headers, 0, 0, 0}, "50 http2-empty-frames"},
  };
  for (const auto& each : cases) CHECK_EQUAL(passesOf(each.head), std::string(each.wanted));
}

void refillsWithTime() {
  const FrameHead reset = {frame::reset, 0, 4, 4};
  CHECK_EQUAL(passes([&](Budget& b, uint32_t i) { return b.received(reset, i * 100); }), std::string("all"));
  CHECK(passes([&](Budget& b, uint32_t i) { return b.received(reset, i * 50); }) != "all");
  CHECK_EQUAL(passes([&](Budget& b, uint32_t) { return b.received(reset, 3'600'000); }),
              std::string("100 http2-resets"));
}

// Texts are compared, not where the compiler put them.
std::string_view told(const char* reason) { return reason == nullptr ? "" : reason; }

void boundsHeaderBlocks() {
  Budget budget(limits, 0);
  const FrameHead open = {frame::headers, 0, 8, 8};
  const FrameHead more = {frame::continuation, 0, 8, 8};
  CHECK(budget.received(open, 0) == nullptr);
  for (int i = 0; i < 8; i++) CHECK(budget.received(more, 0) == nullptr);
  CHECK_EQUAL(told(budget.received(more, 0)), "http2-continuations");
  CHECK(budget.received(open, 0) == nullptr);
  CHECK(budget.received({frame::continuation, 0, 4 * 16'384 - 8, 4 * 16'384 - 8}, 0) == nullptr);
  CHECK_EQUAL(told(budget.received({frame::continuation, 0, 1, 1}, 0)), "http2-header-block");
  CHECK(budget.unpacked(4 * 16'384) == nullptr);
  CHECK_EQUAL(told(budget.unpacked(4 * 16'384 + 1)), "http2-header-list");
}

void countsWhatItWasMadeToSend() {
  const FrameHead reset = {frame::reset, 0, 4, 4};
  CHECK_EQUAL(passes([&](Budget& b, uint32_t i) {
                return i % 2 == 0 ? b.sent(frame::reset, 0, 1, 0) : b.received(reset, 0);
              }),
              std::string("100 http2-resets-provoked"));
  CHECK_EQUAL(passes([](Budget& b, uint32_t) { return b.sent(frame::reset, 0, 0, 0); }), std::string("all"));
  const FrameHead acknowledged = {frame::ping, frame::acknowledged, 8, 8};
  CHECK_EQUAL(passes([&](Budget& b, uint32_t) {
                b.sent(frame::ping, 0, 0, 0);
                return b.received(acknowledged, 0);
              }),
              std::string("all"));
  const FrameHead update = {frame::windowUpdate, 0, 4, 4};
  CHECK_EQUAL(passes([&](Budget& b, uint32_t i) {
                if (i % 5 == 0) b.sent(frame::data, 0, 0, 0);
                return b.received(update, 0);
              }),
              std::string("all"));
}

using Fields = std::vector<Field>;

std::string textOf(const Fields& fields, bool hasBody) {
  RequestText text(1000);
  text.begin();
  for (const Field& field : fields) {
    if (!text.add(field.name, field.value)) return "bad " + std::string(field.name);
  }
  std::string out;
  return text.finish(hasBody, &out) ? out : "bad";
}

Fields with(Field more) { return {{":method", "GET"}, {":path", "/a"}, {":authority", "a.test"}, more}; }

void writesRequestsAsText() {
  const std::string head = "GET /a HTTP/1.1\r\nhost: a.test\r\n";
  CHECK_EQUAL(textOf(with({"x", "1"}), false), head + "x: 1\r\n\r\n");
  CHECK_EQUAL(textOf(with({"host", "a.test"}), false), head + "\r\n");
  CHECK_EQUAL(textOf(with({"host", "b.test"}), false), head + "host: b.test\r\n\r\n");
  CHECK_EQUAL(textOf(with({"te", "trailers"}), false), head + "te: trailers\r\n\r\n");
  CHECK_EQUAL(textOf(with({"x", ""}), true), head + "x: \r\ntransfer-encoding: chunked\r\n\r\n");
  CHECK_EQUAL(textOf(with({"content-length", "3"}), true), head + "content-length: 3\r\n\r\n");
  CHECK_EQUAL(textOf({{":method", "GET"}, {":path", "/"}, {"cookie", "a=1"}, {"cookie", "b=2"}}, false),
              std::string("GET / HTTP/1.1\r\ncookie: a=1; b=2\r\n\r\n"));
  // Nothing is kept beyond what is refused anyway.
  Fields many = with({"x", "y"});
  for (int i = 0; i < 1000; i++) many.push_back({"name", "value"});
  const size_t kept = textOf(many, false).size();
  CHECK(kept > 1000 && kept < 1200);
}

void refusesWhatReadsAsSomethingElse() {
  using namespace std::string_view_literals;
  const Field bad[] = {{"connection", "close"}, {"transfer-encoding", "chunked"}, {"upgrade", "h2c"},
                       {"keep-alive", "1"},     {"proxy-connection", "x"},        {"te", "gzip"},
                       {"x y", "1"},            {"", "1"},                        {"x", "1\r\ny: 2"},
                       {"x", "1\n"},            {"x", "\0"sv},                    {":other", "1"},
                       {"x:y", "1"}};
  for (const Field& each : bad) {
    CHECK_THAT(textOf(with(each), false).starts_with("bad"), std::string(each.name) + "=" + std::string(each.value));
  }
  for (const std::string_view path : {"", "/a b", "/a\tb", "/a\x7f", "/a\r\nb"}) {
    CHECK_EQUAL(textOf({{":method", "GET"}, {":path", path}}, false).substr(0, 3), std::string("bad"));
  }
  CHECK_EQUAL(textOf({{":method", "CONNECT"}, {":path", "/"}}, false), std::string("bad"));
  CHECK_EQUAL(textOf({{":method", "G T"}, {":path", "/"}}, false), std::string("bad"));
  CHECK_EQUAL(textOf({{":path", "/"}}, false), std::string("bad"));
}

struct Told final : AnswerListener {
  std::string all;
  void fields(const Fields& fields) {
    for (const Field& field : fields) all += " " + std::string(field.name) + "=" + std::string(field.value);
  }
  void interim(std::string_view status, const Fields& list) override {
    all += "interim " + std::string(status);
    fields(list);
    all += "; ";
  }
  void head(std::string_view status, const Fields& list, bool isEmpty) override {
    all += "head " + std::string(status);
    fields(list);
    all += isEmpty ? " empty; " : "; ";
  }
  void data(const char* data, size_t length) override { all.append(data, length); }
  void end(const Fields& list) override {
    all += "; end";
    fields(list);
  }
};

std::string readAs(const std::string& bytes, size_t piece, bool isHead = false) {
  Told told;
  AnswerReader reader(&told);
  if (isHead) reader.expectHead();
  for (size_t at = 0; at < bytes.size(); at += piece) {
    if (!reader.read(bytes.data() + at, std::min(piece, bytes.size() - at))) return "broken";
  }
  return reader.isOver() ? told.all : told.all + " (more)";
}

void readsAnswersHoweverTheyAreCut() {
  const struct {
    std::string bytes;
    const char* wanted;
  } cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello",
       "head 200 content-type=text/plain content-length=5; hello; end"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n",
       "head 200; hello0123456789; end"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Sum: 12\r\nY: z\r\n\r\n",
       "head 200; x; end x-sum=12 y=z"},
      {"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
       "interim 103 link=</a>; head 204 empty; ; end"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n",
       "interim 100; head 200 content-length=0 set-cookie=a set-cookie=b empty; ; end"},
  };
  for (const auto& each : cases) {
    for (size_t piece = 1; piece <= each.bytes.size(); piece++) {
      CHECK_EQUAL(readAs(each.bytes, piece), std::string(each.wanted));
    }
  }
  CHECK_EQUAL(readAs("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 7, true),
              std::string("head 200 content-length=5 empty; ; end"));
  CHECK_EQUAL(readAs("\r\n\r\n", 4), std::string("broken"));
  CHECK_EQUAL(readAs("HTTP/1.1 200 OK\r\n\r\n", 4), std::string("broken"));
}

}  // namespace
}  // namespace nexus::test

int main() {
  nexus::test::findsFramesHoweverTheyAreCut();
  nexus::test::boundsEachKindOfFrame();
  nexus::test::refillsWithTime();
  nexus::test::boundsHeaderBlocks();
  nexus::test::countsWhatItWasMadeToSend();
  nexus::test::writesRequestsAsText();
  nexus::test::refusesWhatReadsAsSomethingElse();
  nexus::test::readsAnswersHoweverTheyAreCut();
  return nexus::test::summary("net/http2_parts");
}

// Owns the fuzz target of answers: whatever a header may hold by isHeaderSafe, the head that is written has just the
// lines it should.
#include "http/response.h"

#include <memory>
#include <string>

#include "fuzz/expect.h"

namespace nexus::http {
namespace {

uint32_t linesOf(std::string_view text) {
  uint32_t lines = 0;
  for (const char c : text) lines += c == '\n';
  return lines;
}

void run(std::string_view input) {
  if (input.size() < 4) return;
  const auto status = static_cast<uint16_t>(200 + static_cast<uint8_t>(input[0]) % 100);
  const auto framing = static_cast<BodyFraming>(static_cast<uint8_t>(input[1]) % 3);
  const auto connection = static_cast<ConnectionHeader>(static_cast<uint8_t>(input[1]) / 3 % 3);
  const size_t middle = static_cast<uint8_t>(input[2]) % (input.size() - 2);
  const std::string_view text = flush(input.substr(3));
  const std::string_view name = text.substr(0, std::min(middle, text.size()));
  const std::string_view value = text.substr(name.size());
  if (!isHeaderSafe(name, value)) return;
  for (const char c : std::string(name) + std::string(value)) expect(c != '\r' && c != '\n' && c != '\0');
  HttpDate date;
  refreshDate(&date, static_cast<int64_t>(static_cast<uint8_t>(input[2])) * 100'000'007);
  const ResponseBlock block = makeBlock(status, "text/plain", {{std::string(name), std::string(value)}});
  const size_t room = block.text.size() + headRoomBytes;
  const std::unique_ptr<char[]> out(new char[room]);
  const char* end = writeHead(out.get(), block, date, framing, input.size(), connection);
  expect(static_cast<size_t>(end - out.get()) <= room);
  const std::string_view head(out.get(), static_cast<size_t>(end - out.get()));
  const uint32_t wanted = 5 + (framing != BodyFraming::none) + (connection != ConnectionHeader::none);
  expect(head.ends_with("\r\n\r\n") && linesOf(head) == wanted);
  expect(head.find(std::string_view(date.text, dateBytes)) != std::string_view::npos);
}

}  // namespace
}  // namespace nexus::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::http::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

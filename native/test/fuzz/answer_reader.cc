// Owns the fuzz target of the reader of the engine's own answers: any bytes, whole and in pieces, tell the same, and no
// texts outlive their call.
#include "net/http2/answer_reader.h"

#include <string>

#include "fuzz/expect.h"

namespace nexus::net::http2 {
namespace {

class Told final : public AnswerListener {
 public:
  void interim(std::string_view status, const std::vector<Field>& fields) override { add("interim ", status, fields); }
  void head(std::string_view status, const std::vector<Field>& fields, bool isEmpty) override {
    add(isEmpty ? "empty " : "head ", status, fields);
  }
  void data(const char* data, size_t length) override { body.append(data, length); }
  void end(const std::vector<Field>& trailers) override { add("end", "", trailers); }

  std::string all;
  std::string body;

 private:
  void add(std::string_view what, std::string_view status, const std::vector<Field>& fields) {
    all.append(what).append(status);
    for (const Field& field : fields) all.append("|").append(field.name).append("=").append(field.value);
    all += ';';
  }
};

struct Outcome {
  Told told;
  bool isOver = false;
  bool isGood = true;
};

void read(std::string_view bytes, size_t first, size_t step, bool isHead, Outcome* out) {
  AnswerReader reader(&out->told);
  if (isHead) reader.expectHead();
  for (size_t at = 0; at < bytes.size() && out->isGood;) {
    const std::string_view piece = flush(bytes.substr(at, at == 0 ? first : step));
    out->isGood = reader.read(piece.data(), piece.size());
    at += piece.size();
  }
  out->isOver = reader.isOver();
}

void run(std::string_view input) {
  if (input.size() < 4) return;
  const bool isHead = (input[0] & 1) != 0;
  const std::string_view bytes = input.substr(3);
  Outcome whole;
  read(bytes, bytes.size(), 1, isHead, &whole);
  const size_t cut = 1 + static_cast<uint8_t>(input[1]) % bytes.size();
  const size_t step = 1 + static_cast<uint8_t>(input[2]) % 32;
  for (const auto& [first, rest] : {std::pair{cut, bytes.size()}, {step, step}}) {
    Outcome pieces;
    read(bytes, first, rest, isHead, &pieces);
    expect(pieces.isGood == whole.isGood && pieces.isOver == whole.isOver);
    expect(pieces.told.all == whole.told.all && pieces.told.body == whole.told.body);
  }
}

}  // namespace
}  // namespace nexus::net::http2

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  nexus::net::http2::run({reinterpret_cast<const char*>(data), size});
  return 0;
}

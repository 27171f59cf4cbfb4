// Owns remembering heads that were parsed and admitted before. Clients that keep a connection tend to send the
// same head again, byte for byte; then the answer to parsing, routing and reading parameters is the same too.
// Only whole, equal heads count, and only for the generation that admitted them.
#pragma once

#include <string.h>

#include <array>
#include <cstdint>

#include "http/params.h"
#include "net/admission.h"

namespace nexus::net {

struct HeadMemo {
  static constexpr uint32_t headBytesMax = 768;
  static constexpr uint32_t paramsMax = 8;
  static constexpr uint32_t textBytesMax = 256;

  uint32_t headBytes = 0;  // 0: empty
  uint32_t generation = 0;
  bool used = false;       // it was found again since it was learnt
  uint32_t patience = 0;   // heads to let pass before another is learnt here
  uint32_t disappointments = 0;
  Admission admission;
  std::array<http::PackedParam, paramsMax> params;
  char text[textBytesMax];
  uint8_t head[headBytesMax];
};

class HeadMemos {
 public:
  HeadMemos() : memos_(new HeadMemo[slotCount]) {}

  // The memo of the head that `data` begins with, or nullptr.
  const HeadMemo* find(const uint8_t* data, uint32_t length, uint32_t generation) {
    if (length < keyBytes) return nullptr;
    HeadMemo& memo = memos_[slotOf(data)];
    if (memo.headBytes == 0 || memo.headBytes > length || memo.generation != generation) return nullptr;
    if (memcmp(memo.head, data, memo.headBytes) != 0) return nullptr;
    memo.used = true;
    return &memo;
  }

  // Remembers a head. Where the last ones did not come again, fewer and fewer are: a head that never repeats
  // (it has a trace id, or a token of its own) is not worth its copy.
  void learn(const uint8_t* data, uint32_t headBytes, const Admission& admission, const http::PackedParam* params,
             const char* text) {
    const size_t paramCount = admission.route->params.size();
    if (headBytes < keyBytes || headBytes > HeadMemo::headBytesMax) return;
    if (paramCount > HeadMemo::paramsMax || admission.textBytes > HeadMemo::textBytesMax) return;
    HeadMemo& memo = memos_[slotOf(data)];
    if (memo.patience > 0) {
      memo.patience--;
      return;
    }
    if (memo.used) memo.disappointments = 0;
    memo.patience = (1u << memo.disappointments) - 1;
    if (memo.disappointments < disappointmentsMax) memo.disappointments++;
    memo.used = false;
    memo.headBytes = headBytes;
    memo.generation = admission.generation->id;
    memo.admission = admission;
    memcpy(memo.head, data, headBytes);
    if (paramCount > 0) memcpy(memo.params.data(), params, paramCount * sizeof(http::PackedParam));
    if (admission.textBytes > 0) memcpy(memo.text, text, admission.textBytes);
  }

 private:
  static constexpr uint32_t slotCount = 64;
  // Method and most of the path, where heads that differ mostly differ.
  static constexpr uint32_t keyBytes = 40;

  static constexpr uint32_t disappointmentsMax = 10;

  static uint32_t slotOf(const uint8_t* data) {
    uint64_t words[keyBytes / 8];
    memcpy(words, data, keyBytes);
    // Sums of products, so that the five multiplications do not wait for each other.
    constexpr uint64_t factors[] = {0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu,
                                    0xff51afd7ed558ccdu, 0xc4ceb9fe1a85ec53u};
    uint64_t mixed = 0;
    for (uint32_t i = 0; i < keyBytes / 8; i++) mixed += (words[i] ^ words[i] >> 29) * factors[i];
    return static_cast<uint32_t>(mixed >> 32) % slotCount;
  }

  std::unique_ptr<HeadMemo[]> memos_;
};

}  // namespace nexus::net

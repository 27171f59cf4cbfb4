// Owns the tests of scanDigits: against a plain count, in every split, between guard pages.
#include "http/digits.h"

#include <random>
#include <string>

#include "check.h"
#include "guard.h"

namespace nexus::http {
namespace {

bool plain(const std::string& text) {
  uint32_t run = 0;
  for (const char c : text) {
    run = c == '.' || (c >= '0' && c <= '9') ? run + 1 : 0;
    if (run >= digitRunMin) return true;
  }
  return false;
}

test::GuardedBuffer& buffer() {
  static test::GuardedBuffer shared(4096);
  return shared;
}

bool scanned(const std::string& text, size_t step) {
  DigitScan scan;
  for (size_t at = 0; at < text.size(); at += step) {
    const std::string piece = text.substr(at, step);
    scanDigits(&scan, buffer().atEnd(piece), static_cast<uint32_t>(piece.size()));
  }
  return scan.found;
}

void everyPosition() {
  for (size_t run = 14; run <= 18; run++) {
    for (size_t before = 0; before < 24; before++) {
      for (size_t after = 0; after < 24; after++) {
        const std::string text = std::string(before, '/') + std::string(run, '9') + std::string(after, ':');
        for (const size_t step : {size_t{1}, size_t{7}, size_t{16}, size_t{4096}}) {
          CHECK_EQUAL(scanned(text, step), run >= digitRunMin);
        }
      }
    }
  }
}

void randomTexts() {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; i++) {
    std::string text(random() % 200, ' ');
    for (char& c : text)
      c = random() % 12 == 0 ? static_cast<char>(random()) : static_cast<char>('0' + random() % 10);
    CHECK_EQUAL(scanned(text, 1 + random() % 64), plain(text));
    CHECK_EQUAL(scanned(text, 4096), plain(text));
  }
}

void everyByteBreaksARun() {
  for (int byte = 0; byte < 256; byte++) {
    std::string text(24, '5');
    text[12] = static_cast<char>(byte);
    CHECK_EQUAL(scanned(text, 4096), plain(text));
  }
}

}  // namespace
}  // namespace nexus::http

int main() {
  nexus::http::everyPosition();
  nexus::http::randomTexts();
  nexus::http::everyByteBreaksARun();
  return nexus::test::summary("http/digits");
}

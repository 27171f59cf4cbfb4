// Owns chunked.h: a byte-driven automaton for the framing, with payload moved in bulk.
#include "http/chunked.h"

#include <cstring>

#include "http/chars.h"
#include "http/faults.h"

namespace nexus::http {
namespace {

// Where the next byte belongs. Bad whitespace (BWS) is accepted nowhere: nobody sends it, smugglers do.
enum State : uint8_t {
  sizeDigits,
  extensionName,
  extensionNameRest,
  extensionValue,
  extensionToken,
  extensionQuoted,
  extensionEscaped,
  extensionAfterQuote,
  sizeFeed,
  payload,
  payloadReturn,
  payloadFeed,
  trailerStart,
  trailerName,
  trailerValue,
  trailerFeed,
  finalFeed,
  complete,
};

constexpr uint8_t sizeDigitsMax = 16;
constexpr uint64_t chunkBytesMax = UINT32_MAX;

bool isQuotedText(char c) { return isClass(c, classValue) && c != '"' && c != '\\'; }

// One call's work on the caller's state. `step` takes one byte of framing; null, or why the body is refused.
class Decoder {
 public:
  Decoder(ChunkedState* state, const ChunkLimits& limits) : s_(*state), limits_(limits) {}

  const Refusal* step(char c) {
    switch (s_.state) {
      case sizeDigits:
        return sizeByte(c);
      case sizeFeed:
        return c == '\n' ? sizeDone() : &faults::badChunkSize;
      case payloadReturn:
        return expect(c, '\r', payloadFeed, faults::badChunkEnd);
      case payloadFeed:
        return payloadDone(c);
      case trailerStart:
      case trailerName:
      case trailerValue:
      case trailerFeed:
        return trailerByte(c);
      case finalFeed:
        return expect(c, '\n', complete, faults::badTrailer);
      default:
        return extensionByte(c);
    }
  }

 private:
  const Refusal* go(State next) {
    s_.state = next;
    return nullptr;
  }

  const Refusal* expect(char c, char wanted, State next, const Refusal& otherwise) {
    return c == wanted ? go(next) : &otherwise;
  }

  const Refusal* sizeByte(char c) {
    countOverhead();
    const uint8_t value = hexValue(c);
    if (value <= 0x0f) {
      s_.remaining = s_.remaining << 4 | value;
      const bool fits = ++s_.digits <= sizeDigitsMax && s_.remaining <= chunkBytesMax;
      return fits ? nullptr : &faults::badChunkSize;
    }
    if (s_.digits == 0) return &faults::badChunkSize;
    if (c == ';') return extensionStart();
    return expect(c, '\r', sizeFeed, faults::badChunkSize);
  }

  const Refusal* extensionStart() {
    s_.extensionBytes++;
    return go(extensionName);
  }

  const Refusal* extensionByte(char c) {
    countOverhead();
    if (++s_.extensionBytes > limits_.chunkExtensionBytesMax) return &faults::chunkExtensionsTooLong;
    switch (s_.state) {
      case extensionName:
        return isClass(c, classToken) ? go(extensionNameRest) : &faults::badChunkExtension;
      case extensionNameRest:
        if (isClass(c, classToken)) return nullptr;
        return c == '=' ? go(extensionValue) : extensionEnd(c);
      case extensionValue:
        if (c == '"') return go(extensionQuoted);
        return isClass(c, classToken) ? go(extensionToken) : &faults::badChunkExtension;
      case extensionToken:
        return isClass(c, classToken) ? nullptr : extensionEnd(c);
      case extensionQuoted:
        if (c == '"') return go(extensionAfterQuote);
        if (c == '\\') return go(extensionEscaped);
        return isQuotedText(c) ? nullptr : &faults::badChunkExtension;
      case extensionEscaped:
        return isClass(c, classValue) ? go(extensionQuoted) : &faults::badChunkExtension;
      default:
        return extensionEnd(c);
    }
  }

  const Refusal* extensionEnd(char c) {
    if (c == ';') return go(extensionName);
    return expect(c, '\r', sizeFeed, faults::badChunkExtension);
  }

  const Refusal* sizeDone() {
    countOverhead();
    if (s_.remaining == 0) return go(trailerStart);
    if (s_.bodyBytes + s_.remaining > limits_.bodyBytesMax) return &faults::bodyTooLarge;
    if (s_.overheadBytes > limits_.chunkOverheadBytesMax && s_.bodyBytes < s_.overheadBytes / 3) {
      return &faults::chunkOverhead;
    }
    return go(payload);
  }

  const Refusal* payloadDone(char c) {
    if (c != '\n') return &faults::badChunkEnd;
    s_.overheadBytes += 2;
    s_.digits = 0;
    return go(sizeDigits);
  }

  const Refusal* trailerByte(char c) {
    if (s_.state == trailerStart && c == '\r') return go(finalFeed);
    if (++s_.trailerBytes > limits_.trailerBytesMax) return &faults::trailersTooLarge;
    if (s_.state == trailerFeed) return expect(c, '\n', trailerStart, faults::badTrailer);
    if (s_.state == trailerValue) {
      if (isClass(c, classValue)) return nullptr;
      return expect(c, '\r', trailerFeed, faults::badTrailer);
    }
    if (isClass(c, classToken)) return go(trailerName);
    return s_.state == trailerName && c == ':' ? go(trailerValue) : &faults::badTrailer;
  }

  void countOverhead() { s_.overheadBytes++; }

  ChunkedState& s_;
  const ChunkLimits& limits_;
};

// Moves what there is of the current chunk to the front; returns its bytes.
uint32_t takePayload(ChunkedState* state, char* to, const char* from, uint32_t available) {
  const uint32_t bytes = state->remaining < available ? static_cast<uint32_t>(state->remaining) : available;
  if (to != from) std::memmove(to, from, bytes);
  state->remaining -= bytes;
  state->bodyBytes += bytes;
  if (state->remaining == 0) state->state = payloadReturn;
  return bytes;
}

}  // namespace

ChunkedResult decodeChunked(ChunkedState* state, char* data, uint32_t length, const ChunkLimits& limits) {
  Decoder decoder(state, limits);
  uint32_t at = 0;
  uint32_t produced = 0;
  while (at < length) {
    if (state->state == payload) {
      const uint32_t bytes = takePayload(state, data + produced, data + at, length - at);
      at += bytes;
      produced += bytes;
      continue;
    }
    const uint32_t trailerBytes = state->trailerBytes;
    const char byte = data[at++];
    const Refusal* refusal = decoder.step(byte);
    if (limits.keepTrailers && state->trailerBytes != trailerBytes) data[produced++] = byte;
    if (refusal != nullptr) return {Progress::refused, at, produced, refusal};
    if (state->state == complete) return {Progress::done, at, produced, nullptr};
  }
  return {Progress::partial, at, produced, nullptr};
}

}  // namespace nexus::http

// Owns the parsed form of a request head: slices into the caller's buffer, no copies, no heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace nexus::http {

enum class Method : uint8_t { get, head, post, put, delete_, patch, options, trace, connect, query, other };

// The method of that name, in its case.
Method methodOf(std::string_view text);

inline constexpr uint32_t methodBytesMax = 32;  // of a request's, and so of a route's: 501

// A method as somebody asks for it. The text tells the `other` ones apart (RFC 9110, 9.1: tokens, with case).
struct MethodToken {
  MethodToken(Method method) : method(method) {}  // NOLINT: one of those that have a number
  explicit MethodToken(std::string_view text) : method(methodOf(text)), text(text) {}
  MethodToken(Method method, std::string_view text) : method(method), text(text) {}

  Method method;
  std::string_view text;
};

// A piece of the buffer the parser was given.
struct Slice {
  uint32_t offset = 0;
  uint32_t length = 0;
};

struct Header {
  Slice name;   // as received
  Slice value;  // without surrounding whitespace
};

// What a user may configure; the defaults are in runtime/src/config/limits.ts, see docs/reference/limits.md.
struct ParserLimits {
  uint32_t targetBytesMax;  // 414
  uint32_t headBytesMax;    // 431
  uint32_t headersMax;      // 431
};
inline constexpr uint32_t headersCapacity = 256;  // the largest `headersMax` that may be configured

enum class ConnectionIntent : uint8_t { keepAlive, close };

struct RequestHead {
  Method method;
  uint8_t versionMinor;         // HTTP/1.0 or HTTP/1.1
  ConnectionIntent connection;  // after version and Connection header
  bool chunked;
  bool hasContentLength;
  bool expectContinue;
  bool upgrade;
  uint64_t contentLength;
  Slice methodText;
  Slice target;  // as received
  Slice path;    // of origin-form and absolute-form, without the query; "*" of `OPTIONS *`
  Slice query;   // without '?', empty when there is none
  Slice host;    // of Host, or the authority of an absolute-form target, which wins (RFC 9112, 3.2.2)
  // Positions in `headers`, or -1.
  int16_t contentType;
  int16_t cookie;
  int16_t accept;
  int16_t authorization;
  int16_t traceparent;
  uint16_t headerCount;
  Header headers[headersCapacity];
};

// Why a request was refused. `status` is what to answer before closing.
struct Refusal {
  uint16_t status;
  const char* code;    // stable, kebab-case: "bad-header-name", for logs and problem+json
  const char* detail;  // one sentence for the client; never echoes input
};

// Progress of a pure parser over a buffer.
enum class Progress : uint8_t { done, partial, refused };

struct HeadResult {
  Progress progress;
  uint32_t consumed;       // done: bytes of the head including the blank line
  const Refusal* refusal;  // refused: static storage
};

// Parses the head at `data[0..length)`. `scanned` bytes were already looked at by an earlier call that
// was partial, so a slow sender costs linear time. Reads no byte outside the range (a guard page proves
// it). RFC 9112; the limits make it refuse early, also while partial.
HeadResult parseHead(const char* data, uint32_t length, uint32_t scanned, const ParserLimits& limits,
                     RequestHead* out);

}  // namespace nexus::http

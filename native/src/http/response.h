// Owns composing response heads from precomputed blocks. No sockets, no clock: the caller brings the second.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/answer_rules.h"

namespace nexus::http {

inline constexpr uint32_t dateBytes = 29;  // "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7)

// The cached Date value. `refresh` rewrites it when the second changed.
struct HttpDate {
  int64_t unixSecond = -1;
  char text[dateBytes] = {};
};
void refreshDate(HttpDate* date, int64_t unixSecond);

struct FixedHeader {
  std::string name;
  std::string value;
};

// Everything of a head that is known when a route is installed: status line, Content-Type, fixed headers,
// and the Date line, whose value is written when the block is used. Immutable, so threads may share it.
// Ends with a CRLF: Content-Length, Transfer-Encoding, Connection and the blank line follow.
struct ResponseBlock {
  std::string text;
  uint32_t dateOffset = 0;
  uint16_t status = 0;
};

// `contentType` empty: no Content-Type line. The caller checked names and values with `isHeaderSafe`.
ResponseBlock makeBlock(uint16_t status, std::string_view contentType,
                        const std::vector<FixedHeader>& fixed = {});

// A token name and a value without CR, LF, NUL and other control bytes (response splitting).
bool isHeaderSafe(std::string_view name, std::string_view value);

// "OK", "Not Found"; "Unknown" for a status without a registered phrase.
std::string_view reasonPhrase(uint16_t status);

enum class BodyFraming : uint8_t {
  length,   // Content-Length: N. Also for HEAD, with the length GET would have.
  chunked,  // Transfer-Encoding: chunked, then `writeChunkHead` per piece and `lastChunk`.
  none,     // 1xx, 204, 304, and a body that ends with the connection
};

// What the Connection header says: nothing (HTTP/1.1, open), close, keep-alive (HTTP/1.0 asked for it).
enum class ConnectionHeader : uint8_t { none, close, keepAlive };

// Room that `writeHead` may use beyond block and extra lines.
inline constexpr uint32_t headRoomBytes = 96;

// Writes a whole head into `out`, which has room for block.text.size() + extra.size() + headRoomBytes and what
// `marksRoom` says, and returns the end. `extra` holds complete "Name: value\r\n" lines, already checked.
char* writeHead(char* out, const ResponseBlock& block, const HttpDate& date, BodyFraming framing,
                uint64_t bodyBytes, ConnectionHeader connection, std::string_view extra = {},
                const AnswerMarks& marks = {});

// Decimal digits of `value` at `out` (20 at most); returns the end.
char* writeDecimal(char* out, uint64_t value);

// "1f4\r\n" before a piece of a chunked body (18 bytes at most); after the piece comes "\r\n".
// `bytes` is never 0: that would end the body.
char* writeChunkHead(char* out, uint64_t bytes);
inline constexpr std::string_view chunkEnd = "\r\n";
inline constexpr std::string_view lastChunk = "0\r\n";      // then trailer lines, and `trailersEnd`
inline constexpr std::string_view trailersEnd = "\r\n";
inline constexpr std::string_view continueAnswer = "HTTP/1.1 100 Continue\r\n\r\n";

}  // namespace nexus::http

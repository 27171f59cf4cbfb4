// Owns response.h.
#include "http/response.h"

#include <cstring>

#include "http/chars.h"

namespace nexus::http {
namespace {

constexpr std::string_view dateName = "Date: ";
constexpr std::string_view lengthName = "Content-Length: ";
constexpr std::string_view chunkedLine = "Transfer-Encoding: chunked\r\n";
constexpr std::string_view closeLine = "Connection: close\r\n";
constexpr std::string_view keepAliveLine = "Connection: keep-alive\r\n";
constexpr std::string_view lineEnd = "\r\n";
static_assert(lengthName.size() + 20 + lineEnd.size() + keepAliveLine.size() + lineEnd.size() <=
              headRoomBytes);
static_assert(chunkedLine.size() + keepAliveLine.size() + lineEnd.size() <= headRoomBytes);

constexpr char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
    "8081828384858687888990919293949596979899";

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* putPair(char* out, uint32_t value) {
  std::memcpy(out, pairs + value * 2, 2);
  return out + 2;
}

struct CivilDate {
  int64_t year;
  uint32_t month;  // 1-12
  uint32_t day;    // 1-31
};

// Days since 1970-01-01 to a date of the proleptic Gregorian calendar, by 400-year eras that begin in March.
CivilDate civilFromDays(int64_t days) {
  days += 719468;
  const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const uint32_t dayOfEra = static_cast<uint32_t>(days - era * 146097);
  const uint32_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const uint32_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const uint32_t shifted = (5 * dayOfYear + 2) / 153;  // months since March
  const uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const int64_t year = static_cast<int64_t>(yearOfEra) + era * 400 + (month <= 2 ? 1 : 0);
  return {year, month, dayOfYear - (153 * shifted + 2) / 5 + 1};
}

}  // namespace

void refreshDate(HttpDate* date, int64_t unixSecond) {
  if (date->unixSecond == unixSecond) return;
  date->unixSecond = unixSecond;
  const int64_t days = unixSecond / 86400;
  const uint32_t second = static_cast<uint32_t>(unixSecond % 86400);
  const CivilDate civil = civilFromDays(days);
  char* out = date->text;
  out = put(out, std::string_view("ThuFriSatSunMonTueWed").substr(static_cast<size_t>(days % 7) * 3, 3));
  out = putPair(put(out, ", "), civil.day);
  out = put(out, " ");
  out = put(out, std::string_view("JanFebMarAprMayJunJulAugSepOctNovDec").substr((civil.month - 1) * 3, 3));
  out = putPair(put(out, " "), static_cast<uint32_t>(civil.year / 100));
  out = putPair(out, static_cast<uint32_t>(civil.year % 100));
  out = putPair(put(out, " "), second / 3600);
  out = putPair(put(out, ":"), second / 60 % 60);
  out = putPair(put(out, ":"), second % 60);
  put(out, " GMT");
}

bool isHeaderSafe(std::string_view name, std::string_view value) {
  for (const char c : name) {
    if (!isClass(c, classToken)) return false;
  }
  for (const char c : value) {
    if (!isClass(c, classValue)) return false;
  }
  return !name.empty();
}

ResponseBlock makeBlock(uint16_t status, std::string_view contentType,
                        const std::vector<FixedHeader>& fixed) {
  ResponseBlock block;
  block.status = status;
  block.text = "HTTP/1.1 " + std::to_string(status) + " " + std::string(reasonPhrase(status)) + "\r\n";
  if (!contentType.empty()) block.text += "Content-Type: " + std::string(contentType) + "\r\n";
  for (const FixedHeader& header : fixed) block.text += header.name + ": " + header.value + "\r\n";
  block.text += dateName;
  block.dateOffset = static_cast<uint32_t>(block.text.size());
  block.text.append(dateBytes, ' ');
  block.text += lineEnd;
  return block;
}

char* writeDecimal(char* out, uint64_t value) {
  char digits[20];
  char* at = digits + sizeof digits;
  while (value >= 100) {
    at -= 2;
    putPair(at, static_cast<uint32_t>(value % 100));
    value /= 100;
  }
  if (value >= 10) {
    at -= 2;
    putPair(at, static_cast<uint32_t>(value));
  } else {
    *--at = static_cast<char>('0' + value);
  }
  return put(out, {at, static_cast<size_t>(digits + sizeof digits - at)});
}

char* writeChunkHead(char* out, uint64_t bytes) {
  static constexpr char hex[] = "0123456789abcdef";
  uint32_t digits = 1;
  while (digits < 16 && bytes >> (digits * 4) != 0) digits++;
  for (uint32_t i = digits; i > 0; i--) *out++ = hex[bytes >> ((i - 1) * 4) & 0x0f];
  return put(out, lineEnd);
}

char* writeHead(char* out, const ResponseBlock& block, const HttpDate& date, BodyFraming framing,
                uint64_t bodyBytes, ConnectionHeader connection, std::string_view extra,
                const AnswerMarks& marks) {
  char* at = put(out, block.text);
  std::memcpy(out + block.dateOffset, date.text, dateBytes);
  if (!extra.empty()) at = put(at, extra);
  if (marks.rules != nullptr) at = writeMarks(at, marks, extra);
  if (framing == BodyFraming::length) at = put(writeDecimal(put(at, lengthName), bodyBytes), lineEnd);
  if (framing == BodyFraming::chunked) at = put(at, chunkedLine);
  if (connection == ConnectionHeader::close) at = put(at, closeLine);
  if (connection == ConnectionHeader::keepAlive) at = put(at, keepAliveLine);
  return put(at, lineEnd);
}

}  // namespace nexus::http

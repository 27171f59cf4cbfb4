// Owns parsing a request head (RFC 9112, 2-3 and 5): lines, tokens, limits. fields.cc knows what fields mean.
#include <cstring>
#include <string_view>

#include "http/chars.h"
#include "http/faults.h"
#include "http/fields.h"
#include "http/request.h"
#include "http/scan.h"
#include "http/target.h"

namespace nexus::http {

Method methodOf(std::string_view text) {
  switch (text.size()) {
    case 3:
      if (text == "GET") return Method::get;
      if (text == "PUT") return Method::put;
      break;
    case 4:
      if (text == "POST") return Method::post;
      if (text == "HEAD") return Method::head;
      break;
    case 5:
      if (text == "PATCH") return Method::patch;
      if (text == "TRACE") return Method::trace;
      if (text == "QUERY") return Method::query;
      break;
    case 6:
      if (text == "DELETE") return Method::delete_;
      break;
    case 7:
      if (text == "OPTIONS") return Method::options;
      if (text == "CONNECT") return Method::connect;
      break;
    default:
      break;
  }
  return Method::other;
}

namespace {

// One pass over a head. Each step returns `done` when its part is complete; nothing is looked at twice.
class HeadParser {
 public:
  HeadParser(const char* data, const char* end, const ParserLimits& limits, RequestHead* head,
             FieldNotes* notes)
      : data_(data), end_(end), at_(data), limits_(limits), head_(head), notes_(*notes) {}

  Progress parse() {
    clear();
    Progress progress = skipEmptyLine();
    if (progress == Progress::done) progress = requestLine();
    while (progress == Progress::done) {
      if (at_ == end_) return Progress::partial;
      if (*at_ == '\r') return blankLine();
      progress = fieldLine();
    }
    return progress;
  }

  uint32_t consumed() const { return static_cast<uint32_t>(at_ - data_); }
  const Refusal* refusal() const { return refusal_; }

 private:
  // Everything but the array of headers, which counts only up to `headerCount`.
  void clear() {
    std::memset(static_cast<void*>(head_), 0, offsetof(RequestHead, headers));
    resetPositions();
  }

  void resetPositions() {
    head_->contentType = -1;
    head_->cookie = -1;
    head_->accept = -1;
    head_->authorization = -1;
    head_->traceparent = -1;
  }

  Progress refuse(const Refusal& refusal) {
    refusal_ = &refusal;
    return Progress::refused;
  }

  Slice slice(const char* from, const char* to) const {
    return {static_cast<uint32_t>(from - data_), static_cast<uint32_t>(to - from)};
  }

  // One empty line before the request line is ignored (RFC 9112, 2.2).
  Progress skipEmptyLine() {
    if (at_ == end_) return Progress::partial;
    if (*at_ != '\r') return Progress::done;
    return lineEnd();
  }

  Progress lineEnd() {
    if (at_ == end_) return Progress::partial;
    if (*at_ != '\r') return refuse(faults::badLineEnd);
    if (end_ - at_ < 2) return Progress::partial;
    if (at_[1] != '\n') return refuse(faults::badLineEnd);
    at_ += 2;
    return Progress::done;
  }

  Progress requestLine() {
    Progress progress = method();
    if (progress == Progress::done) progress = target();
    if (progress == Progress::done) progress = version();
    if (progress != Progress::done) return progress;
    if (head_->method == Method::connect) return refuse(faults::methodUnsupported);
    const Refusal* refusal = splitTarget(data_, end_, head_);
    return refusal == nullptr ? Progress::done : refuse(*refusal);
  }

  Progress method() {
    const char* start = at_;
    while (at_ < end_ && isClass(*at_, classToken)) at_++;
    const Slice text = slice(start, at_);
    if (text.length > methodBytesMax) return refuse(faults::methodTooLong);
    if (at_ == end_) return Progress::partial;
    if (*at_ != ' ' || text.length == 0) return refuse(faults::badMethod);
    head_->methodText = text;
    head_->method = methodOf({start, text.length});
    at_++;
    return Progress::done;
  }

  Progress target() {
    const char* start = at_;
    at_ = findTargetEnd(data_, start, end_);
    head_->target = slice(start, at_);
    if (head_->target.length > limits_.targetBytesMax) return refuse(faults::targetTooLong);
    if (at_ == end_) return Progress::partial;
    if (*at_ == '\r' && head_->target.length > 0) return refuse(faults::badVersion);  // HTTP/0.9
    if (*at_ != ' ' || head_->target.length == 0) return refuse(faults::badTarget);
    at_++;
    return Progress::done;
  }

  Progress version() {
    if (end_ - at_ >= 10 && std::memcmp(at_, "HTTP/1.1\r\n", 10) == 0) {
      head_->versionMinor = 1;
      at_ += 10;
      return Progress::done;
    }
    static constexpr char form[] = "HTTP/0.0";  // 0 stands for a digit
    for (const char* expected = form; *expected != 0; expected++, at_++) {
      if (at_ == end_) return Progress::partial;
      const bool fits = *expected == '0' ? isClass(*at_, classDigit) : *at_ == *expected;
      if (!fits) return refuse(faults::badVersion);
    }
    if (at_ == end_) return Progress::partial;
    if (*at_ != '\r' && *at_ != '\n') return refuse(faults::badVersion);
    // A higher minor version is the highest that we know (RFC 9110, 2.5).
    const bool known = at_[-3] == '1';
    head_->versionMinor = at_[-1] == '0' ? 0 : 1;
    const Progress progress = lineEnd();
    if (progress == Progress::done && !known) return refuse(faults::unsupportedVersion);
    return progress;
  }

  Progress fieldLine() {
    const char* name = at_;
    const char* nameEnd = findNameEnd(data_, name, end_);
    if (nameEnd == end_) return Progress::partial;
    if (*nameEnd != ':' || nameEnd == name) return refuse(nameFault(name, nameEnd));
    const char* value = nameEnd + 1;
    while (value < end_ && (*value == ' ' || *value == '\t')) value++;
    at_ = findValueEnd(data_, value, end_);
    const char* valueEnd = at_;
    if (at_ < end_ && *at_ != '\r' && *at_ != '\n') return refuse(faults::badHeaderValue);
    const Progress progress = lineEnd();
    if (progress != Progress::done) return progress;
    while (valueEnd > value && (valueEnd[-1] == ' ' || valueEnd[-1] == '\t')) valueEnd--;
    return store(slice(name, nameEnd), slice(value, valueEnd));
  }

  static const Refusal& nameFault(const char* name, const char* nameEnd) {
    const bool space = *nameEnd == ' ' || *nameEnd == '\t';
    if (space) return nameEnd == name ? faults::lineFolding : faults::spaceBeforeColon;
    return *nameEnd == '\n' ? faults::badLineEnd : faults::badHeaderName;
  }

  Progress store(Slice name, Slice value) {
    const uint32_t index = head_->headerCount;
    if (index >= limits_.headersMax || index >= headersCapacity) return refuse(faults::tooManyHeaders);
    head_->headers[index] = {name, value};
    head_->headerCount++;
    if (!mayNote(name.length)) return Progress::done;
    const Refusal* refusal = noteField(&notes_, data_, index, head_);
    return refusal == nullptr ? Progress::done : refuse(*refusal);
  }

  Progress blankLine() {
    const Progress progress = lineEnd();
    if (progress != Progress::done) return progress;
    const Refusal* refusal = concludeFields(notes_, head_);
    return refusal == nullptr ? Progress::done : refuse(*refusal);
  }

  const char* const data_;
  const char* const end_;
  const char* at_;
  const ParserLimits& limits_;
  RequestHead* const head_;
  const Refusal* refusal_ = nullptr;
  FieldNotes& notes_;  // not a part of this object, which so can live in registers
};

const char* firstByte(const char* from, const char* to, char byte) {
  if (from == to) return nullptr;
  return static_cast<const char*>(std::memchr(from, byte, static_cast<size_t>(to - from)));
}

// A slow sender's next bytes, while the request line is incomplete. True: they cannot change the answer.
bool targetStillOpen(const char* data, const char* seen, const char* end, const ParserLimits& limits) {
  const char* methodEnd = firstByte(data, seen, ' ');
  if (methodEnd == nullptr || firstByte(methodEnd + 1, seen, ' ') != nullptr) return false;
  if (static_cast<size_t>(end - methodEnd) > limits.targetBytesMax) return false;
  return findTargetEnd(data, seen, end) == end;
}

// The same while the line that starts at `line` is incomplete: inside a name or inside a value.
bool fieldStillOpen(const char* data, const char* line, const char* seen, const char* end) {
  const bool inValue = firstByte(line, seen, ':') != nullptr;
  if (inValue) return findValueEnd(data, seen, end) == end;
  return findNameEnd(data, seen, end) == end;
}

// An earlier call found data[0..scanned) partial. True: it still is. What this skips is what makes a slow
// sender cost quadratic time; a parse from the start happens at most once or twice per line.
bool stillPartial(const char* data, uint32_t length, uint32_t scanned, const ParserLimits& limits) {
  if (scanned < 3 || length >= limits.headBytesMax) return false;
  const char* seen = data + scanned;
  const char* end = data + length;
  if (seen[-1] == '\r') return false;
  const char* start = *data == '\r' ? data + 2 : data;  // an ignored empty line
  const char* feed = static_cast<const char*>(memrchr(start, '\n', static_cast<size_t>(seen - start)));
  if (feed == nullptr) return targetStillOpen(start, seen, end, limits);
  return feed + 1 < seen && fieldStillOpen(data, feed + 1, seen, end);
}

}  // namespace

HeadResult parseHead(const char* data, uint32_t length, uint32_t scanned, const ParserLimits& limits,
                     RequestHead* out) {
  if (scanned > 0 && scanned <= length && stillPartial(data, length, scanned, limits)) {
    return {Progress::partial, 0, nullptr};
  }
  const uint32_t visible = length < limits.headBytesMax ? length : limits.headBytesMax;
  FieldNotes notes;
  HeadParser parser(data, data + visible, limits, out, &notes);
  const Progress progress = parser.parse();
  if (progress == Progress::partial && visible == limits.headBytesMax) {
    return {Progress::refused, 0, &faults::headTooLarge};
  }
  return {progress, progress == Progress::done ? parser.consumed() : 0, parser.refusal()};
}

}  // namespace nexus::http

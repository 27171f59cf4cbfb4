// Owns the table that `describeLayout` gives, computed from the types themselves.
#include "addon/layout.h"

#include <bit>
#include <cstddef>
#include <string>

#include "net/batch.h"
#include "net/metrics.h"

namespace nexus::addon {
namespace {

using net::LateRecord;
using net::Notice;
using net::NoticeKind;
using net::Record;

constexpr uint32_t wordBytes = sizeof(uint32_t);
static_assert(std::endian::native == std::endian::little, "the state word of a parameter is read as one number");

struct Number {
  const char* name;
  uint32_t value;
};

template <size_t count>
Napi::Object table(Napi::Env env, const Number (&numbers)[count]) {
  Napi::Object out = Napi::Object::New(env);
  for (const Number& number : numbers) out.Set(number.name, Napi::Number::New(env, number.value));
  return out;
}

// How far an index is shifted to count words.
template <typename Type>
constexpr uint32_t shiftOf() {
  static_assert(std::has_single_bit(sizeof(Type)));
  return std::countr_zero(sizeof(Type) / wordBytes);
}

#define NEXUS_WORD(type, member) {#member, offsetof(type, member) / wordBytes}

constexpr Number records[] = {
    NEXUS_WORD(Record, connection), NEXUS_WORD(Record, serial),        NEXUS_WORD(Record, route),
    NEXUS_WORD(Record, flags),      NEXUS_WORD(Record, headOffset),    NEXUS_WORD(Record, headLength),
    NEXUS_WORD(Record, bodyOffset), NEXUS_WORD(Record, bodyLength),    NEXUS_WORD(Record, params),
    NEXUS_WORD(Record, textOffset), NEXUS_WORD(Record, generation),    NEXUS_WORD(Record, rejection),
    NEXUS_WORD(Record, answer),     NEXUS_WORD(Record, extraBytes),    NEXUS_WORD(Record, payloadOffset),
    NEXUS_WORD(Record, bodyBytes),
};

constexpr Number lates[] = {
    NEXUS_WORD(LateRecord, connection), NEXUS_WORD(LateRecord, serial),        NEXUS_WORD(LateRecord, answer),
    NEXUS_WORD(LateRecord, extraBytes), NEXUS_WORD(LateRecord, payloadOffset), NEXUS_WORD(LateRecord, bodyBytes),
};

#undef NEXUS_WORD

constexpr Number flags[] = {
    {"methodMask", net::flagBody - 1},     {"body", net::flagBody},           {"bodyText8", net::flagBodyText8},
    {"bodyBroken", net::flagBodyBroken},   {"longDigits", net::flagLongDigits}, {"tooDeep", net::flagTooDeep},
    {"bodyAway", net::flagBodyAway},       {"rejected", net::flagRejected},
    {"traceparent", net::flagTraceparent}, {"paramText8", net::flagParamText8},
    {"encrypted", net::flagEncrypted},     {"bodyStream", net::flagBodyStream},   {"bodyCoded", net::flagBodyCoded},
};

constexpr Number params[] = {
    {"offset", offsetof(http::PackedParam, offset) / wordBytes},
    {"state", offsetof(http::PackedParam, state) / wordBytes},
    {"number", offsetof(http::PackedParam, number) / sizeof(double)},
};

// The bit that `value` of the byte at `offset` is in the word around it.
constexpr uint32_t inWord(size_t offset, uint32_t value) { return value << (offset % wordBytes * 8); }

constexpr Number paramStates[] = {
    {"lengthMask", inWord(offsetof(http::PackedParam, length), 0xffff)},
    {"present", inWord(offsetof(http::PackedParam, state), static_cast<uint32_t>(http::ParamState::present))},
    {"text8", inWord(offsetof(http::PackedParam, flags), 1)},
};

constexpr Number answers[] = {
    {"pending", static_cast<uint32_t>(net::Answer::pending)},
    {"block", static_cast<uint32_t>(net::Answer::block)},
    {"away", static_cast<uint32_t>(net::Answer::away)},
    {"reject", static_cast<uint32_t>(net::Answer::reject)},
};

constexpr Number notices[] = {
    {"clientLeft", static_cast<uint32_t>(NoticeKind::clientLeft)},
    {"timedOut", static_cast<uint32_t>(NoticeKind::timedOut)},
    {"refused", static_cast<uint32_t>(NoticeKind::refused)},
    {"drained", static_cast<uint32_t>(NoticeKind::drained)},
    {"stopped", static_cast<uint32_t>(NoticeKind::stopped)},
    {"answerDropped", static_cast<uint32_t>(NoticeKind::answerDropped)},
    {"room", static_cast<uint32_t>(NoticeKind::room)},
    {"bytes", static_cast<uint32_t>(NoticeKind::bytes)},
    {"acceptFailed", static_cast<uint32_t>(NoticeKind::acceptFailed)},
};

constexpr Number controls[] = {
    {"batch", net::controlBatch},         {"notices", net::controlNotices},     {"late", net::controlLate},
    {"lateBytes", net::controlLateBytes}, {"textBytes", net::controlTextBytes},
};

Napi::Array methodNames(Napi::Env env) {
  Napi::Array out = Napi::Array::New(env);
  const auto other = static_cast<uint32_t>(http::Method::other);
  for (uint32_t i = 0; i < other; i++) {
    out.Set(i, std::string(net::methodName(static_cast<http::Method>(i))));
  }
  out.Set(other, "");
  return out;
}

}  // namespace

Napi::Object describeLayout(Napi::Env env) {
  Napi::Object out = table(env, {
                                    {"batchRequestsMax", net::batchRequestsMax},
                                    {"recordShift", shiftOf<Record>()},
                                    {"lateShift", shiftOf<LateRecord>()},
                                    {"noticeShift", shiftOf<Notice>()},
                                    {"paramShift", shiftOf<http::PackedParam>()},
                                    {"answerShift", net::answerShift},
                                    {"controlWords", net::controlWords},
                                    {"wordBytes", wordBytes},
                                });
  out.Set("record", table(env, records));
  out.Set("late", table(env, lates));
  out.Set("flag", table(env, flags));
  out.Set("param", table(env, params));
  out.Set("paramState", table(env, paramStates));
  out.Set("answer", table(env, answers));
  out.Set("notice", table(env, notices));
  out.Set("control", table(env, controls));
  out.Set("methods", methodNames(env));
  return out;
}

}  // namespace nexus::addon

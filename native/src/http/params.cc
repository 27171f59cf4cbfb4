// Owns params.h: where each declared parameter is in a request. param_text.h owns the decoded area.
#include "http/params.h"

#include "http/chars.h"
#include "http/headers.h"
#include "http/param_text.h"
#include "http/text_number.h"

namespace nexus::http {
namespace {

using Kind = PackResult::Kind;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The part of `*rest` before `separator`, which is taken away together with it.
std::string_view takeUntil(std::string_view* rest, char separator) {
  const size_t at = rest->find(separator);
  const std::string_view part = rest->substr(0, at);
  rest->remove_prefix(at == std::string_view::npos ? rest->size() : at + 1);
  return part;
}

// Number of the template's parameter called `name`, or `capturesMax`.
uint32_t captureOf(std::string_view path, std::string_view name) {
  uint32_t capture = 0;
  for (size_t open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    if (path.substr(open + 1, name.size() + 1).starts_with(name) && path[open + 1 + name.size()] == '}') {
      return capture;
    }
    capture++;
  }
  return capturesMax;
}

// Whether a raw query name, decoded, is `name`.
bool isQueryName(std::string_view raw, std::string_view name) {
  if (raw == name) return true;
  if (raw.size() <= name.size() && raw.find('+') == std::string_view::npos) return false;
  size_t at = 0;
  for (const char wanted : name) {
    if (at == raw.size()) return false;
    char byte = raw[at++];
    if (byte == '+') byte = ' ';
    if (byte == '%') {
      if (raw.size() - at < 2) return false;
      byte = static_cast<char>(hexValue(raw[at]) << 4 | hexValue(raw[at + 1]));
      at += 2;
    }
    if (byte != wanted) return false;
  }
  return at == raw.size();
}

// The next value of a query parameter; false when there is none.
bool nextQueryValue(std::string_view* rest, std::string_view name, std::string_view* value) {
  while (!rest->empty()) {
    std::string_view pair = takeUntil(rest, '&');
    if (pair.empty() || !isQueryName(takeUntil(&pair, '='), name)) continue;
    *value = pair;
    return true;
  }
  return false;
}

// The first value of a cookie (RFC 6265, 5.4: the most specific path comes first). runtime/src/text/cookie-pairs.ts goes
// by the same rules.
bool findCookie(const RequestHead& head, const char* data, std::string_view name, std::string_view* value) {
  for (int32_t i = head.cookie; i >= 0; i = findHeader(head, data, "cookie", static_cast<uint32_t>(i) + 1)) {
    std::string_view rest = textOf(data, head.headers[i].value);
    while (!rest.empty()) {
      const std::string_view pair = takeUntil(&rest, ';');
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos || trim(pair.substr(0, equals)) != name) continue;
      const std::string_view text = trim(pair.substr(equals + 1));
      const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
      *value = quoted ? text.substr(1, text.size() - 2) : text;
      return true;
    }
  }
  return false;
}

// Packs one route's parameters, one after the other.
class Packer {
 public:
  Packer(const RouteSpec& route, const Match& match, const RequestHead& head, const char* data,
         ParamText* text)
      : route_(route), match_(match), head_(head), data_(data), text_(*text) {}

  Kind pack(const ParamSpec& spec, PackedParam* out) {
    *out = {text_.used(), 0, static_cast<uint8_t>(ParamState::absent), 0, 0};
    const Kind kind = read(spec, out);
    if (kind != Kind::missing) return kind;
    return spec.required ? Kind::missing : Kind::ok;
  }

 private:
  // `missing` when the request has no such parameter.
  Kind read(const ParamSpec& spec, PackedParam* out) {
    switch (spec.place) {
      case ParamPlace::path:
        return readPath(spec, out);
      case ParamPlace::query:
        return readQuery(spec, out);
      case ParamPlace::header:
        return readHeader(spec, out);
      case ParamPlace::cookie:
        break;
    }
    std::string_view value;
    if (!findCookie(head_, data_, spec.name, &value)) return Kind::missing;
    return readOne(spec, value, Spelling::escaped, out);
  }

  Kind readPath(const ParamSpec& spec, PackedParam* out) {
    const uint32_t capture = captureOf(route_.path, spec.name);
    if (capture >= match_.captureCount) return Kind::missing;
    const Slice slice = match_.captures[capture];
    return readOne(spec, {data_ + head_.path.offset + slice.offset, slice.length}, Spelling::escaped, out);
  }

  Kind readQuery(const ParamSpec& spec, PackedParam* out) {
    std::string_view rest = textOf(data_, head_.query);
    std::string_view value;
    if (!nextQueryValue(&rest, spec.name, &value)) return Kind::missing;
    if (spec.kind == ParamKind::list && spec.explode) return readRepeated(spec, value, rest, out);
    std::string_view second;
    if (nextQueryValue(&rest, spec.name, &second)) return Kind::repeated;
    return readOne(spec, value, Spelling::form, out);
  }

  Kind readRepeated(const ParamSpec& spec, std::string_view value, std::string_view rest, PackedParam* out) {
    ParamList list(&text_, out);
    Kind kind = Kind::ok;
    do {
      kind = list.add(value, Spelling::form);
    } while (kind == Kind::ok && nextQueryValue(&rest, spec.name, &value));
    return kind == Kind::ok ? list.finish() : kind;
  }

  // Repeated lines are one list (RFC 9110, 5.3): text joins them with ", ", other scalars refuse.
  Kind readHeader(const ParamSpec& spec, PackedParam* out) {
    const int32_t first = findHeader(head_, data_, spec.name);
    if (first < 0) return Kind::missing;
    const std::string_view value = textOf(data_, head_.headers[first].value);
    const int32_t second = findHeader(head_, data_, spec.name, static_cast<uint32_t>(first) + 1);
    if (spec.kind == ParamKind::list) return readHeaderList(spec, first, out);
    if (second < 0) return readOne(spec, value, Spelling::plain, out);
    return spec.kind == ParamKind::string ? readJoined(spec, first, out) : Kind::repeated;
  }

  Kind readHeaderList(const ParamSpec& spec, int32_t line, PackedParam* out) {
    ParamList list(&text_, out);
    for (; line >= 0; line = findHeader(head_, data_, spec.name, static_cast<uint32_t>(line) + 1)) {
      std::string_view rest = textOf(data_, head_.headers[line].value);
      while (!rest.empty()) {
        const Kind kind = list.add(trim(takeUntil(&rest, spec.separator)), Spelling::plain);
        if (kind != Kind::ok) return kind;
      }
    }
    return list.finish();
  }

  Kind readJoined(const ParamSpec& spec, int32_t first, PackedParam* out) {
    int32_t line = first;
    Kind kind = Kind::ok;
    uint8_t flags = 0;
    const uint32_t start = text_.used();
    while (kind == Kind::ok && line >= 0) {
      // Behind an empty line, too, as a handler reads a header by its name (RFC 9110, 5.3).
      if (line != first) kind = text_.append(", ", Spelling::plain, &flags);
      if (kind == Kind::ok)
        kind = text_.append(textOf(data_, head_.headers[line].value), Spelling::plain, &flags);
      line = findHeader(head_, data_, spec.name, static_cast<uint32_t>(line) + 1);
    }
    return kind == Kind::ok ? text_.close(start, flags, out) : kind;
  }

  Kind readOne(const ParamSpec& spec, std::string_view raw, Spelling spelling, PackedParam* out) {
    if (spec.kind == ParamKind::list) return readSeparated(spec, raw, spelling, out);
    uint8_t flags = 0;
    const uint32_t start = text_.used();
    Kind kind = text_.append(raw, spelling, &flags);
    if (kind == Kind::ok) kind = text_.close(start, flags, out);
    if (kind != Kind::ok) return kind;
    const std::string_view text = text_.since(start);
    if (coerce(spec.kind, text, &out->number)) return Kind::ok;
    return spec.kind == ParamKind::integer && isIntegerText(text) ? Kind::tooLarge : Kind::badType;
  }

  static bool coerce(ParamKind kind, std::string_view text, double* number) {
    switch (kind) {
      case ParamKind::integer:
        return readInteger(text, number);
      case ParamKind::number:
        return readNumber(text, number);
      case ParamKind::boolean:
        return readBoolean(text, number);
      case ParamKind::string:
      case ParamKind::list:
        return true;
    }
    return false;
  }

  // Separators are looked for before decoding, so that an escaped comma belongs to its item (RFC
  // 6570, 3.2.1). Nothing at all is a list of nothing.
  Kind readSeparated(const ParamSpec& spec, std::string_view rest, Spelling spelling, PackedParam* out) {
    ParamList list(&text_, out);
    bool more = !rest.empty();
    while (more) {
      const Separated part = splitAt(rest, spec.separator, spelling);
      const Kind kind = list.add(part.item, spelling);
      if (kind != Kind::ok) return kind;
      more = part.found;
      rest = part.rest;
    }
    return list.finish();
  }

  const RouteSpec& route_;
  const Match& match_;
  const RequestHead& head_;
  const char* data_;
  ParamText& text_;
};

}  // namespace

PackResult packParams(const RouteSpec& route, const Match& match, const RequestHead& head, const char* data,
                      PackedParam* out, char* text, uint32_t textCapacity) {
  ParamText area(text, textCapacity);
  Packer packer(route, match, head, data, &area);
  const uint32_t count = static_cast<uint32_t>(route.params.size());
  for (uint32_t i = 0; i < count; i++) {
    const Kind kind = packer.pack(route.params[i], out + i);
    if (kind != Kind::ok) return {kind, i, area.used()};
  }
  return {Kind::ok, 0, area.used()};
}

}  // namespace nexus::http

// Owns finding a route: the flat, read-only trie and the walk over it. route_builder.cc makes the trie.
#include <algorithm>
#include <cstring>

#include "http/chars.h"
#include "http/route_trie.h"

namespace nexus::http {
namespace {

// One byte of a path as it is meant, and how many bytes spell it. A '%' that starts no escape is itself.
struct Unit {
  char byte;
  uint32_t width;
};

Unit unitAt(const char* at, const char* end) {
  if (*at != '%' || end - at < 3) return {*at, 1};
  const uint8_t high = hexValue(at[1]);
  const uint8_t low = hexValue(at[2]);
  if ((high | low) > 0x0f) return {*at, 1};
  return {static_cast<char>(high << 4 | low), 3};
}

// The end of `literal` when it is spelt at `at`, or null.
const char* afterLiteral(const char* at, const char* end, std::string_view literal) {
  for (const char wanted : literal) {
    if (at == end) return nullptr;
    const Unit unit = unitAt(at, end);
    if (unit.byte != wanted) return nullptr;
    at += unit.width;
  }
  return at;
}

}  // namespace

// One look-up. Every node of the trie is visited at most once: a node has one parent and one depth, and the
// depth fixes the segment.
class RouteTrie::Walk {
 public:
  Walk(const RouteTrie& trie, std::string_view path, Match* match)
      : trie_(trie), path_(path), match_(*match) {}

  // Below `node`, from the segment that starts at `from`. The resource that was found, or -1.
  int32_t find(const Node& node, uint32_t from) {
    const int32_t found = findChild(node, from);
    if (found >= 0 || node.restChild < 0) return found;
    push(from, static_cast<uint32_t>(path_.size()));
    return trie_.nodes_[static_cast<uint32_t>(node.restChild)].resource;
  }

 private:
  int32_t findChild(const Node& node, uint32_t from) {
    const Segment segment = segmentAt(from);
    if (node.edgeCount > 0) {
      const int32_t child = literalChild(node, segment);
      if (child >= 0) {
        const int32_t found = descend(static_cast<uint32_t>(child), segment);
        if (found >= 0) return found;
      }
    }
    if (segment.from == segment.to) return -1;  // parameters take at least one byte
    const int32_t found = throughPatterns(node, segment);
    if (found >= 0 || node.anyChild < 0) return found;
    return throughAny(node, segment);
  }

  struct Segment {
    uint32_t from;
    uint32_t to;
    bool escaped;
  };

  Segment segmentAt(uint32_t from) const {
    Segment segment{from, from, false};
    const uint32_t size = static_cast<uint32_t>(path_.size());
    for (; segment.to < size && path_[segment.to] != '/'; segment.to++) {
      segment.escaped |= path_[segment.to] == '%';
    }
    return segment;
  }

  int32_t descend(uint32_t child, Segment segment) {
    const Node& node = trie_.nodes_[child];
    if (segment.to == path_.size()) return node.resource;
    return find(node, segment.to + 1);
  }

  int32_t literalChild(const Node& node, Segment segment) const {
    std::string_view text = path_.substr(segment.from, segment.to - segment.from);
    char decoded[literalBytesMax];
    if (segment.escaped && !decode(text, decoded, &text)) return -1;
    return trie_.edgeTo(node, text);
  }

  // False when the segment is longer than any literal.
  static bool decode(std::string_view raw, char* decoded, std::string_view* out) {
    const char* at = raw.data();
    const char* end = at + raw.size();
    uint32_t length = 0;
    while (at < end) {
      if (length == literalBytesMax) return false;
      const Unit unit = unitAt(at, end);
      decoded[length++] = unit.byte;
      at += unit.width;
    }
    *out = {decoded, length};
    return true;
  }

  int32_t throughPatterns(const Node& node, Segment segment) {
    const uint32_t before = match_.captureCount;
    for (uint32_t i = 0; i < node.patternCount; i++) {
      const Pattern& pattern = trie_.patterns_[node.firstPattern + i];
      if (capture(pattern, segment)) {
        const int32_t found = descend(pattern.node, segment);
        if (found >= 0) return found;
      }
      match_.captureCount = before;
    }
    return -1;
  }

  int32_t throughAny(const Node& node, Segment segment) {
    const uint32_t before = match_.captureCount;
    push(segment.from, segment.to);
    const int32_t found = descend(static_cast<uint32_t>(node.anyChild), segment);
    if (found < 0) match_.captureCount = before;
    return found;
  }

  void push(uint32_t from, uint32_t to) { match_.captures[match_.captureCount++] = {from, to - from}; }

  // Fits literals from the left, each as early as it can be, the last at the end: as for globs, that finds a
  // fit when there is one.
  bool capture(const Pattern& pattern, Segment segment) {
    const char* base = path_.data();
    const char* end = base + segment.to;
    const char* at = afterLiteral(base + segment.from, end, trie_.literalOf(pattern, 0));
    for (uint32_t i = 1; at != nullptr && i <= pattern.paramCount; i++) {
      const bool last = i == pattern.paramCount;
      at = captureOne(at, end, trie_.literalOf(pattern, i), last ? end : nullptr);
    }
    return at != nullptr;
  }

  // Takes the parameter that starts at `at` and ends before `literal`, which ends at `wantedEnd` unless null.
  const char* captureOne(const char* at, const char* end, std::string_view literal, const char* wantedEnd) {
    const char* stop = at;
    while (stop < end) {
      stop += unitAt(stop, end).width;
      const char* after = literal.empty() ? end : afterLiteral(stop, end, literal);
      if (literal.empty()) stop = end;
      if (after == nullptr || (wantedEnd != nullptr && after != wantedEnd)) continue;
      push(static_cast<uint32_t>(at - path_.data()), static_cast<uint32_t>(stop - path_.data()));
      return after;
    }
    return nullptr;
  }

  const RouteTrie& trie_;
  const std::string_view path_;
  Match& match_;
};

// Edges are sorted by length, then bytes.
int32_t RouteTrie::edgeTo(const Node& node, std::string_view text) const {
  uint32_t low = node.firstEdge;
  uint32_t high = low + node.edgeCount;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    const Edge& edge = edges_[middle];
    int order = edge.length < text.size() ? -1 : edge.length > text.size() ? 1 : 0;
    if (order == 0) order = std::memcmp(texts_.data() + edge.text, text.data(), text.size());
    if (order == 0) return static_cast<int32_t>(edge.node);
    if (order < 0) low = middle + 1;
    if (order > 0) high = middle;
  }
  return -1;
}

std::string_view RouteTrie::literalOf(const Pattern& pattern, uint32_t index) const {
  const Slice slice = literals_[pattern.firstLiteral + index];
  return {texts_.data() + slice.offset, slice.length};
}

int32_t RouteTrie::extensionOf(std::string_view text) const {
  const auto at = std::lower_bound(extensions_.begin(), extensions_.end(), text);
  return at == extensions_.end() || *at != text ? -1 : static_cast<int32_t>(at - extensions_.begin());
}

int32_t RouteTrie::routeOf(const Resource& resource, uint32_t extension) {
  const auto& all = resource.extensions;
  const auto isBefore = [](const Extension& each, uint32_t method) { return each.method < method; };
  const auto at = std::lower_bound(all.begin(), all.end(), extension, isBefore);
  return at == all.end() || at->method != extension ? -1 : static_cast<int32_t>(at->route);
}

Match RouteTrie::match(MethodToken method, std::string_view path) const {
  Match match;
  match.kind = Match::Kind::notFound;
  match.route = 0;
  match.resource = 0;
  match.captureCount = 0;
  if (path.empty() || path.front() != '/') return match;
  const int32_t resource = Walk(*this, path, &match).find(nodes_[0], 1);
  if (resource < 0) return match;
  match.resource = static_cast<uint32_t>(resource);
  const Resource& found = resources_[match.resource];
  int32_t route = found.routes[static_cast<size_t>(method.method)];
  match.kind = route < 0 ? Match::Kind::methodNotAllowed : Match::Kind::route;
  if (method.method == Method::other) [[unlikely]] {
    const int32_t extension = extensionOf(method.text);
    route = extension < 0 ? -1 : routeOf(found, static_cast<uint32_t>(extension));
    match.kind = extension < 0 ? Match::Kind::methodUnknown
                 : route < 0   ? Match::Kind::methodNotAllowed
                               : Match::Kind::route;
  }
  if (route >= 0) match.route = static_cast<uint32_t>(route);
  return match;
}

std::string_view RouteTrie::allow(uint32_t resource) const { return resources_[resource].allow; }

int32_t RouteTrie::route(uint32_t resource, Method method) const {
  return resources_[resource].routes[static_cast<size_t>(method)];
}

}  // namespace nexus::http

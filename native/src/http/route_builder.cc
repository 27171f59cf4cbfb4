// Owns compiling RouteSpecs into a RouteTrie: a tree of maps first, then flat arrays. Runs once per
// generation.
#include <algorithm>
#include <map>
#include <set>

#include "http/chars.h"
#include "http/route_trie.h"

namespace nexus::http {
namespace {

// In the order in which Allow lists them.
constexpr struct {
  Method method;
  const char* name;
} methodNames[] = {
    {Method::get, "GET"},     {Method::head, "HEAD"},       {Method::post, "POST"},
    {Method::put, "PUT"},     {Method::patch, "PATCH"},     {Method::delete_, "DELETE"},
    {Method::query, "QUERY"}, {Method::options, "OPTIONS"}, {Method::trace, "TRACE"},
};

// CONNECT asks for a tunnel and has no path (RFC 9110, 9.3.6).
bool isServed(const std::string& method) {
  const auto isToken = [](char c) { return isClass(c, classToken); };
  return !method.empty() && method.size() <= methodBytesMax && method != "CONNECT" &&
         std::all_of(method.begin(), method.end(), isToken);
}

// What a pattern must be told apart by: its literals. The more they say, the earlier it is tried.
struct PatternKey {
  std::vector<std::string> literals;

  size_t literalBytes() const {
    size_t bytes = 0;
    for (const std::string& literal : literals) bytes += literal.size();
    return bytes;
  }
  bool operator<(const PatternKey& other) const {
    if (literalBytes() != other.literalBytes()) return literalBytes() > other.literalBytes();
    return literals < other.literals;
  }
};

struct LiteralOrder {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  }
};

struct TreeNode {
  std::map<std::string, std::unique_ptr<TreeNode>, LiteralOrder> literals;
  std::map<PatternKey, std::unique_ptr<TreeNode>> patterns;
  std::unique_ptr<TreeNode> any;
  std::unique_ptr<TreeNode> rest;
  std::map<std::string, uint32_t> routes;  // by method
};

TreeNode* ensure(std::unique_ptr<TreeNode>* slot) {
  if (*slot == nullptr) *slot = std::make_unique<TreeNode>();
  return slot->get();
}

bool takesRest(const TemplateSegment& segment) {
  const std::string& name = segment.names[0];
  return name.size() > 3 && name.compare(name.size() - 3, 3, "...") == 0;
}

TreeNode* childFor(TreeNode* node, const TemplateSegment& segment, bool isLast) {
  if (segment.names.empty()) return ensure(&node->literals[segment.literals[0]]);
  const bool bare = segment.names.size() == 1 && segment.literals[0].empty() && segment.literals[1].empty();
  if (bare && isLast && takesRest(segment)) return ensure(&node->rest);
  return ensure(bare ? &node->any : &node->patterns[PatternKey{segment.literals}]);
}

// Every path parameter a route declares must occur in its template.
bool checkPathParams(const RouteSpec& route, const std::vector<TemplateSegment>& segments,
                     std::string* error) {
  for (const ParamSpec& param : route.params) {
    if (param.place != ParamPlace::path) continue;
    bool found = false;
    for (const TemplateSegment& segment : segments) {
      found |= std::find(segment.names.begin(), segment.names.end(), param.name) != segment.names.end();
    }
    if (found) continue;
    *error = "the path template " + route.path + " does not hold the path parameter " + param.name;
    return false;
  }
  return true;
}

}  // namespace

class RouteBuilder {
 public:
  explicit RouteBuilder(const std::vector<RouteSpec>& routes) : routes_(routes) {}

  bool addAll(std::string* error) {
    for (uint32_t i = 0; i < routes_.size(); i++) {
      if (!add(i, error)) return false;
    }
    return true;
  }

  std::unique_ptr<Router> flatten() {
    trie_ = std::make_unique<RouteTrie>();
    trie_->extensions_.assign(extensions_.begin(), extensions_.end());
    flattenNode(root_);
    return std::move(trie_);
  }

 private:
  bool add(uint32_t index, std::string* error) {
    const RouteSpec& route = routes_[index];
    if (!isServed(route.method)) {
      *error = "the method " + route.method + " of " + route.path + " is not supported";
      return false;
    }
    std::vector<TemplateSegment> segments;
    if (!readTemplate(route.path, &segments, error)) return false;
    if (!checkPathParams(route, segments, error)) return false;
    TreeNode* node = &root_;
    for (const TemplateSegment& segment : segments) {
      node = childFor(node, segment, &segment == &segments.back());
    }
    const auto [taken, isNew] = node->routes.emplace(route.method, index);
    if (isNew && methodOf(route.method) == Method::other) extensions_.insert(route.method);
    if (isNew) return true;
    *error = route.method + " " + route.path + " collides with " + route.method + " " +
             routes_[taken->second].path;
    return false;
  }

  // Children take slots in one run each, so they are reserved before anything below them is written.
  uint32_t flattenNode(const TreeNode& from) {
    const uint32_t index = static_cast<uint32_t>(trie_->nodes_.size());
    trie_->nodes_.emplace_back();
    RouteTrie::Node node;
    node.resource = flattenResource(from);
    node.firstEdge = static_cast<uint32_t>(trie_->edges_.size());
    node.edgeCount = static_cast<uint32_t>(from.literals.size());
    for (const auto& [text, child] : from.literals) {
      const Slice slice = addText(text);
      trie_->edges_.push_back({slice.offset, slice.length, 0});
    }
    node.firstPattern = static_cast<uint32_t>(trie_->patterns_.size());
    node.patternCount = static_cast<uint32_t>(from.patterns.size());
    for (const auto& [key, child] : from.patterns) addPattern(key);
    uint32_t edge = node.firstEdge;
    for (const auto& [text, child] : from.literals) {
      const uint32_t to = flattenNode(*child);
      trie_->edges_[edge++].node = to;
    }
    uint32_t pattern = node.firstPattern;
    for (const auto& [key, child] : from.patterns) {
      const uint32_t to = flattenNode(*child);
      trie_->patterns_[pattern++].node = to;
    }
    if (from.any != nullptr) node.anyChild = static_cast<int32_t>(flattenNode(*from.any));
    if (from.rest != nullptr) node.restChild = static_cast<int32_t>(flattenNode(*from.rest));
    trie_->nodes_[index] = node;
    return index;
  }

  void addPattern(const PatternKey& key) {
    const uint32_t first = static_cast<uint32_t>(trie_->literals_.size());
    for (const std::string& literal : key.literals) trie_->literals_.push_back(addText(literal));
    trie_->patterns_.push_back({first, static_cast<uint32_t>(key.literals.size() - 1), 0});
  }

  Slice addText(const std::string& text) {
    const uint32_t offset = static_cast<uint32_t>(trie_->texts_.size());
    trie_->texts_ += text;
    return {offset, static_cast<uint32_t>(text.size())};
  }

  int32_t flattenResource(const TreeNode& from) {
    if (from.routes.empty()) return -1;
    RouteTrie::Resource resource;
    resource.routes.fill(-1);
    for (const auto& [name, route] : from.routes) {
      const Method method = methodOf(name);
      if (method == Method::other) {
        resource.extensions.push_back({static_cast<uint32_t>(trie_->extensionOf(name)), route});
      } else {
        resource.routes[static_cast<size_t>(method)] = static_cast<int32_t>(route);
      }
    }
    int32_t& head = resource.routes[static_cast<size_t>(Method::head)];
    if (head < 0) head = resource.routes[static_cast<size_t>(Method::get)];  // RFC 9110, 9.3.2
    for (const auto& known : methodNames) {
      const bool listed =
          known.method == Method::options || resource.routes[static_cast<size_t>(known.method)] >= 0;
      if (listed) resource.allow += (resource.allow.empty() ? "" : ", ") + std::string(known.name);
    }
    for (const auto& each : resource.extensions) resource.allow += ", " + trie_->extensions_[each.method];
    trie_->resources_.push_back(std::move(resource));
    return static_cast<int32_t>(trie_->resources_.size() - 1);
  }

  const std::vector<RouteSpec>& routes_;
  TreeNode root_;
  std::set<std::string> extensions_;
  std::unique_ptr<RouteTrie> trie_;
};

std::unique_ptr<Router> buildRouter(const std::vector<RouteSpec>& routes, std::string* error) {
  RouteBuilder builder(routes);
  if (!builder.addAll(error)) return nullptr;
  return builder.flatten();
}

}  // namespace nexus::http

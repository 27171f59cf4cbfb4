// Owns the layout of the compiled routes: flat arrays with indices, written by RouteBuilder, read by match.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "http/router.h"
#include "http/template.h"

namespace nexus::http {

inline constexpr size_t methodCount = static_cast<size_t>(Method::other) + 1;

class RouteTrie final : public Router {
 public:
  Match match(MethodToken method, std::string_view path) const override;
  std::string_view allow(uint32_t resource) const override;
  int32_t route(uint32_t resource, Method method) const override;

 private:
  friend class RouteBuilder;
  class Walk;

  // One position between two slashes. Children are tried in this order: literal, patterns, any, rest.
  struct Node {
    uint32_t firstEdge = 0;
    uint32_t edgeCount = 0;
    uint32_t firstPattern = 0;
    uint32_t patternCount = 0;
    int32_t anyChild = -1;   // "{name}" alone
    int32_t restChild = -1;  // "{name...}" alone, last: all that is left, slashes and nothing included
    int32_t resource = -1;  // when a template ends here
  };
  struct Edge {
    uint32_t text;
    uint32_t length;
    uint32_t node;
  };
  // A segment with parameters and literals: "{x}.{y}", "{id}:cancel".
  struct Pattern {
    uint32_t firstLiteral;
    uint32_t paramCount;
    uint32_t node;
  };
  // A route with a method that has no number of its own, which the place in `extensions_` stands for.
  struct Extension {
    uint32_t method;
    uint32_t route;
  };
  // All methods of one path.
  struct Resource {
    std::array<int32_t, methodCount> routes;
    std::vector<Extension> extensions;  // by method
    std::string allow;
  };

  // The place of a method in `extensions_`, or -1.
  int32_t extensionOf(std::string_view text) const;
  static int32_t routeOf(const Resource& resource, uint32_t extension);
  int32_t edgeTo(const Node& node, std::string_view text) const;
  std::string_view literalOf(const Pattern& pattern, uint32_t index) const;

  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<Pattern> patterns_;
  std::vector<Slice> literals_;  // into texts_
  std::string texts_;
  std::vector<std::string> extensions_;  // methods beyond those with a number, of all routes, in order
  std::vector<Resource> resources_;
};

}  // namespace nexus::http

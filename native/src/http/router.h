// Owns the table of routes and the trie that finds one: built once per generation, read-only after.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/answer_rules.h"
#include "http/fixed_reply.h"
#include "http/request.h"

namespace nexus::http {

// How native code understands a parameter's text before JavaScript sees it.
enum class ParamKind : uint8_t { string, integer, number, boolean, list };
enum class ParamPlace : uint8_t { path, query, header, cookie };

struct ParamSpec {
  std::string name;  // header names in lower case
  ParamPlace place;
  ParamKind kind;
  bool required;
  // list: explode (repeat the name) or one value split at `separator`.
  bool explode = true;
  char separator = ',';
};

struct RouteSpec {
  std::string method;  // "GET", or any other token but CONNECT
  std::string path;    // "/pets/{petId}", base path included
  std::vector<ParamSpec> params = {};
  bool secured = false;  // JavaScript runs security before any rejection is told
  bool hasBody = false;
  bool bodyRequired = false;
  bool bodyStreamed = false;  // JavaScript takes it as it comes
  // Media types of the body, lower case, without parameters; empty takes anything.
  std::vector<std::string> bodyTypes = {};
  uint64_t bodyBytesMax = 0;  // 0: the server's default
  // Media types of the successful answers, lower case, for Accept; empty admits every Accept.
  std::vector<std::string> replyTypes = {};
  AnswerRules rules = {};
  FixedReply fixed = {};  // not empty: the answer to GET and HEAD, without JavaScript
};

inline constexpr uint32_t capturesMax = 16;  // path parameters of one template

struct Match {
  // methodUnknown: the path is known, and no path has this method.
  enum class Kind : uint8_t { route, notFound, methodNotAllowed, methodUnknown } kind;
  uint32_t route;     // index into the table; for HEAD the GET route when it has no own
  uint32_t resource;  // methodNotAllowed, methodUnknown: whose `allow` to send
  uint32_t captureCount;
  Slice captures[capturesMax];  // offsets into the path that was matched, still percent-encoded
};

class Router {
 public:
  virtual ~Router() = default;
  // `path` has passed the parser: it starts with '/' and holds no control bytes. Literal segments win
  // over parameters, from the left; matching is on percent-decoded segments, and an encoded '/' never
  // separates. The path alone decides about the resource (OpenAPI 3.1, 4.8.8), the method then about 405.
  // A parameter takes at least one byte; in "{x}.{y}" all but the last take as little as they can.
  // "{x...}" as the last segment takes all that is left of the path, also nothing, when nothing else fits.
  virtual Match match(MethodToken method, std::string_view path) const = 0;
  // "GET, HEAD, OPTIONS, COPY" of a resource.
  virtual std::string_view allow(uint32_t resource) const = 0;
  // The route of a resource for a method that has a number of its own; -1: it has none.
  virtual int32_t route(uint32_t resource, Method method) const = 0;
};

// `error` names the two routes that collide or the template that is malformed; then nullptr comes back.
std::unique_ptr<Router> buildRouter(const std::vector<RouteSpec>& routes, std::string* error);

}  // namespace nexus::http

// Owns how problems are told where an application has a format of its own: for each text of problem+json, what is sent in
// its place.
#pragma once

#include <string>
#include <unordered_map>

namespace nexus::net {

struct ProblemFormat {
  // Null: that problem is told as RFC 9457 has it.
  const std::string* bodyOf(const std::string& problem) const {
    const auto found = bodies.find(problem);
    return found == bodies.end() ? nullptr : &found->second;
  }

  std::string mediaType;
  std::unordered_map<std::string, std::string> bodies;
};

}  // namespace nexus::net

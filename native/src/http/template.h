// Owns reading path templates ("/a/{x}.{y}/b") into segments. Used when routes are installed, not per
// request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace nexus::http {

// One segment: literals[0] {names[0]} literals[1] {names[1]} ... literals[n]. Literals are percent-decoded; a
// segment without names is one literal.
struct TemplateSegment {
  std::vector<std::string> literals;
  std::vector<std::string> names;
};

inline constexpr uint32_t segmentsMax = 64;       // of one template
inline constexpr uint32_t literalBytesMax = 255;  // of one literal

// False and a sentence in `error` when the template is malformed.
bool readTemplate(const std::string& path, std::vector<TemplateSegment>* out, std::string* error);

}  // namespace nexus::http

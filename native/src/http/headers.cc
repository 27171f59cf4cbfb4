// Owns headers.h: look-ups over the slices of a parsed head.
#include "http/headers.h"

#include "http/chars.h"

namespace nexus::http {

bool equalsLower(std::string_view text, std::string_view lower) {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); i++) {
    if (lowerChar(text[i]) != lower[i]) return false;
  }
  return true;
}

int32_t findHeader(const RequestHead& head, const char* data, std::string_view lowerName, uint32_t from) {
  for (uint32_t i = from; i < head.headerCount; i++) {
    const Slice name = head.headers[i].name;
    if (name.length == lowerName.size() && equalsLower(textOf(data, name), lowerName)) {
      return static_cast<int32_t>(i);
    }
  }
  return -1;
}

}  // namespace nexus::http

// Owns looking things up in a parsed head: text of a slice, a header by name. Reads only the head's buffer.
#pragma once

#include <string_view>

#include "http/request.h"

namespace nexus::http {

inline std::string_view textOf(const char* data, Slice slice) { return {data + slice.offset, slice.length}; }

// Position in `head.headers` of the first header called `lowerName` at or after position `from`, or -1.
// Names compare without case. For repeated fields call again with the answer + 1.
int32_t findHeader(const RequestHead& head, const char* data, std::string_view lowerName, uint32_t from = 0);

// Whether `text`, lower-cased, equals `lower` (which has no upper-case letters).
bool equalsLower(std::string_view text, std::string_view lower);

}  // namespace nexus::http

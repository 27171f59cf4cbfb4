// Owns matching media types: Content-Type against what an operation takes (415), Accept against what it
// gives (406). RFC 9110, 8.3 and 12.5.1.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace nexus::http {

// The type/subtype of a Content-Type value, without parameters and whitespace, as received; empty when
// malformed.
std::string_view mediaTypeOf(std::string_view contentType);

// Whether a body of `contentType` is one of `accepted` (lower case: "application/json", "text/*", "*/*",
// "application/*+json"); an empty list takes anything, a malformed value only that.
bool takesContentType(std::string_view contentType, const std::vector<std::string>& accepted);

// Whether one Accept value admits one of `produced` (lower case, parameters ignored). The most specific
// range decides, so `q=0` excludes. An empty list of either side admits; so does a malformed Accept.
bool acceptAdmits(std::string_view accept, const std::vector<std::string>& produced);

// The same over all Accept lines of a head.
bool acceptAdmits(const RequestHead& head, const char* data, const std::vector<std::string>& produced);

}  // namespace nexus::http

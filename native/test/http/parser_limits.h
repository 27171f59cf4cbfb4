// Owns limits of a head for tests that are not about limits: the runtime's defaults.
#pragma once

#include "http/request.h"

namespace nexus::test {

inline constexpr http::ParserLimits parserLimits = {
    .targetBytesMax = 8 * 1024, .headBytesMax = 16 * 1024, .headersMax = 100};

}  // namespace nexus::test

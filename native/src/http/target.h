// Owns the forms of a request target (RFC 9112, 3.2): which part of it is path, query and authority.
#pragma once

#include "http/request.h"

namespace nexus::http {

// Splits `head->target`, which holds visible ASCII, into path, query and (absolute-form) host. `end` is the
// end of the readable range. Null, or why the head is refused.
const Refusal* splitTarget(const char* data, const char* end, RequestHead* head);

}  // namespace nexus::http

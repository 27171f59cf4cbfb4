// Owns the reasons for which a request head or a body is refused: status, code, sentence.
#pragma once

#include "http/request.h"

namespace nexus::http::faults {

// The request line.
inline constexpr Refusal badMethod{400, "bad-method", "The request line must start with a method token."};
inline constexpr Refusal methodTooLong{501, "method-too-long",
                                       "The method is longer than any that is known."};
inline constexpr Refusal methodUnsupported{501, "method-unsupported", "CONNECT is not supported."};
inline constexpr Refusal badTarget{400, "bad-target", "The request target has a byte that is not allowed."};
inline constexpr Refusal badTargetForm{400, "bad-target-form",
                                       "The request target must be a path or an http(s) URI."};
inline constexpr Refusal badEscape{400, "bad-target-escape",
                                   "A percent sign in the target must precede two hexadecimal digits."};
inline constexpr Refusal encodedControl{400, "encoded-control-in-target",
                                        "The target must not encode NUL, CR or LF."};
inline constexpr Refusal badTargetUtf8{400, "bad-target-utf8", "The target must encode UTF-8."};
inline constexpr Refusal targetTooLong{414, "target-too-long", "The request target is too long."};
inline constexpr Refusal badVersion{400, "bad-version",
                                    "The request line must end with HTTP/1.1 or HTTP/1.0."};
inline constexpr Refusal unsupportedVersion{505, "unsupported-version",
                                            "Only HTTP/1.1 and HTTP/1.0 are spoken here."};

// Lines and fields.
inline constexpr Refusal badLineEnd{400, "bad-line-end", "Lines must end with CR LF."};
inline constexpr Refusal lineFolding{400, "line-folding", "A header line must not start with whitespace."};
inline constexpr Refusal spaceBeforeColon{400, "space-before-colon",
                                          "There must be no whitespace between a header name and its colon."};
inline constexpr Refusal badHeaderName{400, "bad-header-name", "A header name must be a token."};
inline constexpr Refusal badHeaderValue{400, "bad-header-value",
                                        "A header value has a byte that is not allowed."};
inline constexpr Refusal tooManyHeaders{431, "too-many-headers", "There are too many header fields."};
inline constexpr Refusal headTooLarge{431, "head-too-large", "The request head is too large."};
inline constexpr Refusal repeatedField{400, "repeated-field",
                                       "Content-Type and Authorization must not be repeated."};
inline constexpr Refusal badExpect{417, "bad-expect", "Only 100-continue can be expected."};

// Host.
inline constexpr Refusal missingHost{400, "missing-host", "An HTTP/1.1 request needs a Host field."};
inline constexpr Refusal repeatedHost{400, "repeated-host", "Host must not be repeated."};
inline constexpr Refusal badHost{400, "bad-host", "Host must be one name or address with an optional port."};

// Framing.
inline constexpr Refusal badContentLength{400, "bad-content-length",
                                          "Content-Length must be one decimal number."};
inline constexpr Refusal repeatedContentLength{400, "repeated-content-length",
                                               "Content-Length must not be repeated."};
inline constexpr Refusal badTransferEncoding{400, "bad-transfer-encoding",
                                             "Transfer-Encoding must be chunked, given once."};
inline constexpr Refusal unknownCoding{501, "unknown-transfer-coding",
                                       "The only transfer coding understood is chunked."};
inline constexpr Refusal lengthAndEncoding{400, "length-and-encoding",
                                           "Content-Length and Transfer-Encoding exclude each other."};
inline constexpr Refusal encodingInHttp10{400, "encoding-in-http-1.0", "HTTP/1.0 has no Transfer-Encoding."};

// Chunked bodies.
inline constexpr Refusal badChunkSize{400, "bad-chunk-size", "A chunk must start with its hexadecimal size."};
inline constexpr Refusal badChunkExtension{400, "bad-chunk-extension", "A chunk extension is malformed."};
inline constexpr Refusal chunkExtensionsTooLong{400, "chunk-extensions-too-long",
                                                "The chunk extensions are too long."};
inline constexpr Refusal badChunkEnd{400, "bad-chunk-end", "A chunk must end with CR LF after its data."};
inline constexpr Refusal chunkOverhead{400, "chunk-overhead", "The chunks are too small for their framing."};
inline constexpr Refusal badTrailer{400, "bad-trailer", "A trailer field is malformed."};
inline constexpr Refusal trailersTooLarge{431, "trailers-too-large", "The trailer section is too large."};
inline constexpr Refusal bodyTooLarge{413, "body-too-large", "The body is larger than this operation takes."};

// What the server finds itself: bodies that end early, come too slowly, or have no room.
inline constexpr Refusal clientLeft{400, "client-left", "The request body ended too early."};
inline constexpr Refusal slowHead{408, "head-timeout", "The request head did not arrive in time."};
inline constexpr Refusal slowBody{408, "body-timeout", "The request body did not arrive in time."};
inline constexpr Refusal slowUpload{408, "upload-too-slow", "The request body arrived too slowly."};
inline constexpr Refusal heldInput{503, "held-input", "Too much is being uploaded at the moment."};

// Every one of them.
inline constexpr const Refusal* all[] = {
    &badMethod, &methodTooLong, &methodUnsupported, &badTarget, &badTargetForm, &badEscape, &encodedControl,
    &badTargetUtf8, &targetTooLong, &badVersion, &unsupportedVersion, &badLineEnd, &lineFolding,
    &spaceBeforeColon, &badHeaderName, &badHeaderValue, &tooManyHeaders, &headTooLarge, &repeatedField,
    &badExpect, &missingHost, &repeatedHost, &badHost, &badContentLength, &repeatedContentLength,
    &badTransferEncoding, &unknownCoding, &lengthAndEncoding, &encodingInHttp10, &badChunkSize,
    &badChunkExtension, &chunkExtensionsTooLong, &badChunkEnd, &chunkOverhead, &badTrailer, &trailersTooLarge,
    &bodyTooLarge, &clientLeft, &slowHead, &slowBody, &slowUpload, &heldInput,
};

}  // namespace nexus::http::faults

// Owns the one table of nghttp2 functions that the engine calls, and the part of its binary interface that they
// speak in. They are those of the Node.js binary that loaded us, found by name when HTTP/2 is first wanted; it
// exports them, and ships no header for them. The interface is stable: nghttp2 adds, and changes nothing.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace nexus::net::http2 {

// Opaque.
struct NgSession;
struct NgCallbacks;
struct NgOption;

struct NgField {
  const uint8_t* name;
  const uint8_t* value;
  size_t nameBytes;
  size_t valueBytes;
  uint8_t flags;
};

struct NgFrameHeader {
  size_t length;
  int32_t stream;
  uint8_t type;
  uint8_t flags;
  uint8_t reserved;
};

struct NgPriority {
  int32_t stream;
  int32_t weight;
  uint8_t exclusive;
};

// What every frame begins with, and HEADERS in full.
struct NgHeaders {
  NgFrameHeader header;
  size_t padding;
  NgPriority priority;
  NgField* fields;
  size_t fieldCount;
  int category;
};

struct NgReset {
  NgFrameHeader header;
  uint32_t code;
};

struct NgGoAway {
  NgFrameHeader header;
  int32_t last;
  uint32_t code;
};

struct NgPing {
  NgFrameHeader header;
  uint8_t opaque[8];
};

union NgFrame {
  NgFrameHeader header;
  NgPing ping;
  NgHeaders headers;
  NgReset reset;
  NgGoAway goAway;
};

union NgSource {
  int descriptor;
  void* pointer;
};

using NgRead = ssize_t (*)(NgSession*, int32_t stream, uint8_t* out, size_t room, uint32_t* flags, NgSource* source,
                           void* user);
struct NgProvider {
  NgSource source;
  NgRead read;
};

struct NgSetting {
  int32_t id;
  uint32_t value;
};

using NgOnHeader = int (*)(NgSession*, const NgFrame*, const uint8_t* name, size_t nameBytes, const uint8_t* value,
                           size_t valueBytes, uint8_t flags, void* user);
using NgOnFrame = int (*)(NgSession*, const NgFrame*, void* user);
using NgOnData = int (*)(NgSession*, uint8_t flags, int32_t stream, const uint8_t* data, size_t length, void* user);
using NgOnClose = int (*)(NgSession*, int32_t stream, uint32_t code, void* user);

inline constexpr int ngCallbackFailure = -902;
inline constexpr int ngStreamFailure = -521;
inline constexpr int ngBadPreface = -903;
inline constexpr ssize_t ngDeferred = -508;
inline constexpr uint32_t ngDataEnds = 0x1;
inline constexpr uint32_t ngTrailersFollow = 0x2;
inline constexpr int ngCategoryRequest = 0;
inline constexpr int32_t ngSettingStreams = 3;
inline constexpr int32_t ngSettingWindow = 4;
inline constexpr int32_t ngSettingHeaderList = 6;

// X(name without its prefix, result, parameters)
#define NEXUS_NGHTTP2_FUNCTIONS(X)                                                                              \
  X(session_callbacks_new, int, (NgCallbacks**))                                                                \
  X(session_callbacks_set_on_begin_headers_callback, void, (NgCallbacks*, NgOnFrame))                           \
  X(session_callbacks_set_on_header_callback, void, (NgCallbacks*, NgOnHeader))                                 \
  X(session_callbacks_set_on_invalid_header_callback, void, (NgCallbacks*, NgOnHeader))                         \
  X(session_callbacks_set_on_frame_recv_callback, void, (NgCallbacks*, NgOnFrame))                              \
  X(session_callbacks_set_on_frame_send_callback, void, (NgCallbacks*, NgOnFrame))                              \
  X(session_callbacks_set_on_data_chunk_recv_callback, void, (NgCallbacks*, NgOnData))                          \
  X(session_callbacks_set_on_stream_close_callback, void, (NgCallbacks*, NgOnClose))                            \
  X(option_new, int, (NgOption**))                                                                              \
  X(option_set_no_auto_window_update, void, (NgOption*, int))                                                   \
  X(option_set_no_closed_streams, void, (NgOption*, int))                                                       \
  X(option_set_max_continuations, void, (NgOption*, size_t))                                                    \
  X(option_set_max_outbound_ack, void, (NgOption*, size_t))                                                     \
  X(option_set_max_send_header_block_length, void, (NgOption*, size_t))                                         \
  X(option_set_stream_reset_rate_limit, void, (NgOption*, uint64_t burst, uint64_t rate))                       \
  X(option_del, void, (NgOption*))                                                                              \
  X(session_server_new2, int, (NgSession**, const NgCallbacks*, void* user, const NgOption*))                   \
  X(session_del, void, (NgSession*))                                                                            \
  X(session_mem_recv, ssize_t, (NgSession*, const uint8_t*, size_t))                                            \
  X(session_mem_send, ssize_t, (NgSession*, const uint8_t**))                                                   \
  X(session_want_read, int, (NgSession*))                                                                       \
  X(session_want_write, int, (NgSession*))                                                                      \
  X(session_consume, int, (NgSession*, int32_t stream, size_t))                                                 \
  X(session_consume_connection, int, (NgSession*, size_t))                                                      \
  X(session_consume_stream, int, (NgSession*, int32_t stream, size_t))                                          \
  X(session_get_stream_remote_window_size, int32_t, (NgSession*, int32_t stream))                               \
  X(session_get_stream_user_data, void*, (NgSession*, int32_t stream))                                          \
  X(session_set_stream_user_data, int, (NgSession*, int32_t stream, void*))                                     \
  X(session_set_local_window_size, int, (NgSession*, uint8_t flags, int32_t stream, int32_t bytes))             \
  X(session_get_last_proc_stream_id, int32_t, (NgSession*))                                                     \
  X(session_get_outbound_queue_size, size_t, (NgSession*))                                                      \
  X(session_resume_data, int, (NgSession*, int32_t stream))                                                     \
  X(session_terminate_session, int, (NgSession*, uint32_t code))                                                \
  X(submit_settings, int, (NgSession*, uint8_t flags, const NgSetting*, size_t))                                \
  X(submit_response, int, (NgSession*, int32_t stream, const NgField*, size_t, const NgProvider*))              \
  X(submit_headers, int32_t,                                                                                    \
    (NgSession*, uint8_t flags, int32_t stream, const NgPriority*, const NgField*, size_t, void* streamData))   \
  X(submit_trailer, int, (NgSession*, int32_t stream, const NgField*, size_t))                                  \
  X(submit_rst_stream, int, (NgSession*, uint8_t flags, int32_t stream, uint32_t code))                         \
  X(submit_ping, int, (NgSession*, uint8_t flags, const uint8_t* opaque))                                       \
  X(submit_shutdown_notice, int, (NgSession*))                                                                  \
  X(submit_goaway, int, (NgSession*, uint8_t flags, int32_t last, uint32_t code, const uint8_t*, size_t))

struct Nghttp2 {
#define NEXUS_NGHTTP2_MEMBER(name, result, parameters) result(*name) parameters;
  NEXUS_NGHTTP2_FUNCTIONS(NEXUS_NGHTTP2_MEMBER)
#undef NEXUS_NGHTTP2_MEMBER
};

// The table, or null with the reason. Looks once; only on the thread that opens HTTP/2 first.
const Nghttp2* nghttp2(std::string* why);

}  // namespace nexus::net::http2

// Owns a client of HTTP/2 over nghttp2's own client: many requests at once, bodies in pieces, windows of any size, streams
// that it gives up; and what each stream must get.
#pragma once

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "net/asks.h"
#include "net/http2/frame_scanner.h"
#include "net/http2/nghttp2.h"
#include "net/speaker.h"

// Of the client's side; what both sides have is in the engine's own table.
extern "C" {
int nghttp2_session_client_new2(nexus::net::http2::NgSession**, const nexus::net::http2::NgCallbacks*, void* user,
                                const nexus::net::http2::NgOption*);
int32_t nghttp2_submit_request(nexus::net::http2::NgSession*, const nexus::net::http2::NgPriority*,
                               const nexus::net::http2::NgField*, size_t, const nexus::net::http2::NgProvider*,
                               void* streamUser);
void nghttp2_session_callbacks_del(nexus::net::http2::NgCallbacks*);
}

namespace nexus::test {

namespace ng = net::http2;

class Http2Speaker final : public Speaker {
 public:
  Http2Speaker(const ng::Nghttp2& lib, uint32_t name, uint32_t requests, std::mt19937_64& random)
      : lib_(lib), random_(random()), parallel_(1 + random_() % 12) {
    for (uint32_t i = 0; i < requests; i++) streams_.push_back({.ask = randomAsk(name, i, random_)});
    open();
  }
  Http2Speaker(const Http2Speaker&) = delete;
  Http2Speaker& operator=(const Http2Speaker&) = delete;
  ~Http2Speaker() override { lib_.session_del(session_); }

  std::string say() override {
    for (size_t i = 0; i < streams_.size(); i++) advance(streams_[i]);
    if (random_() % 200 == 0) lib_.submit_ping(session_, 0, nullptr);
    return frames();
  }

  void hear(std::string_view bytes) override {
    if (bytes.empty() || !wrong_.empty()) return;
    const ssize_t taken = lib_.session_mem_recv(session_, reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
    if (taken < 0) wrong_ = "frames that the client's nghttp2 refuses: " + std::to_string(taken);
  }

  std::string check() override { return wrong_; }
  bool complete() const override { return done_ == streams_.size(); }
  std::string farewell() override {
    lib_.submit_goaway(session_, 0, 0, 0, nullptr, 0);
    return frames();
  }

 private:
  struct Stream {
    Ask ask;
    int32_t id = 0;    // 0: not asked yet, or not any more
    size_t sent = 0;   // of its body
    int status = 0;
    std::string body = {};
    size_t untaken = 0;  // of what came: no window was given for it
    bool begun = false;  // the server has heard of it
    bool whole = false;
    bool waits = false;  // the rest of its body comes later
    bool done = false;
  };

  static constexpr uint32_t cancelRarely = 800;
  static constexpr uint32_t dataEndsHere = 1;
  static constexpr uint32_t cancel = 8;
  static constexpr uint32_t refused = 7;

  void open() {
    ng::NgCallbacks* callbacks = nullptr;
    ng::NgOption* option = nullptr;
    lib_.session_callbacks_new(&callbacks);
    lib_.session_callbacks_set_on_header_callback(callbacks, onField);
    lib_.session_callbacks_set_on_frame_recv_callback(callbacks, onFrame);
    lib_.session_callbacks_set_on_frame_send_callback(callbacks, onSent);
    lib_.session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
    lib_.session_callbacks_set_on_stream_close_callback(callbacks, onClose);
    lib_.option_new(&option);
    lib_.option_set_no_auto_window_update(option, 1);
    nghttp2_session_client_new2(&session_, callbacks, this, option);
    lib_.option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    const bool isNarrow = random_() % 3 == 0;
    const ng::NgSetting window = {ng::ngSettingWindow, isNarrow ? 2000 + static_cast<uint32_t>(random_() % 30'000) : 65'535};
    lib_.submit_settings(session_, 0, &window, 1);
  }

  std::string frames() {
    std::string out;
    const uint8_t* frame = nullptr;
    for (ssize_t length = 1; length > 0;) {
      length = lib_.session_mem_send(session_, &frame);
      if (length > 0) out.append(reinterpret_cast<const char*>(frame), static_cast<size_t>(length));
    }
    return out;
  }

  void advance(Stream& stream) {
    if (stream.done) return;
    if (stream.id == 0) {
      if (active_ < parallel_ && random_() % 2 == 0) ask(stream);
      return;
    }
    if (stream.untaken > 0 && random_() % 4 == 0) {
      lib_.session_consume(session_, stream.id, stream.untaken);
      stream.untaken = 0;
    }
    if (stream.waits && random_() % 3 == 0) {
      stream.waits = false;
      lib_.session_resume_data(session_, stream.id);
    }
    if (stream.begun && random_() % cancelRarely == 0) lib_.submit_rst_stream(session_, 0, stream.id, cancel);
  }

  void ask(Stream& stream) {
    const Ask& ask = stream.ask;
    const std::string length = std::to_string(ask.body.size());
    std::vector<std::pair<std::string_view, std::string_view>> fields = {
        {":method", ask.method()}, {":scheme", "http"}, {":path", ask.path}, {":authority", "x"}};
    if (ask.expects) fields.push_back({"expect", "100-continue"});
    if (ask.lengthKnown) fields.push_back({"content-length", length});
    std::vector<ng::NgField> list;
    for (const auto& [name, value] : fields) {
      list.push_back({reinterpret_cast<const uint8_t*>(name.data()), reinterpret_cast<const uint8_t*>(value.data()),
                      name.size(), value.size(), 0});
    }
    const ng::NgProvider provider = {{0}, onRead};
    stream.id = nghttp2_submit_request(session_, nullptr, list.data(), list.size(), ask.hasBody ? &provider : nullptr, &stream);
    active_++;
  }

  ssize_t give(Stream& stream, uint8_t* out, size_t room, uint32_t* flags) {
    const size_t left = stream.ask.body.size() - stream.sent;
    const size_t size = random_() % 4 == 0 ? 0 : std::min(std::min(left, room), 1 + random_() % 9000);
    if (size == 0 && left > 0) {
      stream.waits = true;
      return ng::ngDeferred;
    }
    memcpy(out, stream.ask.body.data() + stream.sent, size);
    stream.sent += size;
    // Sometimes a frame of nothing ends it.
    if (stream.sent == stream.ask.body.size() && (left == 0 || random_() % 2 == 0)) *flags |= dataEndsHere;
    return static_cast<ssize_t>(size);
  }

  void close(Stream& stream, uint32_t code) {
    active_--;
    lib_.session_consume_connection(session_, stream.untaken);
    const bool again = code == refused && stream.status == 0;
    if (again) {
      stream = {.ask = stream.ask};
      return;
    }
    stream.id = 0;
    stream.done = true;
    done_++;
    if (code != cancel) judge(stream, code);
  }

  void judge(const Stream& stream, uint32_t code) {
    const Wanted& wanted = stream.ask.wanted;
    if (!stream.whole) wrong_ = stream.ask.path + ": closed with " + std::to_string(code);
    else if (stream.status != wanted.status) wrong_ = stream.ask.path + ": status " + std::to_string(stream.status);
    else if (wanted.status == 200 && stream.body != wanted.body) wrong_ = stream.ask.path + ": body '" + stream.body + "'";
  }

  static Stream* streamOf(void* user, int32_t id) {
    auto* self = static_cast<Http2Speaker*>(user);
    return static_cast<Stream*>(self->lib_.session_get_stream_user_data(self->session_, id));
  }

  static int onField(ng::NgSession*, const ng::NgFrame* frame, const uint8_t* name, size_t nameBytes, const uint8_t* value,
                     size_t valueBytes, uint8_t, void* user) {
    Stream* stream = streamOf(user, frame->header.stream);
    const bool isStatus = std::string_view(reinterpret_cast<const char*>(name), nameBytes) == ":status";
    if (stream != nullptr && isStatus) stream->status = std::stoi(std::string(reinterpret_cast<const char*>(value), valueBytes));
    return 0;
  }

  static int onFrame(ng::NgSession*, const ng::NgFrame* frame, void* user) {
    const ng::NgFrameHeader& header = frame->header;
    const bool isPayload = header.type == ng::frame::headers || header.type == ng::frame::data;
    if (!isPayload || (header.flags & ng::frame::endStream) == 0) return 0;
    if (Stream* stream = streamOf(user, header.stream)) stream->whole = true;
    return 0;
  }

  static int onSent(ng::NgSession*, const ng::NgFrame* frame, void* user) {
    if (frame->header.type != ng::frame::headers) return 0;
    if (Stream* stream = streamOf(user, frame->header.stream)) stream->begun = true;
    return 0;
  }

  static int onData(ng::NgSession*, uint8_t, int32_t id, const uint8_t* data, size_t length, void* user) {
    auto* self = static_cast<Http2Speaker*>(user);
    Stream* stream = streamOf(user, id);
    if (stream == nullptr) return self->lib_.session_consume(self->session_, id, length);
    stream->body.append(reinterpret_cast<const char*>(data), length);
    stream->untaken += length;
    const Wanted& wanted = stream->ask.wanted;
    if (wanted.status == 200 && !wanted.body.starts_with(stream->body)) self->wrong_ = stream->ask.path + ": wrong bytes";
    return 0;
  }

  static int onClose(ng::NgSession*, int32_t id, uint32_t code, void* user) {
    auto* self = static_cast<Http2Speaker*>(user);
    if (Stream* stream = streamOf(user, id)) self->close(*stream, code);
    return 0;
  }

  static ssize_t onRead(ng::NgSession*, int32_t id, uint8_t* out, size_t room, uint32_t* flags, ng::NgSource*, void* user) {
    return static_cast<Http2Speaker*>(user)->give(*streamOf(user, id), out, room, flags);
  }

  const ng::Nghttp2& lib_;
  std::mt19937_64 random_;
  const size_t parallel_;
  ng::NgSession* session_ = nullptr;
  std::vector<Stream> streams_;
  size_t active_ = 0;
  size_t done_ = 0;
  std::string wrong_;
};

}  // namespace nexus::test

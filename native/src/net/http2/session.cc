// Owns session.h: what each callback of nghttp2 comes to.
#include "net/http2/session.h"

#include <stdint.h>
#include <string.h>

#include <algorithm>
#include <iterator>

namespace nexus::net::http2 {
namespace {

// Of requests: what a client may send on all streams before it is told that it has come. What keeps it from sending more
// than may be held are the windows of streams.
constexpr int32_t connectionWindowBytes = 1024 * 1024;
constexpr uint32_t streamWindowBytesMax = 256 * 1024;
// Acknowledgements that a peer's frames may make us keep for the wire, at least.
constexpr size_t acknowledgementsMin = 10'000;
constexpr uint64_t resetsUnlimited = 1ull << 40;
// nghttp2 counts one CONTINUATION again for each piece that its header comes in.
constexpr size_t continuationsUnlimited = SIZE_MAX;
// Beyond any head that the engine writes, in the estimate of nghttp2: it would leave out one above, and tell nobody.
constexpr size_t answerHeadBytesMax = 16 * 1024 * 1024;
constexpr uint32_t fieldOverheadBytes = 32;  // RFC 9113, 6.5.2

// nghttp2 ends the connection at the first stream above what it was told. So it is told more, and the wire what is meant:
// RFC 9113, 5.1.2 lets us refuse the stream alone, which we do up to here.
constexpr uint32_t refusedTimesMax = 2;
constexpr size_t streamsValueAt = 9 + 2;  // behind the head of the frame and the number of its first setting

void sayStreamsMax(std::string* settings, size_t at, uint32_t streams) {
  for (size_t i = 0; i < 4; i++) (*settings)[at + streamsValueAt + i] = static_cast<char>(streams >> (24 - 8 * i));
}

// RFC 9113, 6.8: no stream is said to be unprocessed.
std::string goAway(Code code) {
  std::string bytes("\0\0\x08\x07\0\0\0\0\0\x7f\xff\xff\xff\0\0\0\0", 17);
  bytes.back() = static_cast<char>(code);
  return bytes;
}

// A client may fill all windows at once, while half of what may be held is there already.
uint32_t streamWindowBytes(const Limits& limits) {
  return std::min(streamWindowBytesMax, limits.uploadBytesMax / 2 / std::max(1u, limits.streamsMax));
}

size_t acknowledgementsMax(const Limits& limits) {
  return std::max<size_t>(acknowledgementsMin, limits.controlFramesMax + 1);
}

std::string_view textOf(const uint8_t* bytes, size_t length) { return {reinterpret_cast<const char*>(bytes), length}; }

}  // namespace

std::unique_ptr<Session> Session::open(const Nghttp2& lib, const Limits& limits, StreamHost* host, uint64_t token,
                                       uint64_t nowMs) {
  std::unique_ptr<Session> session(new Session(lib, limits, host, token, nowMs));
  return session->begin() ? std::move(session) : nullptr;
}

Session::Session(const Nghttp2& lib, const Limits& limits, StreamHost* host, uint64_t token, uint64_t nowMs)
    : token(token),
      lib_(lib),
      limits_(limits),
      host_(host),
      budget_(limits, nowMs),
      request_(limits.headerBlockBytesMax),
      nowMs_(nowMs),
      idleSinceMs_(nowMs),
      owesSinceMs_(nowMs),
      progressMs_(nowMs) {}

Session::~Session() {
  for (Stream* stream : streams_) stream->detach();
  if (session_ != nullptr) lib_.session_del(session_);
}

const NgCallbacks* Session::callbacks(const Nghttp2& lib) {
  static const NgCallbacks* const made = [&lib] {
    NgCallbacks* set = nullptr;
    if (lib.session_callbacks_new(&set) != 0) return set;
    lib.session_callbacks_set_on_begin_headers_callback(set, onBlock);
    lib.session_callbacks_set_on_header_callback(set, onField);
    lib.session_callbacks_set_on_invalid_header_callback(set, onBadField);
    lib.session_callbacks_set_on_frame_recv_callback(set, onFrame);
    lib.session_callbacks_set_on_frame_send_callback(set, onSent);
    lib.session_callbacks_set_on_data_chunk_recv_callback(set, onData);
    lib.session_callbacks_set_on_stream_close_callback(set, onClose);
    return set;
  }();
  return made;
}

bool Session::begin() {
  NgOption* option = nullptr;
  const NgCallbacks* set = callbacks(lib_);
  if (set == nullptr || lib_.option_new(&option) != 0) return false;
  lib_.option_set_no_auto_window_update(option, 1);
  lib_.option_set_no_closed_streams(option, 1);
  // The budgets are ours: nghttp2's own would end the connection under other names.
  lib_.option_set_max_continuations(option, continuationsUnlimited);
  lib_.option_set_max_outbound_ack(option, acknowledgementsMax(limits_));
  lib_.option_set_max_send_header_block_length(option, answerHeadBytesMax);
  lib_.option_set_stream_reset_rate_limit(option, resetsUnlimited, resetsUnlimited);
  const int made = lib_.session_server_new2(&session_, set, this, option);
  lib_.option_del(option);
  if (made != 0) return false;
  const NgSetting settings[] = {{ngSettingStreams, refusedTimesMax * limits_.streamsMax},
                                {ngSettingWindow, streamWindowBytes(limits_)},
                                {ngSettingHeaderList, limits_.headerBlockBytesMax}};
  return lib_.submit_settings(session_, 0, settings, std::size(settings)) == 0 &&
         lib_.session_set_local_window_size(session_, 0, 0, connectionWindowBytes) == 0;
}

void Session::receive(const uint8_t* data, uint32_t length, uint64_t nowMs) {
  nowMs_ = nowMs;
  touch();
  if (isOver_ || failure_ != Code::none || !count(data, length)) return;
  const ssize_t taken = lib_.session_mem_recv(session_, data, length);
  if (taken == ngBadPreface) fail(Code::protocolError, "http2-preface");
  // A flood that nghttp2 found by itself, where our budgets are wider.
  if (taken < 0) fail(Code::enhanceYourCalm, "http2-flood");
}

void Session::send(std::string* wire, uint32_t bytes, uint64_t nowMs) {
  nowMs_ = nowMs;
  while (!isOver_ && failure_ == Code::none && wire->size() < bytes) {
    const uint8_t* frame = nullptr;
    const ssize_t length = lib_.session_mem_send(session_, &frame);
    if (length < 0) fail(Code::internalError, nullptr);
    if (length <= 0) break;
    wire->append(textOf(frame, static_cast<size_t>(length)));
    if (!isGreeted_) sayStreamsMax(wire, wire->size() - static_cast<size_t>(length), limits_.streamsMax);
    isGreeted_ = true;
  }
  if (failure_ == Code::none || isOver_) return;
  wire->append(goAway(failure_));
  isOver_ = true;
}

bool Session::isOver() const {
  if (isOver_ || failure_ != Code::none) return isOver_;
  return lib_.session_want_read(session_) == 0 && lib_.session_want_write(session_) == 0;
}

bool Session::isUnread() const {
  return lib_.session_get_outbound_queue_size(session_) > acknowledgementsMax(limits_) + limits_.resetsMax;
}

bool Session::wantsToSend() const {
  return !isOver_ && (failure_ != Code::none || lib_.session_want_write(session_) != 0);
}

void Session::touch() {
  if (!isTouched) host_->touch(this);
}

// The first one counts.
void Session::fail(Code code, const char* refusal) {
  if (failure_ != Code::none) return;
  failure_ = code;
  refusal_ = refusal;
}

void Session::announceEnd() {
  if (!isAnnounced_) lib_.submit_shutdown_notice(session_);
  isAnnounced_ = true;
  touch();
}

void Session::refuseMore() {
  if (live() == 0) return end();
  lib_.submit_goaway(session_, 0, lib_.session_get_last_proc_stream_id(session_), 0, nullptr, 0);
  touch();
}

void Session::end() {
  isEnding_ = true;
  lib_.session_terminate_session(session_, 0);
  touch();
}

void Session::add(Stream* stream) {
  stream->index_ = static_cast<uint32_t>(streams_.size());
  streams_.push_back(stream);
}

void Session::remove(Stream* stream) {
  streams_[stream->index_] = streams_.back();
  streams_[stream->index_]->index_ = stream->index_;
  streams_.pop_back();
  countHeld(stream->held_, 0);
}

bool Session::isCrowded() const { return heldBytes_ > limits_.uploadBytesMax / 2; }

// One stream always goes on, or bodies that are waited for would wait for each other.
bool Session::isOldestHolder(const Stream* stream) const {
  return std::none_of(streams_.begin(), streams_.end(), [stream](const Stream* other) {
    return other->held_ > 0 && other->id_ != 0 && other->id_ < stream->id_;
  });
}

void Session::countHeld(uint32_t before, uint32_t after) {
  heldBytes_ += after;
  heldBytes_ -= before;
  if (after >= before || !isWithholding_) return;
  isWithholding_ = false;
  for (Stream* stream : streams_) {
    if (stream->isWithheld()) host_->touch(stream);
  }
}

void Session::countMoved(size_t bytes) {
  movedBytes_ += bytes;
  if (movedBytes_ < progressBytes_) return;
  movedBytes_ = 0;
  progressMs_ = nowMs_;
}

Stream* Session::streamOf(int32_t id) const {
  return static_cast<Stream*>(lib_.session_get_stream_user_data(session_, id));
}

void Session::reset(int32_t id, Code code) {
  if (id != 0) lib_.submit_rst_stream(session_, 0, id, static_cast<uint32_t>(code));
}

// False when there is too much of something.
bool Session::count(const uint8_t* data, uint32_t length) {
  FrameHead head;
  while (scanner_.next(&data, &length, &head)) {
    // The preface has come, and the frame before this one.
    if (!isInBlock_ || isLastOfBlock_) owesSinceMs_ = 0;
    isInBlock_ = head.type == frame::headers || head.type == frame::continuation;
    isLastOfBlock_ = (head.flags & frame::endHeaders) != 0;
    if (isInBlock_ && owesSinceMs_ == 0) owesSinceMs_ = nowMs_;
    if (const char* flood = budget_.received(head, nowMs_)) {
      fail(Code::enhanceYourCalm, flood);
      return false;
    }
  }
  if (isInBlock_ && isLastOfBlock_ && scanner_.isWhole()) {
    isInBlock_ = false;
    owesSinceMs_ = 0;
  }
  return true;
}

int Session::onBlock(NgSession*, const NgFrame*, void* data) {
  auto* self = static_cast<Session*>(data);
  self->request_.begin();
  self->unpackedBytes_ = 0;
  self->isMalformed_ = false;
  return 0;
}

int Session::onField(NgSession*, const NgFrame* frame, const uint8_t* name, size_t nameBytes, const uint8_t* value,
                     size_t valueBytes, uint8_t, void* data) {
  auto* self = static_cast<Session*>(data);
  self->unpackedBytes_ += nameBytes + valueBytes + fieldOverheadBytes;
  if (const char* flood = self->budget_.unpacked(self->unpackedBytes_)) {
    self->fail(Code::enhanceYourCalm, flood);
    return ngCallbackFailure;
  }
  const bool isRequest = frame->headers.category == ngCategoryRequest;
  const auto key = textOf(name, nameBytes);
  const auto text = textOf(value, valueBytes);
  const bool isGood = isRequest ? self->request_.add(key, text) : self->request_.addTrailer(key, text);
  if (!isGood) self->isMalformed_ = true;
  return 0;
}

// Without this nghttp2 leaves such a field out, and serves the rest.
int Session::onBadField(NgSession*, const NgFrame*, const uint8_t*, size_t, const uint8_t*, size_t, uint8_t,
                        void* data) {
  static_cast<Session*>(data)->isMalformed_ = true;
  return 0;
}

int Session::onFrame(NgSession*, const NgFrame* frame, void* data) {
  auto* self = static_cast<Session*>(data);
  const NgFrameHeader& header = frame->header;
  const bool isHeaders = header.type == frame::headers;
  if (header.type == frame::ping && (header.flags & frame::acknowledged) != 0) {
    self->hearPing(frame->ping.opaque);
  } else if (isHeaders && self->isMalformed_) {
    self->reset(header.stream, Code::protocolError);
  } else if (isHeaders && frame->headers.category == ngCategoryRequest) {
    self->finishRequest(frame);
  } else if ((isHeaders || header.type == frame::data) && (header.flags & frame::endStream) != 0) {
    Stream* stream = self->streamOf(header.stream);
    if (stream != nullptr) stream->endReceiving(isHeaders ? self->request_.trailers() : std::string());
  }
  return 0;
}

void Session::finishRequest(const NgFrame* frame) {
  const int32_t id = frame->header.stream;
  const bool hasBody = (frame->header.flags & frame::endStream) == 0;
  // Streams that were reset are gone for HTTP/2, their handlers are not: those count.
  const bool isBounded = limits_.connectionRequestsMax != 0;
  if (isBounded && requests_ >= limits_.connectionRequestsMax) return reset(id, Code::refusedStream);
  if (live() >= limits_.streamsMax) return reset(id, Code::refusedStream);
  std::string head;
  if (!request_.finish(hasBody, &head)) return reset(id, Code::protocolError);
  auto made = std::make_unique<Stream>(this, id, request_.framing(), request_.isHead());
  Stream* stream = made.get();
  lib_.session_set_stream_user_data(session_, id, stream);
  if (host_->openStream(this, std::move(made))) {
    stream->begin(head);
    if (isBounded && ++requests_ == limits_.connectionRequestsMax) refuseMore();
    return;
  }
  lib_.session_set_stream_user_data(session_, id, nullptr);
  reset(id, Code::refusedStream);
}

int Session::onSent(NgSession*, const NgFrame* frame, void* data) {
  auto* self = static_cast<Session*>(data);
  const NgFrameHeader& header = frame->header;
  const uint32_t code = header.type == frame::reset ? frame->reset.code : 0;
  // Found while sending: told behind this frame.
  if (const char* flood = self->budget_.sent(header.type, header.flags, code, self->nowMs_)) {
    self->fail(Code::enhanceYourCalm, flood);
  }
  // What nghttp2 says of a peer that breaks the rules.
  if (header.type == frame::goAway && frame->goAway.code != 0) self->refusal_ = "http2-protocol";
  const bool isPayload = header.type == frame::data || header.type == frame::headers;
  if (!isPayload || (header.flags & frame::endStream) == 0) return 0;
  Stream* stream = self->streamOf(header.stream);
  if (stream != nullptr && stream->isReceiving_) self->linger(stream);
  return 0;
}

// RFC 9113, 8.1: the answer is whole, and the rest of the request is not wanted. A reset right behind it makes clients
// forget the answer (curl 7.88): it comes once they have read that, as the answer to a ping tells.
void Session::linger(Stream* stream) {
  stream->lingersSinceMs_ = nowMs_;
  uint8_t opaque[8] = {};
  memcpy(opaque, &stream->id_, sizeof(stream->id_));
  lib_.submit_ping(session_, 0, opaque);
  host_->touch(stream);
}

void Session::hearPing(const uint8_t* opaque) {
  int32_t id = 0;
  memcpy(&id, opaque, sizeof(id));
  const Stream* stream = streamOf(id);
  if (stream != nullptr && stream->lingersSinceMs_ != 0) reset(id, Code::none);
}

int Session::onData(NgSession*, uint8_t, int32_t id, const uint8_t* data, size_t length, void* user) {
  auto* self = static_cast<Session*>(user);
  Stream* stream = self->streamOf(id);
  // It is here: what may still come is for the windows of streams to say.
  self->lib_.session_consume_connection(self->session_, length);
  if (stream != nullptr) stream->receive(reinterpret_cast<const char*>(data), length);
  return 0;
}

int Session::onClose(NgSession*, int32_t id, uint32_t, void* data) {
  auto* self = static_cast<Session*>(data);
  if (Stream* stream = self->streamOf(id)) stream->close();
  return 0;
}

ssize_t Session::onRead(NgSession*, int32_t id, uint8_t* out, size_t room, uint32_t* flags, NgSource*, void* data) {
  Stream* stream = static_cast<Session*>(data)->streamOf(id);
  return stream == nullptr ? ngStreamFailure : stream->give(out, room, flags);
}

const std::vector<NgField>& Session::fieldsOf(std::string_view status, const std::vector<Field>& fields) {
  const auto add = [this](std::string_view name, std::string_view value) {
    scratch_.push_back({reinterpret_cast<const uint8_t*>(name.data()), reinterpret_cast<const uint8_t*>(value.data()),
                        name.size(), value.size(), 0});
  };
  scratch_.clear();
  if (!status.empty()) add(":status", status);
  for (const Field& field : fields) add(field.name, field.value);
  return scratch_;
}

}  // namespace nexus::net::http2

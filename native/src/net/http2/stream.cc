// Owns stream.h: chunks of requests one way, payload of answers the other.
#include "net/http2/stream.h"

#include <stdio.h>
#include <string.h>

#include <algorithm>
#include <utility>

#include "net/http2/session.h"

namespace nexus::net::http2 {

Stream::Stream(Session* session, int32_t id, Framing framing, bool isHead)
    : session_(session), host_(session->host_), id_(id), framing_(framing), reader_(this), isReceiving_(framing != Framing::none) {
  if (isHead) reader_.expectHead();
  session->add(this);
}

Stream::~Stream() {
  countOutput(0);
  if (session_ != nullptr) session_->remove(this);
}

void Stream::begin(std::string_view head) { session_->host_->giveInput(this, head); }

void Stream::receive(const char* data, size_t length) {
  if (lingersSinceMs_ != 0) return;
  untaken_ += static_cast<uint32_t>(length);
  if (isAnswered() || hasLeft_ || length == 0) return taken();
  if (framing_ == Framing::length) return session_->host_->giveInput(this, {data, length});
  char size[20];
  const int digits = snprintf(size, sizeof(size), "%zx\r\n", length);
  session_->host_->giveInput(this, {size, static_cast<size_t>(digits)});
  session_->host_->giveInput(this, {data, length});
  session_->host_->giveInput(this, "\r\n");
}

// RFC 9112, 7.1.2.
void Stream::endReceiving(const std::string& trailers) {
  if (!isReceiving_) return;
  isReceiving_ = false;
  if (framing_ == Framing::chunked && !isAnswered()) session_->host_->giveInput(this, "0\r\n" + trailers + "\r\n");
}

void Stream::hold(uint32_t bytes) {
  const uint32_t before = std::exchange(held_, bytes);
  if (session_ != nullptr) session_->countHeld(before, bytes);
}

bool Stream::mayGoOn() {
  isWithheld_ = session_ != nullptr && held_ > 0 && session_->isCrowded() && !session_->isOldestHolder(this);
  if (isWithheld_) session_->isWithholding_ = true;
  return !isWithheld_;
}

void Stream::taken() {
  const uint32_t bytes = std::exchange(untaken_, 0);
  if (bytes == 0 || session_ == nullptr || id_ == 0) return;
  session_->lib_.session_consume_stream(session_->session_, id_, bytes);
  session_->touch();
}

void Stream::write(const uint8_t* data, uint32_t length, uint64_t nowMs) {
  if (hasLeft_) {
    if (session_ != nullptr) session_->host_->touch(this);
    return;
  }
  session_->nowMs_ = nowMs;
  session_->touch();
  if (!reader_.read(reinterpret_cast<const char*>(data), length)) session_->reset(id_, Code::internalError);
  measure();
}

void Stream::interim(std::string_view status, const std::vector<Field>& fields) {
  if (id_ == 0 || status == "101") return;
  const auto& list = session_->fieldsOf(status, fields);
  session_->lib_.submit_headers(session_->session_, 0, id_, nullptr, list.data(), list.size(), nullptr);
}

void Stream::head(std::string_view status, const std::vector<Field>& fields, bool isEmpty) {
  if (id_ == 0) return;
  isBegun_ = true;
  const auto& list = session_->fieldsOf(status, fields);
  const NgProvider provider = {{0}, Session::onRead};
  session_->lib_.submit_response(session_->session_, id_, list.data(), list.size(), isEmpty ? nullptr : &provider);
}

void Stream::data(const char* data, size_t length) {
  if (id_ == 0) return;
  if (outAt_ == out_.size()) {
    out_.clear();
    outAt_ = 0;
  }
  out_.append(data, length);
  if (stalledSinceMs_ == 0) {
    stalledSinceMs_ = session_->nowMs_;
    movedBytes_ = 0;
  }
  resume();
}

void Stream::end(const std::vector<Field>& trailers) {
  for (const Field& field : trailers) {
    trailers_.emplace_back(field.name);
    trailers_.emplace_back(field.value);
  }
  if (id_ == 0) {
    session_->host_->touch(this);
  } else {
    resume();
  }
}

void Stream::resume() {
  if (!isDeferred_) return;
  isDeferred_ = false;
  session_->lib_.session_resume_data(session_->session_, id_);
}

// Payload for a DATA frame.
ssize_t Stream::give(uint8_t* out, size_t room, uint32_t* flags) {
  const size_t size = std::min(room, out_.size() - outAt_);
  isGiven_ = true;
  if (size == 0 && !isAnswered()) {
    if (isCut_) return ngStreamFailure;
    isDeferred_ = true;
    return ngDeferred;
  }
  memcpy(out, out_.data() + outAt_, size);
  outAt_ += size;
  session_->countMoved(size);
  movedBytes_ += size;
  if (movedBytes_ >= session_->progressBytes_) {
    movedBytes_ = 0;
    stalledSinceMs_ = session_->nowMs_;
  }
  measure();
  if (outAt_ < out_.size() || !isAnswered()) return static_cast<ssize_t>(size);
  *flags |= ngDataEnds;
  if (trailers_.empty()) return static_cast<ssize_t>(size);
  *flags |= ngTrailersFollow;
  std::vector<Field> fields;
  for (size_t i = 0; i + 1 < trailers_.size(); i += 2) fields.push_back({trailers_[i], trailers_[i + 1]});
  const auto& list = session_->fieldsOf({}, fields);
  session_->lib_.submit_trailer(session_->session_, id_, list.data(), list.size());
  return static_cast<ssize_t>(size);
}

void Stream::countOutput(uint32_t now) { host_->countOutput(std::exchange(counted_, now), now); }

// How much more may be written: nothing until a good part has gone.
void Stream::measure() {
  const size_t waiting = out_.size() - outAt_;
  countOutput(static_cast<uint32_t>(waiting));
  if (waiting == 0) {
    stalledSinceMs_ = 0;
    out_.clear();
    outAt_ = 0;
  }
  const bool wasFull = room_ == 0;
  const auto left = static_cast<uint32_t>(streamOutputBytesMax - std::min<size_t>(waiting, streamOutputBytesMax));
  room_ = wasFull && waiting > streamOutputBytesLow ? 0 : left;
  if (wasFull && room_ > 0) session_->host_->touch(this);
}

bool Stream::excuse(uint64_t sinceMs) {
  if (session_ == nullptr || id_ == 0 || session_->progressMs_ < sinceMs) return false;
  if (session_->lib_.session_get_stream_remote_window_size(session_->session_, id_) <= 0) return false;
  stalledSinceMs_ = session_->progressMs_;
  return true;
}

// HTTP/2 is through with it: answered, or reset by either side.
void Stream::close() {
  id_ = 0;
  taken();
  stalledSinceMs_ = 0;
  if (!isAnswered() || outAt_ < out_.size()) hasLeft_ = true;
  session_->host_->touch(this);
}

// A reset at once would overtake all that nghttp2 has not sent.
bool Stream::cutOff() {
  const bool isWaiting = !isGiven_ || outAt_ < out_.size();
  if (session_ == nullptr || id_ == 0 || hasLeft_ || !isBegun_ || !isWaiting) return false;
  isCut_ = true;
  if (stalledSinceMs_ == 0) stalledSinceMs_ = session_->nowMs_;
  resume();
  session_->touch();
  return true;
}

void Stream::abandon() {
  if (session_ == nullptr || id_ == 0) return;
  session_->lib_.session_set_stream_user_data(session_->session_, id_, nullptr);
  const Code code = lingersSinceMs_ != 0 ? Code::none : isAnswered() ? Code::cancel : Code::internalError;
  session_->reset(std::exchange(id_, 0), code);
  hasLeft_ = true;
  taken();
  session_->touch();
}

// The session is gone.
void Stream::detach() {
  session_ = nullptr;
  id_ = 0;
  hasLeft_ = true;
}

}  // namespace nexus::net::http2

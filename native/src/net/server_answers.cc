// Owns who is answered with what: native answers, rejections, and the order of requests that are still pending.
// Not how an answer becomes bytes.
#include "net/server.h"

#include <algorithm>

namespace nexus::net {
namespace {

constexpr std::string_view acceptPatch = "Accept-Patch";

std::string joined(const std::vector<std::string>& items) {
  std::string all;
  for (const std::string& item : items) all.append(all.empty() ? "" : ", ").append(item);
  return all;
}

std::string lineOf(std::string_view field, std::string_view value) {
  return std::string(field).append(": ").append(value).append("\r\n");
}

std::string lineOf(const RejectionAnswer& told) {
  if (told.field.empty()) return {};
  const std::string line = lineOf(told.field, told.value);
  return told.field == acceptPatch ? lineOf("Accept", told.value) + line : line;
}

}  // namespace

// `last`: nothing of this connection follows in the batch.
void Server::complete(Connection* c, Exchange* e, const AnswerView& answer, bool last) {
  if (answer.block == nullptr) return completeProblem(c, e, 500, last);
  if (c->body != nullptr && c->body->serial == e->serial) [[unlikely]] leaveStream(c, e);
  closeIfEnding(c, e, last);
  if (c->firstExchange != nullptr && c->firstExchange != e) {
    return completeBlock(c, e, heads_.composeBlock(*e, answer), answer.block->status);
  }
  if (e->flow != nullptr) [[unlikely]] {
    flushFlow(c, e);
    dropFlow(c, e);
  }
  sender_.write(c, *e, answer);
  if (e->after == After::close) c->closeAfterOutput = true;
  finishExchange(c, e, answer.block->status, static_cast<uint32_t>(answer.extra.size() + answer.body.size()));
  if (c->firstExchange != e) return;
  const bool isLast = e->after == After::close;
  unlinkFirst(c);
  if (isLast) return endAnswers(c);
  popAnswered(c);
}

// As `complete`, for an answer that is composed already. Null: memory was out.
void Server::completeBlock(Connection* c, Exchange* e, OutBlock* block, uint16_t status) {
  if (block == nullptr) {
    if (c->firstExchange == nullptr || !isListed(c, e)) abandon(e);
    return breakConnection(c);
  }
  if (c->body != nullptr && c->body->serial == e->serial) leaveStream(c, e);
  finishExchange(c, e, status, block->length);
  e->holds = block->length;
  c->heldBytes += e->holds;
  answerWith(c, e, block);
}

// Whether it was in the list of those that wait already or not: it is sent in its turn.
void Server::answerWith(Connection* c, Exchange* e, OutBlock* block) {
  e->block = block;
  e->answered = true;
  parkOutput(c, block);
  if (!isListed(c, e)) park(c, *e);
  popAnswered(c);
}

bool Server::isListed(const Connection* c, const Exchange* e) const {
  for (const Exchange* i = c->firstExchange; i != nullptr; i = i->next) {
    if (i == e) return true;
  }
  return false;
}

void Server::closeIfEnding(Connection* c, Exchange* e, bool last) {
  if (ending_ && last && e->next == nullptr && c->unread() == 0 && c->body == nullptr) e->after = After::close;
  if (e->after != After::close) return;
  if (readsStream(c, e)) {
    c->body->last = true;
  } else {
    c->parsing = false;
  }
}

void Server::completeNative(Connection* c, Exchange* e, bool last) {
  std::string extra;
  uint16_t status = 404;
  switch (e->native) {
    case Native::refusal: {
      const std::string body = http::problemBody(e->refusal->status, e->refusal->detail);
      return complete(c, e, problemView(e->refusal->status, {}, body), true);
    }
    case Native::notAllowed:
      status = 405;
      metrics_.countRefusal("method-not-allowed");
      break;
    case Native::notKnown:
      status = 501;
      metrics_.countRefusal("method-not-known");
      break;
    case Native::options:
    case Native::optionsServer: status = 204; break;
    case Native::fixed: return completeFixed(c, e, last);
    case Native::notFound:
    case Native::none: metrics_.countRefusal("not-found"); break;
  }
  if (e->native == Native::notAllowed || e->native == Native::options) {
    extra = lineOf("Allow", e->generation->router->allow(e->resource));
  }
  if (e->native == Native::options) extra += acceptPatchLine(*e);
  if (status == 204) return complete(c, e, {heads_.problem(204), extra, {}}, last);
  const std::string body = http::problemBody(status, http::problemDetail(status));
  complete(c, e, problemView(status, extra, body), last);
}

void Server::completeFixed(Connection* c, Exchange* e, bool last) {
  const http::FixedReply& fixed = e->generation->routes[e->route].fixed;
  const http::FixedVariant& variant = e->fixed.gzip ? fixed.gzip : fixed.plain;
  switch (e->fixed.kind) {
    case http::FixedChoice::Kind::failed: return completeProblem(c, e, 412, last);
    case http::FixedChoice::Kind::notModified: return complete(c, e, {heads_.problem(304), variant.lines, {}}, last);
    case http::FixedChoice::Kind::whole: break;
  }
  complete(c, e, {&fixed.block, variant.lines + variant.bodyLine, variant.body}, last);
}

void Server::completeRejected(Connection* c, Exchange* e, bool last) {
  if (e->asks) return permitBody(c, e);
  countRejection();
  const RejectionAnswer told = rejectionAnswer(*e);
  const std::string extra = lineOf(told);
  complete(c, e, problemView(e->rejection.status, extra, told.body), last);
}

RejectionAnswer Server::rejectionAnswer(const Exchange& e) const {
  const Rejection& no = e.rejection;
  if (no.bodyMissing) {
    return {{}, {}, http::missingBodyProblem()};
  }
  if (no.status == 400) return {{}, {}, std::string(e.generation->problems.body(e.route, {no.param, no.paramIndex, 0}))};
  // RFC 9110, 15.5.16: whether the coding was the reason, or the type.
  if (no.bodyEncoded) {
    const std::string taken = takenCodings();
    return {"Accept-Encoding", taken, http::badCodingProblem(taken)};
  }
  const std::string body = http::problemBody(no.status, http::problemDetail(no.status));
  const std::string types = no.status == 415 ? joined(e.generation->routes[e.route].bodyTypes) : std::string();
  if (types.empty() || !http::isHeaderSafe("accept", types)) return {{}, {}, body};
  return {e.generation->routes[e.route].method == "PATCH" ? acceptPatch : "Accept", types, body};
}

// RFC 5789, 3.1: what a resource takes by PATCH is said with the methods that it has.
std::string Server::acceptPatchLine(const Exchange& e) const {
  const int32_t route = e.generation->router->route(e.resource, http::Method::patch);
  const std::string types = route < 0 ? std::string() : joined(e.generation->routes[static_cast<size_t>(route)].bodyTypes);
  return types.empty() || !http::isHeaderSafe("accept-patch", types) ? std::string() : lineOf(acceptPatch, types);
}

std::string Server::takenCodings() const { return codings_.empty() ? "identity" : joined(codings_); }

AnswerView Server::problemView(uint16_t status, std::string_view extra, const std::string& problem) {
  const std::string* own = problemFormat_.bodyOf(problem);
  if (own == nullptr) return {heads_.problem(status), extra, problem};
  return {heads_.problem(status, problemFormat_.mediaType), extra, *own};
}

std::vector<std::string> Server::problemTexts(const std::vector<http::RouteSpec>& routes) const {
  std::vector<std::string> texts = http::routelessProblems(takenCodings());
  const http::ParamProblems ofParameters(routes);
  texts.insert(texts.end(), ofParameters.all().begin(), ofParameters.all().end());
  return texts;
}

RejectionAnswer Server::rejectionOf(uint32_t record) {
  for (uint32_t i = 0; i < batch_.size(); i++) {
    if (batch_[i].record == static_cast<int32_t>(record)) return rejectionAnswer(batch_[i].exchange);
  }
  return {};
}

void Server::rejectAway(uint32_t connection, uint32_t serial) {
  const Located at = locate(connection, serial);
  if (at.exchange == nullptr || at.inBatch) return dropAnswer(serial);
  if (at.exchange->asks) {
    permitBody(at.connection, at.exchange);
  } else {
    countRejection();
    const RejectionAnswer told = rejectionAnswer(*at.exchange);
    const std::string extra = lineOf(told);
    const AnswerView answer = problemView(at.exchange->rejection.status, extra, told.body);
    closeIfEnding(at.connection, at.exchange, at.last);
    completeBlock(at.connection, at.exchange, heads_.composeBlock(*at.exchange, answer), answer.block->status);
  }
  settleSoon(at.connection);
}

void Server::completeProblem(Connection* c, Exchange* e, uint16_t status, bool last) {
  const std::string body = http::problemBody(status, http::problemDetail(status));
  complete(c, e, problemView(status, {}, body), last);
}

void Server::writeContinue(Connection* c, Exchange* e) {
  const auto text = http::continueAnswer;
  OutBlock* block =
      OutBlock::copy(reinterpret_cast<const uint8_t*>(text.data()), static_cast<uint32_t>(text.size()));
  if (block == nullptr) return breakConnection(c);
  answerWith(c, e, block);
}

void Server::finishExchange(Connection* c, Exchange* e, uint16_t status, uint32_t bytes) {
  c->heldBytes -= e->holds;
  e->holds = 0;
  if (e->generation != nullptr && e->native == Native::none) {
    uint32_t& usual = e->generation->answerBytes[e->route];
    usual = std::max(bytes, usual - usual / 8);
  }
  if (e->cells != nullptr) e->cells->observe(status, now_.ns > e->startNs ? now_.ns - e->startNs : 0);
  c->activeMs = now_.ms;
  if (c->upgrading == e->serial) c->upgrading = 0;
  abandon(e);
}

// The request needs nothing any more.
void Server::abandon(Exchange* e) {
  if (e->interim || e->released) return;
  e->released = true;
  generations_.release(e->generation);
  e->generation = nullptr;
  inFlight_--;
}

// Its answer had begun, and ends here: for its client it had the status that it began with.
void Server::abandonFlow(Exchange* e) {
  if (isStreaming(e->flow) && !e->released && e->cells != nullptr) {
    e->cells->observe(e->flow->status, now_.ns > e->startNs ? now_.ns - e->startNs : 0);
  }
  abandon(e);
}

void Server::park(Connection* c, const Exchange& exchange) {
  auto* parked = new Exchange(exchange);
  parked->next = nullptr;
  if (c->lastExchange == nullptr) {
    c->firstExchange = parked;
  } else {
    c->lastExchange->next = parked;
  }
  c->lastExchange = parked;
  c->exchanges++;
}

void Server::unlinkFirst(Connection* c) {
  Exchange* first = c->firstExchange;
  c->firstExchange = first->next;
  if (c->firstExchange == nullptr) c->lastExchange = nullptr;
  c->exchanges--;
  if (first->flow != nullptr) dropFlow(c, first);
  delete first;
}

// Sends what was held back only because something before it was pending.
void Server::popAnswered(Connection* c) {
  while (Exchange* e = c->firstExchange) {
    if (e->flow != nullptr && !advanceFlow(c, e)) return;
    if (!e->answered) return;
    sender_.endRun();
    c->heldBytes -= e->holds;
    if (e->block != nullptr) {
      unparkOutput(c, e->block->length);
      sender_.append(c, e->block);
    }
    const bool isLast = e->after == After::close && !e->interim;
    unlinkFirst(c);
    if (isLast) return endAnswers(c);
  }
}

// The connection ends with what was written. What was asked behind that nobody answers.
void Server::endAnswers(Connection* c) {
  c->closeAfterOutput = true;
  c->parsing = false;
  for (const Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (!e->answered) tellLeft(e);
  }
  dropExchanges(c);
}

Exchange* Server::findExchange(Connection* c, uint32_t serial) {
  for (Exchange* e = c->firstExchange; e != nullptr; e = e->next) {
    if (e->serial == serial && !e->answered && !e->interim) return e;
  }
  return nullptr;
}

void Server::dropExchanges(Connection* c) {
  while (Exchange* e = c->firstExchange) {
    abandonFlow(e);
    if (e->block != nullptr) unparkOutput(c, e->block->length);
    OutBlock::drop(e->block);
    unlinkFirst(c);
  }
}

}  // namespace nexus::net

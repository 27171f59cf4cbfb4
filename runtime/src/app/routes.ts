// Owns the hot path: from a bound handler to the function the engine calls. All that can be decided per
// route is decided here, once; per request there is one context, one read, one call.

import { BodyError } from '../http/body-error.js'
import { discardBody } from '../http/discard.js'
import { begun, unsent } from '../http/first-piece.js'
import { NegotiatedReply } from '../http/negotiated-reply.js'
import { bodyAnswer, invalidRequest, ProblemReply } from '../http/problem.js'
import type { RawRequest } from '../http/raw-request.js'
import { Reply } from '../http/reply.js'
import { isThenable, whenThere } from '../http/thenable.js'
import type { Middleware, MiddlewareSettings } from '../middleware/middleware.js'
import type { EngineRoute } from '../native/engine.js'
import { checkHeaders } from '../native/header-lines.js'
import type { Log } from '../observe/log.js'
import type { Fail, Handle, Tracing } from '../observe/span.js'
import { Issues } from '../validate/issues.js'
import { TooManyParts } from '../validate/too-many-parts.js'
import { type Admit, admitter } from './admission.js'
import { answerRules, declaredHeaders, engineParts } from './answer-rules.js'
import { RequestContext } from './context.js'
import type { OperationDefinition } from './definition.js'
import { type Answers, failureAnswer } from './failure.js'
import { type Core, middlewareOf, replyOrThrow, throughMiddleware } from './middleware.js'
import type { BoundHandler } from './operation.js'
import { type TellProblem, telling } from './problem-format.js'
import { negotiates } from './reply-writer.js'
import type { Guard, SecuritySchemes } from './security.js'

/** What the routes of one generation share. */
export interface RouteParts {
  readonly state: unknown
  readonly contracts: unknown
  readonly log: Log
  /** null: no spans are made, and nothing is spent on asking. */
  readonly tracing: Tracing | null
  readonly answers: Answers
  /** null: problems are told as problem+json. */
  readonly tell: TellProblem | null
  readonly middleware: MiddlewareSettings
  readonly securitySchemes: SecuritySchemes
}

/** The engine's view of an operation and its handler; `guard` is null on a public one. */
export const engineRoute = (
  { operation, handle }: BoundHandler,
  guard: Guard | null,
  parts: RouteParts,
): EngineRoute => {
  const { method, path, params } = operation
  const { log, tracing } = parts
  const fail = failureAnswer(operation, log, parts.answers)
  const admit = guard === null ? null : admitter(guard, operation, log)
  const core = coreOf(operation, handle as Call, admit, fail, tracing)
  const chain = middlewareOf(operation, parts.middleware)
  const inner = innerOf(operation, chain, core, parts)
  const isDebugged = log.isLevelEnabled('debug')
  const answer = tracing === null && !isDebugged ? guarded(inner) : settled(inner)
  const logged = isDebugged ? debugLogged(answer, core, operation, log) : answer
  const told = rejectionTeller(operation, chain, admit, fail, parts)
  const rejection = admitRejection(operation, told, parts)
  return {
    method,
    path,
    params,
    ...engineOptions(operation, chain, parts),
    replyTypes: replyTypesOf(operation),
    secured: rejection !== null,
    ...(rejection === null ? {} : { admit: telling(rejection, parts.tell) }),
    handle: telling(tracing?.server({ method, path }, logged, fail) ?? logged, parts.tell),
    ...(parts.tell === null ? {} : { tell: parts.tell }),
    fail: telling(fail, parts.tell),
  }
}

/** What engine middleware changes of a route. */
const engineOptions = (
  operation: OperationDefinition,
  chain: readonly Middleware<never>[],
  { securitySchemes }: RouteParts,
): Pick<EngineRoute, 'body' | 'rules'> => {
  const { method, body } = operation
  const own = engineParts(chain)
  const headers = declaredHeaders(operation, securitySchemes)
  const rules = answerRules(own, { method, headers })
  const bytesMax = own.findLast((part) => part.bodyBytesMax !== undefined)?.bodyBytesMax
  return {
    body: body === null || bytesMax === undefined ? body : { ...body, bytesMax },
    ...(rules === undefined ? {} : { rules }),
  }
}

type Inner = (raw: RawRequest) => unknown
type Call = (context: RequestContext) => unknown

const innerOf = (
  operation: OperationDefinition,
  chain: readonly Middleware<never>[],
  core: Core,
  parts: RouteParts,
): Inner => {
  const { state, contracts } = parts
  const functions = chain.filter((each) => typeof each === 'function')
  if (functions.length > 0) {
    const own = toldInside({ ...core, answer: beginning(core.answer) }, parts.tell)
    return throughMiddleware(functions, own, { operation, state, contracts })
  }
  return (raw) => core.answer(raw, new RequestContext(raw, state, contracts), undefined)
}

const coreOf = (
  operation: OperationDefinition,
  call: Call,
  admit: Admit | null,
  fail: Fail,
  tracing: Tracing | null,
): Core => {
  const readInto: Core['read'] = (raw, context) => take(operation.read, raw, context)
  const answer =
    admit === null ? publicAnswer(readInto, call) : securedAnswer(readInto, call, admit)
  return {
    read: readInto,
    answer: negotiates(operation) ? negotiated(answer) : answer,
    fail: (error, traceparent) => {
      const reply = fail(error, traceparent)
      if (reply.status >= 500) tracing?.failed(error)
      return reply
    },
  }
}

/** Middleware sees problems as they are told. */
const toldInside = (core: Core, tell: TellProblem | null): Core => ({
  ...core,
  answer: telling(core.answer, tell),
  fail: telling(core.fail, tell),
})

/** Lets Accept choose the media type of what the handler answers. */
const negotiated =
  (inner: Core['answer']): Core['answer'] =>
  (raw, context, known) => {
    const accept = raw.header('accept')
    const choose = (answer: unknown) =>
      answer instanceof NegotiatedReply ? answer.chosen(accept) : answer
    return whenThere(inner(raw, context, known), choose)
  }

/**
 * Middleware sees what becomes of a body in pieces that fails before its first, and of headers that cannot be sent: the
 * engine would see to it later.
 */
const beginning =
  (inner: Core['answer']): Core['answer'] =>
  (raw, context, known) => {
    const isHead = raw.method === 'HEAD'
    const begin = (result: unknown) => (result instanceof Reply ? sendable(result, isHead) : result)
    return whenThere(inner(raw, context, known), begin)
  }

/**
 * A reply that can be sent, with the first of its body's pieces where they are wanted.
 *
 * @throws {TypeError} when a header cannot be sent; what the body has open is closed.
 */
const sendable = (reply: Reply, isHead: boolean): Reply | Promise<Reply> => {
  if (reply.headers !== null) {
    try {
      checkHeaders(reply.headers)
    } catch (error) {
      discardBody(reply)
      throw error
    }
  }
  return isHead ? unsent(reply) : begun(reply)
}

const publicAnswer =
  (read: Core['read'], call: Call): Core['answer'] =>
  (raw, context, known) => {
    const refusal = known === undefined ? read(raw, context) : known
    return refusal === null ? call(context) : refusal
  }

const securedAnswer =
  (read: Core['read'], call: Call, admit: Admit): Core['answer'] =>
  (raw, context, known) => {
    const verdict = admit(raw, context)
    if (isThenable(verdict)) {
      // The request's bytes are gone when the hook has decided, so they are read now and judged later.
      const refusal = known === undefined ? read(raw, context) : known
      return verdict.then((denied) => denied ?? refusal ?? call(context))
    }
    if (verdict !== null) return verdict
    const refusal = known === undefined ? read(raw, context) : known
    return refusal === null ? call(context) : refusal
  }

// Reading is synchronous, so one list serves all requests; it is empty again after each.
const issues = new Issues()

const take = (
  read: OperationDefinition['read'],
  raw: RawRequest,
  context: RequestContext,
): Reply<never> | null => {
  try {
    read(raw, context, issues)
  } catch (error) {
    const { place } = issues
    issues.reset()
    if (error instanceof BodyError) return bodyAnswer(error)
    if (!(error instanceof TooManyParts)) throw error
    issues.place = error.place ?? place
    issues.add('limit', error.message)
  }
  if (issues.count === 0) {
    issues.forget()
    return null
  }
  const reply = invalidRequest(issues.list)
  issues.reset()
  return reply
}

// What is thrown, now or later, the engine answers with the route's `fail`.
const guarded =
  (inner: Inner): Handle =>
  (raw) => {
    const result = inner(raw)
    if (result instanceof Reply) return result
    return isThenable(result) ? (Promise.resolve(result) as Promise<Reply>) : replyOrThrow(result)
  }

// Where a span or a line tells the answer: what cannot be one, or cannot be sent, is an error before that.
const settled =
  (inner: Inner): Handle =>
  (raw) => {
    const isHead = raw.method === 'HEAD'
    return whenThere(inner(raw), (result) => sendable(replyOrThrow(result), isHead))
  }

/**
 * What runs before a native rejection is told: security, so that nobody learns anything before 401, and a
 * span, since `handle` will not run. null: neither is needed.
 */
const admitRejection = (
  { method, path }: OperationDefinition,
  teller: NonNullable<EngineRoute['admit']> | null,
  { tracing }: RouteParts,
): NonNullable<EngineRoute['admit']> | null => {
  if (tracing === null) return teller
  return (raw, rejection) => {
    const verdict = teller?.(raw, rejection) ?? null
    const rejected = (answer: Reply | null): Reply | null => {
      const status = answer?.status ?? rejection
      // At 100 the client only asks whether it may send its body: the request, and its span, come with that.
      if (status !== 100) tracing?.rejected({ method, path }, raw, status)
      return answer
    }
    return whenThere(verdict, rejected)
  }
}

/**
 * Who tells a native rejection: nobody here (null), security, or middleware with it. Middleware sees the rejection
 * as the answer of what is inside. At 100 there is no answer yet, so only security has a say.
 */
const rejectionTeller = (
  operation: OperationDefinition,
  chain: readonly Middleware<never>[],
  admit: Admit | null,
  fail: Fail,
  { state, contracts, tell }: RouteParts,
): NonNullable<EngineRoute['admit']> | null => {
  const alone: EngineRoute['admit'] = (raw) =>
    admit?.(raw, new RequestContext(raw, state, contracts)) ?? null
  const functions = chain.filter((each) => typeof each === 'function')
  if (functions.length === 0) return admit === null ? null : alone
  return (raw, rejection) => {
    if (rejection === 100) return alone(raw, rejection)
    const rejected = nativeRejection(raw, rejection)
    const answer: Core['answer'] = (_, context) => {
      const verdict = admit?.(raw, context) ?? null
      return whenThere(verdict, (denied) => denied ?? rejected())
    }
    const core = toldInside({ read: () => null, answer, fail }, tell)
    return throughMiddleware(functions, core, { operation, state, contracts })(raw)
  }
}

/** Taken at once, while the request's bytes are there; counted when it is told. */
const nativeRejection = (raw: RawRequest, status: number): (() => Reply) => {
  const { body, headers, count } = raw.rejection()
  return () => {
    count()
    return new ProblemReply(status, body, headers)
  }
}

/** Content types of the successful answers, for Accept; one that may be anything switches the check off. */
const replyTypesOf = ({ replies }: OperationDefinition): string[] => {
  const types = Object.entries(replies)
    .filter(([status]) => status.startsWith('2') || status === 'default')
    .flatMap(([, { contentType, also }]) => [
      contentType,
      ...(also?.map((other) => other.contentType) ?? []),
    ])
  if (types.some((type) => type === null || type.includes('*'))) return []
  return [...new Set(types.filter((type) => type !== null))]
}

// Inside the request's span, so that its line has the ids too.
const debugLogged =
  (handle: Handle, { fail }: Core, { id, path }: OperationDefinition, log: Log): Handle =>
  (raw) => {
    const { method } = raw
    const traceparent = raw.traceparent()
    const began = performance.now()
    const line = (reply: Reply): Reply => {
      const ms = Math.round((performance.now() - began) * 1000) / 1000
      log.debug({ operation: id, method, route: path, status: reply.status, ms }, 'request')
      return reply
    }
    const failed = (error: unknown): Reply => fail(error, traceparent)
    try {
      const answer = handle(raw)
      if (!isThenable(answer)) return line(answer)
      return answer.then(replyOrThrow).catch(failed).then(line)
    } catch (error) {
      return line(failed(error))
    }
  }

// Owns what becomes of an error that a handler let out: one log line, one answer that tells nothing.

import { randomBytes } from 'node:crypto'
import { BodyError } from '../http/body-error.js'
import { HttpProblem } from '../http/http-problem.js'
import { bodyAnswer, internalError, problemReply } from '../http/problem.js'
import { Reply } from '../http/reply.js'
import { isRequestOver } from '../http/request-over.js'
import type { Log } from '../observe/log.js'
import type { Fail } from '../observe/span.js'
import { traceIds } from '../observe/tracing.js'
import { CircuitOpenError } from '../resilience/errors.js'
import { contractProblem } from '../web3/problem.js'
import type { OperationDefinition } from './definition.js'
import type { RepeatedFailures } from './repeated-failures.js'

/** Answers errors that a part of the runtime knows; null for others. */
export type AnswerFor = (error: unknown) => Reply | null

/** The answer when a handler lets the error of a contract call through: 502, 503, 504, 409 or 422. */
export const contractAnswer: AnswerFor = (error) => {
  const problem = contractProblem(error)
  if (problem === null) return null
  const { status, title, detail, retryAfterS } = problem
  const headers = retryAfterS === null ? null : { 'retry-after': retryAfterS }
  return problemReply(status, { title, detail }, headers)
}

/** What an application answers to errors of its own; null or undefined leaves them to the framework. */
export type OnError = (error: unknown) => Reply | null | undefined

/** Answers that somebody chose: `HttpProblem`, and those of the application's `onError`. */
export const chosenAnswer =
  (onError: OnError | null, log: Log): AnswerFor =>
  (error) => {
    if (onError === null) return error instanceof HttpProblem ? error.reply : null
    try {
      const reply = onError(error)
      if (reply instanceof Reply) return reply
    } catch (err) {
      log.error({ err }, 'onError failed')
    }
    return error instanceof HttpProblem ? error.reply : null
  }

/** The answers of one generation. */
export interface Answers {
  readonly chosen: AnswerFor
  readonly known: AnswerFor
  /** Tells what fails again and again; of all operations together. */
  readonly repeated: RepeatedFailures
}

const chosenMessage = 'handler failed with an answer'

/** The `fail` of an operation: logs with the request's trace id, and answers the generic 500. */
export const failureAnswer =
  ({ id, method, path }: OperationDefinition, log: Log, answers: Answers): Fail =>
  (error, traceparent) => {
    // Inside a span the line gets its ids by itself.
    const ids = 'trace_id' in traceIds() ? {} : { trace_id: traceIdOf(traceparent) }
    const fields = { ...ids, operation: id, method, route: path, err: error }
    const chosen = answers.chosen(error)
    if (chosen !== null) {
      const told = { ...fields, status: chosen.status }
      if (chosen.status < 500) log.debug(told, chosenMessage)
      else answers.repeated.tell(told, error, chosenMessage)
      return chosen
    }
    if (error instanceof BodyError) return bodyAnswer(error)
    if (isRequestOver(error)) {
      log.debug(fields, 'handler gave up: nobody waits for its answer')
      return clientLeft()
    }
    const known = answers.known(error)
    if (known === null) log.error(fields, 'handler failed')
    else {
      const told = { ...fields, status: known.status }
      if (isNews(known, error)) answers.repeated.tell(told, error, 'handler failed on an upstream')
      else log.debug(told, 'handler was refused by a contract or an open circuit')
    }
    return known ?? internalError()
  }

// The server has not failed, so that metrics must not count a 5xx. A client that only sends no more may read it: the
// number is nginx's, and to whom it is news it is a 400 (RFC 9110, 15).
const clientLeft = (): Reply =>
  problemReply(499, { title: 'Client Closed Request', detail: 'The client left.' })

// What a smart contract refuses is for the client to know; a chain that does not answer, for the operator, who has been
// told already when its circuit opened.
const isNews = ({ status }: Reply, error: unknown): boolean =>
  status >= 500 && !(error instanceof Error && error.cause instanceof CircuitOpenError)

// W3C Trace Context, 3.2: version-traceid-parentid-flags. Without one the line gets an id of its own.
const traceIdOf = (traceparent: string): string =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent)?.[1] ??
  randomBytes(16).toString('hex')

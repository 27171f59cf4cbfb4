// Owns what becomes of an error that a handler let out: one log line, one answer that tells nothing.

import { randomBytes } from 'node:crypto'
import { BodyError } from '../http/body-error.js'
import { HttpProblem } from '../http/http-problem.js'
import { bodyAnswer, internalError, problemReply } from '../http/problem.js'
import { Reply } from '../http/reply.js'
import type { Log } from '../observe/log.js'
import type { Fail } from '../observe/span.js'
import { activeTracing } from '../observe/tracing.js'
import { contractProblem } from '../web3/problem.js'
import type { OperationDefinition } from './definition.js'

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
}

/** The `fail` of an operation: logs with the request's trace id, and answers the generic 500. */
export const failureAnswer =
  ({ id, method, path }: OperationDefinition, log: Log, answers: Answers): Fail =>
  (error, traceparent) => {
    const ids = activeTracing() ? {} : { trace_id: traceIdOf(traceparent) }
    const fields = { ...ids, operation: id, method, route: path, err: error }
    const chosen = answers.chosen(error)
    if (chosen !== null) {
      const level = chosen.status >= 500 ? 'warn' : 'debug'
      log[level]({ ...fields, status: chosen.status }, 'handler failed with an answer')
      return chosen
    }
    if (error instanceof BodyError) return bodyAnswer(error)
    const known = answers.known(error)
    if (known === null) log.error(fields, 'handler failed')
    else log.warn({ ...fields, status: known.status }, 'handler failed on an upstream')
    return known ?? internalError()
  }

// W3C Trace Context, 3.2: version-traceid-parentid-flags. Without one the line gets an id of its own.
const traceIdOf = (traceparent: string): string =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent)?.[1] ??
  randomBytes(16).toString('hex')

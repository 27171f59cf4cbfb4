// Owns what becomes of an error that a handler let out: one log line, one answer that tells nothing.

import { randomBytes } from 'node:crypto'
import { BodyError } from '../http/body-error.js'
import { bodyAnswer, internalError, problemReply } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
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

/** The `fail` of an operation: logs with the request's trace id, and answers the generic 500. */
export const failureAnswer =
  ({ id, method, path }: OperationDefinition, log: Log, answerFor: AnswerFor): Fail =>
  (error, traceparent) => {
    if (error instanceof BodyError) return bodyAnswer(error)
    const known = answerFor(error)
    const ids = activeTracing() ? {} : { trace_id: traceIdOf(traceparent) }
    const fields = { ...ids, operation: id, method, route: path, err: error }
    if (known === null) log.error(fields, 'handler failed')
    else log.warn({ ...fields, status: known.status }, 'handler failed on an upstream')
    return known ?? internalError()
  }

// W3C Trace Context, 3.2: version-traceid-parentid-flags. Without one the line gets an id of its own.
const traceIdOf = (traceparent: string): string =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent)?.[1] ??
  randomBytes(16).toString('hex')

// Owns the middleware that answers in the place of what takes too long, and tells it to stop.

import { type Duration, parseDurationMs } from '../../config.js'
import { discardBody } from '../../http/discard.js'
import { problemReply } from '../../http/problem.js'
import type { Reply } from '../../http/reply.js'
import { RequestOver } from '../../http/request-over.js'
import type { MiddlewareFunction } from '../middleware.js'

/** Settings of `timeout`. */
export interface TimeoutOptions {
  /** Default 503: try again later. 504 where a server behind this one is what is waited for. */
  readonly status?: 503 | 504
  /** Seconds of Retry-After; default none. */
  readonly retryAfterS?: number
}

/**
 * The reason `signal` aborts with when the time is up. A handler that lets it out has not failed.
 *
 * @example if (signal.reason instanceof TimeIsUp) log.info('nobody waits for the answer any more')
 */
export class TimeIsUp extends RequestOver {
  override readonly name = 'TimeoutError'
}

/**
 * Answers 503 when what is inside has not answered in time, and aborts the `signal` of its context. The time that
 * an answer's stream takes afterwards is not counted. `server.limits.handlerTimeoutMs` bounds all of it.
 *
 * @example createApp({ config, createState, middleware: { operations: { search: [timeout('2s', { status: 504 })] } } })
 */
export const timeout = (within: Duration, options: TimeoutOptions = {}): MiddlewareFunction => {
  const ms = parseDurationMs(within, 'timeout')
  const { status = 503, retryAfterS } = options
  const headers = retryAfterS === undefined ? null : { 'retry-after': retryAfterS }
  const late = problemReply(status, { detail: 'The operation did not answer in time.' }, headers)
  return (context, next) => {
    const controller = new AbortController()
    context.abortWith(controller.signal)
    return new Promise<Reply>((resolve, reject) => {
      let isUp = false
      const timer = setTimeout(() => {
        isUp = true
        resolve(late)
        controller.abort(new TimeIsUp(`No answer within ${ms} ms.`))
      }, ms)
      const inside = async () => next()
      inside()
        .finally(() => clearTimeout(timer))
        .then((reply) => {
          if (isUp) discardBody(reply)
          else resolve(reply)
        }, reject)
    })
  }
}

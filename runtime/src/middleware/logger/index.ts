// Owns the middleware that writes one log line per request.

import type { Reply } from '../../http/reply.js'
import { type Log, log as processLog } from '../../observe/log.js'
import type { MiddlewareContext, MiddlewareFunction } from '../middleware.js'
import { requestIdKey } from '../request-id/index.js'

/** Levels a line can have. */
export type RequestLogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Settings of `logger`. */
export interface LoggerOptions {
  /** Default: the log of the process. */
  readonly log?: Log
  /** Level of a request's line, null for no line; default: `error` from 500 on, else `info`. */
  readonly level?: (reply: Reply, context: MiddlewareContext) => RequestLogLevel | null
  /** More fields of a line. Their secrets are yours to leave out. */
  readonly fields?: (reply: Reply, context: MiddlewareContext) => object
}

/**
 * Writes a line when a request is answered: method, path without its query (which may carry credentials),
 * operation, status, milliseconds until the answer was ready, the client's address, and the request's id.
 *
 * @example logger({ level: (reply) => (reply.status === 404 ? null : 'info') })
 */
export const logger = (options: LoggerOptions = {}): MiddlewareFunction => {
  const { level = byStatus, fields } = options
  return async (context, next) => {
    const began = performance.now()
    const { method, target, remoteAddress, attributes } = context
    const reply = await next()
    const log = options.log ?? processLog
    const at = level(reply, context)
    if (at === null || !log.isLevelEnabled(at)) return reply
    const id = attributes.get(requestIdKey)
    const line = {
      method,
      path: target.split('?', 1)[0],
      operation: context.operation.id,
      status: reply.status,
      ms: Math.round((performance.now() - began) * 1000) / 1000,
      remoteAddress,
      ...(id === undefined ? {} : { requestId: id }),
      ...fields?.(reply, context),
    }
    log[at](line, 'request')
    return reply
  }
}

const byStatus = ({ status }: Reply): RequestLogLevel => (status >= 500 ? 'error' : 'info')

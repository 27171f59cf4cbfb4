// Owns the middleware that gives every request an id: the client's when it is fit to be one, else a new one.

import { randomUUID } from 'node:crypto'
import { type Attribute, attribute } from '../../http/attributes.js'
import { withLogFields } from '../../observe/log-fields.js'
import type { MiddlewareFunction } from '../middleware.js'

/** Settings of `requestId`. */
export interface RequestIdOptions {
  /** Header of request and answer; default `x-request-id`. */
  readonly header?: string
  /** Takes the client's id when it is valid; default true. False where clients are not trusted with it. */
  readonly trust?: boolean
  /** Makes an id; default a random UUID. */
  readonly generate?: () => string
}

/** Where the id of a request is: `context.attributes.get(requestIdKey)`. */
export const requestIdKey: Attribute<string> = attribute('request id')

// Nothing that a log, a header or a shell could take for more than a name; 128 characters at most.
const valid = /^[\w.:+/=@-]{1,128}$/

/**
 * Gives each request an id, tells it in the answer, and keeps it under `requestIdKey`. Every log line of the request has
 * it as `requestId`: the handler's, and that of its failure.
 *
 * @example createApp({ config, createState, middleware: { app: [requestId(), logger()] } })
 */
export const requestId = (options: RequestIdOptions = {}): MiddlewareFunction => {
  const { header = 'x-request-id', trust = true, generate = randomUUID } = options
  return async (context, next) => {
    const given = trust ? context.header(header) : undefined
    const id = given !== undefined && valid.test(given) ? given : generate()
    context.attributes.set(requestIdKey, id)
    const reply = await withLogFields({ requestId: id }, next)
    return reply.withHeaders({ [header]: id })
  }
}

// Owns the middleware for conditional requests: validators of answers that have none, and 304 and 412.

import { createHash } from 'node:crypto'
import {
  evaluate,
  notModified,
  preconditionFailed,
  type Validators,
} from '../../http/conditional.js'
import { discardBody } from '../../http/discard.js'
import { parseHttpDate } from '../../http/http-date.js'
import type { Reply } from '../../http/reply.js'
import type { MiddlewareContext, MiddlewareFunction } from '../middleware.js'

/** Settings of `etag`. */
export interface EtagOptions<State> {
  /**
   * Default `strong`: equal tags are equal bytes. Compression inside or in front of the server makes it weak by
   * itself.
   */
  readonly strength?: 'strong' | 'weak'
  /**
   * The present state of what a request is about, asked before the handler runs; null when there is nothing. With
   * it preconditions of every method are judged (If-Match of a PUT: 412), no work is done for a 304, and answers to GET
   * that have no tag of their own get its tag. Without it only answers of GET and HEAD are looked at.
   */
  readonly current?: (
    context: MiddlewareContext<State>,
  ) => Validators | null | undefined | Promise<Validators | null | undefined>
}

/**
 * Evaluates preconditions (RFC 9110, 13) and gives answers to GET that are whole texts an entity tag. Streams and
 * files keep what the handler says of them.
 *
 * @example createApp({ config, createState, middleware: { app: [compression(), etag()] } })
 */
export const etag = <State = unknown>(
  options: EtagOptions<State> = {},
): MiddlewareFunction<State> => {
  const { strength = 'strong', current } = options
  const answer = async (
    context: MiddlewareContext<State>,
    next: () => Promise<Reply>,
    present: Validators | null = null,
  ) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD'
    const reply = await next()
    if (!isRead || reply.status !== 200) return reply
    const tagged = withTag(withPresent(reply, present), strength)
    const state = validatorsOf(tagged)
    const verdict = state === null ? 'hold' : evaluate(context, state)
    if (verdict === 'hold') return tagged
    discardBody(reply)
    return verdict === 'failed' ? preconditionFailed() : notModified(tagged.headers)
  }
  if (current === undefined) return answer
  return async (context, next) => {
    const state = presentOf(await current(context))
    const verdict = state === undefined ? 'hold' : evaluate(context, state)
    if (verdict === 'failed') return preconditionFailed()
    if (verdict === 'not-modified') return notModified(headersOf(state ?? {}))
    return answer(context, next, state)
  }
}

/** Without a tag and a date nothing is known to be there; a tag is quoted (RFC 9110, 8.8.3). */
const presentOf = (state: Validators | null | undefined): Validators | null | undefined => {
  if (state == null) return state
  const { etag, lastModified } = state
  if (etag === undefined && lastModified === undefined) return null
  if (etag === undefined || /^(W\/)?".*"$/.test(etag)) return state
  return { ...state, etag: `"${etag}"` }
}

// A change is judged by this tag, so a reader has to be told it: with one of the bytes no If-Match could ever hold.
const withPresent = (reply: Reply, present: Validators | null): Reply => {
  if (present === null || reply.header('etag') !== undefined) return reply
  const { etag, lastModified } = present
  const dated = reply.header('last-modified') !== undefined
  return reply.withHeaders(headersOf({ etag, lastModified: dated ? undefined : lastModified }))
}

const withTag = (reply: Reply, strength: 'strong' | 'weak'): Reply => {
  const { body } = reply
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  if (!isWhole || reply.header('etag') !== undefined) return reply
  // SHA-256, cut to 128 bits: nobody can make two bodies with one tag.
  const digest = createHash('sha256').update(body).digest('base64url').slice(0, 22)
  return reply.withHeaders({ etag: `${strength === 'weak' ? 'W/' : ''}"${digest}"` })
}

const validatorsOf = (reply: Reply): Validators | null => {
  const tag = reply.header('etag')
  const modified = reply.header('last-modified')
  const ms = modified === undefined ? null : parseHttpDate(String(modified))
  if (tag === undefined && ms === null) return null
  return {
    etag: tag === undefined ? undefined : String(tag),
    lastModified: ms === null ? undefined : new Date(ms),
  }
}

const headersOf = ({ etag, lastModified }: Validators): Record<string, string> => ({
  ...(etag === undefined ? {} : { etag }),
  ...(lastModified === undefined ? {} : { 'last-modified': lastModified.toUTCString() }),
})

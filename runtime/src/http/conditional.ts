// Owns conditional requests (RFC 9110, 13): what a request's preconditions come to for the present state of what
// it asks for, and the answers that follow.

import { parseHttpDate } from './http-date.js'
import { problemReply } from './problem.js'
import { Reply, type ReplyHeaders } from './reply.js'

/** What is known of the present state of a resource; null is no resource. */
export interface Validators {
  /** As in the ETag field: `"v1"`, or `W/"v1"` where equal bytes are not promised. */
  readonly etag?: string | undefined
  readonly lastModified?: Date | undefined
}

/** What preconditions look at. Contexts of handlers and middleware are such. */
export interface ConditionalRequest {
  readonly method: string
  header(name: string): string | undefined
}

/** `not-modified`: 304; `failed`: 412. */
export type Preconditions = 'hold' | 'not-modified' | 'failed'

/**
 * Evaluates the preconditions of a request in the order of RFC 9110, 13.2.2. To be asked only where the answer
 * without them would be a success (13.2.1). If-Range is not one of them: see `rangeApplies`.
 *
 * @example
 * if (evaluate(context, { etag: pet.version }) === 'failed') return op.problem(412, { detail: 'changed' })
 */
export const evaluate = (request: ConditionalRequest, state: Validators | null): Preconditions => {
  const { method } = request
  if (method === 'OPTIONS' || method === 'TRACE' || method === 'CONNECT') return 'hold'
  if (!mayChange(request, state)) return 'failed'
  const isRead = method === 'GET' || method === 'HEAD'
  if (isNewer(request, state, isRead)) return 'hold'
  return isRead ? 'not-modified' : 'failed'
}

// Steps 1 and 2: If-Match, or else If-Unmodified-Since.
const mayChange = (request: ConditionalRequest, state: Validators | null): boolean => {
  const ifMatch = request.header('if-match')
  if (ifMatch !== undefined) return matches(ifMatch, state, isStrongMatch)
  const since = dateOf(request.header('if-unmodified-since'))
  const modified = secondsOf(state?.lastModified)
  return since === null || modified === null || modified <= since
}

// Steps 3 and 4: If-None-Match, or else If-Modified-Since.
const isNewer = (
  request: ConditionalRequest,
  state: Validators | null,
  isRead: boolean,
): boolean => {
  const ifNoneMatch = request.header('if-none-match')
  if (ifNoneMatch !== undefined) return !matches(ifNoneMatch, state, isWeakMatch)
  const since = isRead ? dateOf(request.header('if-modified-since')) : null
  const modified = secondsOf(state?.lastModified)
  return since === null || modified === null || modified > since
}

/**
 * Whether a Range applies (If-Range, RFC 9110, 13.1.5): without the field it does.
 *
 * @example
 * const ranges = rangeApplies(context, { etag: pet.version }) ? context.header('range') : undefined
 */
export const rangeApplies = (request: ConditionalRequest, state: Validators): boolean => {
  const field = request.header('if-range')
  if (field === undefined) return true
  if (field.endsWith('"')) return state.etag !== undefined && isStrongMatch(field, state.etag)
  const date = dateOf(field)
  return date !== null && date === secondsOf(state.lastModified)
}

type Compare = (a: string, b: string) => boolean

// RFC 9110, 8.8.3.2.
const isStrongMatch: Compare = (a, b) => a === b && !a.startsWith('W/')
const isWeakMatch: Compare = (a, b) => a.replace(/^W\//, '') === b.replace(/^W\//, '')

/** Entity tags of one field that are compared; further ones do not match. */
const tagsMax = 64

const matches = (field: string, state: Validators | null, compare: Compare): boolean => {
  if (state === null) return false
  if (field.trim() === '*') return true
  const { etag } = state
  if (etag === undefined) return false
  const tags = field.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? []
  return tags.slice(0, tagsMax).some((tag) => compare(tag, etag))
}

const dateOf = (field: string | undefined): number | null => {
  const ms = field === undefined ? null : parseHttpDate(field)
  return ms === null ? null : ms / 1000
}

// HTTP dates have no fractions: a file changed at .4 s was last modified at the second.
const secondsOf = (date: Date | undefined): number | null =>
  date === undefined ? null : Math.floor(date.getTime() / 1000)

// RFC 9110, 15.4.5: what a 200 would have said of these, and nothing of the content.
const keptBy304 = new Set([
  'etag',
  'cache-control',
  'content-location',
  'date',
  'expires',
  'vary',
  'set-cookie',
  'last-modified',
])

/**
 * `304 Not Modified` in the place of an answer with these headers.
 *
 * @example
 * if (evaluate(context, { etag: pet.version }) === 'not-modified') return notModified({ etag: pet.version })
 */
export const notModified = (headers: ReplyHeaders | null): Reply<never> => {
  const kept = Object.entries(headers ?? {}).filter(([name]) => keptBy304.has(name.toLowerCase()))
  return new Reply<never>(304, null, null, Object.fromEntries(kept))
}

/**
 * `412 Precondition Failed`.
 *
 * @example if (evaluate(context, { etag: pet.version }) === 'failed') return preconditionFailed()
 */
export const preconditionFailed = (): Reply<never> =>
  problemReply(412, { detail: 'What the request is about is not as the request expects it.' })

/**
 * The answer that the request's preconditions ask for, null when they hold: for handlers that know the state
 * before they do their work.
 *
 * @example
 * const refused = checkPreconditions(context, pet && { etag: `"${pet.version}"` })
 * if (refused) return refused
 */
export const checkPreconditions = (
  request: ConditionalRequest,
  state: Validators | null,
): Reply<never> | null => {
  switch (evaluate(request, state)) {
    case 'hold':
      return null
    case 'failed':
      return preconditionFailed()
    case 'not-modified':
      return notModified({
        ...(state?.etag === undefined ? {} : { etag: state.etag }),
        ...(state?.lastModified === undefined
          ? {}
          : { 'last-modified': state.lastModified.toUTCString() }),
      })
  }
}

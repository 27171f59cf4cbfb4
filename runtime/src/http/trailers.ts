// Owns fields behind the body of an answer (RFC 9110, 6.5): which may be sent there, and the body that they follow.

import type { ReplyHeaders } from './reply-headers.js'

type Pieces = AsyncIterable<Uint8Array | string>

/** Trailers of an answer. */
export interface ReplyTrailers {
  /** In lower case. */
  readonly names: readonly string[]
  /** Runs when the body is at its end. */
  readonly make: () => ReplyHeaders
}

/**
 * Fields that say how a message is framed, routed or read, who asks, and what an answer is for: those have to come
 * before the body (RFC 9110, 6.5.1).
 */
const forbidden =
  /^(age|allow|authorization|cache-control|connection|content-.*|cookie|date|expect|expires|host|keep-alive|location|max-forwards|pragma|proxy-.*|range|retry-after|set-cookie|te|trailer|transfer-encoding|upgrade|vary|warning|www-authenticate|if-.*)$/

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/

/** The body in pieces, and the trailers that follow it. @throws {TypeError} when they may not. */
export const trailersOf = (
  body: Pieces | object | string | null,
  names: readonly string[],
  make: () => ReplyHeaders,
): [Pieces, ReplyTrailers] => {
  const lower = names.map((name) => name.toLowerCase())
  const bad = lower.find((name) => !token.test(name) || forbidden.test(name))
  if (bad !== undefined) throw new TypeError(`${JSON.stringify(bad)} may not be a trailer.`)
  if (lower.length === 0) throw new TypeError('Name the trailers that follow.')
  return [inPieces(body), { names: lower, make }]
}

const inPieces = (body: Pieces | object | string | null): Pieces => {
  if (typeof body === 'string' || body instanceof Uint8Array) return once(body)
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) return body
  throw new TypeError(
    'Trailers follow text, bytes or pieces: not a file, nor an answer without a body.',
  )
}

async function* once(body: string | Uint8Array): AsyncGenerator<Uint8Array | string> {
  yield body
}

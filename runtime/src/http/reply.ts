// Owns an answer on its way to the engine: status, header block, body. Not how it is written out.

import type { Duplex } from 'node:stream'
import type { FileBody } from './file-body.js'
import { addHeader, addVary, headerIn, mergeHeaders, type ReplyHeaders } from './reply-headers.js'
import { type CookieAttributes, clearCookie, setCookie } from './set-cookie.js'
import { type ReplyTrailers, trailersOf } from './trailers.js'

export type { ReplyHeaders } from './reply-headers.js'
export type { ReplyTrailers } from './trailers.js'

/**
 * What an answer can carry. Pieces of an iterable (a web ReadableStream is one) are asked for one at a time, as
 * fast as the client takes them; the answer is chunked unless its headers have `content-length`. Leaving early,
 * a client makes its `return` run; a stream of Node.js is destroyed then, a web stream cancelled. What it throws before its first piece is answered as if the handler had thrown it,
 * and later ends the connection behind what was sent; the head waits a second for that piece, that of
 * `text/event-stream` for nothing. On HEAD, and where a 304 or a time-out is sent in its place, it is returned unread.
 */
export type ReplyBody = string | Uint8Array | AsyncIterable<Uint8Array | string> | FileBody

/**
 * A text to answer with, of which the contract asks nothing: whole, as its bytes, from a file, or piece by piece.
 *
 * @example op.reply(200, rows()) // of `async function* rows() { yield 'id,name\n' }`
 */
export type ReplyText = ReplyBody

/**
 * An answer. Made by `op.reply`, `op.problem` or the framework; `O` is the operation it answers, so that
 * an answer of one operation cannot be returned from another's handler. It never changes: what is made of it is
 * another one, since the framework answers many requests with the same reply.
 *
 * @example op.reply(200, pet).withCookie('seen', pet.name).withHeaders({ 'cache-control': 'no-store' })
 */
export class Reply<O = unknown> {
  declare readonly answers: O
  constructor(
    readonly status: number,
    /** Content-Type of the body, null without one. */
    readonly contentType: string | null,
    /** Serialised body. */
    readonly body: ReplyBody | TakeOver | null,
    readonly headers: ReplyHeaders | null,
    /** Fields behind a body in pieces, null without any. */
    readonly trailers: ReplyTrailers | null = null,
  ) {}

  /** A header of this answer, its name in any case. */
  header(name: string): ReplyHeaders[string] | undefined {
    return headerIn(this.headers, name)
  }

  /** The same answer with these headers; one that it has already is replaced. */
  withHeaders(headers: ReplyHeaders): Reply<O> {
    return this.derive(mergeHeaders(this.headers, headers))
  }

  /**
   * The same answer that sets one more cookie.
   * @throws {TypeError} when a browser would refuse the cookie.
   */
  withCookie(name: string, value: string, attributes?: CookieAttributes): Reply<O> {
    return this.derive(addHeader(this.headers, 'set-cookie', setCookie(name, value, attributes)))
  }

  /** The same answer that makes the client forget a cookie; domain and path as it was set. */
  withoutCookie(name: string, attributes?: CookieAttributes): Reply<O> {
    return this.derive(addHeader(this.headers, 'set-cookie', clearCookie(name, attributes)))
  }

  /** The same answer, said to depend on these request headers (RFC 9110, 12.5.5). */
  varying(...names: readonly string[]): Reply<O> {
    return this.derive(addVary(this.headers, names))
  }

  /** The same answer with another body. */
  withBody(body: Reply['body'], contentType: string | null = this.contentType): Reply<O> {
    return new Reply<O>(this.status, contentType, body, this.headers, this.trailers)
  }

  /**
   * The same answer with fields behind its body, known when all of it was sent: a digest, a count. `make` runs then.
   * The body is sent in chunks; HTTP/1.0 clients and those of HEAD get no trailers.
   *
   * @throws {TypeError} when a trailer of that name may not be sent (RFC 9110, 6.5.1), or for a file, which has a length.
   * @example op.reply(200, pieces).withTrailers(['x-sha256'], () => ({ 'x-sha256': hash.digest('hex') }))
   */
  withTrailers(names: readonly string[], make: () => ReplyHeaders): Reply<O> {
    const [body, trailers] = trailersOf(this.body, names, make)
    return new Reply<O>(this.status, this.contentType, body, this.headers, trailers)
  }

  /** The same answer with other headers; a kind of reply with more to it makes its own kind. */
  protected derive(headers: ReplyHeaders): Reply<O> {
    return new Reply<O>(this.status, this.contentType, this.body, headers, this.trailers)
  }
}

/**
 * A connection that has left HTTP: bytes both ways, with backpressure. It lives on when routes are swapped. When the
 * server begins to shut down it emits `shutdown`, and what is still open at the deadline is closed. A peer that
 * leaves destroys it with `ECONNRESET`; nobody has to listen for `error`.
 */
export interface RawConnection extends Duplex {
  readonly remoteAddress: string
}

/** What `Upgrade` carries in the place of a body. */
export class TakeOver {
  constructor(
    readonly protocol: string,
    readonly take: (connection: RawConnection) => void,
  ) {}
}

/**
 * `101 Switching Protocols` (RFC 9110, 7.8): once it is written `take` is given the connection, with whatever the
 * client sent behind its request. `Connection` and `Upgrade` are written by the engine.
 *
 * @example new Upgrade('echo', null, (connection) => connection.pipe(connection))
 */
export class Upgrade<O = unknown> extends Reply<O> {
  constructor(
    protocol: string,
    headers: ReplyHeaders | null,
    take: (connection: RawConnection) => void,
  ) {
    super(101, null, new TakeOver(protocol, take), headers)
  }
}

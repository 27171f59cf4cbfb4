// Owns an answer on its way to the engine: status, header block, body. Not how it is written out.

import type { Duplex } from 'node:stream'
import type { FileBody } from './file-body.js'

/** Headers an operation's answer adds to its precomputed block; values are checked for CR, LF and NUL. */
export type ReplyHeaders = Readonly<Record<string, string | number | readonly string[]>>

/**
 * What an answer can carry. Pieces of an iterable (a web ReadableStream is one) are asked for one at a time, as
 * fast as the client takes them; the answer is chunked unless its headers have `content-length`. Leaving early,
 * a client makes its `return` run; what it throws ends the connection. On HEAD it is returned unread.
 */
export type ReplyBody = string | Uint8Array | AsyncIterable<Uint8Array | string> | FileBody

/**
 * An answer. Made by `op.reply`, `op.problem` or the framework; `O` is the operation it answers, so that
 * an answer of one operation cannot be returned from another's handler.
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
  ) {}
}

/** A connection that has left HTTP: bytes both ways, with backpressure. Ends when the server shuts down. */
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

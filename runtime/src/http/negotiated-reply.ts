// Owns an answer whose media type the request's Accept header chooses (RFC 9110, 12.1).

import { preferredType } from './media-type.js'
import { Reply, type ReplyBody, type ReplyHeaders } from './reply.js'
import { addVary } from './reply-headers.js'
import { type ReplyTrailers, trailersOf } from './trailers.js'

/** An answer that has the same text in several media types; `chosen` is what is sent. */
export class NegotiatedReply<O = unknown> extends Reply<O> {
  constructor(
    status: number,
    /** In the order of the server's preference. */
    readonly types: readonly [string, ...string[]],
    readonly text: ReplyBody,
    headers: ReplyHeaders | null,
    trailers: ReplyTrailers | null = null,
  ) {
    super(status, types[0], text, headers, trailers)
  }

  override withTrailers(names: readonly string[], make: () => ReplyHeaders): Reply<O> {
    const [body, trailers] = trailersOf(this.text, names, make)
    return new NegotiatedReply<O>(this.status, this.types, body, this.headers, trailers)
  }

  protected override derive(headers: ReplyHeaders): Reply<O> {
    return new NegotiatedReply<O>(this.status, this.types, this.text, headers, this.trailers)
  }

  /** The answer for a request; the first type where the header accepts none (RFC 9110, 12.5.1). */
  chosen(accept: string | undefined): Reply<O> {
    const contentType = preferredType(accept, this.types) ?? this.types[0]
    const headers = addVary(this.headers, ['accept'])
    return new Reply<O>(this.status, contentType, this.body, headers, this.trailers)
  }
}

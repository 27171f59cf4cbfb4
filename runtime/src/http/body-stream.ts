// Owns a request body that is read while it comes, and how it can fail.

import { BodyError } from './body-error.js'

/**
 * The bytes of a body, each once. Nothing more is read from the client while nobody asks for more. Leaving the
 * loop early gives up the rest: it is read away when it is small, or the connection ends with the answer.
 *
 * @example
 * for await (const piece of raw.stream()) hash.update(piece)
 */
export interface BodyStream extends AsyncIterable<Uint8Array> {
  /** Trailer fields (RFC 9110, 6.5), lower-case names, in a null-prototype object; empty before the end. */
  trailers(): Readonly<Record<string, string>>
  /**
   * Says how many bytes of it its reader keeps until more has come; 0 when it keeps none any more. They count in
   * `heldInputBytesMax` and `http2UploadBytesMax`: beyond it the next piece is a BodyFailure (503), or waits.
   */
  hold(bytes: number): void
}

/** Why a body ended before its end. */
export type BodyFault =
  | 'client-left'
  | 'body-too-large'
  | 'body-timeout'
  | 'upload-too-slow'
  | 'trailers-too-large'
  | 'held-input'
  | 'malformed'
  | 'over'

/** A body did not come to its end; uncaught in a handler it is answered with `status`. */
export class BodyFailure extends BodyError {
  override readonly name = 'BodyFailure'
  constructor(
    /** 413 or 431 over its limit, 408 too slow, 503 when too much is held, 400 else: badly framed, or the client left. */
    status: 400 | 408 | 413 | 431 | 503,
    readonly code: BodyFault,
    message: string,
  ) {
    super(status, message)
  }
}

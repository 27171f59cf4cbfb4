// Owns the error that a request's body is answered with: its status, and what is wrong in it. Not the answer.

import type { Issue } from '../validate/issues.js'

/**
 * What a body can be refused with: it is wrong, late, too large, of a kind nobody reads here, its trailers are too
 * large, or all clients together upload too much.
 */
export type BodyErrorStatus = 400 | 408 | 413 | 415 | 431 | 503

/**
 * Thrown while a body is read. When a handler lets it out, the client gets `status`; a 400 lists `issues`, or
 * one with code `syntax` and the message.
 *
 * @example
 * throw new BodyError(413, 'The form has more than 100 parts.')
 */
export class BodyError extends Error {
  override readonly name: string = 'BodyError'
  constructor(
    readonly status: BodyErrorStatus,
    message: string,
    /** Of a 400: what does not match the contract. Empty: the body does not parse at all. */
    readonly issues: readonly Issue[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

// Owns the error for a request body that is not what its media type says.

import { BodyError } from './body-error.js'

/**
 * Thrown by `RawRequest.json()` and `form()`, and by readers of parts and lines: the body does not parse
 * (RFC 8259), is nested too deeply or is not UTF-8. Answered with 400 and an issue with `code`.
 *
 * @example if (error instanceof MalformedBody) log.info({ err: error }, 'the body does not parse')
 */
export class MalformedBody extends BodyError {
  override readonly name = 'MalformedBody'
  constructor(
    message: string,
    options?: ErrorOptions,
    /** `number`: it parses, and has a number that is not read. */
    readonly code: 'syntax' | 'number' = 'syntax',
  ) {
    super(400, message, [{ in: 'body', pointer: '', code, message }], options)
  }
}

// Owns the error for a request body that is not what its media type says.

import { BodyError } from './body-error.js'

/**
 * Thrown by `RawRequest.json()` and `form()`, and by readers of parts and lines: the body does not parse
 * (RFC 8259), is nested too deeply or is not UTF-8. Answered with 400 and an issue with code `syntax`.
 */
export class MalformedBody extends BodyError {
  override readonly name = 'MalformedBody'
  constructor(message: string, options?: ErrorOptions) {
    super(400, message, [], options)
  }
}

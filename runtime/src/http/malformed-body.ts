// Owns the error for a request body that is not what its media type says.

/**
 * Thrown by `RawRequest.json()` and `form()`: the body does not parse (RFC 8259), is nested too deeply or
 * is not UTF-8. Answered with 400 and an issue with code `syntax`.
 */
export class MalformedBody extends Error {
  override readonly name = 'MalformedBody'
}

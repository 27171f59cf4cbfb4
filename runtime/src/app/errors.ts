// Owns the errors a server's operator sees before it serves, and their next steps.

/** A server that cannot start: what is wrong and what to do about it. */
export class StartError extends Error {
  override readonly name = 'StartError'
  constructor(
    message: string,
    /** What to do, as a sentence. */
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** Thrown by `context.header()` once the request's bytes are gone. */
export class StaleRequest extends Error {
  override readonly name = 'StaleRequest'
  constructor() {
    super(
      "The request's headers are gone after the handler's first await. Read them before it, or declare them as parameters.",
    )
  }
}

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

/** Thrown by `context.header()` once the request is answered: its bytes are gone by then. */
export class StaleRequest extends Error {
  override readonly name = 'StaleRequest'
  constructor() {
    super(
      'The headers of this request are gone: it is answered. Read what is needed later before answering.',
    )
  }
}

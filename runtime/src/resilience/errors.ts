// Owns the errors that policies themselves raise.

/**
 * A try, or the whole call, took too long; the work was told to stop through its signal.
 *
 * @example if (error instanceof TimeoutError) log.warn({ ms: error.timeoutMs }, 'no answer in time')
 */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  constructor(readonly timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`)
  }
}

/**
 * The circuit breaker let nothing through.
 *
 * @example
 * if (error instanceof CircuitOpenError) log.warn({ ms: error.retryAfterMs }, error.circuit)
 */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError'
  constructor(
    /** Name of the breaker. */
    readonly circuit: string,
    /** When a trial will be let through, in milliseconds. */
    readonly retryAfterMs: number,
  ) {
    super(`circuit ${circuit} is open for another ${Math.ceil(retryAfterMs)} ms`)
  }
}

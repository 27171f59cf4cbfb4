// Owns the reason that a request's signal is aborted with.

/**
 * The `reason` of `context.signal`: nobody waits for the answer any more. A handler that lets it out, as it does when
 * a call that was given the signal rejects, has done nothing wrong: that is logged at level debug only, and counted
 * as status 499.
 *
 * @example
 * signal.addEventListener('abort', () => signal.reason instanceof RequestOver && stop())
 */
export class RequestOver extends Error {
  /** As the reason of `AbortController.abort()` is called: libraries look for it. */
  override readonly name: string = 'AbortError'
}

/** What Node's own promises reject with holds the signal's reason as its cause. */
export const isRequestOver = (error: unknown): boolean =>
  error instanceof RequestOver ||
  (error instanceof Error && error.name === 'AbortError' && error.cause instanceof RequestOver)

// Owns how long to wait before a retry: exponential growth with full jitter.

/** How waits before retries grow, in milliseconds. */
export interface BackoffOptions {
  /** Upper bound of the first wait. Default 100. */
  readonly initialDelayMs: number
  /** Upper bound of any wait. Default 2000. */
  readonly maxDelayMs: number
  /** How the bounds grow. Default 2. */
  readonly multiplier: number
}

/** At most 100 ms before the first retry, doubling up to 2 s. */
export const backoffDefaults: BackoffOptions = {
  initialDelayMs: 100,
  maxDelayMs: 2_000,
  multiplier: 2,
}

/**
 * Milliseconds before attempt `attempt + 1`, anywhere from 0 to the exponential bound: full jitter
 * spreads clients that failed together (AWS Architecture Blog, "Exponential Backoff And Jitter").
 *
 * @param attempt number of the attempt that failed, from 1
 * @param random a number from 0 up to 1
 * @example backoffMs(backoffDefaults, 1, 0.5) // 50
 */
export const backoffMs = (options: BackoffOptions, attempt: number, random: number): number => {
  const bound = options.initialDelayMs * options.multiplier ** (attempt - 1)
  return random * Math.min(options.maxDelayMs, bound)
}

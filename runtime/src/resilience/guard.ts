// Owns the order of the policies around one call, outside in:
// deadline -> retry -> breaker -> per-try timeout -> call.

import type { BackoffOptions } from './backoff.js'
import type { CircuitBreaker } from './circuit-breaker.js'
import { type Clock, systemClock } from './clock.js'
import { type RetryVerdict, retry } from './retry.js'
import type { RetryBudget } from './retry-budget.js'
import { type Work, withTimeout } from './timeout.js'

/** What the end of a try says: about the upstream, and about trying again. */
export interface Verdict {
  /** `failure` counts against the breaker, `neutral` says nothing. */
  readonly outcome: 'success' | 'failure' | 'neutral'
  readonly retry: RetryVerdict
}

/** All policies of one call; times in milliseconds. */
export interface GuardOptions {
  readonly breaker: CircuitBreaker
  /** For the whole call, waits between attempts included. */
  readonly deadlineMs: number
  readonly perTryTimeoutMs: number
  /** 1 for what must not be done twice. */
  readonly maxAttempts: number
  readonly backoff: BackoffOptions
  readonly budget?: RetryBudget
  readonly judge: (error: unknown) => Verdict
  readonly clock?: Clock
  readonly random?: () => number
}

/**
 * Runs `work` through all policies. `work` learns the number of its attempt, from 1.
 *
 * @throws {TimeoutError} of the deadline or of the last try
 * @throws {CircuitOpenError} while the breaker is open
 * @example
 * const text = await guarded(async (signal) => (await fetch(url, { signal })).text(), {
 *   breaker,
 *   deadlineMs: 10_000,
 *   perTryTimeoutMs: 3000,
 *   maxAttempts: 3,
 *   backoff: backoffDefaults,
 *   judge: () => ({ outcome: 'failure', retry: { retry: true } }),
 * })
 */
export const guarded = <T>(
  work: (signal: AbortSignal, attempt: number) => Promise<T>,
  options: GuardOptions,
  signal?: AbortSignal,
): Promise<T> => {
  const { clock = systemClock, deadlineMs } = options
  const attempts: Work<T> = (deadline) =>
    retry((attempt) => tryOnce((stop) => work(stop, attempt), options, clock, deadline, signal), {
      ...options,
      judge: (error) => options.judge(error).retry,
      signal: deadline,
    })
  return withTimeout(attempts, { timeoutMs: deadlineMs, signal, clock })
}

/** One attempt: through the breaker, with its own time limit. */
const tryOnce = async <T>(
  work: Work<T>,
  options: GuardOptions,
  clock: Clock,
  deadline: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<T> => {
  const { breaker, judge, perTryTimeoutMs } = options
  const permit = breaker.enter()
  try {
    const value = await withTimeout(work, { timeoutMs: perTryTimeoutMs, signal: deadline, clock })
    breaker.succeed(permit)
    return value
  } catch (error) {
    const outcome = signal?.aborted ? 'neutral' : judge(error).outcome
    if (outcome === 'failure') breaker.fail(permit)
    else if (outcome === 'success') breaker.succeed(permit)
    else breaker.withdraw(permit)
    throw error
  }
}

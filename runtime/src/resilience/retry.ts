// Owns trying again: how often, after which wait, and only what the caller calls retryable.

import { type BackoffOptions, backoffDefaults, backoffMs } from './backoff.js'
import { type Clock, systemClock } from './clock.js'
import type { RetryBudget } from './retry-budget.js'

/** Whether an error may pass by itself; `afterMs` is the least wait that the upstream asked for. */
export type RetryVerdict =
  | { readonly retry: false }
  | { readonly retry: true; readonly afterMs?: number }

/** How often, after which failures and how fast a call is tried again. */
export interface RetryOptions {
  /** Attempts in all, the first one included. 1 never retries. */
  readonly maxAttempts: number
  readonly backoff?: BackoffOptions
  readonly judge: (error: unknown) => RetryVerdict
  readonly budget?: RetryBudget | undefined
  /** Aborts the wait between attempts, and lets no further one begin. */
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock
  /** A number from 0 up to 1. */
  readonly random?: () => number
}

/**
 * Runs an idempotent call until it succeeds, its error is not retryable, or attempts or budget are
 * spent; then it rejects with the last error. A wait that the upstream asks for and that is longer
 * than `backoff.maxDelayMs` is not waited for.
 *
 * @example await retry(() => read(), { maxAttempts: 3, judge: () => ({ retry: true }) })
 */
export const retry = async <T>(
  call: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> => {
  options.budget?.earn()
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(attempt)
    } catch (error) {
      const waitMs = attempt < options.maxAttempts ? waitAfter(error, attempt, options) : null
      if (waitMs === null || options.signal?.aborted) throw error
      if (options.budget?.take() === false) throw error
      await sleep(waitMs, options)
    }
  }
}

/** Milliseconds to wait, or null when there is no point in another attempt. */
const waitAfter = (error: unknown, attempt: number, options: RetryOptions): number | null => {
  const verdict = options.judge(error)
  if (!verdict.retry) return null
  const { backoff = backoffDefaults, random = Math.random } = options
  const afterMs = verdict.afterMs ?? 0
  if (afterMs > backoff.maxDelayMs) return null
  return Math.max(afterMs, backoffMs(backoff, attempt, random()))
}

const sleep = (waitMs: number, { clock = systemClock, signal }: RetryOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const leave = () => {
      cancel()
      reject(signal?.reason)
    }
    const cancel = clock.after(waitMs, () => {
      signal?.removeEventListener('abort', leave)
      resolve()
    })
    signal?.addEventListener('abort', leave, { once: true })
  })

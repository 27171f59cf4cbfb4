// Owns the retry budget: retries stay a fraction of calls, so that they never multiply an outage.

import { type Clock, systemClock } from './clock.js'

/** How many retries calls and time earn, so that retries never multiply an outage. */
export interface RetryBudgetOptions {
  /** Retries earned by each call. */
  readonly ratio: number
  /** Retries earned by each second, so that a quiet server may retry, too. */
  readonly minPerSecond: number
  /** Retries that can be saved up. */
  readonly tokensMax: number
  readonly clock?: Clock
}

/** A retry for five calls, and ten each second (Finagle, "RetryBudget"). */
export const retryBudgetDefaults = { ratio: 0.2, minPerSecond: 10, tokensMax: 100 } as const

/**
 * Retries taken never exceed `tokensMax + ratio x calls + minPerSecond x seconds`.
 *
 * @example
 * const budget = new RetryBudget()
 * budget.earn()
 * budget.take() // true
 */
export class RetryBudget {
  readonly #options: RetryBudgetOptions
  readonly #clock: Clock
  #tokens: number
  #filledAt: number

  constructor(options: RetryBudgetOptions = retryBudgetDefaults) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#tokens = options.tokensMax
    this.#filledAt = this.#clock.now()
  }

  /** A call begins, whether or not it will be retried. */
  earn(): void {
    this.#add(this.#options.ratio)
  }

  /** Takes one retry; false when there is none left. */
  take(): boolean {
    const now = this.#clock.now()
    this.#add(((now - this.#filledAt) / 1000) * this.#options.minPerSecond)
    this.#filledAt = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }

  #add(tokens: number): void {
    this.#tokens = Math.min(this.#options.tokensMax, this.#tokens + tokens)
  }
}

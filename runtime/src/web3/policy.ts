// Owns the defaults of the policies around contract calls, and how a configuration changes them.

import {
  type BackoffOptions,
  backoffDefaults,
  type CircuitBreakerOptions,
  circuitBreakerDefaults,
} from '../resilience/index.js'

/** The settings of a circuit breaker, without what the chain gives it. */
type BreakerPolicy = Omit<CircuitBreakerOptions, 'name' | 'clock' | 'onChange'>

/** Limits of the calls to one chain; all times in milliseconds. */
export interface CallPolicy {
  /** A whole call, all attempts and waits included. Default 25000. */
  readonly deadlineMs: number
  /** One exchange with the node. Default 10000. */
  readonly perTryTimeoutMs: number
  /** Attempts of a read; and of broadcasting the same signed bytes. Default 3. */
  readonly maxAttempts: number
  /** Waits between attempts. */
  readonly backoff: BackoffOptions
  /** When calls fail at once, because many failed before. */
  readonly breaker: BreakerPolicy
  /** A receipt is waited for so long unless the caller says otherwise. Default 60000. */
  readonly receiptTimeoutMs: number
}

/** Defaults of the calls to a chain, in milliseconds; `policy` of a contract in nexus.config.ts changes them. */
export const callPolicyDefaults: CallPolicy = {
  deadlineMs: 25_000,
  perTryTimeoutMs: 10_000,
  maxAttempts: 3,
  backoff: backoffDefaults,
  breaker: circuitBreakerDefaults,
  receiptTimeoutMs: 60_000,
}

/** What `policy` of a contract in nexus.config.ts may set; the rest keeps its default. */
export interface CallPolicySettings extends Partial<Omit<CallPolicy, 'backoff' | 'breaker'>> {
  /** Waits between attempts. */
  readonly backoff?: Partial<CallPolicy['backoff']>
  /** When calls fail at once, because many failed before. */
  readonly breaker?: Partial<CallPolicy['breaker']>
}

export const callPolicy = (settings: CallPolicySettings = {}): CallPolicy => ({
  ...callPolicyDefaults,
  ...settings,
  backoff: { ...callPolicyDefaults.backoff, ...settings.backoff },
  breaker: { ...callPolicyDefaults.breaker, ...settings.breaker },
})

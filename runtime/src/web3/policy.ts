// Owns the defaults of the policies around contract calls, and how a configuration changes them.

import {
  type BackoffOptions,
  backoffDefaults,
  circuitBreakerDefaults,
} from '../resilience/index.js'

/** Limits of the calls to one chain; all times in milliseconds. */
export interface CallPolicy {
  /** A whole call, all attempts and waits included. */
  readonly deadlineMs: number
  /** One exchange with the node. */
  readonly perTryTimeoutMs: number
  /** Attempts of a read; and of broadcasting the same signed bytes. */
  readonly maxAttempts: number
  readonly backoff: BackoffOptions
  readonly breaker: {
    readonly failureRateThreshold: number
    readonly minimumNumberOfCalls: number
    readonly windowMs: number
    readonly openMs: number
    readonly maxOpenMs: number
    readonly permittedCallsInHalfOpen: number
    readonly maxHalfOpenMs: number
  }
  /** A receipt is waited for so long unless the caller says otherwise. */
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
  readonly backoff?: Partial<CallPolicy['backoff']>
  readonly breaker?: Partial<CallPolicy['breaker']>
}

export const callPolicy = (settings: CallPolicySettings = {}): CallPolicy => ({
  ...callPolicyDefaults,
  ...settings,
  backoff: { ...callPolicyDefaults.backoff, ...settings.backoff },
  breaker: { ...callPolicyDefaults.breaker, ...settings.breaker },
})

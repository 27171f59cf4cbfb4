// Owns the defaults of the policies around contract calls, and how a configuration changes them.

import {
  type BackoffOptions,
  backoffDefaults,
  circuitBreakerDefaults,
} from '../resilience/index.js'

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
  readonly breaker: {
    /** Share of failed calls, 0 to 1, that opens the circuit. Default 0.5. */
    readonly failureRateThreshold: number
    /** Calls in the window before the share means anything. Default 10. */
    readonly minimumNumberOfCalls: number
    /** How far back calls count. Default 10000. */
    readonly windowMs: number
    /** First time open; doubles while trials fail. Default 5000. */
    readonly openMs: number
    /** Longest time open. Default 60000. */
    readonly maxOpenMs: number
    /** Trials while half-open; so many successes close the circuit. Default 3. */
    readonly permittedCallsInHalfOpen: number
    /** Half-open without a verdict for so long opens the circuit again. Default 30000. */
    readonly maxHalfOpenMs: number
  }
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

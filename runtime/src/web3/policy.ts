// Owns the defaults of the policies around contract calls, and how a configuration changes them.

import {
  type BackoffOptions,
  backoffDefaults,
  type CircuitBreakerOptions,
  circuitBreakerDefaults,
} from '../resilience/index.js'

/** The settings of a circuit breaker, without what the chain gives it. */
type BreakerPolicy = Omit<CircuitBreakerOptions, 'name' | 'clock' | 'onChange'>

/** Limits of the calls to one chain; all times in milliseconds, all sizes in bytes. */
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
  /** A receipt is waited for so long unless the caller says otherwise; keep it below `handlerTimeoutMs`. Default 20000. */
  readonly receiptTimeoutMs: number
  /** What a read may return, in bytes; more is not decoded. Default 1048576. */
  readonly resultBytesMax: number
  /** What a unit of gas may cost where the node is asked for it, tip included, in gwei. Default 1000. */
  readonly feePerGasMaxGwei: number
  /** What of that may be the tip where the node is asked for it, in gwei. Default 200. */
  readonly priorityFeePerGasMaxGwei: number
  /** Gas of a transaction where the node estimates it, a fifth for safety included. Default 30000000. */
  readonly gasMax: number
}

/** Defaults of the calls to a chain, in milliseconds and bytes; `policy` of a contract in nexus.config.ts changes them. */
export const callPolicyDefaults: CallPolicy = {
  deadlineMs: 25_000,
  perTryTimeoutMs: 10_000,
  maxAttempts: 3,
  backoff: backoffDefaults,
  breaker: circuitBreakerDefaults,
  // Below `handlerTimeoutMs`, 30 s, so that the answer can still name the transaction.
  receiptTimeoutMs: 20_000,
  resultBytesMax: 1024 * 1024,
  feePerGasMaxGwei: 1_000,
  priorityFeePerGasMaxGwei: 200,
  gasMax: 30_000_000,
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

/** What one contract's answers and transactions may cost: each contract has its own, also where several share a chain. */
export type CallLimits = Pick<
  CallPolicy,
  'resultBytesMax' | 'feePerGasMaxGwei' | 'priorityFeePerGasMaxGwei' | 'gasMax'
>

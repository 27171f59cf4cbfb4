// Owns the public names of `@nexusrt/runtime/resilience`.

export { type BackoffOptions, backoffDefaults, backoffMs } from './backoff.js'
export {
  CircuitBreaker,
  type CircuitBreakerOptions,
  type CircuitState,
  circuitBreakerDefaults,
  type Permit,
} from './circuit-breaker.js'
export { type CancelTimer, type Clock, systemClock } from './clock.js'
export { CircuitOpenError, TimeoutError } from './errors.js'
export { type GuardOptions, guarded, type Verdict } from './guard.js'
export { type RetryOptions, type RetryVerdict, retry } from './retry.js'
export { RetryBudget, type RetryBudgetOptions, retryBudgetDefaults } from './retry-budget.js'
export { type TimeoutOptions, type Work, withTimeout } from './timeout.js'

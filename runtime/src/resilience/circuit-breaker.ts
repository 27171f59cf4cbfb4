// Owns the circuit breaker: whether a call may go through, judged by how recent calls ended.

import { type Clock, systemClock } from './clock.js'
import { CircuitOpenError } from './errors.js'
import { OutcomeWindow } from './outcome-window.js'

/** Whether calls pass (`closed`), are refused (`open`), or a few try whether it is over (`half-open`). */
export type CircuitState = 'closed' | 'open' | 'half-open'

/** When a circuit opens, for how long, and how it closes again; times in milliseconds. */
export interface CircuitBreakerOptions {
  /** What errors and metrics call it. */
  readonly name: string
  /** Share of failed calls, 0 to 1, from which on the circuit opens. Default 0.5. */
  readonly failureRateThreshold: number
  /** Calls in the window before the share means anything. Default 10. */
  readonly minimumNumberOfCalls: number
  /** Failed calls in a row, without a success between them, that open the circuit whatever the share is. Default 20. */
  readonly consecutiveFailuresThreshold: number
  /** How far back calls count. Default 10000. */
  readonly windowMs: number
  /** First time open; doubles each time a trial fails, up to `maxOpenMs`. Default 5000. */
  readonly openMs: number
  /** Longest time open. Default 60000. */
  readonly maxOpenMs: number
  /** Trials while half-open; so many successes close the circuit. Default 3. */
  readonly permittedCallsInHalfOpen: number
  /** Half-open without a verdict for so long opens the circuit again. Default 30000. */
  readonly maxHalfOpenMs: number
  readonly clock?: Clock
  /** Told of every change of state; must not throw. */
  readonly onChange?: (state: CircuitState) => void
}

/** Sensible for an upstream over the network. */
export const circuitBreakerDefaults = {
  failureRateThreshold: 0.5,
  minimumNumberOfCalls: 10,
  consecutiveFailuresThreshold: 20,
  windowMs: 10_000,
  openMs: 5_000,
  maxOpenMs: 60_000,
  permittedCallsInHalfOpen: 3,
  maxHalfOpenMs: 30_000,
} as const

/** What `enter` gives to a call: the generation of the state it was let through in. */
export type Permit = number

/**
 * A call enters, and reports how it ended: `succeed`, `fail`, or `withdraw` when its end says nothing
 * about the upstream. Reports of calls that entered in an earlier state are ignored, so a late
 * success closes nothing. At most `permittedCallsInHalfOpen` trials are under way at once.
 *
 * @example
 * const permit = breaker.enter()   // throws CircuitOpenError
 * try { await call(); breaker.succeed(permit) } catch (error) { breaker.fail(permit); throw error }
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions
  readonly #clock: Clock
  readonly #window: OutcomeWindow
  #state: CircuitState = 'closed'
  /** Counts changes of state; a permit holds the count at its entry. */
  #generation = 0
  /** When the present state ends by itself: open -> half-open, half-open -> open. */
  #until = Number.POSITIVE_INFINITY
  #openMs: number
  #trialsUnderWay = 0
  #trialsSucceeded = 0
  #failuresInARow = 0

  constructor(options: CircuitBreakerOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#window = new OutcomeWindow(options.windowMs)
    this.#openMs = options.openMs
  }

  /** The state as the next call will find it. */
  get state(): CircuitState {
    if (this.#state === 'closed' || this.#clock.now() < this.#until) return this.#state
    return this.#state === 'open' ? 'half-open' : 'open'
  }

  /** Milliseconds until a trial is let through; 0 unless open. */
  get retryAfterMs(): number {
    return this.state === 'open' ? Math.max(0, this.#until - this.#clock.now()) : 0
  }

  /** @throws {CircuitOpenError} while open, and while half-open with all trials taken */
  enter(): Permit {
    if (this.#state === 'closed') return this.#generation
    const now = this.#clock.now()
    if (now >= this.#until) this.#expire(now)
    if (this.#state === 'open') throw this.#refusal(this.#until - now)
    const taken = this.#trialsUnderWay + this.#trialsSucceeded
    // Trials are soon over: whoever waits comes again at once.
    if (taken >= this.#options.permittedCallsInHalfOpen) throw this.#refusal(0)
    this.#trialsUnderWay++
    return this.#generation
  }

  succeed(permit: Permit): void {
    if (permit !== this.#generation) return
    if (this.#state === 'closed') this.#callSucceeded()
    else this.#trialSucceeded()
  }

  fail(permit: Permit): void {
    if (permit !== this.#generation) return
    const now = this.#clock.now()
    if (this.#state === 'half-open') this.#openAgain(now)
    else this.#callFailed(now)
  }

  /** The call ended in a way that says nothing: aborted by its caller, refused by the contract. */
  withdraw(permit: Permit): void {
    if (permit === this.#generation && this.#state === 'half-open') this.#trialsUnderWay--
  }

  #trialSucceeded(): void {
    this.#trialsUnderWay--
    this.#trialsSucceeded++
    if (this.#trialsSucceeded >= this.#options.permittedCallsInHalfOpen) this.#close()
  }

  #callSucceeded(): void {
    this.#failuresInARow = 0
    this.#window.add(this.#clock.now(), false)
  }

  #callFailed(now: number): void {
    this.#window.add(now, true)
    this.#failuresInARow++
    const { failureRateThreshold, minimumNumberOfCalls } = this.#options
    const rate = this.#window.failureRate(now, minimumNumberOfCalls)
    const isOften = rate > 0 && rate >= failureRateThreshold
    // Under load, the successes of the window outweigh an outage for seconds.
    if (isOften || this.#failuresInARow >= this.#options.consecutiveFailuresThreshold)
      this.#open(now)
  }

  #refusal(waitMs: number): CircuitOpenError {
    return new CircuitOpenError(this.#options.name, waitMs)
  }

  #expire(now: number): void {
    if (this.#state === 'half-open') this.#openAgain(now)
    else this.#change('half-open', now + this.#options.maxHalfOpenMs)
  }

  #open(now: number): void {
    this.#change('open', now + this.#openMs)
  }

  #openAgain(now: number): void {
    this.#openMs = Math.min(this.#openMs * 2, this.#options.maxOpenMs)
    this.#open(now)
  }

  #close(): void {
    this.#openMs = this.#options.openMs
    this.#window.clear()
    this.#change('closed', Number.POSITIVE_INFINITY)
  }

  #change(state: CircuitState, until: number): void {
    this.#state = state
    this.#until = until
    this.#generation++
    this.#trialsUnderWay = 0
    this.#trialsSucceeded = 0
    this.#failuresInARow = 0
    this.#options.onChange?.(state)
  }
}

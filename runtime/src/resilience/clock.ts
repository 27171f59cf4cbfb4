// Owns time for the policies, so that tests run on a virtual clock.

/** Cancels a timer; calling it again does nothing. */
export type CancelTimer = () => void

/** Monotonic time in milliseconds, and timers on it. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Calls `fire` once after `delayMs`. Timers do not keep the process alive. */
  after(delayMs: number, fire: () => void): CancelTimer
}

/** The machine's monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

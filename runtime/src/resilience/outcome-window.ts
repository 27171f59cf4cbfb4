// Owns counting recent outcomes: a ring of time slots, so that old ones fall out by themselves.

/** Slots of a window; more make it smoother, each costs one addition per question. */
const slotCount = 10

/** Calls and failures of the last `windowMs`, without allocation after construction. */
export class OutcomeWindow {
  readonly #slotMs: number
  readonly #calls = new Float64Array(slotCount)
  readonly #failures = new Float64Array(slotCount)
  /** Number of the slot that time is in; slot `n` lives at `n % slotCount`. */
  #current = 0

  constructor(windowMs: number) {
    this.#slotMs = windowMs / slotCount
  }

  add(now: number, failed: boolean): void {
    this.#advance(now)
    const at = this.#current % slotCount
    this.#calls[at] = (this.#calls[at] ?? 0) + 1
    if (failed) this.#failures[at] = (this.#failures[at] ?? 0) + 1
  }

  clear(): void {
    this.#calls.fill(0)
    this.#failures.fill(0)
  }

  /** Failures divided by calls; 0 while there are fewer than `minimumCalls`. */
  failureRate(now: number, minimumCalls: number): number {
    this.#advance(now)
    let calls = 0
    let failures = 0
    for (let at = 0; at < slotCount; at++) {
      calls += this.#calls[at] ?? 0
      failures += this.#failures[at] ?? 0
    }
    return calls < minimumCalls ? 0 : failures / calls
  }

  #advance(now: number): void {
    const slot = Math.floor(now / this.#slotMs)
    if (slot <= this.#current) return
    const stale = Math.min(slot - this.#current, slotCount)
    for (let step = 1; step <= stale; step++) {
      const at = (this.#current + step) % slotCount
      this.#calls[at] = 0
      this.#failures[at] = 0
    }
    this.#current = slot
  }
}

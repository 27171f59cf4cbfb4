// Owns virtual time for tests: nothing happens until it is advanced.

import type { Clock } from '../../../runtime/src/resilience/index.js'

export class VirtualClock implements Clock {
  #now = 0
  #timers: { at: number; fire: () => void }[] = []

  now = (): number => this.#now

  after = (delayMs: number, fire: () => void): (() => void) => {
    const timer = { at: this.#now + delayMs, fire }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  /** Timers that are armed: what is left of them at the end is a leak. */
  get armed(): number {
    return this.#timers.length
  }

  /** Jumps without letting anything run. */
  skip(ms: number): void {
    this.#now += ms
  }

  /** Runs timers in order of their time, and what they set off, up to `ms` from now. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settle()
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#now = next.at
      this.#timers = this.#timers.filter((timer) => timer !== next)
      next.fire()
      await settle()
    }
    this.#now = end
  }
}

/** Lets promises that are settled run their continuations. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn++) await Promise.resolve()
}

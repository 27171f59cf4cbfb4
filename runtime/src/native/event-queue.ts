// Owns the events of an engine until the next turn of the loop: kept in order, bounded, and what does not fit
// is counted and told.

import type { EngineEvent } from './engine.js'

/** Events kept between two turns of the loop: a flood of failures must not fill the memory. */
const eventsMax = 1000

/** Tells `onEvent` outside of the batch: what it does may be slow and must not throw into an answer. */
export class EventQueue {
  #events: EngineEvent[] = []
  #dropped = 0

  constructor(readonly onEvent: (event: EngineEvent) => void) {}

  add(event: EngineEvent): void {
    if (this.#events.length >= eventsMax) {
      this.#dropped++
      return
    }
    this.#events.push(event)
    if (this.#events.length === 1) setImmediate(this.#tell)
  }

  readonly #tell = (): void => {
    const events = this.#events
    const count = this.#dropped
    this.#events = []
    this.#dropped = 0
    let untold = count
    for (const event of events) if (!this.#isTold(event)) untold++
    if (untold > 0) this.#isTold({ kind: 'events-dropped', count: untold })
  }

  // A log that throws, or an error that throws when it is looked at, must not end the process.
  #isTold(event: EngineEvent): boolean {
    try {
      this.onEvent(event)
      return true
    } catch {
      return false
    }
  }
}

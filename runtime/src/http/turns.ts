// Owns the turns of the event loop that work piece by piece takes: what came in one chunk may be thousands of values.

import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds after which other requests get their turn. */
const turnMs = 10

/**
 * The turn of somebody who works off pieces that are there already.
 *
 * @example
 * const turn = new Turn()
 * for (const piece of pieces) {
 *   if (turn.isLong) await turn.end()
 *   check(piece)
 * }
 */
export class Turn {
  #start = performance.now()

  /** Whether others have waited long enough. */
  get isLong(): boolean {
    return performance.now() - this.#start > turnMs
  }

  /** Lets others have theirs; settles when the next one of its own begins. */
  async end(): Promise<void> {
    await nextTurn()
    this.#start = performance.now()
  }
}

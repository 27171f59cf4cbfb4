// Owns taking turns: one holder at a time, in order of arrival.

import { ContractUnavailableError } from './errors.js'

/** Writes that wait for one account. */
const waitingMax = 1_000

/** A queue of work of which one piece runs at a time. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0

  /**
   * Runs `work` after everything that came before it; not at all when the signal aborts first.
   *
   * @throws {ContractUnavailableError} when too many wait already
   */
  take<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#waiting >= waitingMax) {
      return Promise.reject(
        new ContractUnavailableError('too many transactions wait for this signer'),
      )
    }
    this.#waiting++
    const turn = this.#last.then(() => {
      this.#waiting--
      signal?.throwIfAborted()
      return work()
    })
    this.#last = turn.catch(() => {})
    return turn
  }
}

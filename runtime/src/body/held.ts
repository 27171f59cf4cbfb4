// Owns how much of a body its readers keep until more of it has come, all of them together: whom it comes from is told.

import type { BodyStream } from '../http/body-stream.js'

/** What a part of a form takes beside its content, about. */
export const partBytes = 512

export class Held {
  #bytes = 0

  constructor(readonly stream: Pick<BodyStream, 'hold'>) {}

  /** So many more are kept, or fewer. */
  change(by: number): void {
    if (by === 0) return
    this.#bytes += by
    this.stream.hold(this.#bytes)
  }
}

/** What one reader keeps, of all that is held. */
export class Share {
  #bytes = 0

  constructor(readonly held: Held) {}

  /** It keeps so many now. */
  set(bytes: number): void {
    const before = this.#bytes
    this.#bytes = bytes
    this.held.change(bytes - before)
  }
}

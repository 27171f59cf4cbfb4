// Owns the abort signals of requests: made when first asked for, kept until the request is over.

import { RequestOver } from '../http/request-over.js'

export class Signals {
  readonly #controllers = new Map<number, AbortController>()

  /** Of request `serial`; `isAlive` says whether that one is under way. */
  of(serial: number, isAlive: (serial: number) => boolean): AbortSignal {
    const known = this.#controllers.get(serial)
    if (known !== undefined) return known.signal
    if (!isAlive(serial)) return AbortSignal.abort(new RequestOver('The request is over.'))
    const controller = new AbortController()
    this.#controllers.set(serial, controller)
    return controller.signal
  }

  abort(serial: number, message: string): void {
    try {
      this.#controllers.get(serial)?.abort(new RequestOver(message))
    } catch {
      // A listener threw; EventTarget has reported it already.
    }
  }

  forget(serial: number): void {
    if (this.#controllers.size > 0) this.#controllers.delete(serial)
  }
}

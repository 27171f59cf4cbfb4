// Owns one answer that a promise will bring: in its batch when it is quick, else by the late area.

import { begun, isUnbegun } from '../http/first-piece.js'
import { Reply } from '../http/reply.js'
import type { BatchRequest } from './batch-request.js'
import type { EngineRoute } from './engine.js'

/** Where answers go; implemented by the dispatcher. */
export interface PendingHost {
  isOpen(batch: number): boolean
  answerInBatch(pending: PendingAnswer, reply: Reply | null): void
  answerLate(pending: PendingAnswer, reply: Reply | null): void
  failed(route: EngineRoute, error: unknown, request: BatchRequest): Reply
  dropped(pending: PendingAnswer): void
  release(pending: PendingAnswer): void
}

/** Pooled, with its two callbacks made once: an async handler costs no closure. */
export class PendingAnswer {
  index = 0
  base = 0
  connection = 0
  serial = 0
  batch = 0
  /** Of `admit`: null lets the native rejection be told. */
  admitting = false
  /** Why nobody waits for the answer any more. */
  over: string | null = null
  done = false
  declare request: BatchRequest
  declare route: EngineRoute
  readonly #host: PendingHost

  constructor(host: PendingHost) {
    this.#host = host
  }

  begin(
    index: number,
    base: number,
    connection: number,
    serial: number,
    batch: number,
    request: BatchRequest,
    route: EngineRoute,
  ): void {
    this.index = index
    this.base = base
    this.connection = connection
    this.serial = serial
    this.batch = batch
    this.admitting = false
    this.over = null
    this.done = false
    this.request = request
    this.route = route
  }

  readonly onReply = (result: unknown): void => {
    if (result instanceof Reply) this.#begin(result)
    else if (result === null && this.admitting) this.#answer(null)
    else
      this.onError(
        new TypeError("The handler's promise resolved to something that is not a reply."),
      )
  }

  readonly onError = (error: unknown): void => {
    this.#answer(this.#host.failed(this.route, error, this.request))
  }

  // A body that fails before its first piece is answered like a handler that failed.
  #begin(reply: Reply): void {
    if (!isUnbegun(reply) || this.request.method === 'HEAD') {
      this.#answer(reply)
      return
    }
    try {
      Promise.resolve(begun(reply)).then(this.#onBegun, this.onError)
    } catch (error) {
      this.onError(error)
    }
  }

  readonly #onBegun = (reply: Reply): void => this.#answer(reply)

  #answer(reply: Reply | null): void {
    this.done = true
    this.request.token = 0
    if (this.#host.isOpen(this.batch)) this.#host.answerInBatch(this, reply)
    else this.#host.answerLate(this, reply)
    if (this.over !== null) this.#host.dropped(this)
    this.#host.release(this)
  }
}

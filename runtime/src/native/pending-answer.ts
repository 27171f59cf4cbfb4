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

  // What is not a reply, or is one whose body throws when it is looked at, is answered like a handler that failed.
  readonly onReply = (result: unknown): void => {
    let reply: Reply | null
    try {
      reply = this.#replyOf(result)
      if (reply !== null && isUnbegun(reply) && this.request.method !== 'HEAD') {
        // So is a body that fails before its first piece.
        Promise.resolve(begun(reply)).then(this.#onBegun, this.onError)
        return
      }
    } catch (error) {
      this.onError(error)
      return
    }
    this.#answer(reply)
  }

  readonly onError = (error: unknown): void => {
    this.#answer(this.#host.failed(this.route, error, this.request))
  }

  #replyOf(result: unknown): Reply | null {
    if (result instanceof Reply || (result === null && this.admitting)) return result
    throw new TypeError("The handler's promise resolved to something that is not a reply.")
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

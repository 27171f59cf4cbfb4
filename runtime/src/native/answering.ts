// Owns where a reply goes: into the open batch, behind it, or out in pieces. One that cannot be sent is answered like a
// handler that failed.

import type { Reply } from '../http/reply.js'
import type { AnswerWriter } from './answer-writer.js'
import type { BatchRequest } from './batch-request.js'
import type { EngineRoute } from './engine.js'
import type { Failures } from './failures.js'
import { record } from './layout.js'
import type { Memory } from './memory.js'
import type { PendingAnswer } from './pending-answer.js'
import type { Streaming } from './streaming.js'

interface AnsweringParts {
  readonly memory: Memory
  readonly writer: AnswerWriter
  readonly streaming: Streaming
  readonly failures: Failures
}

export class Answering {
  constructor(readonly parts: AnsweringParts) {}

  /** Answers the record at word `base` of the open batch. */
  inBatch(base: number, request: BatchRequest, route: EngineRoute, reply: Reply): void {
    try {
      this.#put(base, request, route, reply)
    } catch (error) {
      const put = (instead: Reply): void => this.#put(base, request, route, instead)
      this.#putInstead(route, error, request, put)
    }
  }

  /** Answers a request whose batch is over; null lets native code tell the rejection it found. */
  late(pending: PendingAnswer, reply: Reply | null): void {
    try {
      if (reply === null) this.parts.writer.rejectLate(pending.connection, pending.serial)
      else this.#putLate(pending, reply)
    } catch (error) {
      const put = (instead: Reply): void => this.#putLate(pending, instead)
      this.#putInstead(pending.route, error, pending.request, put)
    }
  }

  #put(base: number, request: BatchRequest, route: EngineRoute, reply: Reply): void {
    const { memory, writer, streaming } = this.parts
    if (writer.write(base, reply)) return
    const connection = memory.records[base + record.connection] as number
    const serial = memory.records[base + record.serial] as number
    const to = { connection, serial, route, traceparent: request.traceparent() }
    const instead = streaming.send(to, reply)
    if (instead !== null) writer.write(base, instead)
  }

  #putLate({ connection, serial, route, request }: PendingAnswer, reply: Reply): void {
    const { writer, streaming } = this.parts
    if (writer.writeLate(connection, serial, reply)) return
    const to = { connection, serial, route, traceparent: request.traceparent() }
    const instead = streaming.send(to, reply)
    if (instead !== null) writer.writeLate(connection, serial, instead)
  }

  // What the route answers instead is its own too: where that cannot be sent either, the generic 500 can.
  #putInstead(
    route: EngineRoute,
    error: unknown,
    request: BatchRequest,
    put: (reply: Reply) => void,
  ): void {
    const { failures } = this.parts
    try {
      put(failures.answer(route, error, request.traceparent()))
    } catch (again) {
      put(failures.reported(route, again))
    }
  }
}

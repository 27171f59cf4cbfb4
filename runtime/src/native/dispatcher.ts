// Owns the one function that native code calls: a batch of requests in, their answers left in shared memory.

import type { X509Certificate } from 'node:crypto'
import type { NativeEngine } from '@nexusrt/native'
import type { BodyStream } from '../http/body-stream.js'
import { isUnbegun } from '../http/first-piece.js'
import type { RawRequest, ToldRejection } from '../http/raw-request.js'
import { Reply, type ReplyHeaders } from '../http/reply.js'
import { isThenable } from '../http/thenable.js'
import { AnswerWriter } from './answer-writer.js'
import { Answering } from './answering.js'
import { BatchRequest, type RequestSource } from './batch-request.js'
import { Blocks } from './blocks.js'
import type { EngineEvent, EngineLimits, EngineRoute } from './engine.js'
import { Failures } from './failures.js'
import { headerLines } from './header-lines.js'
import {
  batchRequestsMax,
  control,
  flag,
  notice,
  noticeShift,
  record,
  recordShift,
} from './layout.js'
import { LiveStreams } from './live-streams.js'
import type { Memory } from './memory.js'
import { PendingAnswer, type PendingHost } from './pending-answer.js'
import { RequestStream } from './request-stream.js'
import { RouteTable } from './route-table.js'
import { Signals } from './signals.js'
import { Streaming } from './streaming.js'

/** What notices of native code mean for the engine itself. */
export interface EngineNotices {
  drained(generation: number): void
  stopped(aborted: number): void
  report(event: EngineEvent): void
}

/** Rounds of microtasks after which a request that is still pending gets a copy of its head. */
const settleHopsMax = 3

export class Dispatcher implements RequestSource, PendingHost {
  readonly memory: Memory
  readonly writer: AnswerWriter
  readonly #native: NativeEngine
  readonly #notices: EngineNotices
  readonly #requests: BatchRequest[] = []
  readonly #routes = new RouteTable()
  readonly #failures: Failures
  readonly #answering: Answering
  #batchText: string | null = null
  #count = 0
  /** Answers of the open batch that did not come at once. */
  #awaited: PendingAnswer[] = []
  #hops = 0
  #flushQueued = false
  /** By serial: requests that outlived their batch. */
  readonly #pending = new Map<number, PendingAnswer>()
  readonly #signals = new Signals()
  readonly live = new LiveStreams()
  #free: PendingAnswer[] = []
  /** Told as dropped already; native code says so too. */
  readonly #dropped = new Set<number>()

  constructor(
    memory: Memory,
    native: NativeEngine,
    notices: EngineNotices,
    readonly limits: EngineLimits,
  ) {
    this.memory = memory
    this.#native = native
    this.#notices = notices
    const blocks = new Blocks(native)
    this.writer = new AnswerWriter(memory, native, blocks)
    this.#failures = new Failures((event) => notices.report(event))
    const { live } = this
    const parts = { native, blocks, live, signals: this.#signals, failures: this.#failures }
    const streaming = new Streaming(parts)
    const { writer } = this
    this.#answering = new Answering({ memory, writer, streaming, failures: this.#failures })
    for (let i = 0; i < batchRequestsMax; i++) this.#requests.push(new BatchRequest(this))
  }

  addGeneration(id: number, routes: readonly EngineRoute[]): void {
    this.#routes.add(id, routes)
  }

  dropGeneration(id: number): void {
    this.#routes.drop(id)
  }

  /** What native code calls. Never throws: whatever handlers do ends in an answer. */
  readonly dispatch = (count: number): void => {
    if (this.memory.control[control.notices] !== 0) this.#readNotices()
    if (count === 0) return
    this.#count = count
    this.#batchText = null
    this.writer.begin()
    for (let i = 0; i < count; i++) this.#one(i)
    if (this.writer.waiting) this.writer.flush()
    if (this.#awaited.length > 0) {
      this.#hops = 0
      queueMicrotask(this.#settle)
    }
  }

  #one(index: number): void {
    const { records } = this.memory
    const base = index << recordShift
    const serial = records[base + record.serial] as number
    const request = this.#requests[index] as BatchRequest
    const route = this.#routes.of(records, base)
    request.bind(base, serial)
    try {
      const result =
        ((records[base + record.flags] as number) & flag.rejected) === 0
          ? route.handle(request)
          : admit(route, request, records[base + record.rejection] as number)
      // Nearly every answer ends here; what cannot be sent is thrown, as by a handler.
      if (result instanceof Reply && this.writer.write(base, result)) {
        request.token = 0
        this.#signals.forget(serial)
      } else if (result instanceof Reply && !isUnbegun(result)) {
        this.#answer(base, serial, request, route, result)
      } else this.#other(index, base, serial, request, route, result)
    } catch (error) {
      this.#answer(base, serial, request, route, this.failed(route, error, request))
    }
  }

  #answer(
    base: number,
    serial: number,
    request: BatchRequest,
    route: EngineRoute,
    reply: Reply,
  ): void {
    request.token = 0
    this.#answering.inBatch(base, request, route, reply)
    if (!this.live.isSending(serial)) this.#signals.forget(serial)
  }

  #other(
    index: number,
    base: number,
    serial: number,
    request: BatchRequest,
    route: EngineRoute,
    result: unknown,
  ): void {
    const { records } = this.memory
    const rejected = ((records[base + record.flags] as number) & flag.rejected) !== 0
    if (rejected && result === null) {
      request.token = 0
      this.writer.reject(base)
    } else if (isThenable(result) || result instanceof Reply) {
      const pending = this.#free.pop() ?? new PendingAnswer(this)
      const batch = this.memory.control[control.batch] as number
      pending.begin(
        index,
        base,
        records[base + record.connection] as number,
        serial,
        batch,
        request,
        route,
      )
      pending.admitting = rejected
      this.#awaited.push(pending)
      if (result instanceof Reply) pending.onReply(result)
      else {
        Promise.resolve(result).then(pending.onReply, pending.onError)
      }
    } else {
      request.token = 0
      const error = notAReply(result)
      this.#answering.inBatch(base, request, route, this.failed(route, error, request))
    }
  }

  /** The batch of `pending` is still open: its answer goes the short way. */
  answerInBatch(pending: PendingAnswer, reply: Reply | null): void {
    if (reply === null) this.writer.reject(pending.base)
    else this.#answering.inBatch(pending.base, pending.request, pending.route, reply)
    if (!this.writer.waiting || this.#flushQueued) return
    this.#flushQueued = true
    queueMicrotask(this.#flush)
  }

  answerLate(pending: PendingAnswer, reply: Reply | null): void {
    this.#answering.late(pending, reply)
  }

  isOpen(batch: number): boolean {
    return this.memory.control[control.batch] === batch
  }

  /** `pending` is answered and may serve another request. */
  release(pending: PendingAnswer): void {
    this.#pending.delete(pending.serial)
    if (!this.live.isSending(pending.serial)) this.#signals.forget(pending.serial)
    if (this.#free.length < batchRequestsMax) this.#free.push(pending)
  }

  failed(route: EngineRoute, error: unknown, request: BatchRequest): Reply {
    return this.#failures.answer(route, error, request.traceparent())
  }

  dropped(pending: PendingAnswer): void {
    const { route, over, serial } = pending
    this.#dropped.add(serial)
    this.#notices.report({ kind: 'answer-dropped', reason: over ?? '', route: route.path })
  }

  batchText(): string {
    const bytes = this.memory.control[control.textBytes] as number
    this.#batchText ??= this.memory.text.latin1Slice(0, bytes)
    return this.#batchText
  }

  rejection(recordIndex: number): ToldRejection {
    const [body, field, value] = this.#native.rejection(recordIndex)
    const isPatch = field === 'Accept-Patch'
    const headers = field === '' ? null : { ...(isPatch && { Accept: value }), [field]: value }
    return { body, headers, count: () => this.#native.countRejection() }
  }

  takeBody(recordIndex: number): Uint8Array {
    return Buffer.from(this.#native.takeBody(recordIndex))
  }

  bodyBytesMax(recordIndex: number): number {
    const route = this.#routes.of(this.memory.records, recordIndex << recordShift)
    return route.body?.bytesMax ?? this.limits.bodyBytesMax
  }

  signal(token: number): AbortSignal {
    return this.#signals.of(token, this.#isAlive)
  }

  stream(connection: number, serial: number): BodyStream {
    return new RequestStream(this.#native, this.live, connection, serial)
  }

  peerCertificate(connection: number, serial: number): X509Certificate | null {
    const der = this.#native.peerCertificate(connection, serial)
    if (der === null) return null
    const { X509Certificate: Certificate } = process.getBuiltinModule('node:crypto')
    return new Certificate(Buffer.from(der))
  }

  remoteAddress(connection: number, serial: number): string {
    return this.#native.remoteAddress(connection, serial)
  }

  hint(connection: number, serial: number, headers: ReplyHeaders): void {
    this.#native.putInterim(connection, serial, `103 Early Hints\r\n${headerLines(headers)}`)
  }

  readonly #isAlive = (token: number): boolean => {
    if (this.live.isSending(token)) return true
    const pending = this.#pending.get(token)
    if (pending !== undefined) return pending.over === null
    if (token === 0 || this.memory.control[control.batch] === 0) return false
    for (let i = 0; i < this.#count; i++) {
      if (this.#requests[i]?.token === token) return true
    }
    return false
  }

  readonly #flush = (): void => {
    this.#flushQueued = false
    this.writer.flush()
  }

  // Handlers that await something ready need nothing; the others get what outlives the batch.
  readonly #settle = (): void => {
    if (this.#hops++ < settleHopsMax && this.#awaited.some((pending) => !pending.done)) {
      queueMicrotask(this.#settle)
      return
    }
    for (const pending of this.#awaited) {
      if (!pending.done) this.#keep(pending)
    }
    this.#awaited = []
  }

  #keep(pending: PendingAnswer): void {
    pending.request.detach()
    this.#requests[pending.index] = new BatchRequest(this)
    this.#pending.set(pending.serial, pending)
  }

  #readNotices(): void {
    const { notices, control: words } = this.memory
    const count = words[control.notices] as number
    words[control.notices] = 0
    for (let i = 0; i < count; i++) {
      const at = i << noticeShift
      this.#notice(notices[at] as number, notices[at + 1] as number, notices[at + 2] as number)
    }
  }

  #notice(kind: number, serial: number, value: number): void {
    switch (kind) {
      case notice.clientLeft:
        this.#left(serial, value)
        break
      case notice.timedOut:
        this.#timedOut(serial)
        break
      case notice.refused: {
        const code = this.#native.refusalCode(value & 0xffff)
        this.#notices.report({ kind: 'request-refused', status: value >>> 16, code })
        break
      }
      case notice.drained:
        this.#notices.drained(value)
        break
      case notice.stopped:
        this.#notices.stopped(value)
        break
      case notice.room:
        this.live.room(serial)
        break
      case notice.bytes:
        this.live.bytes(serial)
        break
      case notice.answerDropped:
        // The handler answered before it could hear that nobody waits any more.
        if (!this.#dropped.delete(serial)) {
          const reason = 'nobody waited for it any more'
          this.#notices.report({ kind: 'answer-dropped', reason, route: '' })
        }
        break
      case notice.acceptFailed:
        this.#notices.report({ kind: 'accept-failed', code: errorNameOf(value) })
        break
    }
  }

  // `who`: 0, the client, which may still read; 1, the client; 2, the server, whose time to drain is up.
  #left(serial: number, who: number): void {
    if (who === 2) this.#end(serial, 'The server is shutting down.', 'the server stopped')
    else this.#end(serial, 'The client left.', who === 0 ? null : 'the client left')
    if (who === 0) this.live.halfLeft(serial)
    else this.live.left(serial)
  }

  #timedOut(serial: number): void {
    const pending = this.#pending.get(serial)
    if (pending === undefined) return
    const { method, path } = pending.route
    this.#notices.report({ kind: 'handler-timeout', method, route: path })
    this.#end(serial, 'The time to answer is up.', 'the time was up')
  }

  // `over`: why an answer will find nobody, or null when somebody may still read it.
  #end(serial: number, message: string, over: string | null): void {
    const pending = this.#pending.get(serial)
    if (pending !== undefined && over !== null) pending.over = over
    this.#signals.abort(serial, message)
  }
}

const admit = (route: EngineRoute, raw: RawRequest, rejection: number): unknown =>
  route.admit === undefined ? null : route.admit(raw, rejection)

const errorNameOf = (errno: number): string =>
  process.getBuiltinModule('node:util').getSystemErrorMap().get(-errno)?.[0] ?? `errno ${errno}`

const notAReply = (value: unknown): TypeError =>
  new TypeError(`The handler returned ${value === null ? 'null' : typeof value}, not a reply.`)

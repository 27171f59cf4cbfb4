// Owns one WebSocket connection: reading it message by message, sending within bounds, closing. What its hooks
// do is theirs; how frames look is the library's.

import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RawConnection } from '../../http/reply.js'
import { isThenable } from '../../http/thenable.js'
import { Turn } from '../../http/turns.js'
import { closeCodeOf, cut } from './close-codes.js'
import { decodeMessage, encodeMessage, type MessageSchemas, RefusedMessage } from './codec.js'
import { FrameCutter } from './frame-cutter.js'
import type { Handshake } from './handshake.js'
import { Heartbeat } from './heartbeat.js'
import type { RawMessage, ServerSocket, SocketHooks } from './hooks.js'
import { SendQueue, type SendQueues } from './send-queues.js'
import type { SocketLimits } from './socket-limits.js'
import { type HeldBytes, UnfinishedMessage } from './unfinished.js'
import {
  type FrameReceiver,
  type FrameSender,
  forgetMessage,
  keptBytes,
  ownBytes,
  PerMessageDeflate,
  Receiver,
  Sender,
} from './ws-library.js'

/** Hooks with the types erased, and how their messages are written. */
export interface Conversation {
  readonly hooks: SocketHooks<unknown, unknown>
  readonly schemas: MessageSchemas
}

/** What a session is opened with. */
export interface SessionParts {
  readonly connection: RawConnection
  readonly handshake: Handshake
  readonly limits: SocketLimits
  /** Shared by all sockets of a server. */
  readonly held: HeldBytes
  /** As well. */
  readonly queues: SendQueues
  readonly conversation: Conversation
  /** Hears what hooks throw. */
  readonly failed: (error: unknown) => void
}

type State = 'open' | 'closing' | 'closed'

/** Bytes in the queue from which on `send` waits, also for what is still being compressed. */
const awaitedBytesMin = 64 * 1024

const readsTooSlowly = 'The client reads too slowly.'

const sent = Promise.resolve(true)
const notSent = Promise.resolve(false)

export class SocketSession implements ServerSocket<unknown> {
  readonly #connection: RawConnection
  readonly #limits: SocketLimits
  readonly #handshake: Handshake
  readonly #failed: (error: unknown) => void
  readonly #receiver: FrameReceiver
  readonly #sender: FrameSender
  readonly #cutter: FrameCutter
  readonly #heartbeat: Heartbeat
  readonly #unfinished: UnfinishedMessage
  readonly #closed = new Set<() => void>()
  #conversation: Conversation
  #state: State = 'open'
  readonly #queue: SendQueue
  /** The hook that runs now and those after it; null: none, and reading goes on. */
  #busy: Promise<void> | null = null
  /** How the connection ended, as soon as it is known. */
  #end: { readonly code: number; readonly reason: string } | null = null
  #closeTimer: NodeJS.Timeout | null = null
  #isInflating = false

  constructor(parts: SessionParts) {
    const { connection, handshake, limits, held, conversation, failed } = parts
    const { deflate } = handshake
    const extensions = deflate === null ? {} : { [PerMessageDeflate.extensionName]: deflate }
    this.#connection = connection
    this.#limits = limits
    this.#handshake = handshake
    this.#failed = failed
    this.#conversation = conversation
    this.#queue = new SendQueue(parts.queues, () => this.#giveWay())
    this.#cutter = new FrameCutter(limits.webSocketFragmentsMax)
    this.#sender = new Sender(connection, extensions)
    this.#receiver = new Receiver({
      isServer: true,
      extensions,
      maxPayload: limits.webSocketMessageBytesMax,
      maxFragments: limits.webSocketFragmentsMax,
    })
    this.#heartbeat = new Heartbeat(limits, {
      ping: () => this.#sender.ping('', false),
      silent: () => connection.destroy(),
    })
    this.#unfinished = new UnfinishedMessage(limits.webSocketMessageTimeoutMs, held, {
      isReading: () => this.#busy === null && !this.#isInflating,
      late: () => this.#refuse(1008, 'The message took too long.'),
    })
  }

  /** How messages of this socket are written; the same object for all sockets of one operation. */
  get schemas(): MessageSchemas {
    return this.#conversation.schemas
  }

  get subprotocol(): string {
    return this.#handshake.subprotocol
  }

  get remoteAddress(): string {
    return this.#connection.remoteAddress
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  get queuedBytes(): number {
    return this.#queue.bytes
  }

  /** Serves the connection until it ends. Never rejects. */
  async run(): Promise<void> {
    this.#listen()
    this.#call(() => this.#conversation.hooks.open?.(this))
    // A connection that broke is told by its `close` event, and by the code 1006.
    await this.#read().catch(() => {})
    if (this.#state === 'open') this.#closing()
    this.#connection.end()
  }

  send(message: unknown): Promise<boolean> {
    if (this.#state !== 'open') return notSent
    return this.sendEncoded(encodeMessage(message, this.#conversation.schemas))
  }

  /** Sends what is encoded already. A peer that does not read is closed with 1013 when too much waits. */
  sendEncoded(data: RawMessage, isText = typeof data === 'string'): Promise<boolean> {
    if (this.#state !== 'open') return notSent
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.length
    if (!this.hasRoom(bytes)) {
      this.#fail(1013, readsTooSlowly)
      return notSent
    }
    if (!this.#queue.add(bytes)) return notSent
    const options = {
      fin: true,
      binary: !isText,
      compress: this.#handshake.deflate !== null,
    } as const
    const written = new Promise<boolean>((resolve) => {
      this.#sender.send(data, options, (error) => {
        this.#queue.remove(bytes)
        resolve(!error)
      })
    })
    return this.#connection.writableNeedDrain || this.#queue.bytes > awaitedBytesMin
      ? written
      : sent
  }

  /** Whether `bytes` more may wait. What is larger than the queue can be sent while nothing waits. */
  hasRoom(bytes: number): boolean {
    const waiting = this.#queue.bytes
    return waiting === 0 || waiting + bytes <= this.#limits.webSocketQueueBytesMax
  }

  close(code = 1000, reason = ''): void {
    if (this.#state !== 'open') return
    this.#sendClose(code, cut(reason))
  }

  /** Runs when the connection is closed; at once when it is. */
  whenClosed(run: () => void): void {
    if (this.#state === 'closed') run()
    else this.#closed.add(run)
  }

  /** Other hooks go on with this connection: those of before are told that it closed, these that it opened. */
  adopt(conversation: Conversation): void {
    if (this.#state !== 'open') return
    const replaced = this.#conversation
    this.#call(() => {
      this.#conversation = conversation
      return replaced.hooks.close?.(this, 1012, 'The server was reloaded.')
    })
    this.#call(() => conversation.hooks.open?.(this))
  }

  #listen(): void {
    this.#receiver
      .on('message', (data, isBinary) => this.#message(data, isBinary))
      .on('ping', (data) => this.#pong(data))
      .on('conclude', (code, reason) => this.#concluded(code, reason.toString('utf8')))
      .on('error', (error) => this.#fail(closeCodeOf(error.code), error.message))
    this.#connection.on('drain', () => {
      if (this.#state === 'open') this.#call(() => this.#conversation.hooks.drain?.(this))
    })
    // Errors of the connection come out of the reading loop as well.
    this.#connection.on('error', () => {})
    this.#connection.on('close', () => this.#finish())
  }

  async #read(): Promise<void> {
    const chunks = this.#connection.iterator({ destroyOnReturn: false })
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      this.#heartbeat.alive()
      if (this.#end === null) await this.#take(chunk)
    }
  }

  async #take(chunk: Buffer): Promise<void> {
    const turn = new Turn()
    for (const piece of this.#cutter.cut(chunk)) {
      if (turn.isLong) await turn.end()
      await this.#idle()
      if (this.#end !== null) return
      await this.#parse(this.#cutter.isWithin ? ownBytes(piece) : piece)
      this.#account()
    }
    if (this.#cutter.exceeded) {
      // The library tells what was wrong before it in another turn.
      await nextTurn()
      this.#fail(1008, 'The message has too many fragments.')
    }
    await this.#idle()
  }

  // Nothing is kept of a message that is whole.
  #account(): void {
    if (this.#end !== null || this.#state === 'closed') this.#forget()
    else if (!this.#cutter.isWithin) this.#unfinished.done()
    else if (!this.#unfinished.keep(keptBytes(this.#receiver))) {
      this.#refuse(1013, 'Too many messages wait to be whole.')
    }
  }

  #refuse(code: number, reason: string): void {
    // Who has been told to close has time to do so, but not to bring more.
    if (this.#state === 'closing') this.#connection.destroy()
    else this.#fail(code, reason)
  }

  // At once: a peer that does not close would hold it longer.
  #forget(): void {
    this.#unfinished.done()
    forgetMessage(this.#receiver)
  }

  // What is compressed is inflated elsewhere, and its message comes with the callback.
  #parse(piece: Buffer): Promise<void> | undefined {
    if (this.#handshake.deflate === null) {
      this.#receiver.write(piece)
      return undefined
    }
    this.#isInflating = true
    return new Promise((resolve) =>
      this.#receiver.write(piece, () => {
        this.#isInflating = false
        if (this.#state === 'closed') this.#handshake.deflate?.cleanup()
        resolve()
      }),
    )
  }

  async #idle(): Promise<void> {
    while (this.#busy !== null) await this.#busy
  }

  #message(data: Buffer, isBinary: boolean): void {
    if (this.#end !== null) return
    this.#call(() => {
      if (this.#end !== null) return undefined
      const { schemas } = this.#conversation
      const message = decodeMessage(data, isBinary, schemas, this.#limits.jsonDepthMax)
      if (message instanceof RefusedMessage) return this.#fail(message.code, message.reason)
      return this.#conversation.hooks.message?.(this, message)
    })
  }

  // Hooks run one after the other; one that returns no promise leaves nothing to wait for.
  #call(hook: () => unknown): void {
    if (this.#busy !== null) {
      this.#wait(this.#busy.then(hook))
      return
    }
    try {
      const result = hook()
      if (isThenable(result)) this.#wait(Promise.resolve(result))
    } catch (error) {
      this.#hookFailed(error)
    }
  }

  #wait(work: Promise<unknown>): void {
    const busy = work.then(
      () => {},
      (error) => this.#hookFailed(error),
    )
    this.#busy = busy
    this.#heartbeat.pause()
    void busy.then(() => {
      if (this.#busy !== busy) return
      this.#busy = null
      this.#heartbeat.resume()
    })
  }

  #hookFailed(error: unknown): void {
    this.#failed(error)
    this.#fail(1011, 'The server failed.')
  }

  #pong(data: Buffer): void {
    if (this.#state !== 'open') return
    if (this.#connection.writableLength > this.#limits.webSocketQueueBytesMax) {
      this.#fail(1013, readsTooSlowly)
      return
    }
    if (!this.#queue.add(data.length)) return
    this.#sender.pong(data, false, () => this.#queue.remove(data.length))
  }

  // At once: a peer that does not read would have what waits for it kept until it is told.
  #giveWay(): void {
    this.#fail(1013, readsTooSlowly)
    this.#connection.destroy()
  }

  #concluded(code: number, reason: string): void {
    this.#end ??= { code, reason }
    this.#forget()
    // RFC 6455, 5.5.1: a close frame is answered by one, unless it is the answer.
    if (this.#state === 'open') this.#sendClose(code === 1005 ? undefined : code, '')
    this.#connection.end()
  }

  #fail(code: number, reason: string): void {
    if (this.#state !== 'open') return
    this.#end ??= { code, reason }
    this.#forget()
    this.#sendClose(code, cut(reason))
    this.#connection.end()
  }

  #sendClose(code: number | undefined, reason: string): void {
    this.#sender.close(code, reason, false, () => {})
    this.#closing()
  }

  #closing(): void {
    this.#state = 'closing'
    this.#heartbeat.stop()
    this.#closeTimer = setTimeout(
      () => this.#connection.destroy(),
      this.#limits.webSocketCloseTimeoutMs,
    ).unref()
  }

  #finish(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#heartbeat.stop()
    this.#unfinished.done()
    this.#queue.end()
    if (this.#closeTimer !== null) clearTimeout(this.#closeTimer)
    this.#connection.destroy()
    // An inflater that is closed while it works calls nobody back: the library waits for it for ever, with one of the few
    // that all connections share.
    if (!this.#isInflating) this.#handshake.deflate?.cleanup()
    const { code, reason } = this.#end ?? { code: 1006, reason: '' }
    for (const run of this.#closed) run()
    this.#closed.clear()
    this.#call(() => this.#conversation.hooks.close?.(this, code, reason))
  }
}

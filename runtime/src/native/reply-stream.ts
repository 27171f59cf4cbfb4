// Owns sending an answer whose body comes in pieces: each is asked for when there is room for it.

import type { NativeEngine } from '@nexusrt/native'
import { checked } from '../http/first-piece.js'
import type { LiveAnswer, LiveStreams } from './live-streams.js'

type Piece = Uint8Array | string

/** What the sending of one answer needs of its surroundings. */
export interface ReplyStreamHost {
  readonly native: NativeEngine
  readonly live: LiveStreams
  /** Trailer lines of a body that was sent to its end. @throws {TypeError} when they cannot be sent. */
  readonly trailers: () => string
  /** Whether the body comes to an end by itself. */
  readonly ends: 'never' | 'by-length' | 'unknown'
  /** Aborts the signal of the request. */
  abort(reason: string): void
  /** The body failed after its head was sent. */
  failed(error: unknown): void
  /** Nothing more of this answer follows. */
  ended(): void
}

/** Why no further piece is asked for, before the body is at its end. */
type Cut = 'left' | 'server-ends'

export class ReplyStream implements LiveAnswer {
  #wake: () => void = () => {}
  #cut: Cut | null = null
  #iterator: AsyncIterator<Piece> | null = null

  constructor(
    readonly host: ReplyStreamHost,
    readonly connection: number,
    readonly serial: number,
  ) {}

  /** Sends what `body` gives; the head is written already. Never rejects. */
  async send(body: AsyncIterable<Piece>, isWanted: boolean): Promise<void> {
    const { native, live } = this.host
    live.addOut(this.serial, this)
    let isWhole = !isWanted
    let trailers = ''
    try {
      this.#iterator = body[Symbol.asyncIterator]()
      if (isWanted) isWhole = await this.#pump(this.#iterator)
      if (!isWhole || !isWanted) this.#release()
      else trailers = this.host.trailers()
    } catch (error) {
      if (this.#cut === null) this.host.failed(error)
      isWhole = false
      this.#release()
    }
    live.removeOut(this.serial)
    const isEnd = isWhole || this.#cut === 'server-ends'
    native.endStream(this.connection, this.serial, isEnd, trailers)
    this.host.ended()
  }

  wake(): void {
    this.#wake()
  }

  left(): void {
    this.#stop('left')
  }

  // A client that closes its side may still read to the end (RFC 9112, 9.6). Where there is none, it has left: what
  // would tell otherwise is the failure of a later piece, and that may be long in coming.
  halfLeft(): void {
    if (this.host.ends === 'never') this.#stop('left')
  }

  serverEnds(): void {
    if (this.host.ends === 'by-length') return
    this.host.abort('The server is shutting down.')
    if (this.host.ends === 'never') this.#stop('server-ends')
  }

  // Whoever makes the pieces may be waiting for something that never comes: it is not waited for.
  #stop(cut: Cut): void {
    this.#cut ??= cut
    this.#wake()
  }

  // True when all was sent.
  async #pump(iterator: AsyncIterator<Piece>): Promise<boolean> {
    for (;;) {
      const next = await this.#next(iterator)
      if (next === null) return false
      if (next.done === true) return true
      const { value } = checked(next)
      const room = this.host.native.writeStream(this.connection, this.serial, value)
      if (room < 0) return false
      if (room === 0) await this.#room()
      if (this.#cut !== null) return false
    }
  }

  // Null: no further piece is wanted.
  #next(iterator: AsyncIterator<Piece>): Promise<IteratorResult<Piece> | null> {
    return new Promise((resolve, reject) => {
      this.#wake = () => {
        if (this.#cut !== null) resolve(null)
      }
      if (this.#cut !== null) resolve(null)
      else Promise.resolve(iterator.next()).then(resolve, reject)
    })
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  // `return` of a generator waits for its `next`, which may wait for ever.
  #release(): void {
    try {
      void Promise.resolve(this.#iterator?.return?.()).catch(() => {})
    } catch {
      // A `return` that throws has nobody left to tell.
    }
  }
}

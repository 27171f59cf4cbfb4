// Owns sending an answer whose body comes in pieces: each is asked for when there is room for it.

import type { NativeEngine } from '@nexusrt/native'
import type { LiveStream, LiveStreams } from './live-streams.js'

type Piece = Uint8Array | string

/** What the sending of one answer needs of its surroundings. */
export interface ReplyStreamHost {
  readonly native: NativeEngine
  readonly live: LiveStreams
  /** The body failed after its head was sent. */
  failed(error: unknown): void
  /** Nothing more of this answer follows. */
  ended(): void
}

export class ReplyStream implements LiveStream {
  #wake: () => void = () => {}
  #isGone = false
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
    let isWhole = false
    try {
      this.#iterator = body[Symbol.asyncIterator]()
      if (isWanted) isWhole = await this.#pump(this.#iterator)
      else isWhole = true
      if (!isWhole || !isWanted) await this.#iterator.return?.()
    } catch (error) {
      if (!this.#isGone) this.host.failed(error)
      isWhole = false
      void Promise.resolve(this.#iterator?.return?.()).catch(() => {})
    }
    live.removeOut(this.serial)
    native.endStream(this.connection, this.serial, isWhole)
    this.host.ended()
  }

  wake(): void {
    this.#wake()
  }

  // Whoever makes the pieces may be waiting for something that never comes: it is told at once.
  left(): void {
    this.#isGone = true
    this.#wake()
    void Promise.resolve(this.#iterator?.return?.()).catch(() => {})
  }

  // True when all was sent.
  async #pump(iterator: AsyncIterator<Piece>): Promise<boolean> {
    for (;;) {
      const { done, value } = await iterator.next()
      if (this.#isGone) return false
      if (done === true) return true
      if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw notAPiece(value)
      const room = this.host.native.writeStream(this.connection, this.serial, value)
      if (room < 0) return false
      if (room === 0) await this.#room()
      if (this.#isGone) return false
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

const notAPiece = (value: unknown): TypeError =>
  new TypeError(`A body's pieces are strings or Uint8Arrays, not ${typeof value}.`)

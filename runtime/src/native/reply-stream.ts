// Owns sending an answer whose body comes in pieces: each is asked for when there is room for it.

import type { NativeEngine } from '@nexusrt/native'
import { checked } from '../http/first-piece.js'
import { Source } from '../http/source.js'
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
  /** The piece that was written is copied: its memory is its maker's again. */
  copied(): void
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
  #source: Source<Piece> | null = null

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
      this.#source = new Source(body)
      if (isWanted) isWhole = await this.#pump(this.#source)
      if (!isWhole || !isWanted) this.#source.release()
      else trailers = this.host.trailers()
    } catch (error) {
      isWhole = false
      this.#source?.release()
      if (this.#cut === null) this.#tell(error)
    }
    live.removeOut(this.serial)
    const isEnd = isWhole || this.#cut === 'server-ends'
    native.endStream(this.connection, this.serial, isEnd, trailers)
    this.host.ended()
  }

  // Who cannot tell of it, because the error throws when it is looked at or the log does, keeps no stream open.
  #tell(error: unknown): void {
    try {
      this.host.failed(error)
    } catch {
      // The client hears of it: its answer ends before its end.
    }
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
    this.#source?.release()
    this.#wake()
  }

  // True when all was sent.
  async #pump(source: Source<Piece>): Promise<boolean> {
    // It may be cut before there is a source to let go of: a server that is ending ends what begins at once.
    while (this.#cut === null) {
      const next = await source.next()
      if (this.#cut !== null) return false
      if (next.done === true) return true
      const { value } = checked(next)
      const room = this.host.native.writeStream(this.connection, this.serial, value)
      this.host.copied()
      if (room < 0) return false
      if (room === 0) await this.#room()
    }
    return false
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

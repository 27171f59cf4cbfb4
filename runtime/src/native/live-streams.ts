// Owns who waits for what native code has to say of streams: room for an answer's next piece, bytes of a body, or
// that nobody is there any more.

import type { RawConnection } from '../http/reply.js'

/** Something that goes on for longer than its request's batch; by the serial of the request. */
export interface LiveStream {
  /** There is room, or there are bytes: ask again. */
  wake(): void
  /** Nobody is there: nothing more can be sent or read. */
  left(): void
}

/** An answer on its way in pieces. */
export interface LiveAnswer extends LiveStream {
  /** The client has closed its side; it may still read. */
  halfLeft(): void
  /** The server is about to end: what has no end of its own gets one. */
  serverEnds(): void
}

export class LiveStreams {
  readonly #out = new Map<number, LiveStream | LiveAnswer>()
  readonly #in = new Map<number, LiveStream>()
  readonly #raw = new Set<RawConnection>()
  #isEnding = false

  addOut(serial: number, stream: LiveStream | LiveAnswer): void {
    this.#out.set(serial, stream)
    if (this.#isEnding && 'serverEnds' in stream) stream.serverEnds()
  }

  addIn(serial: number, stream: LiveStream): void {
    this.#in.set(serial, stream)
  }

  addRaw(connection: RawConnection): void {
    this.#raw.add(connection)
  }

  removeOut(serial: number): void {
    this.#out.delete(serial)
  }

  removeIn(serial: number): void {
    this.#in.delete(serial)
  }

  removeRaw(connection: RawConnection): void {
    this.#raw.delete(connection)
  }

  /** Whether an answer is on its way in pieces. */
  isSending(serial: number): boolean {
    return this.#out.size > 0 && this.#out.has(serial)
  }

  room(serial: number): void {
    this.#out.get(serial)?.wake()
  }

  bytes(serial: number): void {
    this.#in.get(serial)?.wake()
  }

  left(serial: number): void {
    this.#out.get(serial)?.left()
    this.#in.get(serial)?.left()
  }

  halfLeft(serial: number): void {
    const stream = this.#out.get(serial)
    if (stream !== undefined && 'halfLeft' in stream) stream.halfLeft()
  }

  /** Tells answers in pieces, and connections outside of HTTP, that the server is about to end. */
  announceEnd(): void {
    this.#isEnding = true
    for (const connection of this.#raw) connection.emit('shutdown')
    for (const stream of [...this.#out.values()]) if ('serverEnds' in stream) stream.serverEnds()
  }
}

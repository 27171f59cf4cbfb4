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

export class LiveStreams {
  readonly #out = new Map<number, LiveStream>()
  readonly #in = new Map<number, LiveStream>()
  readonly #raw = new Set<RawConnection>()

  addOut(serial: number, stream: LiveStream): void {
    this.#out.set(serial, stream)
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

  /** Tells connections outside of HTTP that the server is about to end. */
  announceEnd(): void {
    for (const connection of this.#raw) connection.emit('shutdown')
  }
}

// Owns writing lines to a descriptor for as long as the process lives: on a full disk they are lost, counted and told.
// pino's own destination throws there, and its flush at exit never ends (sonic-boom 4.2).

import type { DestinationStream } from 'pino'

/** How long one line waits for a reader that is behind, where the descriptor does not block. */
const lineWaitMs = 200
const pauseMs = 5

/** Writes some of `bytes` from an offset on, and says how many; as `writeSync` does. */
export type WriteSome = (bytes: Uint8Array, from: number) => number

/** Lines to a descriptor. */
export class LineOutput implements DestinationStream {
  /** Told how many lines could not be written, once the next one could. */
  lost: (count: number) => void = () => {}
  #rest: Uint8Array = new Uint8Array(0)
  #lost = 0

  constructor(
    readonly writeSome: WriteSome,
    readonly shape: (line: string) => string = (line) => line,
  ) {}

  write(line: string): void {
    // A line that was cut is ended before the next one begins.
    this.#rest = this.#put(this.#rest)
    const bytes = Buffer.from(this.shape(line))
    const rest = this.#rest.length > 0 ? bytes : this.#put(bytes)
    if (rest.length === bytes.length) this.#lost++
    else {
      this.#rest = rest
      this.#tell()
    }
  }

  #tell(): void {
    const count = this.#lost
    if (count === 0) return
    this.#lost = 0
    this.lost(count)
    // The line that tells it was lost itself: they are told by a later one.
    if (this.#lost > 0) this.#lost = count
  }

  /** What could not be written. */
  #put(bytes: Uint8Array): Uint8Array {
    // A reader that hangs holds up one line, and not each of those that come then.
    const until = this.#lost > 0 ? 0 : performance.now() + lineWaitMs
    for (let at = 0; ; ) {
      if (at === bytes.length) return bytes.subarray(at)
      try {
        at += this.writeSome(bytes, at)
      } catch (error) {
        if (!isBusy(error) || performance.now() > until) return bytes.subarray(at)
        Atomics.wait(sleeper, 0, 0, pauseMs)
      }
    }
  }
}

const sleeper = new Int32Array(new SharedArrayBuffer(4))

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EAGAIN'

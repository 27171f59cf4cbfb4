// Owns reading a part of an open file piece by piece.

import type { FileBody } from '../http/file-body.js'

/** Fewer and larger reads cost less of the way through the thread pool (docs/decisions/0031). */
const pieceBytes = 256 * 1024

/**
 * The bytes of a file body; `return` closes it, and so does its end. A piece is to be used up before the next one is
 * asked for: they share their memory.
 */
export class FilePieces implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  #offset: number
  #left: number
  #isClosed = false
  #memory: Buffer | null = null
  #reading: Promise<number> | null = null

  constructor(readonly body: FileBody) {
    this.#offset = body.offset
    this.#left = body.length
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this
  }

  /** @throws {Error} when the file ends before its part does. */
  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#left === 0 || this.#isClosed) return this.return()
    const wanted = Math.min(this.#left, pieceBytes)
    this.#memory ??= Buffer.allocUnsafe(wanted)
    const piece = this.#memory
    this.#reading = this.body.read(piece.subarray(0, wanted), this.#offset)
    const bytesRead = await this.#reading.finally(() => {
      this.#reading = null
    })
    if (bytesRead === 0) throw new Error('The file was cut short while it was sent.')
    this.#offset += bytesRead
    this.#left -= bytesRead
    return { done: false, value: piece.subarray(0, bytesRead) }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isClosed) {
      this.#isClosed = true
      // A descriptor that is closed while it is read may be another file's by then.
      if (this.#reading === null) this.body.close()
      else void this.#reading.finally(() => this.body.close()).catch(() => {})
    }
    return { done: true, value: undefined }
  }
}

// Owns reading a part of an open file piece by piece.

import type { FileBody } from '../http/file-body.js'
import { type PieceMemory, pieceBytes, pieceMemory } from './piece-memory.js'

/**
 * The bytes of a file body; `return` closes it, and so does its end. A piece is used up when `spent` is called or the
 * next one is asked for: its memory is another file's then, so an answer that waits for its client keeps none.
 */
export class FilePieces implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  #offset: number
  #left: number
  #isClosed = false
  #piece: Buffer | null = null
  #reading: Promise<number> | null = null

  constructor(
    readonly body: FileBody,
    readonly memory: PieceMemory = pieceMemory,
  ) {
    this.#offset = body.offset
    this.#left = body.length
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this
  }

  /** @throws {Error} when the file ends before its part does. */
  async next(): Promise<IteratorResult<Uint8Array>> {
    this.spent()
    if (this.#left === 0 || this.#isClosed) return this.return()
    const memory = this.memory.take()
    const piece = memory instanceof Promise ? await memory : memory
    this.#piece = piece
    // Nobody wants it any more: who waited for memory hands it on.
    if (this.#isClosed) {
      this.spent()
      return this.return()
    }
    this.#reading = this.body.read(
      piece.subarray(0, Math.min(this.#left, pieceBytes)),
      this.#offset,
    )
    const bytesRead = await this.#reading.finally(() => {
      this.#reading = null
    })
    if (bytesRead === 0) throw new Error('The file was cut short while it was sent.')
    this.#offset += bytesRead
    this.#left -= bytesRead
    return { done: false, value: piece.subarray(0, bytesRead) }
  }

  /** The last piece was copied. */
  spent(): void {
    if (this.#piece === null || this.#reading !== null) return
    this.memory.give(this.#piece)
    this.#piece = null
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isClosed) {
      this.#isClosed = true
      // A descriptor that is closed while it is read may be another file's by then.
      if (this.#reading === null) this.#close()
      else void this.#reading.finally(() => this.#close()).catch(() => {})
    }
    return { done: true, value: undefined }
  }

  #close(): void {
    this.spent()
    this.body.close()
  }
}

// Owns reading a part of an open file piece by piece.

import { read } from 'node:fs'
import { promisify } from 'node:util'
import type { FileBody } from '../http/file-body.js'

const readAsync = promisify(read)

const pieceBytes = 64 * 1024

/** The bytes of a file body; `return` closes it, and so does its end. */
export class FilePieces implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array> {
  #offset: number
  #left: number
  #isClosed = false

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
    const piece = Buffer.allocUnsafe(Math.min(this.#left, pieceBytes))
    const { bytesRead } = await readAsync(this.body.fd, piece, 0, piece.length, this.#offset)
    if (bytesRead === 0) throw new Error('The file was cut short while it was sent.')
    this.#offset += bytesRead
    this.#left -= bytesRead
    return { done: false, value: piece.subarray(0, bytesRead) }
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isClosed) this.body.close()
    this.#isClosed = true
    return { done: true, value: undefined }
  }
}

// Owns bytes that are gathered piece by piece, in one buffer that grows: a list of pieces costs a hundred bytes for each
// one that a client sends by itself.

/** Smallest capacity, in bytes. */
const capacityMin = 1024

export class Gathered {
  #bytes: Buffer = Buffer.alloc(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Bytes of memory that they take. */
  get capacity(): number {
    return this.#bytes.length
  }

  /** Copies a piece behind those that are there. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(capacityMin, length, this.#bytes.length * 2))
      larger.set(this.#bytes.subarray(0, this.#length))
      this.#bytes = larger
    }
    this.#bytes.set(piece, this.#length)
    this.#length = length
  }

  /** All of them, which are not held any longer. */
  take(): Buffer {
    const all = this.#bytes.subarray(0, this.#length)
    this.#bytes = Buffer.alloc(0)
    this.#length = 0
    return all
  }
}

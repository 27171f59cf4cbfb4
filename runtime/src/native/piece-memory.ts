// Owns the memory that files are read into, however many answers want some: whoever finds none waits in order.

/** Fewer and larger reads cost less of the way through the thread pool (docs/decisions/0031). */
export const pieceBytes = 256 * 1024
/** More than threads of Node.js read at once, 4 unless somebody wants others, so that none of them waits for us. */
const piecesMax = 16

export class PieceMemory {
  readonly #free: Buffer[] = []
  readonly #waiting: ((memory: Buffer) => void)[] = []
  #made = 0

  constructor(readonly max: number) {}

  /** To be given back. */
  take(): Buffer | Promise<Buffer> {
    const free = this.#free.pop()
    if (free !== undefined) return free
    if (this.#made === this.max) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#made++
    return Buffer.allocUnsafeSlow(pieceBytes)
  }

  give(memory: Buffer): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free.push(memory)
    else next(memory)
  }
}

/** Of all files that this thread sends. */
export const pieceMemory = new PieceMemory(piecesMax)

// Owns finding frame headers in a stream of bytes, however it is cut. Pure: it judges nothing, keeps no payload.

/** Frame types (RFC 9113, 6); others are unknown. */
export const frame = {
  data: 0,
  headers: 1,
  priority: 2,
  resetStream: 3,
  settings: 4,
  ping: 6,
  windowUpdate: 8,
  continuation: 9,
} as const

export const acknowledged = 0x1
export const endStream = 0x1
export const endHeaders = 0x4

/** One frame, as its header says. */
export interface FrameHeader {
  readonly length: number
  readonly type: number
  readonly flags: number
  /** Error code of a RST_STREAM, else 0. */
  readonly reason: number
}

const headerBytes = 9
const resetBytes = 4

/** The 24 bytes with which a client begins (RFC 9113, 3.4). */
export const prefaceText = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

/**
 * Walks over frames. `skip` bytes at the start belong to none (a client's preface).
 *
 * @example
 * const scanner = new FrameScanner(prefaceText.length, ({ type }) => count(type))
 * scanner.scan(chunk)
 */
export class FrameScanner {
  readonly #onFrame: (header: FrameHeader) => void
  // A header, and the code of a reset behind it, that came in pieces.
  readonly #pending = new Uint8Array(headerBytes + resetBytes)
  #have = 0
  #skip: number

  constructor(skip: number, onFrame: (header: FrameHeader) => void) {
    this.#skip = skip
    this.#onFrame = onFrame
  }

  /** The next bytes of the stream. */
  scan(chunk: Uint8Array): void {
    let at = 0
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at)
        this.#skip -= passed
        at += passed
      } else if (this.#have === 0 && chunk.length - at >= this.#pending.length) {
        this.#frame(chunk, at)
        at += headerBytes
      } else {
        at = this.#collect(chunk, at)
      }
    }
  }

  // Byte by byte: only where a header lies across chunks or at the end of one.
  #collect(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length) {
      this.#pending[this.#have] = chunk[at] as number
      this.#have += 1
      at += 1
      if (this.#have < headerBytes) continue
      const wanted = this.#pending[3] === frame.resetStream ? this.#pending.length : headerBytes
      if (this.#have < wanted) continue
      this.#have = 0
      this.#frame(this.#pending, 0)
      if (wanted > headerBytes) this.#skip = Math.max(0, this.#skip - resetBytes)
      return at
    }
    return at
  }

  #frame(bytes: Uint8Array, at: number): void {
    const byte = (index: number): number => bytes[at + index] as number
    const length = byte(0) * 0x10000 + byte(1) * 0x100 + byte(2)
    const type = byte(3)
    const reason =
      type === frame.resetStream
        ? byte(9) * 0x1000000 + byte(10) * 0x10000 + byte(11) * 0x100 + byte(12)
        : 0
    this.#skip = length
    this.#onFrame({ length, type, flags: byte(4), reason })
  }
}

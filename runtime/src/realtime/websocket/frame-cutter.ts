// Owns following frame headers (RFC 6455, 5.2) through a stream of bytes: where frames of messages end, and how many
// each message has. Judges nothing else, and looks at no payload.

const headBytesMin = 2

/**
 * Cuts what arrives before and behind each frame of a message, so that one message is dealt with before the next is
 * parsed, what a frame inflates to is counted before the next is inflated, and what is kept of a frame keeps no control
 * frames beside it. Counts frames: empty ones too, which a limit on bytes never sees.
 */
export class FrameCutter {
  readonly #head = Buffer.alloc(14)
  #headBytes = 0
  /** Bytes of payload still to come. */
  #payload = 0
  #isMessage = false
  #fragments = 0

  constructor(readonly fragmentsMax: number) {}

  /** Whether a message has had more frames than it may; then what follows is not to be looked at. */
  get exceeded(): boolean {
    return this.#fragments > this.fragmentsMax
  }

  /** Whether the rest of a message, or of a frame, is still to come. */
  get isWithin(): boolean {
    return this.#fragments > 0 || this.#payload > 0 || this.#headBytes > 0
  }

  /**
   * Pieces of `chunk`, in order and without gaps: each frame of a message is one, control frames may share theirs.
   * Stops before the last byte of the frame head that is one too many. What came before it is judged first, however the
   * bytes were split.
   */
  *cut(chunk: Buffer): Generator<Buffer, void, undefined> {
    let from = 0
    let at = 0
    let frameAt = 0
    if (this.exceeded) return
    while (at < chunk.length && !this.exceeded) {
      if (this.#payload > 0) {
        const step = Math.min(this.#payload, chunk.length - at)
        this.#payload -= step
        at += step
      } else {
        if (this.#headBytes === 0) frameAt = at
        this.#head[this.#headBytes++] = chunk[at++] as number
        if (this.#headBytes < this.#headLength()) continue
        this.#open()
        if (this.#isMessage && from < frameAt && !this.exceeded) {
          yield chunk.subarray(from, frameAt)
          from = frameAt
        }
      }
      if (this.#payload > 0 || !this.#isMessage || this.exceeded) continue
      this.#isMessage = false
      yield chunk.subarray(from, at)
      from = at
    }
    const to = this.exceeded ? at - 1 : at
    if (from < to) yield chunk.subarray(from, to)
  }

  #headLength(): number {
    if (this.#headBytes < headBytesMin) return headBytesMin
    const second = this.#head[1] as number
    const short = second & 0x7f
    const extended = short === 126 ? 2 : short === 127 ? 8 : 0
    return headBytesMin + extended + ((second & 0x80) === 0 ? 0 : 4)
  }

  #open(): void {
    const first = this.#head[0] as number
    const short = (this.#head[1] as number) & 0x7f
    this.#headBytes = 0
    if (short === 126) this.#payload = this.#head.readUInt16BE(2)
    else if (short === 127) this.#payload = Number(this.#head.readBigUInt64BE(2))
    else this.#payload = short
    this.#isMessage = (first & 0x08) === 0
    if (!this.#isMessage) return
    this.#fragments++
    const isLast = (first & 0x80) !== 0
    if (isLast && !this.exceeded) this.#fragments = 0
  }
}

// Owns the way between a connection and the HTTP/2 session on it: every byte passes, every frame is counted, and
// after a flood nothing passes any more.

import { Duplex } from 'node:stream'
import { FrameBudget, type FrameLimits } from './frame-budget.js'
import { type FrameHeader, FrameScanner, prefaceText } from './frame-scanner.js'

const lingerMs = 1000

// RFC 9113, 6.8: no stream is said to be unprocessed.
const goAway = (code: number): Buffer => {
  const bytes = Buffer.from([0, 0, 8, 7, 0, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0])
  bytes.writeUInt32BE(code, 13)
  return bytes
}

type Done = (error?: Error | null) => void

/** A connection as a session may have it. */
export class FrameGate extends Duplex {
  readonly #connection: Duplex
  readonly #budget: FrameBudget
  readonly #inbound: FrameScanner
  readonly #outbound: FrameScanner
  #onFlood: ((name: string) => void) | null
  #isOver = false

  /** `onFlood` is called once, with what there was too much of. */
  constructor(connection: Duplex, limits: FrameLimits, onFlood: (name: string) => void) {
    super({ allowHalfOpen: true })
    this.#connection = connection
    this.#budget = new FrameBudget(limits, performance.now())
    this.#onFlood = onFlood
    this.#inbound = new FrameScanner(prefaceText.length, (header) =>
      this.#judge(this.#budget.received(header, performance.now())),
    )
    this.#outbound = new FrameScanner(0, (header: FrameHeader) =>
      this.#judge(this.#budget.sent(header, performance.now())),
    )
    connection.on('data', (chunk: Buffer) => this.#take(chunk))
    connection.on('end', () => this.push(null))
    connection.on('error', (error) => this.destroy(error))
    connection.on('close', () => this.destroy())
  }

  /**
   * Ends the connection with a GOAWAY of ours, behind what was written to it. What still comes is thrown away for
   * a moment, so that a reset does not eat it.
   */
  turnAway(code: number): void {
    this.#onFlood = null
    this.#isOver = true
    this.#connection.end(goAway(code))
    this.#connection.resume()
    setTimeout(() => this.#connection.destroy(), lingerMs).unref()
  }

  #take(chunk: Buffer): void {
    if (this.#onFlood === null) return
    this.#inbound.scan(chunk)
    if (this.#onFlood !== null && !this.push(chunk)) this.#connection.pause()
  }

  #judge(flood: string | null): void {
    if (flood === null || this.#onFlood === null) return
    const tell = this.#onFlood
    this.#onFlood = null
    // Not in the middle of what the session is doing.
    queueMicrotask(() => tell(flood))
  }

  override _read(): void {
    this.#connection.resume()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: Done): void {
    if (this.#isOver) {
      done()
      return
    }
    this.#outbound.scan(chunk)
    this.#connection.write(chunk, done)
  }

  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    if (this.#isOver) {
      done()
      return
    }
    this.#connection.cork()
    chunks.forEach(({ chunk }, index) => {
      this.#outbound.scan(chunk)
      this.#connection.write(chunk, index === chunks.length - 1 ? done : undefined)
    })
    this.#connection.uncork()
  }

  override _final(done: Done): void {
    if (this.#isOver) {
      done()
      return
    }
    this.#connection.end(done)
  }

  override _destroy(error: Error | null, done: Done): void {
    if (!this.#isOver) this.#connection.destroy()
    done(error)
  }
}

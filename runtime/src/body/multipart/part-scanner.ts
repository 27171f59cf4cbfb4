// Owns cutting a multipart body at its delimiters (RFC 2046, 5.1.1): heads and contents as bytes, pulled one
// piece at a time. Holds one piece of the body and never more than a head and a delimiter beyond it.

import { BodyError } from '../../http/body-error.js'
import { MalformedBody } from '../../http/malformed-body.js'
import type { Share } from '../held.js'

const crlf = Buffer.from('\r\n')
const headEnd = Buffer.from('\r\n\r\n')
/** Spaces after a delimiter, which RFC 2046 lets gateways add. */
const paddingBytesMax = 64
/** What a delimiter may begin with is left of most pieces; that little is not told. */
const uncountedBytesMax = 512

export class PartScanner {
  readonly #source: AsyncIterator<Uint8Array>
  readonly #delimiter: Buffer
  // The first delimiter may begin the body: it is given the CRLF that the others have before them.
  #bytes: Buffer = crlf

  constructor(
    source: AsyncIterable<Uint8Array>,
    boundary: string,
    readonly held: Share,
  ) {
    this.#source = source[Symbol.asyncIterator]()
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /**
   * Goes to the content of the next part and gives its head; null when there is none. What is left of the
   * part before must have been read.
   */
  async nextHead(bytesMax: number): Promise<Buffer | null> {
    const { length } = this.#delimiter
    while (this.#bytes.length < length + 2) await this.#need()
    const isLast = this.#bytes.toString('latin1', length, length + 2) === '--'
    this.#drop(isLast ? length + 2 : length)
    await this.#endLine(isLast)
    if (isLast) {
      this.#bytes = Buffer.alloc(0)
      return null
    }
    return this.#head(bytesMax)
  }

  /** Some more bytes of the content; null at its end. */
  async chunk(): Promise<Buffer | null> {
    for (;;) {
      const at = this.#bytes.indexOf(this.#delimiter)
      if (at === 0) return null
      if (at > 0) return this.#take(at)
      const safe = this.#bytes.length - this.#delimiter.length + 1
      if (safe > 0) return this.#take(safe)
      await this.#need()
    }
  }

  /** Reads what follows the last part; nothing in it means anything. */
  async finish(): Promise<void> {
    for (;;) {
      const { done } = await this.#source.next()
      if (done === true) return
    }
  }

  /** Nobody wants the rest. */
  async leave(): Promise<void> {
    await this.#source.return?.()
  }

  /** The last delimiter may also end the body: few clients write the line break that follows it. */
  async #endLine(mayEnd: boolean): Promise<void> {
    let at = 0
    for (;;) {
      while (this.#bytes[at] === 0x20 || this.#bytes[at] === 0x09) at++
      if (at > paddingBytesMax) throw brokenDelimiter()
      if (this.#bytes.length >= at + 2) break
      if (!(await this.#more())) {
        if (mayEnd && this.#bytes.length === at) return
        throw mayEnd ? brokenDelimiter() : cutOff()
      }
    }
    if (this.#bytes[at] !== 0x0d || this.#bytes[at + 1] !== 0x0a) throw brokenDelimiter()
    this.#drop(at + 2)
  }

  async #head(bytesMax: number): Promise<Buffer> {
    for (;;) {
      if (this.#bytes.indexOf(crlf) === 0) {
        this.#drop(2)
        return Buffer.alloc(0)
      }
      const at = this.#bytes.indexOf(headEnd)
      if (at > bytesMax || (at < 0 && this.#bytes.length >= bytesMax + headEnd.length)) {
        throw new BodyError(413, `The headers of a part have more than ${bytesMax} bytes.`)
      }
      if (at >= 0) {
        const head = this.#take(at)
        this.#drop(headEnd.length)
        return head
      }
      await this.#need()
    }
  }

  async #need(): Promise<void> {
    if (!(await this.#more())) throw cutOff()
  }

  /** Whether there was more. */
  async #more(): Promise<boolean> {
    this.held.set(this.#bytes.length > uncountedBytesMax ? this.#bytes.length : 0)
    const { done, value } = await this.#source.next()
    if (done === true) return false
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    return true
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count)
    this.#drop(count)
    return taken
  }

  #drop(count: number): void {
    this.#bytes = this.#bytes.subarray(count)
  }
}

const cutOff = (): MalformedBody => new MalformedBody('ends before its closing delimiter')

const brokenDelimiter = (): MalformedBody =>
  new MalformedBody('has a delimiter that is not a line of its own')

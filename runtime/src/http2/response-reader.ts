// Owns reading the engine's own HTTP/1.1 answers, one after the other, from bytes cut anywhere. Only what the
// engine writes is understood: it is no parser for strangers.

/** Names in lower case; values of a repeated name in a list. */
export type FieldValues = Record<string, string | string[]>

/** What a reader tells, in the order of the bytes. */
export interface ResponseListener {
  /** A 1xx, any number of times. */
  interim(status: number, fields: FieldValues): void
  /** `isEmpty`: no data follows. */
  head(status: number, fields: FieldValues, isEmpty: boolean): void
  /** `isLast`: the end follows at once. */
  data(chunk: Buffer, isLast: boolean): void
  /** `closes`: the connection takes no further request. */
  end(trailers: FieldValues | null, closes: boolean): void
}

type State = 'head' | 'length' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers' | 'until-close'

// What the engine writes at most: a head within its arena, lines of chunk sizes.
const pendingBytesMax = 1024 * 1024

const hopFields = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade'])

/** Reads the answers of one connection. `expect` says what the next one answers. */
export class ResponseReader {
  readonly #listener: ResponseListener
  #state: State = 'head'
  #left = 0
  #pending: Buffer | null = null
  #isHead = false
  #closes = false

  constructor(listener: ResponseListener) {
    this.#listener = listener
  }

  /** The next answer is to a request of this method: one to HEAD has no body. */
  expect(method: string): void {
    this.#isHead = method === 'HEAD'
    this.#closes = false
  }

  /** @throws {Error} when these are no bytes of the engine's. */
  read(bytes: Buffer): void {
    let at = 0
    let input = bytes
    if (this.#pending !== null) {
      input = Buffer.concat([this.#pending, bytes])
      this.#pending = null
    }
    while (at < input.length) {
      const next = this.#step(input, at)
      if (next === at) {
        if (input.length - at > pendingBytesMax) throw new Error('an answer without an end')
        this.#pending = input.subarray(at)
        return
      }
      at = next
    }
  }

  /** The connection ended: that is the end of an answer without a length. False when it came too early. */
  close(): boolean {
    if (this.#state !== 'until-close') return false
    this.#finish(null)
    return true
  }

  // Where the rest begins; `at` when more bytes are needed.
  #step(input: Buffer, at: number): number {
    switch (this.#state) {
      case 'head':
        return this.#head(input, at)
      case 'length':
      case 'chunk':
      case 'until-close':
        return this.#body(input, at)
      case 'chunk-size':
        return this.#chunkSize(input, at)
      case 'chunk-end':
        if (input.length - at < 2) return at
        this.#state = 'chunk-size'
        return at + 2
      case 'trailers':
        return this.#trailers(input, at)
    }
  }

  #head(input: Buffer, at: number): number {
    const end = input.indexOf('\r\n\r\n', at, 'latin1')
    if (end < 0) return at
    const lines = input.latin1Slice(at, end).split('\r\n')
    const status = Number(lines[0]?.slice(9, 12))
    const raw = fieldsOf(lines, 1)
    if (status < 200 && status !== 101) {
      this.#listener.interim(status, withoutHops(raw))
      return end + 4
    }
    this.#closes = raw.connection === 'close'
    const coding = raw['transfer-encoding']
    const length = raw['content-length']
    const isEmpty = this.#isHead || status === 204 || status === 304 || length === '0'
    this.#listener.head(status, withoutHops(raw), isEmpty)
    if (isEmpty) {
      this.#finish(null)
    } else if (coding !== undefined) {
      this.#state = 'chunk-size'
    } else if (length !== undefined) {
      this.#state = 'length'
      this.#left = Number(length)
    } else {
      this.#state = 'until-close'
      this.#left = Number.POSITIVE_INFINITY
    }
    return end + 4
  }

  #body(input: Buffer, at: number): number {
    const size = Math.min(this.#left, input.length - at)
    this.#left -= size
    const isLast = this.#left === 0 && this.#state === 'length'
    this.#listener.data(input.subarray(at, at + size), isLast)
    if (this.#left === 0) {
      if (this.#state === 'chunk') this.#state = 'chunk-end'
      else this.#finish(null)
    }
    return at + size
  }

  #chunkSize(input: Buffer, at: number): number {
    const end = input.indexOf('\r\n', at, 'latin1')
    if (end < 0) return at
    this.#left = Number.parseInt(input.latin1Slice(at, end), 16)
    this.#state = this.#left === 0 ? 'trailers' : 'chunk'
    return end + 2
  }

  #trailers(input: Buffer, at: number): number {
    if (input.length - at < 2) return at
    if (input[at] === 13) {
      this.#finish(null)
      return at + 2
    }
    const end = input.indexOf('\r\n\r\n', at, 'latin1')
    if (end < 0) return at
    this.#finish(withoutHops(fieldsOf(input.latin1Slice(at, end).split('\r\n'), 0)))
    return end + 4
  }

  #finish(trailers: FieldValues | null): void {
    const closes = this.#closes || this.#state === 'until-close'
    this.#state = 'head'
    this.#listener.end(trailers, closes)
  }
}

const fieldsOf = (lines: readonly string[], from: number): FieldValues => {
  const fields: FieldValues = Object.create(null)
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] as string
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    const known = fields[name]
    if (known === undefined) fields[name] = value
    else if (Array.isArray(known)) known.push(value)
    else fields[name] = [known, value]
  }
  return fields
}

const withoutHops = (fields: FieldValues): FieldValues => {
  for (const name of hopFields) if (name in fields) delete fields[name]
  return fields
}

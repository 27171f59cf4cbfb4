// Owns a request's body as it comes: pulled from native code piece by piece, which reads on only then.

import type { NativeEngine } from '@nexusrt/native'
import { BodyFailure, type BodyFault, type BodyStream } from '../http/body-stream.js'
import type { LiveStream, LiveStreams } from './live-streams.js'

export class RequestStream implements BodyStream, LiveStream {
  readonly #native: NativeEngine
  readonly #live: LiveStreams
  #isTaken = false
  #trailers: Readonly<Record<string, string>> = Object.freeze(Object.create(null))
  #wake: () => void = () => {}

  constructor(
    native: NativeEngine,
    live: LiveStreams,
    readonly connection: number,
    readonly serial: number,
  ) {
    this.#native = native
    this.#live = live
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.#isTaken) throw new TypeError('A body can be read once.')
    this.#isTaken = true
    return this.#pieces()
  }

  trailers(): Readonly<Record<string, string>> {
    return this.#trailers
  }

  hold(bytes: number): void {
    this.#native.holdBody(this.connection, this.serial, Math.min(bytes, heldBytesMax))
  }

  wake(): void {
    this.#wake()
  }

  left(): void {
    this.#wake()
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const got = this.#native.readBody(this.connection, this.serial)
      if (got === 0) await this.#moreOrEnd()
      else if (typeof got === 'string') {
        this.#trailers = fieldsOf(got)
        return
      } else if (Array.isArray(got)) throw failureOf(got)
      else yield new Uint8Array(got as ArrayBuffer)
    }
  }

  async #moreOrEnd(): Promise<void> {
    this.#live.addIn(this.serial, this)
    await new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    this.#live.removeIn(this.serial)
  }
}

/** What native code can count of one body. */
const heldBytesMax = 2 ** 32 - 1

/** All of a body that is here already, or none. */
export const wholeStream = (bytes: Uint8Array | null): BodyStream => ({
  hold: () => {},
  trailers: () => Object.freeze(Object.create(null)),
  async *[Symbol.asyncIterator]() {
    if (bytes !== null) yield bytes
  },
})

const faults: Readonly<Record<string, BodyFault>> = {
  'client-left': 'client-left',
  'body-too-large': 'body-too-large',
  'body-timeout': 'body-timeout',
  'upload-too-slow': 'upload-too-slow',
  'trailers-too-large': 'trailers-too-large',
  'held-input': 'held-input',
}

const statuses = new Set([408, 413, 431, 503] as const)
const isTold = (status: number): status is 408 | 413 | 431 | 503 =>
  (statuses as ReadonlySet<number>).has(status)

const failureOf = ([status, code, detail]: readonly [number, string, string]): BodyFailure =>
  new BodyFailure(isTold(status) ? status : 400, faults[code] ?? 'malformed', detail)

// Checked by the parser already: `name: value` lines.
const fieldsOf = (lines: string): Readonly<Record<string, string>> => {
  const fields: Record<string, string> = Object.create(null)
  for (const line of lines.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    fields[name] = name in fields ? `${fields[name]}, ${value}` : value
  }
  return fields
}

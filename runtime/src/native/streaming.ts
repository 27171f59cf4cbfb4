// Owns replies that shared memory cannot hold: bodies in pieces, files, and connections that leave HTTP.

import type { NativeEngine } from '@nexusrt/native'
import { discardBody } from '../http/discard.js'
import { FileBody } from '../http/file-body.js'
import { isEventStream } from '../http/media-type.js'
import { problemReply } from '../http/problem.js'
import { type Reply, type ReplyHeaders, TakeOver } from '../http/reply.js'
import { headerIn, mergeHeaders } from '../http/reply-headers.js'
import type { Blocks } from './blocks.js'
import type { EngineRoute } from './engine.js'
import type { Failures } from './failures.js'
import { FilePieces } from './file-pieces.js'
import { announced, headerLines, trailerLines } from './header-lines.js'
import type { LiveStreams } from './live-streams.js'
import { RawDuplex } from './raw-duplex.js'
import { headOf } from './reply-head.js'
import { ReplyStream, type ReplyStreamHost } from './reply-stream.js'
import type { Signals } from './signals.js'

export interface StreamingParts {
  readonly native: NativeEngine
  readonly blocks: Blocks
  readonly live: LiveStreams
  readonly signals: Signals
  readonly failures: Failures
}

/** Whom a reply is for. */
interface Recipient {
  readonly connection: number
  readonly serial: number
  readonly route: EngineRoute
  readonly traceparent: string
}

export class Streaming {
  constructor(readonly parts: StreamingParts) {}

  /**
   * Sends a reply whose body is neither text nor bytes, in a batch or behind it. What comes back is to be sent in
   * its place.
   *
   * @throws {TypeError} when the reply cannot be sent; then nothing of it was, and what its body has open is closed.
   */
  send(to: Recipient, reply: Reply): Reply | null {
    try {
      return this.#send(to, reply)
    } catch (error) {
      discardBody(reply)
      throw error
    }
  }

  #send(to: Recipient, reply: Reply): Reply | null {
    const { body } = reply
    if (body instanceof TakeOver) return this.#upgrade(to, reply, body)
    if (body instanceof FileBody) {
      const pieces = new FilePieces(body)
      this.#pieces(to, reply, pieces, body.length, () => pieces.spent())
    } else if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
      this.#pieces(to, reply, body, -1, () => {})
    } else throw new TypeError('The body of a reply is text, bytes, an async iterable or a file.')
    return null
  }

  #pieces(
    { connection, serial, route, traceparent }: Recipient,
    reply: Reply,
    body: AsyncIterable<Uint8Array | string>,
    length: number,
    copied: () => void,
  ): void {
    const { native, blocks, live, signals, failures } = this.parts
    const [own, declared] = withoutLength(reply.headers)
    const isEvents = isEventStream(reply.contentType)
    const headers = isEvents ? mergeHeaders(ofEvents, own ?? {}) : own
    const { block, extra } = headOf(blocks, reply, headers)
    const bytes = length >= 0 ? length : declared
    const { trailers } = reply
    if (trailers !== null && bytes >= 0)
      throw new TypeError('A body with a length has no trailers.')
    const host: ReplyStreamHost = {
      native,
      live,
      trailers: () => (trailers === null ? '' : trailerLines(trailers)),
      // Server-sent events go on for as long as somebody listens, and who is cut off comes back (WHATWG HTML, 9.2).
      // What has a length comes to its end by itself.
      ends: isEvents ? 'never' : bytes >= 0 ? 'by-length' : 'unknown',
      copied,
      abort: (reason) => signals.abort(serial, reason),
      failed: (error) => failures.cut(route, error, traceparent),
      ended: () => signals.forget(serial),
    }
    const begun = native.beginStream(connection, serial, block, announced(trailers) + extra, bytes)
    // Where nobody reads it, whoever made the body is told so.
    void new ReplyStream(host, connection, serial).send(body, begun > 0)
  }

  #upgrade(
    { connection, serial, route }: Recipient,
    { headers }: Reply,
    { protocol, take }: TakeOver,
  ): Reply | null {
    const { native, live, failures } = this.parts
    const own = headers === null ? '' : headerLines(headers)
    if (headerIn(headers, 'upgrade') !== undefined) {
      throw new TypeError('The header upgrade is written by the engine.')
    }
    const lines = `Connection: Upgrade\r\n${protocolLine(protocol)}${own}`
    if (!native.upgrade(connection, serial, lines)) {
      const required = upgradeRequired(protocol)
      return route.tell?.(required) ?? required
    }
    const address = native.remoteAddress(connection, serial)
    const raw = new RawDuplex(native, live, connection, serial, address)
    // What `take` throws is nobody's answer any more.
    queueMicrotask(() => {
      try {
        take(raw)
      } catch (error) {
        failures.tell(route, error)
        raw.destroy()
      }
    })
    return null
  }
}

// Nobody between is to keep events, or to wait for more of them: `no-cache` as WHATWG HTML, 9.2.7 advises, the other
// for nginx.
const ofEvents: ReplyHeaders = { 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'no' }

// The client's doing, not the handler's: it did not ask, spoke HTTP/1.0, or sent a body (RFC 9110, 15.5.22).
const upgradeRequired = (protocol: string): Reply =>
  problemReply(
    426,
    { detail: `Ask for an upgrade to ${protocol}, over HTTP/1.1 and without a body.` },
    { upgrade: protocol },
  )

const protocolLine = (protocol: string): string => {
  if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+(\/[!#$%&'*+.^_`|~0-9A-Za-z-]+)?$/.test(protocol)) {
    return `Upgrade: ${protocol}\r\n`
  }
  throw new TypeError(`${JSON.stringify(protocol)} is no protocol (RFC 9110, 7.8).`)
}

// The engine writes the length; of a body in pieces only its maker knows it.
const withoutLength = (headers: ReplyHeaders | null): [ReplyHeaders | null, number] => {
  const name = Object.keys(headers ?? {}).find((key) => key.toLowerCase() === 'content-length')
  if (headers === null || name === undefined) return [headers, -1]
  const { [name]: declared, ...others } = headers
  const length = Number(declared)
  if (Number.isSafeInteger(length) && length >= 0 && String(declared) !== '')
    return [others, length]
  throw new TypeError(`${String(declared)} is no length of a body.`)
}

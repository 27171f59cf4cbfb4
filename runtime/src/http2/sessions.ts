// Owns HTTP/2 connections: a Node.js session on each, its limits, and its end. Requests are answered by the engine.

import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2'
import type { Duplex } from 'node:stream'
import type { RawConnection } from '../http/reply.js'
import { carry } from './exchange.js'
import { FrameGate } from './frame-gate.js'
import type { Http2Limits } from './limits.js'
import { requestHead } from './request-head.js'

/** What HTTP/2 bears of the limits of a server. */
type Limits = Http2Limits & { readonly headBytesMax: number; readonly headersMax: number }

export interface Http2Options {
  readonly limits: Limits
  /** A connection of the engine's own, for one request. */
  readonly connect: (from: RawConnection) => Duplex
  /** A connection that was ended for what it did; `code` as in `request-refused`. */
  readonly onRefused: (code: string) => void
}

// What Node.js keeps for one session at most, in MB: header tables, frames that wait.
const sessionMemoryMax = 4
// Offences that Node.js bears: each makes it send a reset, and those we count ourselves.
const offencesMax = 1_000_000
// Bytes a client may send on one stream before it is told that they were taken.
const windowBytes = 256 * 1024

/** The HTTP/2 connections of a server. */
export class Http2Sessions {
  readonly #options: Http2Options
  readonly #sessions = new Set<ServerHttp2Session>()
  #isEnding = false

  constructor(options: Http2Options) {
    this.#options = options
  }

  /** Serves a connection whose next bytes are a client's preface (RFC 9113, 3.4). */
  accept(connection: RawConnection): void {
    const { limits, onRefused } = this.#options
    const gate = new FrameGate(connection, frameLimits(limits), (flood) => {
      onRefused(`http2-${flood}`)
      gate.turnAway(constants.NGHTTP2_ENHANCE_YOUR_CALM)
      session.destroy(new Error(`too many ${flood}`))
    })
    const session: ServerHttp2Session = performServerHandshake(gate, {
      maxSessionMemory: sessionMemoryMax,
      maxSessionInvalidFrames: offencesMax,
      maxSessionRejectedStreams: offencesMax,
      // Pseudo-header fields come on top.
      maxHeaderListPairs: limits.headersMax + 4,
      settings: {
        maxConcurrentStreams: limits.http2StreamsMax,
        maxHeaderListSize: limits.headBytesMax,
        initialWindowSize: windowBytes,
      },
    })
    this.#sessions.add(session)
    session.on('error', () => {})
    session.on('close', () => this.#sessions.delete(session))
    this.#serve(session, connection)
    if (this.#isEnding) session.close()
  }

  /** Lets every connection finish what it has begun, and begin nothing more (RFC 9113, 6.8). */
  end(): void {
    this.#isEnding = true
    for (const session of this.#sessions) session.close()
  }

  #serve(session: ServerHttp2Session, connection: RawConnection): void {
    const { limits, connect } = this.#options
    let live = 0
    const idle = setTimeout(() => live === 0 && session.close(), limits.http2IdleTimeoutMs)
    idle.unref()
    session.on('close', () => clearTimeout(idle))
    const done = (): void => {
      live -= 1
      if (live === 0 && !session.destroyed) idle.refresh()
    }
    session.on('stream', (stream, _fields, flags, ...rest: unknown[]) => {
      const raw = rest[0] as string[]
      // Streams that were reset are gone for HTTP/2, their handlers are not: those count.
      if (live >= limits.http2StreamsMax) return refuse(stream, constants.NGHTTP2_REFUSED_STREAM)
      const head = requestHead(raw, (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0)
      if (head === null) return refuse(stream, constants.NGHTTP2_PROTOCOL_ERROR)
      live += 1
      carry(stream, head, connect(connection), done)
    })
  }
}

const frameLimits = (limits: Limits) => ({
  headerBlockBytesMax: limits.headBytesMax,
  continuationsMax: limits.http2ContinuationsMax,
  resetsMax: limits.http2ResetsMax,
  resetsPerSecond: limits.http2ResetsPerSecondMax,
  controlFramesMax: limits.http2ControlFramesMax,
  controlFramesPerSecond: limits.http2ControlFramesPerSecondMax,
})

const refuse = (stream: ServerHttp2Stream, code: number): void => {
  stream.on('error', () => {})
  stream.close(code)
}

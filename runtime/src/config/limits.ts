// Owns the one table of limits: name, default, range, unit, what a peer gets who exceeds one. The engine has
// no defaults of its own; docs/reference/limits.md is made from this table.

import type { EngineLimits } from '../native/engine.js'

/** A name under `server.limits` of nexus.config.ts. */
export type LimitName = keyof EngineLimits
/** What a limit counts; names end in it, `Max` and `Min` aside. */
export type LimitUnit = 'bytes' | 'ms' | 'count' | 'bytes/s'

/**
 * One limit of a server.
 *
 * @example
 * const bytes = limits.find(({ name }) => name === 'bodyBytesMax')?.default
 */
export interface Limit {
  readonly name: LimitName
  readonly default: number
  /** Smallest and largest value that a configuration may set. There is no unlimited, but of `connectionRequestsMax`. */
  readonly min: number
  readonly max: number
  readonly unit: LimitUnit
  /** What exceeding it leads to: a status, `close`, `close 1009` of a WebSocket, `goaway` of HTTP/2, `ping`, or `wait`. */
  readonly answer: string
  readonly about: string
}

const kib = 1024
const mib = 1024 * kib
const dayMs = 24 * 60 * 60 * 1000

/** Every limit of a server (defaults after nginx, h2o, Envoy's edge guide and Node core). */
export const limits: readonly Limit[] = [
  {
    name: 'targetBytesMax',
    default: 8 * kib,
    min: 1,
    max: mib,
    unit: 'bytes',
    answer: '414',
    about: 'Path and query of a request.',
  },
  {
    name: 'headBytesMax',
    default: 16 * kib,
    min: 1,
    max: mib,
    unit: 'bytes',
    answer: '431',
    about: 'Request line and headers.',
  },
  {
    name: 'headersMax',
    default: 100,
    min: 1,
    max: 256,
    unit: 'count',
    answer: '431',
    about: 'Header fields.',
  },
  {
    name: 'bodyBytesMax',
    default: mib,
    min: 0,
    max: 1024 * mib,
    unit: 'bytes',
    answer: '413',
    about: 'Request body; an operation may allow more or less.',
  },
  {
    name: 'chunkExtensionBytesMax',
    default: 4 * kib,
    min: 0,
    max: mib,
    unit: 'bytes',
    answer: '400',
    about: 'Chunk extensions of one request body, in all.',
  },
  {
    name: 'chunkOverheadBytesMax',
    default: 100 * kib,
    min: 64,
    max: 16 * mib,
    unit: 'bytes',
    answer: '400',
    about:
      'Framing of one chunked body, where less than a quarter of it is payload; over HTTP/2 of a body without a length, whose DATA frames count as chunks.',
  },
  {
    name: 'trailerBytesMax',
    default: 16 * kib,
    min: 0,
    max: mib,
    unit: 'bytes',
    answer: '431',
    about: 'Trailer fields of one request body.',
  },
  {
    name: 'jsonDepthMax',
    default: 128,
    min: 1,
    max: 1024,
    unit: 'count',
    answer: '400',
    about:
      'Arrays and objects within each other in JSON bodies, parts and lines; in a message of a WebSocket they close it with 1007. JSON in parameters and fields has 128 at most.',
  },
  {
    name: 'headTimeoutMs',
    default: 10_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: '408',
    about: 'From the first byte of a request to the end of its headers.',
  },
  {
    name: 'requestTimeoutMs',
    default: 300_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: '408',
    about: 'From the first byte of a request to its last.',
  },
  {
    name: 'uploadBytesPerSecondMin',
    default: 16 * kib,
    min: 1,
    max: 1024 * mib,
    unit: 'bytes/s',
    answer: '408',
    about: 'Slowest upload that is waited for.',
  },
  {
    name: 'keepAliveTimeoutMs',
    default: 5000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'Idle connection.',
  },
  {
    name: 'writeStallTimeoutMs',
    default: 60_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'Peer that does not read its answer.',
  },
  {
    name: 'downloadBytesPerSecondMin',
    default: 240,
    min: 1,
    max: 1024 * mib,
    unit: 'bytes/s',
    answer: 'close',
    about: 'Slowest reader that is waited for, on average over `writeStallTimeoutMs`.',
  },
  {
    name: 'handlerTimeoutMs',
    default: 30_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: '504',
    about: 'Handler that does not answer.',
  },
  {
    name: 'pipelineDepthMax',
    default: 64,
    min: 1,
    max: 1024,
    unit: 'count',
    answer: 'wait',
    about: 'Requests in flight on one connection; then reading stops.',
  },
  {
    // A limit of wear, not of what a client may cost: the only one that can be off.
    name: 'connectionRequestsMax',
    default: 0,
    min: 0,
    max: 1_000_000,
    unit: 'count',
    answer: 'close',
    about:
      'Requests that one connection is good for; 0: as many as come. The answer to the last says `Connection: close`; HTTP/2 says GOAWAY.',
  },
  {
    // Below the descriptors that the engine can hold (65,536), so that files and sockets to others have room.
    name: 'connectionsMax',
    default: 60_000,
    min: 1,
    max: 60_000,
    unit: 'count',
    answer: 'wait',
    about: 'Open connections; then accepting stops until one closes.',
  },
  {
    name: 'handshakeTimeoutMs',
    default: 10_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'From a TLS connection to the end of its handshake.',
  },
  {
    name: 'heldInputBytesMax',
    default: 256 * mib,
    min: 64 * kib,
    max: 64 * 1024 * mib,
    unit: 'bytes',
    answer: '503',
    about:
      'Heads and bodies of all clients that are in memory until they are whole, with what forms, lines and collected bytes have gathered; who brings one more byte gives way.',
  },
  {
    name: 'heldOutputBytesMax',
    default: 256 * mib,
    min: 64 * kib,
    max: 64 * 1024 * mib,
    unit: 'bytes',
    answer: 'close',
    about:
      'Answers of all clients, over HTTP/1.1 and HTTP/2, that are in memory until they are taken. Beyond it the client that holds most is let go, its connection closed, once the others hold more than a share (the limit by the open connections). Up to there it keeps an answer of any size, and further HTTP/2 requests of it are refused (REFUSED_STREAM): the bound is the limit and a share, with the answers to requests that were taken before it was met.',
  },
  {
    name: 'http2StreamsMax',
    default: 100,
    min: 1,
    max: 1000,
    unit: 'count',
    answer: 'wait',
    about:
      'Requests under way on one HTTP/2 connection; those whose handlers still run after a reset count. One more is refused (REFUSED_STREAM), twice as many end the connection.',
  },
  {
    name: 'http2ContinuationsMax',
    default: 8,
    min: 0,
    max: 1000,
    unit: 'count',
    answer: 'goaway',
    about: 'CONTINUATION frames of one HTTP/2 header block.',
  },
  {
    name: 'http2ResetsMax',
    default: 1000,
    min: 1,
    max: 1_000_000,
    unit: 'count',
    answer: 'goaway',
    about:
      'Streams of an HTTP/2 connection that were reset by the client, or by us for what it did.',
  },
  {
    name: 'http2ResetsPerSecondMax',
    default: 33,
    min: 0,
    max: 1_000_000,
    unit: 'count',
    answer: 'goaway',
    about: 'Resets that are forgotten each second.',
  },
  {
    name: 'http2ControlFramesMax',
    default: 1000,
    min: 1,
    max: 1_000_000,
    unit: 'count',
    answer: 'goaway',
    about: 'PING, SETTINGS, PRIORITY, empty and unknown frames of an HTTP/2 connection.',
  },
  {
    name: 'http2ControlFramesPerSecondMax',
    default: 100,
    min: 0,
    max: 1_000_000,
    unit: 'count',
    answer: 'goaway',
    about: 'Such frames that are forgotten each second.',
  },
  {
    name: 'http2IdleTimeoutMs',
    default: 60_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'HTTP/2 connection without a request.',
  },
  {
    name: 'http2UploadBytesMax',
    default: 16 * mib,
    min: 64 * kib,
    max: 1024 * mib,
    unit: 'bytes',
    answer: 'wait',
    about:
      'Request bodies of one HTTP/2 connection that are in memory; the oldest of them is let in beside that.',
  },
  {
    name: 'multipartPartsMax',
    default: 100,
    min: 1,
    max: 10_000,
    unit: 'count',
    answer: '413',
    about: 'Parts of one multipart form.',
  },
  {
    name: 'multipartHeadBytesMax',
    default: 8 * kib,
    min: 64,
    max: mib,
    unit: 'bytes',
    answer: '413',
    about: 'Headers of one part.',
  },
  {
    name: 'multipartFieldBytesMax',
    default: 64 * kib,
    min: 0,
    max: 1024 * mib,
    unit: 'bytes',
    answer: '413',
    about: 'One part that is no file.',
  },
  {
    name: 'multipartFileBytesMax',
    default: 1024 * mib,
    min: 0,
    max: 1024 * mib,
    unit: 'bytes',
    answer: '413',
    about: 'One file of a form; the body limit holds as well.',
  },
  {
    name: 'multipartFormBytesMax',
    default: 16 * mib,
    min: 0,
    max: 1024 * mib,
    unit: 'bytes',
    answer: '413',
    about: 'Fields and files that `form()` holds in memory.',
  },
  {
    name: 'jsonLineBytesMax',
    default: mib,
    min: 1,
    max: 1024 * mib,
    unit: 'bytes',
    answer: '413',
    about: 'One line of an NDJSON body, or one record of a JSON text sequence, decompressed.',
  },
  {
    name: 'webSocketMessageBytesMax',
    default: mib,
    min: 1,
    max: 1024 * mib,
    unit: 'bytes',
    answer: 'close 1009',
    about: 'One message, decompressed.',
  },
  {
    name: 'webSocketFragmentsMax',
    default: 1024,
    min: 1,
    max: 1024 * 1024,
    unit: 'count',
    answer: 'close 1008',
    about: 'Frames of one message, empty ones too.',
  },
  {
    name: 'webSocketHeldBytesMax',
    default: 256 * mib,
    min: 64 * kib,
    max: 64 * 1024 * mib,
    unit: 'bytes',
    answer: 'close 1013',
    about:
      'Messages of all sockets that are in memory until they are whole, decompressed; who brings one more byte gives way.',
  },
  {
    name: 'webSocketMessageTimeoutMs',
    default: 60_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close 1008',
    about: 'From the first byte of a message to its last.',
  },
  {
    name: 'webSocketQueueBytesMax',
    default: mib,
    min: 1,
    max: 1024 * mib,
    unit: 'bytes',
    answer: 'close 1013',
    about: 'What waits to be sent to one peer; a topic may drop instead.',
  },
  {
    name: 'webSocketQueuesBytesMax',
    default: 256 * mib,
    min: 64 * kib,
    max: 64 * 1024 * mib,
    unit: 'bytes',
    answer: 'close 1013',
    about:
      'What waits to be sent to all peers, and 512 bytes for each message of it; who holds most gives way, down to three quarters.',
  },
  {
    name: 'webSocketPingIntervalMs',
    default: 30_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'ping',
    about: 'Silence of a peer.',
  },
  {
    name: 'webSocketPongTimeoutMs',
    default: 10_000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'From a ping to the next sign of life.',
  },
  {
    name: 'webSocketCloseTimeoutMs',
    default: 5000,
    min: 1,
    max: dayMs,
    unit: 'ms',
    answer: 'close',
    about: 'From our close frame to that of the peer.',
  },
]

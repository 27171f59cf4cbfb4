// Owns the interface of the native engine as the rest of the runtime sees it.

import type { NativeLimits } from '@nexusrt/native'
import type { BodyLimits } from '../body/body-source.js'
import type { RawRequest } from '../http/raw-request.js'
import type { Reply } from '../http/reply.js'
import type { SocketLimits } from '../realtime/websocket/socket-limits.js'
import type { TlsContext, TlsMaterial } from './tls.js'

export type ParamKind = 'string' | 'integer' | 'number' | 'boolean' | 'list'

/** A declared parameter, decoded and coerced natively. */
export interface ParamSpec {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly kind: ParamKind
  readonly required: boolean
  /** Of a `list`: repeated name (true) or one value split at `separator`. */
  readonly explode?: boolean
  readonly separator?: ',' | ' ' | '\t' | '|'
}

export interface BodySpec {
  readonly required: boolean
  /** Accepted media types, lower case (`application/json`, `text/*`); empty accepts any. */
  readonly types: readonly string[]
  readonly bytesMax?: number
  /**
   * `whole` (default): `handle` runs when all of the body is here. `stream`: it runs when the head is here, and
   * `RawRequest.stream` gives the body as it comes; `bytesMax` bounds it all the same.
   */
  readonly delivery?: 'whole' | 'stream'
}

/** What CORS adds to an answer, and to the answer of a preflight; complete header lines. */
export interface CorsTexts {
  readonly answer: string
  readonly preflight: string
}

/** Header lines that the engine adds to answers, whoever gives them. */
export interface AnswerRules {
  /** A line is left out where the answer has a field of that name (lower case) itself. */
  readonly fixed: readonly { readonly name: string; readonly text: string }[]
  readonly cors: {
    readonly origins: readonly string[]
    /** By origin. */
    readonly texts: readonly CorsTexts[]
    /** To any other origin, and to requests without one. */
    readonly otherwise: CorsTexts
  } | null
}

/** One representation of a fixed reply. Lines are complete: `Name: value\r\n`. */
export interface FixedVariant {
  /** Quoted and strong (RFC 9110, 8.8.3). */
  readonly etag: string
  /** What a 304 says as well: ETag, Cache-Control, Vary. */
  readonly lines: string
  /** Content-Encoding, or `''`. */
  readonly bodyLine: string
  readonly body: Uint8Array | string
}

/** How problems are told in another format: `write` makes a body of a text of problem+json. */
export interface ToldProblems {
  readonly mediaType: string
  readonly write: (problem: string) => string
}

/** A 200 that is known when its route is installed: native code gives it, conditional requests and all. */
export interface FixedReply {
  readonly contentType: string
  readonly plain: FixedVariant
  readonly gzip: FixedVariant | null
}

export interface EngineRoute {
  readonly method: string
  /** Template with the base path: `/v1/pets/{petId}`. */
  readonly path: string
  readonly params: readonly ParamSpec[]
  readonly body: BodySpec | null
  /** Media types the replies can have, for Accept (406); empty: the header is not looked at. */
  readonly replyTypes: readonly string[]
  readonly rules?: AnswerRules
  /** Of a public GET route without parameters: what it answers, so that `handle` never runs. */
  readonly fixed?: FixedReply
  /** True: rejections (406, 413, 415, 400) are told only after `admit` let the request in. */
  readonly secured: boolean
  /**
   * Runs only on secured routes, only before a native rejection (`rejection` is its status) is told: null
   * lets it be told, a Reply is sent in its place. `handle` does its own security. A `rejection` of 100 is
   * none: the client waits for `100 Continue` before it sends its body (RFC 9110, 10.1.1).
   */
  readonly admit?: (raw: RawRequest, rejection: number) => Reply | null | Promise<Reply | null>
  /** Never throws synchronously on purpose, but the engine survives it: 500, counted, logged. */
  readonly handle: (raw: RawRequest) => Reply | Promise<Reply>
  /** Tells a problem in the application's format. */
  readonly tell?: (problem: Reply) => Reply
  /**
   * The answer when `handle` throws, its promise rejects, or its reply cannot be sent. It logs what it was given, so no
   * event is sent; of a body that fails in the midst, which nothing can answer any more, too. `traceparent` is the
   * request's, or `''`. Without it, or when it throws, or where its answer cannot be sent either: the generic 500 and a
   * `handler-failed` event.
   */
  readonly fail?: (error: unknown, traceparent: string) => Reply
}

/** What a server bears. Native code reads its own names; the others are for readers of bodies and sockets. */
export interface EngineLimits extends NativeLimits, BodyLimits, SocketLimits {}

export type EngineEvent =
  | {
      readonly kind: 'handler-failed'
      readonly method: string
      readonly route: string
      readonly error: unknown
    }
  | { readonly kind: 'handler-timeout'; readonly method: string; readonly route: string }
  | { readonly kind: 'answer-dropped'; readonly reason: string; readonly route: string }
  /** The kernel gave no connection (`EMFILE`: no descriptors are left); told once until it gives one again. */
  | { readonly kind: 'accept-failed'; readonly code: string }
  | { readonly kind: 'request-refused'; readonly status: number; readonly code: string }
  /** So many events before this one were not told: there were too many in one turn of the loop. */
  | { readonly kind: 'events-dropped'; readonly count: number }

export interface EngineOptions {
  readonly io: 'auto' | 'uring' | 'epoll'
  readonly loop: 'wake' | 'inverted'
  readonly limits: EngineLimits
  /** Whether HTTP/2 is spoken: over TLS by ALPN, else to clients that begin with its preface. Default false. */
  readonly http2?: boolean
  /** Called outside the dispatch, never while a batch is being answered. */
  readonly onEvent: (event: EngineEvent) => void
}

/** One route's counters since start; bounds in seconds are `EngineMetrics.bounds`. */
export interface RouteMetrics {
  readonly method: string
  /** Template, or `''` for answers without a route (404, malformed). */
  readonly route: string
  readonly status: number
  readonly count: number
  readonly sumSeconds: number
  /** Cumulative counts per bound, as Prometheus wants them. */
  readonly buckets: readonly number[]
}

export interface EngineMetrics {
  readonly bounds: readonly number[]
  readonly routes: readonly RouteMetrics[]
  readonly connectionsOpen: number
  readonly connectionsAccepted: number
  /** Of those that are open: connections that have left HTTP. */
  readonly connectionsUpgraded: number
  /** Answers in pieces that are under way, server-sent events among them. */
  readonly answersStreaming: number
  readonly inputBytesHeld: number
  /** Bytes of answers in memory that clients have not taken. */
  readonly outputBytesHeld: number
  readonly requestsInFlight: number
  readonly refusals: Readonly<Record<string, number>>
  readonly answersDropped: number
  readonly handlerTimeouts: number
  readonly dispatches: number
  readonly requests: number
}

export interface ListenOptions {
  readonly host: string
  readonly port: number
  /** Without it connections are plain. */
  readonly tls?: TlsContext | null
}

export interface Listening {
  readonly host: string
  readonly port: number
}

export interface Engine {
  readonly driver: {
    readonly name: 'io_uring' | 'epoll'
    readonly reason: string
    /** Why HTTP/2 is not spoken though it was asked for: this Node.js has no nghttp2 to share. Else `''`. */
    readonly http2Missing: string
  }
  /** @throws {EngineError} with `code` 'EADDRINUSE', 'EACCES' ... */
  listen(at: ListenOptions): Promise<Listening>
  /**
   * Makes a TLS context for `listen`.
   * @throws {EngineError} `ETLS` with OpenSSL's reason.
   */
  tls(material: TlsMaterial): TlsContext
  /**
   * Makes `routes` answer every request that is routed from now on; `unrouted` are the rules of answers without
   * a route (404, 405, what cannot be understood). Requests begun earlier get the
   * earlier routes' answer. Resolves when the replaced generation has answered its last request.
   * Without `told`, problems that native code tells are problem+json.
   * @throws {EngineError} when two routes collide; the earlier generation stays. What `told.write` throws.
   */
  install(
    routes: readonly EngineRoute[],
    unrouted?: AnswerRules,
    told?: ToldProblems | null,
  ): { readonly replacedDrained: Promise<void> }
  metrics(): EngineMetrics
  /** From now on each answer says `Connection: close` and ends its connection; accepting goes on. */
  announceEnd(): void
  /** Stops accepting, answers what is in flight with `Connection: close`, closes at the deadline. */
  shutdown(options: { readonly deadlineMs: number }): Promise<{ readonly aborted: number }>
}

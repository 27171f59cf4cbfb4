// Owns the types of the addon's face. runtime/src/native is its only caller.

/** The areas that native code and JavaScript share; see native/src/net/batch.h. */
export interface NativeMemory {
  readonly control: ArrayBuffer
  readonly input: ArrayBuffer
  readonly bufferBytes: number
  readonly bufferCount: number
  readonly records: ArrayBuffer
  readonly params: ArrayBuffer
  readonly text: ArrayBuffer
  readonly output: ArrayBuffer
  readonly late: ArrayBuffer
  readonly lateBytes: ArrayBuffer
  readonly notices: ArrayBuffer
}

/** What the engine itself bears; docs/reference/limits.md. */
export interface NativeLimits {
  readonly targetBytesMax: number
  readonly headBytesMax: number
  readonly headersMax: number
  readonly bodyBytesMax: number
  readonly chunkExtensionBytesMax: number
  readonly chunkOverheadBytesMax: number
  readonly trailerBytesMax: number
  readonly jsonDepthMax: number
  readonly headTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly uploadBytesPerSecondMin: number
  readonly keepAliveTimeoutMs: number
  readonly writeStallTimeoutMs: number
  readonly downloadBytesPerSecondMin: number
  readonly handlerTimeoutMs: number
  readonly pipelineDepthMax: number
  readonly connectionRequestsMax: number
  readonly connectionsMax: number
  readonly handshakeTimeoutMs: number
  readonly heldInputBytesMax: number
  readonly heldOutputBytesMax: number
  readonly http2StreamsMax: number
  readonly http2ContinuationsMax: number
  readonly http2ResetsMax: number
  readonly http2ResetsPerSecondMax: number
  readonly http2ControlFramesMax: number
  readonly http2ControlFramesPerSecondMax: number
  readonly http2IdleTimeoutMs: number
  readonly http2UploadBytesMax: number
}

/** A route as the engine reads it: see `EngineRoute` of the runtime. */
export interface NativeRoute {
  readonly method: string
  readonly path: string
  readonly params: readonly {
    readonly name: string
    readonly in: string
    readonly kind: string
    readonly required: boolean
    readonly explode?: boolean
    readonly separator?: string
  }[]
  readonly body: {
    readonly required: boolean
    readonly types: readonly string[]
    readonly bytesMax?: number
    readonly delivery?: string
  } | null
  readonly replyTypes: readonly string[]
  readonly secured: boolean
  readonly rules?: object
  readonly fixed?: object
}

/** Counters since start; see `EngineMetrics` of the runtime. */
export interface NativeMetrics {
  readonly bounds: readonly number[]
  readonly routes: readonly {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly count: number
    readonly sumSeconds: number
    readonly buckets: readonly number[]
  }[]
  readonly connectionsOpen: number
  readonly connectionsAccepted: number
  readonly connectionsUpgraded: number
  readonly answersStreaming: number
  readonly inputBytesHeld: number
  readonly outputBytesHeld: number
  readonly requestsInFlight: number
  readonly refusals: Readonly<Record<string, number>>
  readonly answersDropped: number
  readonly handlerTimeouts: number
  readonly dispatches: number
  readonly requests: number
  readonly generationsAlive: number
}

export interface NativeOptions {
  readonly io: string
  readonly loop: string
  readonly limits: NativeLimits
  readonly memory: NativeMemory
  /** Content codings of bodies that are undone; a body in another one is refused. */
  readonly bodyCodings: readonly string[]
  /** Whether HTTP/2 is spoken: by ALPN, and to clients that begin with it. */
  readonly http2: boolean
}

export interface NativeEngine {
  /** `http2Missing`: why HTTP/2 is not spoken though it was asked for; else `''`. */
  driver(): { name: string; reason: string; http2Missing: string }
  /** `tls`: the id of a context; -1: plain. */
  listen(host: string, port: number, tls: number): number
  /** Makes a TLS context, or gives the one with the id `replaced` (not -1) other settings; its id. */
  tls(material: object, replaced: number): number
  /** DER of the certificate that the client of a request showed. */
  peerCertificate(connection: number, serial: number): ArrayBuffer | null
  /** `unrouted`: lines of answers that no route gives. */
  install(routes: readonly NativeRoute[], unrouted: object): number
  /** Every text of a problem+json answer that native code may give by itself with these routes. */
  problemTexts(routes: readonly NativeRoute[]): string[]
  /** From now on each of `texts` is sent as the one of `bodies` at its index. */
  tellProblemsAs(format: {
    readonly mediaType: string
    readonly texts: readonly string[]
    readonly bodies: readonly string[]
  }): void
  block(status: number, contentType: string): number
  answerAway(
    connection: number,
    serial: number,
    block: number,
    extra: string,
    body: string | Uint8Array,
  ): boolean
  takeBody(record: number): ArrayBuffer
  /** The problem that would be told, and the name and value of a field of its head, empty where there is none. */
  rejection(record: number): readonly [body: string, field: string, value: string]
  /** Somebody else than the engine told a rejection. */
  countRejection(): void
  /** As `answer.reject`, for a request whose batch is over, where the late area is full. */
  rejectAway(connection: number, serial: number): void
  /** -1: nobody waits; 0: no body is sent (HEAD); 1: `writeStream` follows. `length` -1: not known. */
  beginStream(
    connection: number,
    serial: number,
    block: number,
    extra: string,
    length: number,
  ): number
  /** -1: nobody takes it; 0: wait for `notice.room`; 1: go on. */
  writeStream(connection: number, serial: number, piece: string | Uint8Array): number
  /** `trailers`: complete lines, sent behind an answer in chunks. */
  endStream(connection: number, serial: number, whole: boolean, trailers: string): void
  /** Bytes; the end with its trailer lines; 0: wait for `notice.bytes`; a failure: status, code, detail. */
  readBody(connection: number, serial: number): ArrayBuffer | string | 0 | [number, string, string]
  /** So many bytes of the body are kept until more of it has come. Beyond what may be held it fails, which is read. */
  holdBody(connection: number, serial: number, bytes: number): void
  putInterim(connection: number, serial: number, lines: string): void
  upgrade(connection: number, serial: number, lines: string): boolean
  remoteAddress(connection: number, serial: number): string
  flushLate(): boolean
  metrics(): NativeMetrics
  refusalCode(index: number): string
  announceEnd(): void
  shutdown(deadlineMs: number): void
}

export interface NativeAddon {
  /** The numbers of native/src/net/batch.h, named as in runtime/src/native/layout.ts; tests compare them. */
  readonly layout: Readonly<Record<string, unknown>>
  /** Built by `build.mjs --asan`. */
  readonly sanitized: boolean
  readonly Engine: new (options: NativeOptions, dispatch: (count: number) => void) => NativeEngine
}

/** The addon could not be loaded: `code` and `message` say why, `help` what to do. */
export class NativeLoadError extends Error {
  readonly code: 'NEXUS_UNSUPPORTED_PLATFORM' | 'NEXUS_NATIVE_MISSING' | 'NEXUS_NATIVE_BROKEN'
  /** What to do, as a sentence. */
  readonly help: string
  constructor(code: string, message: string, help: string, options?: ErrorOptions)
}

/**
 * Loads the addon, or gives the one that was loaded before.
 * @throws {NativeLoadError} when there is no binary for this platform or it does not load.
 */
export function loadAddon(): NativeAddon

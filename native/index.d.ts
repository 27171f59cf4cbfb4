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

export interface NativeOptions {
  readonly io: string
  readonly loop: string
  readonly limits: object
  readonly memory: NativeMemory
  /** Connections that speak HTTP/2 are told by `notice.opened`. */
  readonly http2: boolean
}

export interface NativeEngine {
  driver(): { name: string; reason: string }
  listen(host: string, port: number): number
  /** `unrouted`: lines of answers that no route gives. */
  install(routes: readonly object[], unrouted: object): number
  block(status: number, contentType: string): number
  answerAway(
    connection: number,
    serial: number,
    block: number,
    extra: string,
    body: string | Uint8Array,
  ): boolean
  takeBody(record: number): ArrayBuffer
  rejection(record: number): string
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
  endStream(connection: number, serial: number, whole: boolean): void
  /** Bytes; the end with its trailer lines; 0: wait for `notice.bytes`; a failure: status, code, detail. */
  readBody(connection: number, serial: number): ArrayBuffer | string | 0 | [number, string, string]
  putInterim(connection: number, serial: number, lines: string): void
  upgrade(connection: number, serial: number, lines: string): boolean
  remoteAddress(connection: number, serial: number): string
  /** Descriptor of the other end. `address`: what `remoteAddress` says. */
  connect(address: string): number
  flushLate(): boolean
  metrics(): object
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

// Owns the view of a received request that generated readers use. Implemented by `native/`.

import type { X509Certificate } from 'node:crypto'
import type { BodyLimits, BodySource } from '../body/body-source.js'
import type { SocketLimits } from '../realtime/websocket/socket-limits.js'
import type { BodyStream } from './body-stream.js'
import type { ReplyHeaders } from './reply.js'

/**
 * A request as the native engine handed it over: routed, its declared parameters decoded and coerced.
 * `index` counts the operation's `params` from 0. Valid until the handler's first `await`, except what
 * the dispatcher copied; generated readers take everything an operation declares before the handler runs.
 */
export interface RawRequest extends BodySource {
  readonly limits: BodyLimits & SocketLimits
  has(index: number): boolean
  /** Text of a `string` parameter, `''` when absent. */
  text(index: number): string
  /** Value of an `integer` or `number` parameter, NaN when absent. */
  number(index: number): number
  /** Value of a `boolean` parameter, false when absent. */
  flag(index: number): boolean
  /** Items of a `list` parameter, empty when absent. */
  list(index: number): string[]

  /**
   * In `admit`, before its first `await`: how native code would tell the rejection. Who tells it in its place calls
   * `count`, at any time.
   */
  rejection(): ToldRejection

  hasBody(): boolean
  /** The request's media type, lower case, without parameters; `''` without Content-Type. */
  mediaType(): string
  /** @throws {MalformedBody} when the body is not JSON (RFC 8259), too deep, or not UTF-8. */
  json(): unknown
  /** Fields of an `application/x-www-form-urlencoded` body, in a null-prototype object. */
  form(): Record<string, string[]>
  bodyText(): string
  bodyBytes(): Uint8Array
  /**
   * The body as it comes, on a route whose `delivery` is `stream`; on others all of it in one piece. Call it before
   * the first `await`; what it gives may be read at any time, once. The client is asked to send (`100 Continue`)
   * when the first piece is.
   */
  stream(): BodyStream

  /** Any header by its lower-case name; repeated ones joined with `, ` (RFC 9110, 5.3), cookies with `; `. */
  header(name: string): string | undefined
  /** The `traceparent` header (W3C Trace Context), `''` without one; costs nothing when it is absent. */
  traceparent(): string
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly httpVersion: '1.0' | '1.1'
  /** Whether the connection is over TLS; one that a proxy decrypted is not. */
  readonly isEncrypted: boolean

  /** Address of the client, `127.0.0.1` or `::1`; of a proxy when there is one in between. */
  remoteAddress(): string
  /** What the client showed in the TLS handshake, checked against the authorities; null when it showed nothing. */
  peerCertificate(): X509Certificate | null
  /**
   * Sends `103 Early Hints` (RFC 8297) before the answer. Ignored for a client of HTTP/1.0, and when the request
   * is over. May be called at any time, with the `token` of the request.
   *
   * @example raw.hint(raw.token, { link: '</style.css>; rel=preload; as=style' })
   */
  hint(token: number, headers: ReplyHeaders): void

  /** Names this request until it is answered; 0 or another number after that. */
  readonly token: number
  /**
   * Aborts when the client of request `token` leaves or its time is up; aborted already when that request
   * is over. Made when first asked for. May be called at any time, after an `await` too.
   */
  signal(token: number): AbortSignal
}

/** How a rejection is told. */
export interface ToldRejection {
  /** The problem document (RFC 9457). */
  readonly body: string
  /** What would have been taken, of a 415: Accept or Accept-Encoding (RFC 9110, 15.5.16). */
  readonly headers: ReplyHeaders | null
  /** Counts it among the refusals. */
  count(): void
}

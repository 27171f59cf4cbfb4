// Owns a request in memory for tests of one function. End-to-end tests use the native engine.

import { X509Certificate } from 'node:crypto'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { identify } from '../../native/certificates.js'
import { usualLimits } from '../usual-limits.js'

/** Of a client that shows one. */
export const certificate = new X509Certificate(identify('A Client').cert)

export interface GivenRequest {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly params?: readonly (string | number | boolean)[]
  readonly body?: string
  /** What the client showed; null: nothing. */
  readonly certificate?: X509Certificate | null
}

async function* piecesOf(text: string): AsyncGenerator<Uint8Array> {
  if (text !== '') yield Buffer.from(text)
}

/** `close()` ends the synchronous part: from then on the request's bytes are gone, as with the engine. */
export const rawRequest = (given: GivenRequest = {}): RawRequest & { close(): void } => {
  const { method = 'GET', target = '/', headers = {}, params = [], body = '' } = given
  let open = true
  const live = <T>(value: T): T => {
    if (!open) throw new Error('read after the request was over')
    return value
  }
  return {
    limits: usualLimits,
    bodyBytesMax: usualLimits.bodyBytesMax,
    httpVersion: '1.1',
    isEncrypted: false,
    remoteAddress: () => live('127.0.0.1'),
    stream: () => Object.assign(piecesOf(live(body)), { trailers: () => ({}), hold: () => {} }),
    hint: () => {},
    method,
    target,
    get token() {
      return open ? 7 : 0
    },
    has: (index) => live(params[index] !== undefined),
    text: (index) => live(String(params[index] ?? '')),
    number: (index) => live(Number(params[index] ?? Number.NaN)),
    flag: (index) => live(params[index] === true),
    list: () => live([]),
    rejection: () => live({ body: '{}', headers: null, count: () => {} }),
    hasBody: () => live(body !== ''),
    mediaType: () => live(headers['content-type'] ?? ''),
    json: () => live(JSON.parse(body)),
    form: () => live({}),
    bodyText: () => live(body),
    bodyBytes: () => live(Buffer.from(body)),
    header: (name) => live(headers[name]),
    peerCertificate: () => live(given.certificate ?? null),
    traceparent: () => live(headers.traceparent ?? ''),
    signal: (token) => AbortSignal.abort(token),
    close: () => {
      open = false
    },
  }
}

// Owns a request in memory for tests of one function. End-to-end tests use the native engine.

import type { RawRequest } from '../../../runtime/src/http/raw-request.js'

export interface GivenRequest {
  readonly method?: string
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly params?: readonly (string | number | boolean)[]
  readonly body?: string
  /** What the client showed; null: nothing. */
  readonly certificate?: object | null
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
    peerCertificate: () => live((given.certificate ?? null) as never),
    traceparent: () => live(headers.traceparent ?? ''),
    signal: (token) => AbortSignal.abort(token),
    close: () => {
      open = false
    },
  }
}

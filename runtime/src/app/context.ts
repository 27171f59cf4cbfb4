// Owns the object a handler receives: what generated readers filled in, and what is made on demand.

import type { RawRequest } from '../http/raw-request.js'
import { StaleRequest } from './errors.js'
import type { ContextDraft } from './operation.js'

const none: Record<never, never> = Object.freeze({})

/** One request's context. Made once per request on the hot path: no closures, no signal until asked for. */
export class RequestContext implements ContextDraft {
  path: object = none
  query: object = none
  headers: object = none
  cookies: object = none
  body: unknown = undefined
  principal: unknown = undefined
  readonly #raw: RawRequest
  readonly #token: number

  constructor(
    raw: RawRequest,
    readonly state: unknown,
    readonly contracts: unknown,
  ) {
    this.#raw = raw
    this.#token = raw.token
  }

  get signal(): AbortSignal {
    return this.#raw.signal(this.#token)
  }

  /** A getter, so that `({ header }) => header('x')` works as well. */
  get header(): (name: string) => string | undefined {
    return headerReader(this.#raw, this.#token)
  }
}

/** Reads headers of request `token` for as long as its bytes are there. */
export const headerReader =
  (raw: RawRequest, token: number) =>
  (name: string): string | undefined => {
    if (raw.token !== token) throw new StaleRequest()
    return raw.header(name.toLowerCase())
  }

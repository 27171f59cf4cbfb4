// Owns the object a handler receives: what generated readers filled in, and what is made on demand.

import { Attributes } from '../http/attributes.js'
import { preferredType } from '../http/media-type.js'
import type { RawRequest } from '../http/raw-request.js'
import type { ReplyHeaders } from '../http/reply.js'
import type { ContextDraft } from './definition.js'
import { StaleRequest } from './errors.js'

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
  #attributes: Attributes | null = null

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

  get method(): string {
    return this.#live().method
  }

  get target(): string {
    return this.#live().target
  }

  get httpVersion(): RawRequest['httpVersion'] {
    return this.#live().httpVersion
  }

  get isEncrypted(): boolean {
    return this.#live().isEncrypted
  }

  get remoteAddress(): string {
    return this.#live().remoteAddress()
  }

  get attributes(): Attributes {
    this.#attributes ??= new Attributes()
    return this.#attributes
  }

  /** A getter, as `header` is. */
  get hint(): (headers: ReplyHeaders) => void {
    return (headers) => this.#raw.hint(this.#token, headers)
  }

  #live(): RawRequest {
    if (this.#raw.token !== this.#token) throw new StaleRequest()
    return this.#raw
  }

  /** Limits of the server. */
  get limits(): RawRequest['limits'] {
    return this.#raw.limits
  }

  /** A getter, so that `({ header }) => header('x')` works as well. */
  get header(): (name: string) => string | undefined {
    return headerReader(this.#raw, this.#token)
  }

  get accepts(): <T extends string>(...types: readonly T[]) => T | undefined {
    return acceptReader(this.#raw, this.#token)
  }
}

/** Chooses among media types for as long as the bytes of request `token` are there. */
const acceptReader = (raw: RawRequest, token: number): RequestContext['accepts'] => {
  const header = headerReader(raw, token)
  return (...types) => preferredType(header('accept'), types)
}

/** Reads headers of request `token` for as long as its bytes are there. */
export const headerReader =
  (raw: RawRequest, token: number) =>
  (name: string): string | undefined => {
    if (raw.token !== token) throw new StaleRequest()
    return raw.header(name.toLowerCase())
  }

// Owns what generated code says about one operation: routing, reading, security, replies.

import type { ParameterStyles } from '../http/operation-uri.js'
import type { RawRequest } from '../http/raw-request.js'
import type { ReplyBody } from '../http/reply.js'
import type { BodySpec, ParamSpec } from '../native/engine.js'
import type { Issues } from '../validate/issues.js'

/** A context while a generated reader fills it. */
export interface ContextDraft {
  path: object
  query: object
  headers: object
  cookies: object
  body: unknown
}

/** One reply that an operation declares. */
export interface ReplySpec {
  /** null: no body. */
  readonly contentType: string | null
  /** Serialises a body of this reply; absent for text and bytes. */
  readonly write?: (body: never) => ReplyBody
  /** How declared headers are written that are no plain text, by their lower-case names. */
  readonly headers?: Readonly<Record<string, (value: never) => string>>
  /** The other media types that the contract offers for it. */
  readonly also?: readonly OtherContent[]
}

/** Another media type of a reply. */
export interface OtherContent {
  /** As it is sent, or a range such as `image/*`: then the handler names the member it sends. */
  readonly contentType: string
  readonly write?: (body: never) => ReplyBody
  /** Written as the reply's first media type is, so that Accept may choose between them. */
  readonly same?: true
}

/** A security scheme as one operation asks for it (OpenAPI 3.1, 4.8.30). */
export interface SecuritySchemeUse {
  readonly scheme: string
  readonly scopes: readonly string[]
}

/**
 * An operation as generated code describes it: what the engine routes, checks and coerces, and what is left
 * to straight-line code.
 */
export interface OperationDefinition {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly params: readonly ParamSpec[]
  readonly body: BodySpec | null
  /** Alternatives; empty: public. Without a hook for its schemes an operation answers 401. */
  readonly security: readonly (readonly SecuritySchemeUse[])[]
  /** Fills the context; what is wrong goes to `issues`. Straight-line generated code. */
  readonly read: (raw: RawRequest, context: ContextDraft, issues: Issues) => void
  /** Keys: `200`, `4XX`, `default`. */
  readonly replies: Readonly<Record<string, ReplySpec>>
  /** Names of `middleware.named`, outermost first: of the document, of the tag, of the operation. */
  readonly middleware?: readonly string[]
  /** How long its handler may take; absent: the server's limit. */
  readonly timeoutMs?: number
  /** How parameters are written that are not written as most are. */
  readonly styles?: ParameterStyles
}

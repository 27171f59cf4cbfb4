// Owns `operation`: what a generated operation module exports, and how a handler is bound to it.

import type { RawRequest } from '../http/raw-request.js'
import { Reply, type ReplyHeaders } from '../http/reply.js'
import type { BodySpec, ParamSpec } from '../native/engine.js'
import type { Issues } from '../validate/issues.js'

/** The types a generated operation carries; `replies` maps each declared status to body and headers. */
export interface OperationTypes {
  path: object
  query: object
  headers: object
  cookies: object
  body: unknown
  state: unknown
  contracts: unknown
  principal: unknown
  replies: { [status: number]: { body: unknown; headers: object } }
  /** Union of the statuses `problem()` accepts. */
  problems: number
}

/** What a handler is given. Fields are taken from the request before the handler runs. */
export interface Context<O extends OperationTypes = OperationTypes> {
  readonly path: O['path']
  readonly query: O['query']
  readonly headers: O['headers']
  readonly cookies: O['cookies']
  readonly body: O['body']
  readonly state: O['state']
  readonly contracts: O['contracts']
  /** Who the security hook let in; undefined on a public operation. */
  readonly principal: O['principal']
  /** Aborts when the client leaves or the handler's time is up. Made when first read. */
  readonly signal: AbortSignal
  /** Any header, declared or not. */
  header(name: string): string | undefined
}

/** A context while a generated reader fills it. */
export interface ContextDraft {
  path: object
  query: object
  headers: object
  cookies: object
  body: unknown
}

export type Handler<O extends OperationTypes> = (
  context: Context<O>,
) => Reply<O> | Promise<Reply<O>>

export interface ReplySpec {
  /** null: no body. */
  readonly contentType: string | null
  /** Serialises a body of this reply; absent for text and bytes. */
  readonly write?: (body: never) => string
}

export interface SecuritySchemeUse {
  readonly scheme: string
  readonly scopes: readonly string[]
}

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
}

/** A handler bound to its operation: what a file in `src/handlers` exports. */
export interface BoundHandler {
  readonly operation: OperationDefinition
  readonly handle: (context: never) => unknown
  /** True in a scaffold nobody has edited: answers 501. */
  readonly stub: boolean
}

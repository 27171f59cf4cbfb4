// Owns `operation`: what a generated operation module exports, and how a handler is bound to it.

import { notImplemented, problemReply } from '../http/problem.js'
import type { RawRequest } from '../http/raw-request.js'
import { Reply, type ReplyHeaders } from '../http/reply.js'
import type { BodySpec, ParamSpec } from '../native/engine.js'
import type { Issues } from '../validate/issues.js'
import type { ProblemFunction, ReplyFunction, ReplyTable } from './reply-types.js'

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
  replies: ReplyTable
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
  /**
   * Any header, declared or not.
   * @throws {StaleRequest} when the request is answered already: its bytes are gone by then.
   */
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

/**
 * Answers one operation: a reply of `op.reply` or `op.problem`, at once or later. What it throws is logged and
 * answered with a generic 500; errors of contract calls with 502, 503, 504, 409 or 422.
 *
 * @example
 * const handler: Handler<GetPetTypes> = ({ path, state }) => op.reply(200, state.pets.get(path.petId))
 */
export type Handler<O extends OperationTypes> = (
  context: Context<O>,
) => Reply<O> | Promise<Reply<O>>

/** One reply that an operation declares. */
export interface ReplySpec {
  /** null: no body. */
  readonly contentType: string | null
  /** Serialises a body of this reply; absent for text and bytes. */
  readonly write?: (body: never) => string
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
}

/** A handler bound to its operation: what a file in `src/handlers` exports. */
export interface BoundHandler {
  readonly operation: OperationDefinition
  readonly handle: (context: never) => unknown
  /** True in a scaffold nobody has edited: answers 501. */
  readonly stub: boolean
}

/** What a module in `src/generated/operations` exports: the ways to write and answer one operation. */
export interface Operation<O extends OperationTypes> {
  readonly definition: OperationDefinition
  /** Binds a handler; its context and its answers are typed by the contract. */
  handler(handle: Handler<O>): BoundHandler
  /** A handler that answers 501 until somebody writes it. */
  stub(): BoundHandler
  /** An answer the contract declares; what it does not declare is a type error. */
  readonly reply: ReplyFunction<O>
  /** A problem+json answer (RFC 9457) with a status the contract declares. */
  readonly problem: ProblemFunction<O>
}

/**
 * Makes an operation from what the compiler read in the contract.
 *
 * @example
 * export const getPet = op.handler(({ path, state }) => {
 *   const pet = state.pets.get(path.petId)
 *   return pet ? op.reply(200, pet) : op.problem(404, { detail: `There is no pet ${path.petId}.` })
 * })
 */
export const operation = <O extends OperationTypes>(
  definition: OperationDefinition,
): Operation<O> => ({
  definition,
  handler: (handle) => ({ operation: definition, handle, stub: false }),
  stub: () => ({
    operation: definition,
    handle: () => notImplemented(definition.id),
    stub: true,
  }),
  // The public signature ties body and headers to the status; inside they are plain values.
  reply: replyWriter(definition) as ReplyFunction<O>,
  problem: (status, init) => problemReply(status, init),
})

type LooseHeaders = Readonly<Record<string, unknown>>
type LooseReply = (status: number, body?: unknown, init?: { headers?: LooseHeaders }) => Reply

const replyWriter = (definition: OperationDefinition): LooseReply => {
  const specs = new Map<number, ReplySpec>()
  let lastStatus = -1
  let lastSpec: ReplySpec = { contentType: null }
  return (status, body, init) => {
    if (status !== lastStatus) {
      lastSpec = specs.get(status) ?? specFor(definition, status, specs)
      lastStatus = status
    }
    const headers = init?.headers === undefined ? null : plainHeaders(init.headers)
    if (body === undefined || lastSpec.contentType === null) {
      return new Reply(status, null, null, headers)
    }
    const { write } = lastSpec
    const text = write === undefined ? (body as string | Uint8Array) : write(body as never)
    return new Reply(status, lastSpec.contentType, text, headers)
  }
}

const specFor = (
  { id, replies }: OperationDefinition,
  status: number,
  specs: Map<number, ReplySpec>,
): ReplySpec => {
  const spec = replies[status] ?? replies[`${Math.floor(status / 100)}XX`] ?? replies.default
  if (spec === undefined)
    throw new Error(`The contract of ${id} has no answer with status ${status}.`)
  specs.set(status, spec)
  return spec
}

// Headers are typed by their schema (RFC 9110 fields are text): numbers and booleans are written as text.
const plainHeaders = (given: LooseHeaders): ReplyHeaders | null => {
  const headers: Record<string, string | readonly string[]> = Object.create(null)
  let any = false
  for (const name of Object.keys(given)) {
    const value = given[name]
    if (value === undefined || value === null) continue
    headers[name] = Array.isArray(value) ? value.map(String) : String(value)
    any = true
  }
  return any ? headers : null
}

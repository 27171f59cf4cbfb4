// Owns `operation`: what a generated operation module exports, and how a handler is bound to it.

import type { Attributes } from '../http/attributes.js'
import { operationUri } from '../http/operation-uri.js'
import { declaredProblem, notImplemented } from '../http/problem.js'
import type { Reply, ReplyHeaders } from '../http/reply.js'
import type { SocketHandler } from '../realtime/websocket/live-sockets.js'
import type { OperationDefinition } from './definition.js'
import type { ProblemFunction, ReplyFunction, ReplyTable } from './reply-types.js'
import { replyWriter } from './reply-writer.js'

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
  /** As received; HEAD where a GET answers it. */
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  /** Address of the client, or of the proxy in front. */
  readonly remoteAddress: string
  /** What middleware has left for this request. */
  readonly attributes: Attributes
  /** Aborts when the client leaves or the handler's time is up. Made when first read. */
  readonly signal: AbortSignal
  /**
   * Any header, declared or not.
   * @throws {StaleRequest} when the request is answered already: its bytes are gone by then.
   */
  header(name: string): string | undefined
  /**
   * The one of `types` that the request's Accept header prefers (RFC 9110, 12.5.1); undefined when it
   * accepts none of them. Without the header the first.
   *
   * @example
   * context.accepts('application/json', 'text/csv') === 'text/csv'
   *   ? op.reply(200, csvOf(pets), { contentType: 'text/csv' })
   *   : op.reply(200, pets, { contentType: 'application/json' })
   * @throws {StaleRequest} when the request is answered already.
   */
  accepts<T extends string>(...types: readonly T[]): T | undefined
  /** Sends 103 Early Hints (RFC 8297) before the answer; a client of HTTP/1.0 gets none. */
  hint(headers: ReplyHeaders): void
}

/**
 * Answers one operation: a reply of `op.reply` or `op.problem`, at once or later. What it throws is logged and
 * answered with a generic 500; errors of contract calls with 502, 503, 504, 409 or 422.
 *
 * @example
 * const handler: Handler<PetTypes> = ({ path, state }) => {
 *   const pet = state.pets.get(path.petId)
 *   return pet ? op.reply(200, pet) : op.problem(404, { detail: 'There is no such pet.' })
 * }
 */
export type Handler<O extends OperationTypes> = (
  context: Context<O>,
) => Reply<O> | Promise<Reply<O>>

/** A handler bound to its operation: what a file in `src/handlers` exports. */
export interface BoundHandler {
  readonly operation: OperationDefinition
  readonly handle: (context: never) => unknown
  /** True in a scaffold nobody has edited: answers 501. */
  readonly stub: boolean
  /** Of a WebSocket operation: makes hooks, again for sockets that outlive a reload. */
  readonly socket?: Pick<SocketHandler, 'hooks' | 'webSocket'>
  /** Further routes that come with it, each where no other handler has its method and path. */
  readonly also?: readonly BoundHandler[]
  /**
   * Called before the app serves, for what a route needs from its surroundings; throws a StartError where it is not
   * there. Modules are evaluated earlier, where an error would be a bare stack.
   */
  readonly prepare?: () => void
}

/** What `op.url` takes: path parameters, and those query parameters that shall be sent. */
export type UrlArguments<O extends Pick<OperationTypes, 'path' | 'query'>> = [
  keyof O['path'],
] extends [never]
  ? [parameters?: { readonly query?: UrlQuery<O['query']> }]
  : [parameters: { readonly path: O['path']; readonly query?: UrlQuery<O['query']> }]

/** What is `undefined` is not sent. */
type UrlQuery<Q> = { readonly [Name in keyof Q]?: Q[Name] | undefined }

/** What a module in `src/generated/operations` exports: the ways to write and answer one operation. */
export interface Operation<O extends OperationTypes> {
  readonly definition: OperationDefinition
  /** Binds a handler; its context and its answers are typed by the contract. */
  handler(handle: Handler<O>): BoundHandler
  /** A handler that answers 501 until somebody writes it. */
  stub(): BoundHandler
  /**
   * An answer the contract declares: status, body, and `{ headers, contentType }`; what it does not declare is a type
   * error. A status that requires a header takes all three: without them TypeScript says `Expected 3 arguments`.
   *
   * @example op.reply(201, pet, { headers: { location: '/pets/7' } })
   */
  readonly reply: ReplyFunction<O>
  /** A problem+json answer (RFC 9457) with a status the contract declares. */
  readonly problem: ProblemFunction<O>
  /**
   * Path and query of a request to this operation, written as the contract's styles say.
   *
   * @throws {TypeError} when a path parameter is empty: the path would be another's.
   * @example redirect(303, getPet.url({ path: { petId: 7 } }))
   */
  url(...parameters: UrlArguments<O>): string
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
  problem: (status, init) => declaredProblem(status, init),
  url: (...[given]) => urlOf(definition, given ?? {}),
})

const urlOf = (
  { path, styles = {} }: OperationDefinition,
  given: { readonly path?: object; readonly query?: object },
): string => operationUri(path, styles, { ...given.path }, { ...given.query })

// Owns what middleware is: its types, and where an application says it. It is put together in app/middleware.ts.

import type { Attributes } from '../http/attributes.js'
import type { Reply, ReplyHeaders } from '../http/reply.js'

/** The operation or route that a request was routed to. */
export interface RoutedOperation {
  readonly id: string
  readonly method: string
  /** Template: `/pets/{petId}`. */
  readonly path: string
  readonly tag: string
}

/** What middleware sees of a request. */
export interface MiddlewareContext<State = unknown> {
  readonly operation: RoutedOperation
  /** As received; HEAD where a GET answers it. */
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly state: State
  /** Who the security hook let in; known after `next()`, since security runs inside of middleware. */
  readonly principal: unknown
  /** Values for middleware further in, and for the handler. */
  readonly attributes: Attributes
  /** Aborts when the client leaves, the request's time is up, or middleware says so. */
  readonly signal: AbortSignal
  /** Address of the client, or of the proxy in front. */
  readonly remoteAddress: string
  /** Any header by its name. */
  header(name: string): string | undefined
  /** Sends 103 Early Hints (RFC 8297) before the answer. */
  hint(headers: ReplyHeaders): void
  /** From here inwards `signal` aborts with this one as well. */
  abortWith(signal: AbortSignal): void
}

/** Goes on to what is inside. Once; never rejects: an error in there has become its answer by then. */
export type Next = () => Promise<Reply>

/**
 * Runs around what is inside of it. It returns what `next()` gives, something made of it, or its own answer
 * without calling `next`. What it throws is answered as a handler's error is.
 *
 * @example
 * const timed: Middleware = async (context, next) => {
 *   const began = performance.now()
 *   const reply = await next()
 *   return reply.withHeaders({ 'server-timing': `app;dur=${performance.now() - began}` })
 * }
 */
export type MiddlewareFunction<State = unknown> = (
  context: MiddlewareContext<State>,
  next: Next,
) => Reply | Promise<Reply>

/** What the engine does by itself: nothing of it runs in JavaScript. The innermost of two that disagree counts. */
export interface EngineMiddleware {
  readonly kind: 'engine'
  /** Headers on every answer, native ones included; an answer that has one of its own keeps that. */
  readonly headers?: Readonly<Record<string, string>>
  readonly cors?: CorsPolicy
  readonly bodyBytesMax?: number
}

/** A function, or what the engine does by itself for each answer. */
export type Middleware<State = unknown> = MiddlewareFunction<State> | EngineMiddleware

/** What pages of other origins may do (Fetch Standard, 3.2); made and checked by `cors`. */
export interface CorsPolicy {
  readonly origins: '*' | readonly string[]
  readonly credentials: boolean
  /** null: what the operation declares. */
  readonly headers: readonly string[] | null
  readonly expose: readonly string[]
  readonly maxAgeS: number
}

type Table<Key extends string, Value> = { readonly [K in Key]?: Value }

/**
 * Where middleware runs, outermost first: `app`, then what the contract names (`x-nexus-middleware` of the
 * document, of the tag, of the operation), then `tags`, then `operations`. One that is there twice runs once, at
 * its outermost place.
 */
export interface MiddlewareSettings<
  State = never,
  Name extends string = string,
  Tag extends string = string,
  Id extends string = string,
> {
  /** Around every operation and route. */
  readonly app?: readonly Middleware<State>[]
  /** Around the operations of a tag. */
  readonly tags?: Table<Tag, readonly Middleware<State>[]>
  /** Around one operation. */
  readonly operations?: Table<Id, readonly Middleware<State>[]>
  /** What `x-nexus-middleware` in the contract may name. */
  readonly named?: { readonly [N in Name]: Middleware<State> }
}

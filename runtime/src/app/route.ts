// Owns routes that no contract declares: a template, what is taken from the request, a handler.

import type { Extractor } from '../http/extract/extractor.js'
import { planInput } from '../http/extract/reading.js'
import type { Reply } from '../http/reply.js'
import type { RequestContext } from './context.js'
import type { SecuritySchemeUse } from './definition.js'
import type { BoundHandler, Context } from './operation.js'

/** The names in a template: `'petId'` of `/pets/{petId}`. */
export type PathNames<Path extends string> = string extends Path
  ? string
  : Path extends `${string}{${infer Name}}${infer Rest}`
    ? Name | PathNames<Rest>
    : never

/** Extractors by the names their values have in the handler. */
export type RouteInput<Path extends string> = Readonly<
  Record<string, Extractor<unknown, PathNames<Path>>>
>

/** What extractors give. */
export type InputOf<I> = {
  readonly [N in keyof I]: I[N] extends Extractor<infer T, infer _> ? T : never
}

/** What a route's handler gets besides its input. */
export type RouteContext<State = unknown> = Omit<
  Context,
  'path' | 'query' | 'headers' | 'cookies' | 'body' | 'state'
> & { readonly state: State }

/** What else a route may say. */
export interface RouteOptions {
  /** Names it for middleware and logs; default `GET /hello`. */
  readonly id?: string
  /** Names its group for middleware; default `routes`. */
  readonly tag?: string
  /** Alternatives of security schemes, as in the contract; default: anybody. */
  readonly security?: readonly (readonly SecuritySchemeUse[])[]
}

// Any other token is a method as well (RFC 9110, 9.1); the known ones are what an editor offers.
type Method =
  | ('GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'OPTIONS' | 'TRACE' | 'QUERY')
  | (string & {})

/**
 * A route. Its path has variables as contracts have them; what its extractors take is read and checked before the
 * handler runs, and a request that does not fit gets the 400 that operations answer.
 *
 * @throws {TypeError} when the extractors cannot be read together.
 * @example
 * export const hello = route(
 *   'GET',
 *   '/hello/{name}',
 *   { name: fromPath('name'), times: fromQuery('times', integer({ maximum: 9 })).default(1) },
 *   ({ name, times }) => respond(200).text(`Hello ${name}! `.repeat(times)),
 * )
 */
export const route = <
  const Path extends string,
  I extends RouteInput<Path> = Record<never, never>,
  State = unknown,
>(
  method: Method,
  path: Path,
  input: I,
  handle: (input: InputOf<I>, context: RouteContext<State>) => Reply | Promise<Reply>,
  options: RouteOptions = {},
): BoundHandler => {
  const plan = planInput(path, input)
  const call = (context: RequestContext): unknown => {
    const given = context.body as Record<string, unknown>
    plan.finish(given, context)
    return handle(given as InputOf<I>, context as unknown as RouteContext<State>)
  }
  return {
    operation: {
      id: options.id ?? `${method} ${path}`,
      method,
      path,
      tag: options.tag ?? 'routes',
      params: plan.params,
      body: plan.body,
      security: options.security ?? [],
      read: (raw, context, issues) => {
        context.body = plan.read(raw, issues)
      },
      replies: {},
    },
    handle: call as BoundHandler['handle'],
    stub: false,
  }
}

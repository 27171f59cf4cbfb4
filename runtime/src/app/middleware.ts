// Owns putting middleware together: which of it runs around which operation, decided once, and its way through
// one request. An operation without middleware never comes here.

import type { RawRequest } from '../http/raw-request.js'
import { Reply } from '../http/reply.js'
import { listenedTo } from '../http/source.js'
import { isThenable } from '../http/thenable.js'
import type {
  Middleware,
  MiddlewareContext,
  MiddlewareFunction,
  MiddlewareSettings,
  Next,
  RoutedOperation,
} from '../middleware/middleware.js'
import { timeout } from '../middleware/timeout/index.js'
import { RequestContext } from './context.js'
import type { OperationDefinition } from './definition.js'
import { StartError } from './errors.js'

/** The middleware of one operation, outermost first, each once. */
export const middlewareOf = (
  { id, tag, middleware = [], timeoutMs }: OperationDefinition,
  settings: MiddlewareSettings,
): readonly Middleware<never>[] => {
  const named = middleware.map((name) => {
    const found = own(settings.named, name)
    if (found !== undefined) return found
    throw new StartError(
      `The contract puts the middleware ${JSON.stringify(name)} around ${id}, and there is none of that name.`,
      `Give it to createApp as middleware.named[${JSON.stringify(name)}] in src/server.ts, or take x-nexus-middleware out of the contract.`,
    )
  })
  const all = [
    ...(settings.app ?? []),
    ...named,
    ...(own(settings.tags, tag) ?? []),
    ...(own(settings.operations, id) ?? []),
    // The contract's own time limit is innermost: it is about the handler.
    ...(timeoutMs === undefined ? [] : [timeout(timeoutMs)]),
  ]
  return [...new Set(all)]
}

const own = <T>(table: Readonly<Record<string, T | undefined>> | undefined, name: string) =>
  table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined

/**
 * Refuses tags and operations that are not there: such middleware would never run, which nobody would notice.
 *
 * @throws {StartError} that names them.
 */
export const checkMiddleware = (
  settings: MiddlewareSettings,
  operations: readonly Pick<OperationDefinition, 'id' | 'tag'>[],
): void => {
  const unknown = [
    ...missing('tags', settings.tags, new Set(operations.map(({ tag }) => tag))),
    ...missing('operations', settings.operations, new Set(operations.map(({ id }) => id))),
  ]
  if (unknown.length === 0) return
  throw new StartError(
    `${unknown.join(', ')}: the contract has no such thing, so that middleware would never run.`,
    'Correct the names in middleware of src/server.ts.',
  )
}

const missing = (place: string, table: object | undefined, known: ReadonlySet<string>): string[] =>
  Object.keys(table ?? {})
    .filter((name) => !known.has(name))
    .map((name) => `middleware.${place}[${JSON.stringify(name)}]`)

/** The innermost part: security, what reading found wrong, the handler. */
export interface Core {
  /** Reads the request into the context; gives the answer that refuses it, or null. */
  read(raw: RawRequest, context: RequestContext): Reply | null
  /** Answers. `refusal` is what `read` gave when it ran already, undefined when it did not. */
  answer(raw: RawRequest, context: RequestContext, refusal: Reply | null | undefined): unknown
  /** What an error on any level becomes. */
  fail(error: unknown, traceparent: string): Reply
}

/** What is the same for all requests of a route. */
export interface ChainParts {
  readonly operation: RoutedOperation
  readonly state: unknown
  readonly contracts: unknown
}

/** A route's way through its middleware. */
export const throughMiddleware =
  (chain: readonly MiddlewareFunction<never>[], core: Core, parts: ChainParts) =>
  (raw: RawRequest): Reply | Promise<Reply> =>
    new Passage(chain, core, new PassageContext(raw, parts), raw).begin()

/** One request on its way in and out again. */
class Passage {
  #refusal: Reply | null | undefined = undefined
  #broken: { readonly error: unknown } | null = null
  #reached = false
  // Taken now: what fails later finds the request's bytes gone.
  readonly #traceparent: string
  readonly #token: number

  constructor(
    readonly chain: readonly MiddlewareFunction<never>[],
    readonly core: Core,
    readonly context: PassageContext,
    readonly raw: RawRequest,
  ) {
    this.#traceparent = raw.traceparent()
    this.#token = raw.token
  }

  begin(): Reply | Promise<Reply> {
    const answer = this.#enter(0)
    // Something waits before the request was read, and its bytes are gone after the first wait.
    if (!this.#reached && !(answer instanceof Reply)) this.#readNow()
    return answer
  }

  #enter(level: number): Reply | Promise<Reply> {
    const middleware = this.chain[level]
    try {
      const answer =
        middleware === undefined
          ? this.#core()
          : middleware(this.context as never, this.#next(level))
      if (answer instanceof Reply) return listenedTo(answer)
      if (isThenable(answer)) return Promise.resolve(answer).then(listened).catch(this.#failed)
      return replyOrThrow(answer)
    } catch (error) {
      return this.#failed(error)
    }
  }

  #next(level: number): Next {
    let called = false
    return () => {
      if (called) return Promise.reject(new TypeError('next() was called twice.'))
      called = true
      return Promise.resolve(this.#enter(level + 1))
    }
  }

  #core(): unknown {
    // The view of the request may show another one by now.
    if (this.raw.token !== this.#token) {
      throw new TypeError('next() was called when the request was answered already.')
    }
    this.#reached = true
    if (this.#broken !== null) throw this.#broken.error
    return this.core.answer(this.raw, this.context, this.#refusal)
  }

  #readNow(): void {
    try {
      this.#refusal = this.core.read(this.raw, this.context)
    } catch (error) {
      this.#broken = { error }
    }
  }

  readonly #failed = (error: unknown): Reply => this.core.fail(error, this.#traceparent)
}

const listened = (result: unknown): Reply => listenedTo(replyOrThrow(result))

/** What a handler or middleware must give. */
export const replyOrThrow = (result: unknown): Reply => {
  if (result instanceof Reply) return result
  throw new TypeError(
    `The handler returned ${result === null ? 'null' : typeof result}; return op.reply(...) or op.problem(...).`,
  )
}

/** The context of a request that middleware sees as well. */
class PassageContext extends RequestContext implements MiddlewareContext {
  readonly operation: RoutedOperation
  #signal: AbortSignal | null = null

  constructor(raw: RawRequest, { operation, state, contracts }: ChainParts) {
    super(raw, state, contracts)
    this.operation = operation
  }

  override get signal(): AbortSignal {
    return this.#signal ?? super.signal
  }

  abortWith(signal: AbortSignal): void {
    this.#signal = AbortSignal.any([this.signal, signal])
  }
}

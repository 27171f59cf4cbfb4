// Owns `defineApp`: an application as plain data, checked once. Nothing runs here.

import type { NexusConfig, ResolvedConfig } from '../config/settings.js'
import type { MiddlewareSettings } from '../middleware/middleware.js'
import type { MakeLog } from '../observe/log.js'
import type { OpenContracts } from '../web3/settings.js'
import { StartError } from './errors.js'
import type { OnError } from './failure.js'
import { checkMiddleware } from './middleware.js'
import type { BoundHandler } from './operation.js'
import type { ProblemFormat } from './problem-format.js'
import type { SecurityHook, SecuritySchemes } from './security.js'

type NamedMiddleware<State, Name extends string, Tag extends string, Id extends string> = [
  Name,
] extends [never]
  ? { readonly middleware?: MiddlewareSettings<State, Name, Tag, Id> }
  : {
      readonly middleware: MiddlewareSettings<State, Name, Tag, Id> & {
        readonly named: NonNullable<MiddlewareSettings<State, Name>['named']>
      }
    }

/**
 * What an application may have beyond its contract. `Name` are the names that the contract's `x-nexus-middleware`
 * uses: each must be there. `Tag` and `Id` are its tags and operations.
 */
export type AppExtensions<
  State,
  Name extends string = never,
  Tag extends string = string,
  Id extends string = string,
> = NamedMiddleware<State, Name, Tag, Id> & {
  /** Routes that the contract does not have, made by `route(...)` of `@nexusrt/runtime/http`. */
  readonly routes?: readonly BoundHandler[]
  /** The answer to errors of your own; null or undefined leaves one to the framework: a logged 500. */
  readonly onError?: OnError
  /** How errors look; default: problem+json (RFC 9457). */
  readonly problems?: ProblemFormat
  /** A log of your own, made of pino's options; `start` and `nexus dev` call it once. */
  readonly log?: MakeLog
}

/** What an application is made of. Generated `createApp` fills in all that the contract knows. */
export interface AppOptions<C extends NexusConfig, State, Contracts> {
  /** `info.title` of the contract: the service's name in logs and traces. */
  readonly title?: string
  /** `info.version` of the contract. */
  readonly version?: string
  readonly config: C
  readonly handlers: readonly BoundHandler[]
  /** Runs once per process and reload, before the first request. */
  readonly createState?: (config: ResolvedConfig<C>) => State | Promise<State>
  /** Runs when no request can see the state any more. */
  readonly disposeState?: (state: State) => void | Promise<void>
  /** Generated: the contract clients that the configuration describes. */
  readonly openContracts?: (config: ResolvedConfig<C>) => OpenContracts<Contracts>
  readonly securitySchemes?: SecuritySchemes
  readonly security?: Readonly<Record<string, SecurityHook<never, unknown, never> | undefined>>
  /** Routes that the contract does not have. */
  readonly routes?: readonly BoundHandler[]
  readonly middleware?: MiddlewareSettings
  readonly onError?: OnError
  readonly problems?: ProblemFormat
  readonly log?: MakeLog
  /** Generated: `import.meta.url` of the module that calls; tells a test which project it tests. */
  readonly madeAt?: string
}

/** An application, ready for `start`. Its types have done their work by now. */
export interface App {
  readonly kind: 'nexus-app'
  readonly title: string
  readonly version: string
  readonly config: NexusConfig
  /** Of operations, then of routes that the contract does not have. */
  readonly handlers: readonly BoundHandler[]
  /** How many of the handlers answer operations of the contract. */
  readonly operationCount: number
  readonly createState: (config: unknown) => unknown
  readonly disposeState: (state: unknown) => unknown
  readonly openContracts: (config: unknown) => OpenContracts<unknown>
  readonly securitySchemes: SecuritySchemes
  readonly security: Readonly<Record<string, SecurityHook | undefined>>
  readonly middleware: MiddlewareSettings
  /** null: the framework answers all errors. */
  readonly onError: OnError | null
  /** null: problem+json. */
  readonly problems: ProblemFormat | null
  /** null: the framework's. */
  readonly log: MakeLog | null
  /** URL of the generated module that made it; null: one that was written by hand, or bundled. */
  readonly madeAt: string | null
}

/**
 * Composes an application from its contract's operations and the user's code.
 *
 * @throws {StartError} when something that is no handler is among the handlers, two answer one operation, or
 *   middleware is put around what is not there.
 * @example
 * export default defineApp({ config, handlers: [getPet, listPets], createState })
 */
export const defineApp = <const C extends NexusConfig, State = undefined, Contracts = undefined>(
  options: AppOptions<C, State, Contracts>,
): App => {
  const handlers = withFurther([...options.handlers, ...(options.routes ?? [])])
  const middleware = options.middleware ?? {}
  checkHandlers(handlers, options.handlers.length)
  checkMiddleware(
    middleware,
    handlers.map(({ operation }) => operation),
  )
  return Object.freeze({
    kind: 'nexus-app',
    title: options.title ?? 'nexus',
    version: options.version ?? '0.0.0',
    config: options.config,
    handlers,
    operationCount: options.handlers.length,
    createState: (options.createState ?? nothing) as App['createState'],
    disposeState: (options.disposeState ?? nothing) as App['disposeState'],
    openContracts: (options.openContracts ?? noContracts) as App['openContracts'],
    securitySchemes: options.securitySchemes ?? {},
    security: (options.security ?? {}) as App['security'],
    middleware,
    onError: options.onError ?? null,
    problems: options.problems ?? null,
    log: options.log ?? null,
    madeAt: options.madeAt ?? null,
  })
}

/** Whether a module's default export is an application; a bundle may have been written by hand. */
export const isApp = (value: unknown): value is App =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'nexus-app'

const nothing = (): undefined => undefined
const noContracts = (): OpenContracts<undefined> => ({
  contracts: undefined,
  close: nothing,
  status: () => [],
})

const withFurther = (handlers: readonly BoundHandler[]): readonly BoundHandler[] => {
  const place = ({ operation }: BoundHandler): string => `${operation?.method} ${operation?.path}`
  const taken = new Set(handlers.map((handler) => (handler ? place(handler) : '')))
  const further = handlers.flatMap((handler) => handler?.also ?? [])
  return [...handlers, ...further.filter((handler) => !taken.has(place(handler)))]
}

const checkHandlers = (handlers: readonly BoundHandler[], operationCount: number): void => {
  const seen = new Map<string, number>()
  handlers.forEach((handler, index) => {
    const id = handler?.operation?.id
    if (typeof id !== 'string' || typeof handler.handle !== 'function') {
      throw new StartError(
        `Handler number ${index + 1} is not a handler.`,
        'Export what op.handler(...) or op.stub() returns from each file in src/handlers.',
      )
    }
    const other = seen.get(id)
    if (other !== undefined) {
      const { method, path } = handler.operation
      const places = `numbers ${other + 1} and ${index + 1}`
      throw new StartError(
        `Two handlers, ${places}, answer the operation ${id} (${method} ${path}).`,
        index < operationCount ? importedTwice : 'Remove one of them.',
      )
    }
    seen.set(id, index)
  })
}

const importedTwice =
  'One of them imports the operation of the other: see src/generated/handlers.ts for its file; `npx nexus check` looks for it.'

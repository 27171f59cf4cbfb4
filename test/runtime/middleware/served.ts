// Owns serving a few operations through the real engine for tests of middleware.

import type { NexusConfig } from '../../../runtime/src/config.js'
import {
  type App,
  type AppOptions,
  type BoundHandler,
  type Context,
  defineApp,
  type OperationDefinition,
  operation,
  type Reply,
} from '../../../runtime/src/index.js'
import type { Log } from '../../../runtime/src/observe/log.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'

type Handle = (context: Context) => unknown

const definition: OperationDefinition = {
  id: 'get',
  method: 'GET',
  path: '/get',
  tag: 'things',
  params: [],
  body: null,
  security: [],
  read: () => {},
  replies: {},
}

/** A handler of an operation that is like `GET /get` but for what `given` says. */
export const bound = (given: Partial<OperationDefinition>, handle: Handle): BoundHandler => ({
  ...operation({ ...definition, ...given }).stub(),
  handle: handle as BoundHandler['handle'],
})

/** `GET /get` alone. */
export const get = (handle: Handle): BoundHandler => bound({}, handle)

type Options = Partial<AppOptions<NexusConfig, unknown, undefined>>

export const app = (handlers: readonly BoundHandler[], options: Options = {}): App =>
  defineApp({ config: {}, handlers, ...options })

/** Serves an app while `use` runs. */
export const served = async (
  given: App,
  use: (server: TestServer) => Promise<void>,
  log?: Log,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const server = await startApp(given, { environment, ...(log === undefined ? {} : { log }) })
  try {
    await use(server)
  } finally {
    await server.close()
  }
}

/** Status and body text. */
export const told = async (response: Response): Promise<readonly [number, string]> => [
  response.status,
  await response.text(),
]

/** Waits until `reply` is asked for in another turn of the loop. */
export const later = (reply: Reply<never>): Promise<Reply<never>> =>
  new Promise((resolve) => setImmediate(() => resolve(reply)))

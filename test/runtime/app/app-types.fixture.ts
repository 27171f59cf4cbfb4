// Owns the cases of how an app is put together: a line after `// error: TSxxxx` must fail with that code.

import { defineConfig, env, type ResolvedConfig } from '../../../runtime/src/config.js'
import {
  defineApp,
  forbidden,
  type PrincipalOf,
  type SecurityHooks,
  type SecuritySchemes,
} from '../../../runtime/src/index.js'

const schemes = {
  session: { type: 'http', scheme: 'Bearer' },
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  login: { type: 'http', scheme: 'basic' },
} as const satisfies SecuritySchemes

interface State {
  users: Map<string, { name: string }>
}

type Hooks = SecurityHooks<typeof schemes, State>

export const hooks = {
  session: async ({ token }, { state }) => state.users.get(token),
  key: ({ key }) => (key === '' ? forbidden() : key.length),
  login: ({ username, password }) => username === password && { username },
} satisfies Hooks

export const principals = (
  session: PrincipalOf<typeof hooks.session>,
  key: PrincipalOf<typeof hooks.key>,
  login: PrincipalOf<typeof hooks.login>,
) => [session.name, key.toFixed(), login.username]

const config = defineConfig({
  openapi: 'specs/api.yaml',
  app: { databaseUrl: env('DATABASE_URL'), size: 3 },
  server: { port: env('PORT', '3000'), limits: { bodyBytesMax: '1MiB' } },
  contracts: {
    token: {
      abi: 'abi/Token.json',
      chain: { id: 1, rpcUrl: env('RPC_URL') },
      address: env('TOKEN', ''),
      policy: { deadlineMs: 5000, backoff: { initialDelayMs: 10 } },
    },
  },
})

export const abi: string = config.contracts.token.abi
export const address = (resolved: ResolvedConfig<typeof config>): string | undefined =>
  resolved.contracts.token.address

export default defineApp({
  config,
  handlers: [],
  createState: async ({ app }) => ({
    url: app.databaseUrl.toUpperCase(),
    size: app.size.toFixed(),
  }),
  disposeState: ({ url }) => void url.length,
  securitySchemes: schemes,
  security: hooks as Hooks,
})

// error: TS1360
export const missing = { session: () => null, key: () => null } satisfies Hooks

type Scoped = SecurityHooks<typeof schemes, State, 'session', 'session'>
export const scoped = { session: () => ({ scopes: ['a'], name: 'x' }) } satisfies Scoped
// error: TS2322
export const unscoped = { session: () => ({ name: 'x' }) } satisfies Scoped
// error: TS2322
export const listless = { session: async () => ({ scopes: 'a' }) } satisfies Scoped

export const wrong = {
  login: () => null,
  // error: TS2339
  session: async ({ key }) => key,
  // error: TS2339
  key: ({ key }, { state }) => state.pets.get(key),
  // error: TS2353
  nobody: () => 1,
} satisfies Hooks

// error: TS2353
defineConfig({ openapi: 'a', server: { limits: { bodyMax: 1 } } })
// error: TS2322
defineConfig({ server: { io: 'kqueue' } })
// error: TS2561
defineConfig({ openapi: 'a', contracts: { token: { abi: 'a', chain: 'base', adress: '0x1' } } })
// error: TS2561
defineConfig({ contracts: { token: { abi: 'a', chain: 'base', policy: { deadline: 5 } } } })
// error: TS2561
defineConfig({ openapi: 'a', contract: {} })
// error: TS2741
defineConfig({ contracts: { token: { chain: 'base' } } })
// error: TS2339
export const other = config.contracts.coin
// error: TS2551
defineApp({ config, handlers: [], createState: ({ app }) => app.databaseURL })
// error: TS2322
defineApp({ config, handlers: [() => 1] })

// Owns the cases of who is let in: schemes, AND, OR, hooks that refuse, fail, or take their time.

import { expect, test } from 'vitest'
import { admitter } from '../../../runtime/src/app/admission.js'
import { RequestContext } from '../../../runtime/src/app/context.js'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import {
  guardFor,
  type SecurityHook,
  type SecurityScheme,
  type SecuritySchemes,
  schemesWithoutHook,
} from '../../../runtime/src/app/security.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { bearer, type Case, cases, give, none, scoped, use } from './admission-cases.js'
import { certificate, rawRequest } from './raw-request.js'

const schemes: SecuritySchemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
  query: { type: 'apiKey', in: 'query', name: 'api_key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  bearer: { type: 'http', scheme: 'Bearer' },
  basic: { type: 'http', scheme: 'basic' },
  digest: { type: 'http', scheme: 'Digest' },
  oauth: { type: 'oauth2' },
  tls: { type: 'mutualTLS' },
  constructor: { type: 'apiKey', in: 'header', name: 'x-"evil\r\n' } satisfies SecurityScheme,
}

const lines: string[] = []
const log = createLog('info', { write: (line: string) => void lines.push(line) })

const check = async ({ security, hooks = {}, request = {} }: Case) => {
  const operation = { id: 'op', security } as unknown as OperationDefinition
  const guard = guardFor(operation, schemes, hooks as Record<string, SecurityHook>)
  if (guard === null) return 'public'
  const raw = rawRequest(request)
  const context = new RequestContext(raw, { users: 1 }, undefined)
  const verdict = admitter(guard, operation, log)(raw, context)
  raw.close()
  const refusal = await verdict
  if (refusal === null) return { principal: context.principal }
  return { status: refusal.status, challenge: refusal.headers?.['www-authenticate'] }
}

test.each(cases)('%s', async (_name, given, wanted) => {
  const found = await check(given)
  if (typeof wanted === 'number') expect(found).toMatchObject({ status: wanted })
  else expect(found).toEqual(wanted)
})

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('store is down')
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('store is down')
    },
  ],
])('a hook that %s refuses with 401 and is logged', async (_name, hook) => {
  lines.length = 0
  const request = { headers: bearer }
  expect(
    await check({ security: [use('bearer')], hooks: { bearer: hook }, request }),
  ).toMatchObject({ status: 401 })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('store is down')
})

test('a hook sees scopes, state and the request', async () => {
  let seen: unknown
  const hook = (
    _: unknown,
    {
      scopes,
      state,
      request,
    }: {
      scopes: unknown
      state: unknown
      request: { operationId: string; header(n: string): string }
    },
  ) => {
    seen = { scopes, state, id: request.operationId, host: request.header('HOST') }
    return true
  }
  await check({
    security: [scoped('tls', 'read')],
    hooks: { tls: hook as never },
    request: { headers: { host: 'a' }, certificate },
  })
  expect(seen).toEqual({ scopes: ['read'], state: { users: 1 }, id: 'op', host: 'a' })
})

test('a 401 names every challenge, and nothing of the contract breaks out of the header', async () => {
  const security = [use('key'), use('bearer', 'basic'), use('oauth'), use('constructor')]
  const found = (await check({ security })) as { challenge: string[] }
  expect(found.challenge).toEqual([
    'ApiKey in="header", name="X-Api-Key"',
    'Bearer realm="api"',
    'Basic realm="api", charset="UTF-8"',
    'ApiKey in="header", name="x-\\"evil??"',
  ])
})

test('a refused token is called invalid, a missing scope is named', async () => {
  const refused = { security: [use('bearer'), use('basic')], hooks: { bearer: none } }
  expect(await check({ ...refused, request: { headers: bearer } })).toEqual({
    status: 401,
    challenge: ['Bearer realm="api", error="invalid_token"', 'Basic realm="api", charset="UTF-8"'],
  })
  const hooks = { oauth: () => ({ scopes: [] }) }
  const request = { headers: bearer }
  expect(await check({ security: [scoped('oauth', 'a', 'b')], hooks, request })).toEqual({
    status: 403,
    challenge: 'Bearer realm="api", error="insufficient_scope", scope="a b"',
  })
})

test('a token that is accepted is not called invalid where another credential is missing', async () => {
  const request = { headers: bearer }
  const both = { security: [use('bearer', 'key')], hooks: { bearer: give, key: give }, request }
  expect(await check(both)).toEqual({
    status: 401,
    challenge: ['Bearer realm="api"', 'ApiKey in="header", name="X-Api-Key"'],
  })
})

test('a hook runs once, however many alternatives ask for its scheme', async () => {
  let calls = 0
  const hook = async () => {
    calls++
    return null
  }
  const security = [use('bearer', 'key'), use('bearer', 'oauth'), use('bearer')]
  const hooks = { bearer: hook, key: give, oauth: give }
  const request = { headers: { ...bearer, 'x-api-key': 'k' } }
  expect(await check({ security, hooks, request })).toMatchObject({ status: 401 })
  expect(calls).toBe(1)
})

test('a hook is not asked when another credential of its alternative is missing', async () => {
  const hook = () => {
    throw new Error('asked')
  }
  lines.length = 0
  const request = { headers: bearer }
  await check({ security: [use('bearer', 'key')], hooks: { bearer: hook, key: give }, request })
  expect(lines).toEqual([])
})

test('schemes without a hook are named once', () => {
  const operation = { security: [use('key', 'bearer'), use('key')] }
  const guard = guardFor(operation, schemes, { bearer: (() => 1) as never })
  expect(schemesWithoutHook(guard ?? [])).toEqual(['key'])
})

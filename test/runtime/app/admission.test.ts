// Owns the cases of who is let in: schemes, AND, OR, hooks that refuse, fail, or take their time.

import { expect, test } from 'vitest'
import { admitter } from '../../../runtime/src/app/admission.js'
import { RequestContext } from '../../../runtime/src/app/context.js'
import type { OperationDefinition, SecuritySchemeUse } from '../../../runtime/src/app/definition.js'
import {
  forbidden,
  guardFor,
  type SecurityHook,
  type SecuritySchemes,
  schemesWithoutHook,
} from '../../../runtime/src/app/security.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { type GivenRequest, rawRequest } from './raw-request.js'

const schemes: SecuritySchemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
  query: { type: 'apiKey', in: 'query', name: 'api_key' },
  cookie: { type: 'apiKey', in: 'cookie', name: 'sid' },
  bearer: { type: 'http', scheme: 'Bearer' },
  basic: { type: 'http', scheme: 'basic' },
  digest: { type: 'http', scheme: 'Digest' },
  oauth: { type: 'oauth2' },
  tls: { type: 'mutualTLS' },
  constructor: { type: 'apiKey', in: 'header', name: 'x-"evil\r\n' },
}

const use = (...names: string[]): SecuritySchemeUse[] =>
  names.map((scheme) => ({ scheme, scopes: ['read'] }))

type Hooks = Record<string, (credentials: never, context: never) => unknown>

interface Case {
  readonly security: SecuritySchemeUse[][]
  readonly hooks?: Hooks
  readonly request?: GivenRequest
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

const give = (credentials: unknown) => credentials
const giveLater = async (credentials: unknown) => {
  await new Promise((resolve) => setImmediate(resolve))
  return credentials
}
const none = () => null
const bearer = { authorization: 'Bearer abc.def' }

test.each<[string, Case, unknown]>([
  ['no requirement', { security: [] }, 'public'],
  ['no hook', { security: [use('bearer')], request: { headers: bearer } }, 401],
  ['no credentials', { security: [use('bearer')], hooks: { bearer: give } }, 401],
  [
    'a scheme named like a prototype member without a hook',
    { security: [use('toString')], request: { headers: bearer } },
    401,
  ],
  [
    'key in a header',
    { security: [use('key')], hooks: { key: give }, request: { headers: { 'x-api-key': 'k' } } },
    { principal: { key: 'k' } },
  ],
  [
    'key in the query, decoded',
    {
      security: [use('query')],
      hooks: { query: give },
      request: { target: '/a?b=1&api_key=a%20b' },
    },
    { principal: { key: 'a b' } },
  ],
  [
    'key given twice in the query',
    {
      security: [use('query')],
      hooks: { query: give },
      request: { target: '/?api_key=a&api_key=b' },
    },
    401,
  ],
  [
    'key in a cookie',
    {
      security: [use('cookie')],
      hooks: { cookie: give },
      request: { headers: { cookie: 'asid=x; sid="v1"; b=2' } },
    },
    { principal: { key: 'v1' } },
  ],
  [
    'bearer in any case of letters',
    {
      security: [use('bearer')],
      hooks: { bearer: give },
      request: { headers: { authorization: 'bEARER  t' } },
    },
    { principal: { token: 't' } },
  ],
  [
    'two Authorization headers',
    {
      security: [use('bearer')],
      hooks: { bearer: give },
      request: { headers: { authorization: 'Bearer a, Bearer b' } },
    },
    401,
  ],
  [
    'basic, with a colon in the password',
    {
      security: [use('basic')],
      hooks: { basic: give },
      request: { headers: { authorization: `Basic ${Buffer.from('ann:p:ä').toString('base64')}` } },
    },
    { principal: { username: 'ann', password: 'p:ä' } },
  ],
  [
    'basic that is no base64',
    {
      security: [use('basic')],
      hooks: { basic: give },
      request: { headers: { authorization: 'Basic *' } },
    },
    401,
  ],
  [
    'another http scheme',
    {
      security: [use('digest')],
      hooks: { digest: give },
      request: { headers: { authorization: 'digest a="b"' } },
    },
    { principal: { value: 'a="b"' } },
  ],
  [
    'oauth2 takes a bearer token',
    { security: [use('oauth')], hooks: { oauth: giveLater }, request: { headers: bearer } },
    { principal: { token: 'abc.def' } },
  ],
  [
    'mutual TLS asks the hook',
    { security: [use('tls')], hooks: { tls: () => 'peer' } },
    { principal: 'peer' },
  ],
  [
    'null',
    { security: [use('bearer')], hooks: { bearer: none }, request: { headers: bearer } },
    401,
  ],
  [
    'false',
    { security: [use('bearer')], hooks: { bearer: () => false }, request: { headers: bearer } },
    401,
  ],
  [
    'undefined, later',
    { security: [use('bearer')], hooks: { bearer: async () => {} }, request: { headers: bearer } },
    401,
  ],
  [
    '0 is a principal',
    { security: [use('bearer')], hooks: { bearer: () => 0 }, request: { headers: bearer } },
    { principal: 0 },
  ],
  [
    'forbidden',
    {
      security: [use('bearer')],
      hooks: { bearer: () => forbidden('no') },
      request: { headers: bearer },
    },
    403,
  ],
  [
    'forbidden, later',
    {
      security: [use('bearer')],
      hooks: { bearer: async () => forbidden() },
      request: { headers: bearer },
    },
    403,
  ],
  [
    'AND with both',
    {
      security: [use('key', 'bearer')],
      hooks: { key: give, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { key: { key: 'k' }, bearer: { token: 'abc.def' } } },
  ],
  [
    'AND with the asynchronous one first',
    {
      security: [use('bearer', 'key')],
      hooks: { key: give, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { bearer: { token: 'abc.def' }, key: { key: 'k' } } },
  ],
  [
    'AND with one missing',
    {
      security: [use('key', 'bearer')],
      hooks: { key: give, bearer: give },
      request: { headers: bearer },
    },
    401,
  ],
  [
    'AND with the second refusing',
    {
      security: [use('bearer', 'key')],
      hooks: { key: none, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    401,
  ],
  [
    'OR with the second',
    {
      security: [use('key'), use('bearer')],
      hooks: { key: give, bearer: give },
      request: { headers: bearer },
    },
    { principal: { token: 'abc.def' } },
  ],
  [
    'OR after an asynchronous refusal',
    {
      security: [use('key'), use('bearer')],
      hooks: { key: async () => null, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { token: 'abc.def' } },
  ],
  [
    'OR after forbidden still lets in',
    {
      security: [use('key'), use('bearer')],
      hooks: { key: () => forbidden(), bearer: give },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { token: 'abc.def' } },
  ],
  [
    'anonymous alternative',
    { security: [use('bearer'), []], hooks: { bearer: give } },
    { principal: undefined },
  ],
  [
    'anonymous alternative first, with credentials',
    { security: [[], use('bearer')], hooks: { bearer: give }, request: { headers: bearer } },
    { principal: { token: 'abc.def' } },
  ],
])('%s', async (_name, given, wanted) => {
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
    security: [use('tls')],
    hooks: { tls: hook as never },
    request: { headers: { host: 'a' } },
  })
  expect(seen).toEqual({ scopes: ['read'], state: { users: 1 }, id: 'op', host: 'a' })
})

test('a 401 names every challenge, and nothing of the contract breaks out of the header', async () => {
  const security = [use('key'), use('bearer', 'basic'), use('oauth'), use('constructor')]
  const found = (await check({ security })) as { challenge: string[] }
  expect(found.challenge).toEqual([
    'ApiKey in="header", name="X-Api-Key"',
    'Bearer',
    'Basic realm="api", charset="UTF-8"',
    'ApiKey in="header", name="x-\\"evil??"',
  ])
})

test('schemes without a hook are named once', () => {
  const operation = { security: [use('key', 'bearer'), use('key')] }
  const guard = guardFor(operation, schemes, { bearer: (() => 1) as never })
  expect(schemesWithoutHook(guard ?? [])).toEqual(['key'])
})

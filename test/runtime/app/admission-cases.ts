// Owns the table of who is let in: requirements, hooks and requests, and the principal or status they come to.

import type { SecuritySchemeUse } from '../../../runtime/src/app/definition.js'
import { forbidden, SecurityUnavailable } from '../../../runtime/src/app/security.js'
import { certificate, type GivenRequest } from './raw-request.js'

export const use = (...names: string[]): SecuritySchemeUse[] =>
  names.map((scheme) => ({ scheme, scopes: [] }))

export const scoped = (scheme: string, ...scopes: string[]): SecuritySchemeUse[] => [
  { scheme, scopes },
]

type Hooks = Record<string, (credentials: never, context: never) => unknown>

export interface Case {
  readonly security: SecuritySchemeUse[][]
  readonly hooks?: Hooks
  readonly request?: GivenRequest
}

export const give = (credentials: unknown) => credentials
const giveLater = async (credentials: unknown) => {
  await new Promise((resolve) => setImmediate(resolve))
  return credentials
}
export const none = () => null
const unavailable = async () => {
  throw new SecurityUnavailable('issuer is down', 7)
}
export const bearer = { authorization: 'Bearer abc.def' }

/** Name, what is given, and the principal or the status. */
export const cases: readonly (readonly [string, Case, unknown])[] = [
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
    { security: [use('tls')], hooks: { tls: () => 'peer' }, request: { certificate } },
    { principal: 'peer' },
  ],
  [
    'mutual TLS without a certificate',
    { security: [use('tls')], hooks: { tls: () => 'peer' } },
    401,
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
    'an empty text',
    { security: [use('bearer')], hooks: { bearer: () => '' }, request: { headers: bearer } },
    401,
  ],
  [
    'zero',
    { security: [use('bearer')], hooks: { bearer: () => 0 }, request: { headers: bearer } },
    401,
  ],
  [
    'no number',
    {
      security: [use('bearer')],
      hooks: { bearer: () => Number.NaN },
      request: { headers: bearer },
    },
    401,
  ],
  [
    'zero as a bigint',
    { security: [use('bearer')], hooks: { bearer: () => 0n }, request: { headers: bearer } },
    401,
  ],
  [
    'undefined, later',
    { security: [use('bearer')], hooks: { bearer: async () => {} }, request: { headers: bearer } },
    401,
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
    { principal: { key: 'k', token: 'abc.def' } },
  ],
  [
    'AND with the asynchronous one first',
    {
      security: [use('bearer', 'key')],
      hooks: { key: give, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { token: 'abc.def', key: 'k' } },
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
    { principal: { scheme: 'bearer', value: { token: 'abc.def' } } },
  ],
  [
    'OR after an asynchronous refusal',
    {
      security: [use('key'), use('bearer')],
      hooks: { key: async () => null, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { scheme: 'bearer', value: { token: 'abc.def' } } },
  ],
  [
    'OR after forbidden still lets in',
    {
      security: [use('key'), use('bearer')],
      hooks: { key: () => forbidden(), bearer: give },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { scheme: 'bearer', value: { token: 'abc.def' } } },
  ],
  [
    'AND of principals that say one thing differently',
    {
      security: [use('key', 'bearer')],
      hooks: { key: () => ({ id: 1 }), bearer: async () => ({ id: 2 }) },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    500,
  ],
  [
    'AND of a principal that is no plain object',
    {
      security: [use('key', 'bearer')],
      hooks: { key: () => 'admin', bearer: give },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    500,
  ],
  [
    'AND joins scopes, and never a prototype',
    {
      security: [use('key', 'bearer')],
      hooks: {
        key: () => ({ scopes: ['a', 'b'], ...JSON.parse('{"__proto__":{"x":1}}') }),
        bearer: () => ({ scopes: ['b', 'c'] }),
      },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: JSON.parse('{"scopes":["a","b","c"],"__proto__":{"x":1}}') },
  ],
  [
    'OR of both together or one alone',
    {
      security: [use('key', 'bearer'), use('bearer')],
      hooks: { key: give, bearer: giveLater },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { scheme: 'key+bearer', value: { key: 'k', token: 'abc.def' } } },
  ],
  [
    'scopes that are there',
    {
      security: [scoped('oauth', 'read', 'write')],
      hooks: { oauth: async () => ({ scopes: ['write', 'read', 'more'] }) },
      request: { headers: bearer },
    },
    { principal: { scopes: ['write', 'read', 'more'] } },
  ],
  [
    'a scope that is missing',
    {
      security: [scoped('oauth', 'read', 'write')],
      hooks: { oauth: () => ({ scopes: ['read'] }) },
      request: { headers: bearer },
    },
    403,
  ],
  [
    'a principal without scopes where some are asked for',
    {
      security: [scoped('bearer', 'admin')],
      hooks: { bearer: () => ({ name: 'ann' }) },
      request: { headers: bearer },
    },
    403,
  ],
  [
    'a missing scope, and an alternative that holds',
    {
      security: [scoped('oauth', 'write'), scoped('oauth', 'read')],
      hooks: { oauth: () => ({ scopes: ['read'] }) },
      request: { headers: bearer },
    },
    { principal: { scopes: ['read'] } },
  ],
  [
    'a hook that cannot decide, and an alternative that holds',
    {
      security: [use('oauth'), use('key')],
      hooks: { oauth: unavailable, key: give },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    { principal: { scheme: 'key', value: { key: 'k' } } },
  ],
  [
    'a hook that cannot decide',
    {
      security: [use('oauth'), use('key')],
      hooks: { oauth: unavailable, key: none },
      request: { headers: { ...bearer, 'x-api-key': 'k' } },
    },
    503,
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
]

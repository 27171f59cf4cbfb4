// Owns the cases of tokens: which are let in, and how often an issuer is asked. The issuer is a real server.

import { generateKeyPairSync } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { SecurityHookContext } from '../../../runtime/src/app/security.js'
import {
  isSameSecret,
  type JwtOptions,
  jwt,
  SecurityUnavailable,
} from '../../../runtime/src/security/index.js'

type Keys = Awaited<ReturnType<typeof generateKeyPair>>

const audience = 'https://api.example.com'
const context = {} as SecurityHookContext<unknown>
const pairs = new Map<string, Keys>()
const pair = async (kid: string): Promise<Keys> => {
  const known = pairs.get(kid) ?? (await generateKeyPair('ES256', { extractable: true }))
  pairs.set(kid, known)
  return known
}

/** An issuer on a free port; `published` are its key ids, `down` makes it fail. */
const issuerState = {
  published: ['one'],
  names: true,
  down: false,
  asked: [] as string[],
  issuer: '',
}
let server: Server
let issuer = ''

beforeEach(async () => {
  Object.assign(issuerState, {
    published: ['one'],
    names: true,
    down: false,
    asked: [],
    issuer: '',
  })
  server = createServer(async (request, response) => {
    issuerState.asked.push(request.url ?? '')
    if (issuerState.down) return void response.writeHead(500).end()
    const keys = await Promise.all(
      issuerState.published.map(async (kid) => {
        const { publicKey } = await pair(kid)
        const name = issuerState.names ? { kid } : {}
        return { ...(await exportJWK(publicKey)), ...name, use: 'sig' }
      }),
    )
    const body = request.url?.includes('openid-configuration')
      ? { issuer: issuerState.issuer || issuer, jwks_uri: `${issuer}/keys` }
      : { keys: [null, 'x', {}, ...keys] } // what is no key is passed over (RFC 7517, 5)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  vi.useRealTimers()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const now = () => Math.floor(Date.now() / 1000)

const sign = async (claims: JWTPayload = {}, kid = 'one', header: object = {}): Promise<string> => {
  const { privateKey } = await pair(kid)
  const all = { iss: issuer, aud: audience, sub: 'ann', exp: now() + 60, iat: now(), ...claims }
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(privateKey)
}

const hookOf = (options: Partial<JwtOptions> = {}) => jwt({ issuer, audience, ...options })

describe('a token', () => {
  test('that is right says who it is', async () => {
    const found = await hookOf()({ token: await sign({ scope: 'read write' }) }, context)
    expect(found).toMatchObject({ subject: 'ann', issuer, scopes: ['read', 'write'] })
    expect(issuerState.asked).toEqual(['/.well-known/openid-configuration', '/keys'])
  })

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => sign({ iss: 'https://evil.example' })],
    ['for another audience', () => sign({ aud: 'https://other.example' })],
    ['without audience', () => sign({ aud: undefined as never })],
    ['that is over', () => sign({ exp: now() - 6 })],
    ['without end', () => sign({ exp: undefined as never })],
    ['that is not valid yet', () => sign({ nbf: now() + 60 })],
    ['without a required claim', () => sign({ sub: undefined as never })],
    ['of another type', () => sign({}, 'one', { typ: 'logout+jwt' })],
    ['signed with an unknown key', () => sign({}, 'two')],
    [
      'signed with another key of the same id',
      async () => {
        const { privateKey } = await generateKeyPair('ES256')
        const claims = { iss: issuer, aud: audience, sub: 'ann', exp: now() + 60 }
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'ES256', kid: 'one', typ: 'JWT' })
          .sign(privateKey)
      },
    ],
    [
      'signed with a public key as a secret',
      async () => {
        const { publicKey } = await pair('one')
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(publicKey)))
        const claims = { iss: issuer, aud: audience, sub: 'ann', exp: now() + 60 }
        return new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256', kid: 'one', typ: 'JWT' })
          .sign(secret)
      },
    ],
    [
      'without signature',
      async () =>
        new UnsecuredJWT({ iss: issuer, aud: audience, sub: 'ann', exp: now() + 60 }).encode(),
    ],
    ['that is none', async () => 'abc.def'],
    ['that is cut', async () => (await sign()).slice(0, -4)],
  ])('%s is refused', async (_name, make) => {
    const hook = hookOf({ requiredClaims: ['sub'], type: 'JWT' })
    const good = await sign({}, 'one', { typ: 'JWT' })
    expect(await hook({ token: good }, context)).not.toBeNull()
    expect(await hook({ token: await make() }, context)).toBeNull()
  })

  test('that names no key is of any that fits, and of no other', async () => {
    const published = async (...ids: string[]) => ({
      keys: await Promise.all(ids.map(async (id) => exportJWK((await pair(id)).publicKey))),
    })
    const token = await sign({}, 'two', { kid: undefined })
    const hook = hookOf({ jwks: await published('one', 'two', 'three') })
    expect(await hook({ token }, context)).toMatchObject({ subject: 'ann' })
    expect(
      await hook({ token: await sign({ aud: 'x' }, 'two', { kid: undefined }) }, context),
    ).toBeNull()
    const others = hookOf({ jwks: await published('one', 'three') })
    expect(await others({ token }, context)).toBeNull()
  })

  test.each([[7], [{ a: 1 }], [['ann']]])('of the subject %j is refused', async (sub) => {
    expect(await hookOf()({ token: await sign({ sub: sub as never }) }, context)).toBeNull()
  })

  test('within the clock tolerance is let in', async () => {
    const hook = hookOf({ clockToleranceSeconds: 30 })
    expect(await hook({ token: await sign({ exp: now() - 10 }) }, context)).not.toBeNull()
    expect(await hook({ token: await sign({ exp: now() - 60 }) }, context)).toBeNull()
  })

  test('that was issued too long ago is refused', async () => {
    const hook = hookOf({ maxTokenAgeSeconds: 100 })
    expect(await hook({ token: await sign({ iat: now() - 50 }) }, context)).not.toBeNull()
    expect(await hook({ token: await sign({ iat: now() - 200 }) }, context)).toBeNull()
  })

  test.each([
    [{ scope: 'a b' }, ['a', 'b']],
    [{ scp: ['a', 'b', 3] }, ['a', 'b']],
    [{}, []],
  ])('has the scopes of %j', async (claims, scopes) => {
    expect((await hookOf()({ token: await sign(claims) }, context))?.scopes).toEqual(scopes)
  })
})

describe('an issuer', () => {
  test('is asked once for many tokens, at the same time too', async () => {
    const hook = hookOf({ jwks: `${issuer}/keys` })
    const token = await sign()
    await Promise.all(Array.from({ length: 20 }, () => hook({ token }, context)))
    await hook({ token }, context)
    expect(issuerState.asked).toEqual(['/keys'])
  })

  test('is not asked again for every unknown key', async () => {
    const hook = hookOf({ jwks: `${issuer}/keys` })
    await hook({ token: await sign() }, context)
    for (const kid of ['x', 'y', 'z'])
      expect(await hook({ token: await sign({}, kid) }, context)).toBeNull()
    expect(issuerState.asked).toEqual(['/keys'])
  })

  test('that has a new key is asked for it when the cooldown is over', async () => {
    const hook = hookOf({ jwks: `${issuer}/keys`, keysCooldownSeconds: 0 })
    await hook({ token: await sign() }, context)
    issuerState.published = ['two']
    expect(await hook({ token: await sign({}, 'two') }, context)).not.toBeNull()
    expect(await hook({ token: await sign() }, context)).toBeNull()
  })

  test('that has a new key is waited for by all tokens of it that come meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    try {
      const hook = hookOf({ jwks: `${issuer}/keys` })
      await hook({ token: await sign() }, context)
      issuerState.published = ['two']
      vi.advanceTimersByTime(60_000)
      const token = await sign({}, 'two')
      const found = await Promise.all([1, 2, 3].map(() => hook({ token }, context)))
      expect(found.map((each) => each !== null)).toEqual([true, true, true])
      expect(issuerState.asked).toHaveLength(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test.each([
    [['one'], ['three']],
    [
      ['one', 'two'],
      ['three', 'four'],
    ],
  ])('whose keys have no names is asked again after %j, once', async (before, after) => {
    issuerState.names = false
    issuerState.published = before
    const hook = hookOf({ jwks: `${issuer}/keys`, keysCooldownSeconds: 0 })
    const cooling = hookOf({ jwks: `${issuer}/keys` })
    const token = await sign({}, 'three', { kid: undefined })
    expect(await hook({ token: await sign({}, 'one', { kid: undefined }) }, context)).not.toBeNull()
    expect(await cooling({ token }, context)).toBeNull()
    issuerState.published = after
    issuerState.asked = []
    expect(await hook({ token }, context)).not.toBeNull()
    expect(issuerState.asked).toHaveLength(1)
    for (let i = 0; i < 3; i++) expect(await cooling({ token }, context)).toBeNull()
    expect(issuerState.asked).toHaveLength(1)
  })

  test('that is away makes nobody invalid: 503, and it is left alone for a while', async () => {
    issuerState.down = true
    const hook = hookOf({ jwks: `${issuer}/keys` })
    const token = await sign()
    const failure = await hook({ token }, context).catch((error) => error)
    expect(failure).toBeInstanceOf(SecurityUnavailable)
    expect(failure.retryAfterSeconds).toBe(30)
    await expect(hook({ token }, context)).rejects.toThrow(SecurityUnavailable)
    expect(issuerState.asked).toEqual(['/keys'])
  })

  test('that goes away later is done without for a while, and not for ever', async () => {
    const limits = { keysMaxAgeSeconds: 0, keysCooldownSeconds: 0 }
    const stale = hookOf({ jwks: `${issuer}/keys`, ...limits })
    const strict = hookOf({ jwks: `${issuer}/keys`, ...limits, keysStaleSeconds: 0 })
    const token = await sign()
    await stale({ token }, context)
    issuerState.down = true
    expect(await stale({ token }, context)).not.toBeNull()
    await expect(strict({ token }, context)).rejects.toThrow(SecurityUnavailable)
  })

  test('whose configuration names another is not believed', async () => {
    issuerState.issuer = 'https://evil.example'
    await expect(hookOf()({ token: await sign() }, context)).rejects.toThrow(SecurityUnavailable)
    expect(issuerState.asked).toEqual(['/.well-known/openid-configuration'])
  })

  test('may be given with its keys, and is never asked', async () => {
    const { publicKey } = await pair('one')
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] }
    expect(await hookOf({ jwks })({ token: await sign() }, context)).not.toBeNull()
    expect(issuerState.asked).toEqual([])
  })

  test('may have keys that nobody can use, beside those that sign', async () => {
    const rsa = { modulusLength: 2048, extractable: true } as const
    const { publicKey, privateKey } = await generateKeyPair('RS256', rsa)
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
    const good = await exportJWK(publicKey)
    const jwks = { keys: [short.export({ format: 'jwk' }), { ...good, n: '***' }, good] }
    const tokenOf = (aud: string) =>
      new SignJWT({ iss: issuer, aud, sub: 'u', exp: Math.floor(Date.now() / 1000) + 60 })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(privateKey)
    const hook = hookOf({ jwks: jwks as never })
    expect(await hook({ token: await tokenOf(audience) }, context)).not.toBeNull()
    expect(await hook({ token: await tokenOf('https://else.example.com') }, context)).toBeNull()
  })
})

test.each<[string, Partial<JwtOptions>]>([
  ['a symmetric algorithm', { algorithms: ['HS256' as never] }],
  ['no signature', { algorithms: ['none' as never] }],
  ['no algorithm', { algorithms: [] }],
  ['an empty audience', { audience: '' }],
  ['no audience', { audience: [] }],
  ['an issuer without TLS', { issuer: 'http://id.example.com' }],
  ['keys without TLS', { jwks: 'http://id.example.com/keys' }],
])('%s is refused at once', (_name, options) => {
  expect(() => hookOf(options)).toThrow(TypeError)
})

test('secrets are compared whole, and an empty one is nobody’s', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true)
  expect(isSameSecret('abd', 'abc')).toBe(false)
  expect(isSameSecret('ab', 'abc')).toBe(false)
  expect(isSameSecret('', '')).toBe(false)
})

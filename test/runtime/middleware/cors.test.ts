// Owns the cases of CORS on the real engine: preflights, native answers, what is refused.

import { describe, expect, test } from 'vitest'
import { cors } from '../../../runtime/src/middleware/index.js'
import { calls, handlers, schemes, serve } from './answers-of-every-kind.js'
import { ask, request } from './raw-http.js'
import { app, served } from './served.js'

const good = 'https://app.example.com'
const evil = 'https://evil.example'
const acao = 'access-control-allow-origin'
const listed = cors({
  origins: [good, 'http://localhost:5173'],
  credentials: true,
  expose: ['x-total'],
  maxAge: '1h',
})

describe('with a list of origins', () => {
  test('every answer is marked for a listed origin, whoever gives it', async () => {
    await serve([listed], async (url) => {
      const paths = ['/get', '/later', '/stream', '/throws', '/nowhere', '/things/x', '/healthz/x']
      for (const path of paths) {
        const { status, headers } = await ask(url, request('GET', path, { origin: good }))
        expect([path, headers[acao], headers['access-control-allow-credentials']]).toEqual([
          path,
          [good],
          ['true'],
        ])
        expect(headers.vary?.join(',').split(',')).toContain('Origin')
        expect(headers['access-control-allow-methods']).toBeUndefined()
        expect(status).toBe(
          { '/get': 200, '/later': 200, '/stream': 200, '/throws': 500, '/things/x': 405 }[path] ??
            404,
        )
      }
      const refused = await ask(url, request('PUT', '/things/1', { origin: good }))
      expect([
        refused.status,
        refused.headers[acao],
        refused.headers['access-control-expose-headers'],
      ]).toEqual([401, [good], ['x-total']])
    })
  })

  test('any other origin, and none, only hears that the answer depends on it', async () => {
    await serve([listed], async (url) => {
      for (const origin of [evil, 'null', `${good}.evil.example`, 'HTTPS://APP.EXAMPLE.COM', '']) {
        const { headers } = await ask(url, request('GET', '/get', origin === '' ? {} : { origin }))
        expect([headers[acao], headers.vary]).toEqual([undefined, ['Origin']])
      }
    })
  })

  test('a preflight is answered natively, with what the operation declares', async () => {
    await serve([listed], async (url) => {
      const { status, headers, body } = await ask(
        url,
        request('OPTIONS', '/things/7', {
          origin: good,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'x-key',
        }),
      )
      expect([status, body]).toEqual([204, ''])
      expect(headers).toMatchObject({
        [acao]: [good],
        'access-control-allow-credentials': ['true'],
        'access-control-allow-methods': ['PUT'],
        'access-control-allow-headers': ['content-type, x-trace, x-key, authorization'],
        'access-control-max-age': ['3600'],
        vary: ['Origin'],
        allow: ['PUT, OPTIONS'],
      })
    })
  })

  test.each([
    ['another origin', { origin: evil, 'access-control-request-method': 'PUT' }],
    ['no origin', { 'access-control-request-method': 'PUT' }],
  ])('a preflight of %s is allowed nothing', async (_, headers) => {
    await serve([listed], async (url) => {
      const answer = await ask(url, request('OPTIONS', '/things/7', headers))
      expect(
        Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
      ).toEqual([])
      expect(answer.status).toBe(204)
    })
  })

  test('a preflight for a method that is not there, or a plain OPTIONS, is told Allow and no methods', async () => {
    await serve([listed], async (url) => {
      for (const more of [{ 'access-control-request-method': 'DELETE' }, {}]) {
        const { headers } = await ask(
          url,
          request('OPTIONS', '/things/7', { origin: good, ...more }),
        )
        expect([headers.allow, headers['access-control-allow-methods'], headers[acao]]).toEqual([
          ['PUT, OPTIONS'],
          undefined,
          [good],
        ])
      }
    })
  })
})

test('for everybody: one answer for all origins, which caches may share', async () => {
  await serve([cors({ origins: '*', headers: ['X-Any'] })], async (url) => {
    for (const headers of [{}, { origin: evil }]) {
      const answer = await ask(url, request('GET', '/get', headers))
      expect([answer.headers[acao], answer.headers.vary]).toEqual([['*'], undefined])
    }
    const preflight = await ask(
      url,
      request('OPTIONS', '/get', { origin: evil, 'access-control-request-method': 'GET' }),
    )
    expect(preflight.headers['access-control-allow-headers']).toEqual(['X-Any'])
  })
})

test('the policy of an operation counts before that of the app', async () => {
  const middleware = { app: [listed], operations: { get: [cors({ origins: '*' })] } }
  await served(app(handlers, { middleware, securitySchemes: schemes }), async ({ url }) => {
    const own = await ask(url, request('GET', '/get', { origin: evil }))
    const other = await ask(url, request('GET', '/later', { origin: evil }))
    expect([own.headers[acao], other.headers[acao]]).toEqual([['*'], undefined])
  })
})

test('no JavaScript runs for a preflight or on the way of an answer', async () => {
  calls.get = 0
  await serve([listed], async (url) => {
    await ask(
      url,
      request('OPTIONS', '/get', { origin: good, 'access-control-request-method': 'GET' }),
    )
    expect(calls.get).toBe(0)
  })
})

test.each([
  [{ origins: '*', credentials: true }, 'credentials need a list'],
  [{ origins: ['https://app.example.com/'] }, 'as in https://app.example.com.'],
  [{ origins: ['app.example.com'] }, 'is no origin'],
  [{ origins: ['https://APP.example.com'] }, 'as in https://app.example.com.'],
  [{ origins: ['https://a\r\nb'] }, 'is no origin'],
  [{ origins: '*', headers: ['a b'] }, 'no header name'],
] as const)('%j is refused', (options, message) => {
  expect(() => cors(options)).toThrow(message)
})

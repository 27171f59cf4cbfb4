// Owns the cases of CORS and fixed headers on the real engine: preflights, native answers, what is refused.

import { describe, expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { cors, type Middleware, securityHeaders } from '../../../runtime/src/middleware/index.js'
import { ask, request } from './raw-http.js'
import { app, bound, later, served } from './served.js'

const good = 'https://app.example.com'
const evil = 'https://evil.example'
const schemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  user: { type: 'http', scheme: 'bearer' },
} as const

async function* pieces() {
  yield 'one'
}

let calls = 0
const handlers = [
  bound({}, () => {
    calls++
    return respond(200).text('ok')
  }),
  bound({ id: 'later', path: '/later' }, () =>
    later(respond(200).vary('Accept').text('x'.repeat(100_000))),
  ),
  bound({ id: 'stream', path: '/stream' }, () => respond(200).body('text/plain', pieces())),
  bound({ id: 'throws', path: '/throws' }, () => {
    throw new Error('x')
  }),
  bound(
    {
      id: 'put',
      method: 'PUT',
      path: '/things/{id}',
      params: [
        { name: 'id', in: 'path', kind: 'integer', required: true },
        { name: 'X-Trace', in: 'header', kind: 'string', required: false },
      ],
      body: { required: true, types: ['application/json'] },
      security: [[{ scheme: 'key', scopes: [] }], [{ scheme: 'user', scopes: [] }]],
    },
    () => respond(204).empty(),
  ),
]

// The same from both drivers, byte for byte: the engine gives these answers.
const serve = async (middleware: readonly Middleware[], use: (url: string) => Promise<void>) => {
  const given = app(handlers, { middleware: { app: middleware }, securitySchemes: schemes })
  for (const io of ['auto', 'epoll']) {
    await served(given, ({ url }) => use(url), undefined, { NEXUS_IO: io })
  }
}

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
  calls = 0
  await serve([listed], async (url) => {
    await ask(
      url,
      request('OPTIONS', '/get', { origin: good, 'access-control-request-method': 'GET' }),
    )
    expect(calls).toBe(0)
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

test('security headers are on every answer; an answer that has one of its own keeps that', async () => {
  const own = bound({ id: 'own', path: '/own' }, () =>
    respond(200).headers({ 'X-Frame-Options': 'SAMEORIGIN', 'x-framed': '1' }).text('own'),
  )
  const middleware = { app: [securityHeaders({ 'origin-agent-cluster': false, 'x-extra': 'yes' })] }
  await served(
    app([...handlers, own], { middleware, securitySchemes: schemes }),
    async ({ url }) => {
      for (const path of [
        '/get',
        '/later',
        '/stream',
        '/nowhere',
        '/things/1',
        '/throws',
        '/own',
      ]) {
        const { headers } = await ask(url, request('GET', path))
        expect([path, headers['x-content-type-options'], headers['x-extra']]).toEqual([
          path,
          ['nosniff'],
          ['yes'],
        ])
        expect(headers['x-frame-options']).toEqual([path === '/own' ? 'SAMEORIGIN' : 'DENY'])
        expect(headers['origin-agent-cluster']).toBeUndefined()
      }
      const broken = await ask(url, 'GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n')
      expect([broken.status, broken.headers['x-content-type-options']]).toEqual([400, ['nosniff']])
    },
  )
})

test('answers beside the API carry them too: health, metrics, the document, their preflights', async () => {
  await serve([listed, securityHeaders()], async (url) => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const marked = await ask(url, request('GET', path, { origin: good }))
      expect([path, marked.status, marked.headers[acao]]).toEqual([path, 200, [good]])
      expect(marked.headers['x-content-type-options']).toEqual(['nosniff'])
      const other = await ask(url, request('GET', path, { origin: evil }))
      expect([other.status, other.headers[acao], other.headers.vary]).toEqual([
        200,
        undefined,
        ['Origin'],
      ])
    }
    const asked = { origin: good, 'access-control-request-method': 'GET' }
    const preflight = await ask(url, request('OPTIONS', '/healthz', asked))
    expect([preflight.status, preflight.headers['access-control-allow-methods']]).toEqual([
      204,
      ['GET'],
    ])
  })
})

test('a header that cannot be sent is an error of starting', async () => {
  const middleware = { app: [securityHeaders({ 'x-extra': 'a\r\nb' })] }
  await expect(served(app(handlers, { middleware }), async () => {})).rejects.toThrow(
    'cannot be sent',
  )
})

// Owns the cases of fixed headers on the real engine: on every answer, whoever gives it.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { cors, securityHeaders } from '../../../runtime/src/middleware/index.js'
import { handlers, schemes, serve } from './answers-of-every-kind.js'
import { ask, request } from './raw-http.js'
import { app, bound, served } from './served.js'

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
  const good = 'https://app.example.com'
  const acao = 'access-control-allow-origin'
  await serve([cors({ origins: [good] }), securityHeaders()], async (url) => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      const marked = await ask(url, request('GET', path, { origin: good }))
      expect([path, marked.status, marked.headers[acao]]).toEqual([path, 200, [good]])
      expect(marked.headers['x-content-type-options']).toEqual(['nosniff'])
      const other = await ask(url, request('GET', path, { origin: 'https://evil.example' }))
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

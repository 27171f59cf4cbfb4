// Owns the cases of request ids and log lines on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { logger, requestId, requestIdKey } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { ask, request } from './raw-http.js'
import { app, bound, get, served } from './served.js'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/
const idHandler = get(({ attributes }) => respond(200).text(attributes.require(requestIdKey)))

test('a valid id of the client is kept, anything else replaced, and the handler has it', async () => {
  await served(app([idHandler], { middleware: { app: [requestId()] } }), async ({ url }) => {
    for (const id of ['abc-123', 'a'.repeat(128), 'Root=1-67891233-abcdef012345678912345678']) {
      const { headers, body } = await ask(url, request('GET', '/get', { 'X-Request-Id': id }))
      expect([headers['x-request-id'], body]).toEqual([[id], id])
    }
    for (const id of ['', 'a b', 'a'.repeat(129), 'a"b', '<x>', 'ä', '$(x)']) {
      const { headers, body } = await ask(url, request('GET', '/get', { 'X-Request-Id': id }))
      expect(body).toMatch(uuid)
      expect(headers['x-request-id']).toEqual([body])
    }
  })
})

test('clients that are not trusted name nothing; header and ids can be others', async () => {
  let next = 0
  const own = requestId({ header: 'x-trace', trust: false, generate: () => `id${next++}` })
  await served(app([idHandler], { middleware: { app: [own] } }), async ({ url }) => {
    const { headers } = await ask(url, request('GET', '/get', { 'x-trace': 'mine' }))
    expect(headers['x-trace']).toEqual(['id0'])
  })
})

test('one line per request: its level by status, its path without the query, errors included', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const handlers = [
    get(() => respond(200).text('ok')),
    bound({ id: 'throws', path: '/throws' }, () => {
      throw new Error('x')
    }),
    bound({ id: 'quiet', path: '/quiet' }, () => respond(404).empty()),
  ]
  const level = ({ status }: { status: number }) =>
    status === 404 ? null : status >= 500 ? 'error' : 'info'
  const middleware = { app: [requestId(), logger({ log, level, fields: () => ({ more: 1 }) })] }
  await served(app(handlers, { middleware }), async ({ url }) => {
    for (const path of ['/get?token=secret', '/throws', '/quiet']) {
      await ask(url, request('GET', path, { 'x-request-id': 'r1' }))
    }
  })
  const seen = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
  expect(seen).toMatchObject([
    {
      level: expect.anything(),
      method: 'GET',
      path: '/get',
      operation: 'get',
      status: 200,
      requestId: 'r1',
      more: 1,
    },
    { path: '/throws', status: 500, requestId: 'r1' },
  ])
  expect(seen).toHaveLength(2)
  expect(seen[0].ms).toBeGreaterThanOrEqual(0)
  expect(lines.join('')).not.toContain('secret')
})

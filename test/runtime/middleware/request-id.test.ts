// Owns the cases of request ids on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  type MiddlewareFunction,
  requestId,
  requestIdKey,
} from '../../../runtime/src/middleware/index.js'
import { ask, request } from './raw-http.js'
import { app, get, served } from './served.js'

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

test('an answer whose header cannot be sent is a 500 that middleware sees, and that has the id', async () => {
  const seen: number[] = []
  const watch: MiddlewareFunction = async (_context, next) => {
    const reply = await next()
    seen.push(reply.status)
    return reply
  }
  const bad = { location: 'https://x.test/\u00e4 b' }
  for (const make of [
    () => new Reply(302, null, null, bad),
    async () => new Reply(302, null, null, bad),
  ]) {
    const handler = get(make)
    await served(app([handler], { middleware: { app: [requestId(), watch] } }), async ({ url }) => {
      const { status, headers } = await ask(url, request('GET', '/get', { 'x-request-id': 'mine' }))
      expect([status, headers['x-request-id']]).toEqual([500, ['mine']])
    })
  }
  expect(seen).toEqual([500, 500])
})

test('clients that are not trusted name nothing; header and ids can be others', async () => {
  let next = 0
  const own = requestId({ header: 'x-trace', trust: false, generate: () => `id${next++}` })
  await served(app([idHandler], { middleware: { app: [own] } }), async ({ url }) => {
    const { headers } = await ask(url, request('GET', '/get', { 'x-trace': 'mine' }))
    expect(headers['x-trace']).toEqual(['id0'])
  })
})

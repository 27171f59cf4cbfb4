// Owns the cases of request ids on the real engine.

import { expect, test } from 'vitest'
import { respond } from '../../../runtime/src/http/replies.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import {
  type MiddlewareFunction,
  requestId,
  requestIdKey,
} from '../../../runtime/src/middleware/index.js'
import { withLogFields } from '../../../runtime/src/observe/index.js'
import { createLog, log } from '../../../runtime/src/observe/log.js'
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

test('every line of a request has its id: of its handler, after it waited too, and of its failure', async () => {
  const lines: string[] = []
  const own = createLog('info', { write: (line: string) => void lines.push(line) })
  const handler = get(async () => {
    log.info('begun')
    await new Promise(setImmediate)
    log.info({ requestId: 'its own' }, 'waited')
    throw new Error('x')
  })
  const tenant: MiddlewareFunction = (_context, next) =>
    withLogFields({ tenant: 't', token: 'secret' }, next)
  const middleware = { app: [requestId(), tenant] }
  const serve = async ({ url }: { readonly url: string }) => {
    await Promise.all(
      ['a', 'b'].map((id) => ask(url, request('GET', '/get', { 'x-request-id': id }))),
    )
  }
  await served(app([handler], { middleware }), serve, own)
  log.info('outside')
  const told = lines
    .map((line) => JSON.parse(line))
    .filter(({ msg }) => ['begun', 'waited', 'handler failed', 'outside'].includes(msg))
  const had = ({ msg, requestId: id, tenant: of, token }: Record<string, string>) =>
    [msg, id, of, token].join(' ')
  expect(told.map(had).sort()).toEqual([
    'begun a t [redacted]',
    'begun b t [redacted]',
    'handler failed a t [redacted]',
    'handler failed b t [redacted]',
    'waited its own t [redacted]',
    'waited its own t [redacted]',
  ])
})

test('clients that are not trusted name nothing; header and ids can be others', async () => {
  let next = 0
  const own = requestId({ header: 'x-trace', trust: false, generate: () => `id${next++}` })
  await served(app([idHandler], { middleware: { app: [own] } }), async ({ url }) => {
    const { headers } = await ask(url, request('GET', '/get', { 'x-trace': 'mine' }))
    expect(headers['x-trace']).toEqual(['id0'])
  })
})

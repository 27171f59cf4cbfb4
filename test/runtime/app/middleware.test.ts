// Owns the cases of middleware on the real engine: order, errors on every level, waiting before the request is
// read, names of the contract, and what an application says wrong.

import { expect, test } from 'vitest'
import { attribute } from '../../../runtime/src/http/attributes.js'
import { HttpProblem } from '../../../runtime/src/http/http-problem.js'
import { respond } from '../../../runtime/src/http/replies.js'
import type { Reply } from '../../../runtime/src/http/reply.js'
import type { Middleware } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { turns } from '../../waiting.js'
import { app, bound, get, later, served, told } from '../middleware/served.js'

const turn = () => turns(1)
const ok = () => respond(200).text('ok')

const trail: string[] = []
const marking =
  (name: string): Middleware =>
  async (_, next) => {
    trail.push(`> ${name}`)
    const reply = await next()
    trail.push(`< ${name} ${reply.status}`)
    return reply.withHeaders({ [name]: 'yes' })
  }

test('runs app, contract, tag, operation from the outside in, each once', async () => {
  trail.length = 0
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(marking) as [
    Middleware,
    Middleware,
    Middleware,
    Middleware,
  ]
  const handler = bound({ middleware: ['b', 'a'] }, () => {
    trail.push('handler')
    return ok()
  })
  const middleware = {
    app: [a],
    tags: { things: [c, b] },
    operations: { get: [d] },
    named: { a, b },
  }
  await served(app([handler], { middleware }), async (server) => {
    const response = await server.fetch('/get')
    expect(['a', 'b', 'c', 'd'].map((name) => response.headers.get(name))).toEqual(
      Array(4).fill('yes'),
    )
    expect(trail.join(' ')).toBe('> a > b > c > d handler < d 200 < c 200 < b 200 < a 200')
  })
})

test('one that answers by itself keeps the rest out, at once or later', async () => {
  let calls = 0
  const handler = get(() => {
    calls++
    return ok()
  })
  const guard: Middleware = (context, next) => {
    if (context.header('x-stop') === 'now') return respond(418).empty()
    return context.header('x-stop') === 'later' ? later(respond(418).empty()) : next()
  }
  await served(app([handler], { middleware: { app: [guard] } }), async (server) => {
    const asked = ['now', 'later', 'no'].map((stop) =>
      server.fetch('/get', { headers: { 'x-stop': stop } }),
    )
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([418, 418, 200])
    expect(calls).toBe(1)
  })
})

const pet = bound(
  {
    id: 'pet',
    method: 'POST',
    path: '/pets/{petId}',
    params: [{ name: 'petId', in: 'path', kind: 'integer', required: true }],
    body: { required: true, types: ['application/json'] },
    security: [[{ scheme: 'key', scopes: [] }]],
    read: (raw, context, issues) => {
      context.path = { petId: raw.number(0) }
      context.body = raw.json()
      if (raw.number(0) < 1) {
        issues.place = 'path'
        issues.addAt('petId', 'minimum', 'must be >= 1')
      }
    },
  },
  ({ path, body, principal }) => respond(200).json({ path, body, principal }),
)
const secured = {
  securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
  security: { key: ({ key }: { key: string }) => (key === 'good' ? 'ann' : null) },
} as const

test('waiting before next() loses nothing of the request, and security still comes first', async () => {
  const waiting: Middleware = async (_, next) => {
    await turn()
    await turn()
    return next()
  }
  const given = app([pet], { ...secured, middleware: { app: [waiting] } } as never)
  await served(given, async (server) => {
    const post = async (path: string, key: string, body: string) =>
      told(
        await server.fetch(path, {
          method: 'POST',
          headers: { 'x-key': key, 'content-type': 'application/json' },
          body,
        }),
      )
    const many = Array.from({ length: 20 }, (_, i) => post(`/pets/${i + 1}`, 'good', `{"n":${i}}`))
    for (const [i, [status, text]] of (await Promise.all(many)).entries()) {
      expect([status, JSON.parse(text)]).toEqual([
        200,
        { path: { petId: i + 1 }, body: { n: i }, principal: 'ann' },
      ])
    }
    expect((await post('/pets/0', 'good', '{}'))[0]).toBe(400)
    expect((await post('/pets/0', 'bad', '{}'))[0]).toBe(401)
    expect((await post('/pets/1', 'good', '{'))[1]).toContain('"code":"syntax"')
    expect((await post('/pets/1', 'bad', '{'))[0]).toBe(401)
  })
})

test('a next() that is kept for later reaches no request that came after', async () => {
  let kept: (() => Promise<unknown>) | null = null
  let calls = 0
  const handler = get(() => {
    calls++
    return ok()
  })
  const keeping: Middleware = (_, next) => {
    if (kept !== null) return next()
    kept = next
    return respond(204).empty()
  }
  await served(app([handler], { middleware: { app: [keeping] } }), async (server) => {
    expect((await server.fetch('/get')).status).toBe(204)
    expect((await server.fetch('/get')).status).toBe(200)
    expect(await kept?.()).toMatchObject({ status: 500 })
    expect(calls).toBe(1)
  })
})

test('an error has become its answer by the time next() is back, wherever it was thrown', async () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const seen: number[] = []
  const outer: Middleware = async (_, next) => {
    const reply = await next()
    seen.push(reply.status)
    return reply.withHeaders({ 'x-outer': 'yes' })
  }
  const breaking: Middleware = async (context, next) => {
    const where = context.header('x-break')
    if (where === 'before') throw new Error('secret')
    if (where === 'nothing') return undefined as unknown as Reply
    if (where === 'twice') await next()
    const reply = await next()
    if (where === 'after') throw new Error('secret')
    return reply
  }
  const handler = get(async (context) => {
    if (context.header('x-break') === 'handler') throw new Error('secret')
    return ok()
  })
  const given = app([handler], { middleware: { app: [outer, breaking] } })
  await served(
    given,
    async (server) => {
      for (const where of ['before', 'nothing', 'twice', 'after', 'handler']) {
        const response = await server.fetch('/get', { headers: { 'x-break': where } })
        expect(response.headers.get('x-outer')).toBe('yes')
        expect(response.status).toBe(500)
        expect(await response.text()).not.toContain('secret')
      }
      expect((await server.fetch('/get')).status).toBe(200)
    },
    log,
  )
  expect(seen).toEqual([500, 500, 500, 500, 500, 200])
  expect(lines.filter((line) => line.includes('handler failed'))).toHaveLength(5)
})

test('HttpProblem and onError choose the answer of an error; a broken onError does not', async () => {
  class Taken extends Error {}
  const errors: Record<string, () => Error> = {
    problem: () => new HttpProblem(409, { detail: 'taken' }, { 'retry-after': 5 }),
    own: () => new Taken('own'),
    other: () => new Error('other'),
    broken: () => new RangeError('broken'),
  }
  const handler = get((context) => {
    throw errors[context.header('x-error') ?? '']?.()
  })
  const onError = (error: unknown) => {
    if (error instanceof RangeError) throw new Error('onError is broken')
    return error instanceof Taken ? respond(410).text('gone') : null
  }
  await served(app([handler], { onError }), async (server) => {
    const statuses = []
    for (const name of Object.keys(errors)) {
      const response = await server.fetch('/get', { headers: { 'x-error': name } })
      statuses.push([response.status, response.headers.get('retry-after')])
      if (name === 'problem') expect(await response.json()).toMatchObject({ detail: 'taken' })
    }
    expect(statuses).toEqual([
      [409, '5'],
      [410, null],
      [500, null],
      [500, null],
    ])
  })
})

test('attributes reach the handler, and abortWith its signal', async () => {
  const tenant = attribute<string>('tenant')
  const missing = attribute<string>('missing')
  const setting: Middleware = (context, next) => {
    context.attributes.set(tenant, `${context.method} ${context.target} ${context.operation.id}`)
    context.abortWith(AbortSignal.abort('enough'))
    return next()
  }
  const handler = get(({ attributes, signal }) =>
    respond(200).json([attributes.require(tenant), attributes.get(missing) ?? null, signal.reason]),
  )
  await served(app([handler], { middleware: { app: [setting] } }), async (server) => {
    const response = await server.fetch('/get?a=b')
    expect(await response.json()).toEqual(['GET /get?a=b get', null, 'enough'])
  })
})

test('a name of the contract that nobody gives is an error of starting, with what to do', async () => {
  const handler = bound({ middleware: ['audit'] }, ok)
  await expect(served(app([handler]), async () => {})).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringContaining('"audit" around get'),
    help: expect.stringContaining('middleware.named["audit"]'),
  })
})

test.each(['constructor', '__proto__'])('the name %s is nobody', async (name) => {
  const handler = bound({ middleware: [name] }, ok)
  const given = app([handler], { middleware: { named: {} } })
  await expect(served(given, async () => {})).rejects.toThrow('none of that name')
})

test('middleware around what is not there is an error', () => {
  const middleware = { tags: { thing: [] }, operations: { put: [], get: [] } }
  expect(() => app([get(ok)], { middleware })).toThrow(
    'middleware.tags["thing"], middleware.operations["put"]',
  )
})

test('middleware sees what the engine rejects, after security, and its answer is the one that is sent', async () => {
  const seen: number[] = []
  const marks: Middleware = async (context, next) => {
    if (context.header('x-wait') !== undefined) await turn()
    const reply = await next()
    seen.push(reply.status)
    return reply.withHeaders({ 'x-marked': 'yes' })
  }
  const plain = bound(
    {
      id: 'plain',
      method: 'POST',
      path: '/plain/{n}',
      params: [{ name: 'n', in: 'path', kind: 'integer', required: true }],
      body: { required: true, types: ['application/json'], bytesMax: 5 },
      replies: { 200: { contentType: 'text/plain' } },
    },
    ok,
  )
  const given = { ...secured, middleware: { app: [marks] } } as never
  const ask = async (url: string, path: string, headers: Record<string, string>, body: string) => {
    const response = await fetch(url + path, { method: 'POST', headers, body })
    const problem = (await response.json()) as { errors?: { pointer: string }[] }
    return [response.status, response.headers.get('x-marked'), problem.errors?.[0]?.pointer]
  }
  const json = { 'content-type': 'application/json' }
  await served(app([plain, pet], given), async ({ url }) => {
    for (const wait of [{}, { 'x-wait': '1' }]) {
      const plainly = { ...json, ...wait }
      expect(await ask(url, '/plain/x', plainly, '{}')).toEqual([400, 'yes', '/n'])
      expect(await ask(url, '/plain/1', plainly, '123456')).toEqual([413, 'yes', undefined])
      expect(await ask(url, '/plain/1', { ...wait, 'content-type': 'text/x' }, 'x')).toEqual([
        415,
        'yes',
        undefined,
      ])
      expect(await ask(url, '/plain/1', { ...plainly, accept: 'image/png' }, '{}')).toEqual([
        406,
        'yes',
        undefined,
      ])
      expect(await ask(url, '/plain/1', plainly, '')).toEqual([400, 'yes', ''])
      expect(await ask(url, '/pets/x', { ...plainly, 'x-key': 'bad' }, '{}')).toEqual([
        401,
        'yes',
        undefined,
      ])
      expect(await ask(url, '/pets/x', { ...plainly, 'x-key': 'good' }, '{}')).toEqual([
        400,
        'yes',
        '/petId',
      ])
    }
  })
  const once = [400, 413, 415, 406, 400, 401, 400]
  expect(seen).toEqual([...once, ...once])
})

// Owns the order of checks and what becomes of handlers that misbehave, without the engine.

import { expect, test } from 'vitest'
import type { OperationDefinition, ReplySpec } from '../../../runtime/src/app/definition.js'
import { chosenAnswer, contractAnswer } from '../../../runtime/src/app/failure.js'
import { type OperationTypes, operation } from '../../../runtime/src/app/operation.js'
import { RepeatedFailures } from '../../../runtime/src/app/repeated-failures.js'
import { engineRoute, type RouteParts } from '../../../runtime/src/app/routes.js'
import { guardFor } from '../../../runtime/src/app/security.js'
import { MalformedBody } from '../../../runtime/src/http/malformed-body.js'
import type { Reply } from '../../../runtime/src/http/reply.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { ContractUnavailableError } from '../../../runtime/src/web3/errors.js'
import { certificate, type GivenRequest, rawRequest } from './raw-request.js'

const lines: string[] = []
const log = createLog('info', { write: (line: string) => void lines.push(line) })
const parts: RouteParts = {
  state: { pets: 1 },
  contracts: { token: 2 },
  log,
  tracing: null,
  tell: null,
  answers: {
    chosen: chosenAnswer(null, log),
    known: contractAnswer,
    repeated: new RepeatedFailures(log),
  },
  middleware: {},
  securitySchemes: {},
}

const trail: string[] = []

const definition: OperationDefinition = {
  id: 'getPet',
  method: 'GET',
  path: '/pets/{petId}',
  tag: 'pets',
  params: [{ name: 'petId', in: 'path', kind: 'integer', required: true }],
  body: null,
  security: [],
  read: (raw, context, issues) => {
    trail.push('read')
    const petId = raw.number(0)
    if (petId === 13) throw new MalformedBody('the body ends too early')
    if (petId === 14) throw new RangeError('a bug in generated code')
    if (petId < 1) {
      issues.place = 'path'
      const from = issues.count
      issues.add('minimum', 'must be >= 1')
      issues.within(from, 'petId')
    }
    context.path = { petId }
  },
  replies: {
    200: { contentType: 'application/json', write: (value) => JSON.stringify(value) },
    '4XX': { contentType: 'application/problem+json' },
    default: { contentType: 'text/plain' },
  },
}

type Declared = string | number | boolean | readonly string[] | undefined
interface Types extends OperationTypes {
  replies: {
    200: { body: unknown; headers: Readonly<Record<string, Declared>> }
    '4XX': { body: unknown; headers: object }
    default: { body: unknown; headers: object }
  }
}

const op = operation<Types>(definition)
type Handle = (context: never) => unknown

const call = async (handle: Handle, given: GivenRequest = {}, secured?: Handle) => {
  trail.length = 0
  lines.length = 0
  const security = secured ? [[{ scheme: 'tls', scopes: [] }]] : []
  const own = { ...definition, security }
  const guard = guardFor(own, { tls: { type: 'mutualTLS' } }, { tls: secured as never })
  const route = engineRoute({ operation: own, handle, stub: false }, guard, parts)
  const raw = rawRequest({ params: [7], certificate, ...given })
  const traceparent = raw.traceparent()
  try {
    const answer = route.handle(raw)
    raw.close()
    return await answer
  } catch (error) {
    raw.close()
    return route.fail?.(error, traceparent)
  }
}

const ok = (context: never) => {
  trail.push('handle')
  return op.reply(200, { ...(context as { path: object }).path })
}

test('a handler gets what was read, and its reply is written by the declared writer', async () => {
  const reply = await call(ok)
  expect(reply).toMatchObject({ status: 200, contentType: 'application/json', body: '{"petId":7}' })
  expect(trail).toEqual(['read', 'handle'])
})

test('a violation is answered with 400 before the handler, and the next request starts clean', async () => {
  const reply = await call(ok, { params: [0] })
  expect(reply?.status).toBe(400)
  expect(JSON.parse(String(reply?.body))).toEqual({
    type: 'about:blank',
    title: 'Bad Request',
    status: 400,
    detail: 'The request does not match the contract.',
    errors: [{ in: 'path', pointer: '/petId', code: 'minimum', message: 'must be >= 1' }],
  })
  expect(trail).toEqual(['read'])
  expect((await call(ok))?.status).toBe(200)
})

test('a body that does not parse is a 400 with code syntax', async () => {
  const reply = await call(ok, { params: [13] })
  expect(JSON.parse(String(reply?.body)).errors).toEqual([
    { in: 'body', pointer: '', code: 'syntax', message: 'the body ends too early' },
  ])
})

test.each<[string, Handle]>([
  [
    'throws',
    () => {
      throw new Error('secret cause')
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('secret cause')
    },
  ],
  [
    'throws a string',
    () => {
      throw 'secret cause'
    },
  ],
  ['returns nothing', () => undefined],
  ['returns a plain object', () => ({ status: 200, secret: 'cause' })],
])('a handler that %s gets a 500 that tells nothing, and one log line', async (_name, handle) => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const reply = await call(handle, { headers: { traceparent } })
  expect(reply?.status).toBe(500)
  expect(JSON.parse(String(reply?.body))).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    detail: 'The server failed to answer this request.',
  })
  expect(lines).toHaveLength(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    operation: 'getPet',
    trace_id: '0af7651916cd43dd8448eb211c80319c',
  })
})

test('without a traceparent a failure has a trace id of its own', async () => {
  await call(async () => {
    throw new Error('x')
  })
  expect(JSON.parse(lines[0] ?? '').trace_id).toMatch(/^[0-9a-f]{32}$/)
})

test('a bug in a reader is a 500, not an end', async () => {
  expect((await call(ok, { params: [14] }))?.status).toBe(500)
})

test('the error of a contract call has an answer of its own, with when to come again', async () => {
  const reply = await call(async () => {
    throw new ContractUnavailableError('the breaker is open', 2500)
  })
  expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': 3 } })
  expect(lines[0]).toContain('"level":"warn"')
})

test('a thenable that is no promise is waited for', async () => {
  const reply = await call(() => ({
    // biome-ignore lint/suspicious/noThenProperty: query builders are such objects
    then: (give: (reply: unknown) => void) => give(op.reply(200, 1)),
  }))
  expect(reply?.status).toBe(200)
})

test('a thenable is negotiated and told as a promise is, and asked once', async () => {
  const types = {
    contentType: 'application/json',
    write: String,
    also: [{ contentType: 'text/plain', same: true }],
  }
  const own: OperationDefinition = { ...definition, replies: { 200: types as ReplySpec } }
  const given = operation<Types>(own)
  const route = (tell: RouteParts['tell']) => {
    let asked = 0
    const handle = () => ({
      // biome-ignore lint/suspicious/noThenProperty: query builders are such objects
      then: (give: (reply: unknown) => void) => give(given.reply(200, ++asked)),
    })
    return engineRoute({ operation: own, handle, stub: false }, null, { ...parts, tell })
  }
  const raw = () => rawRequest({ params: [7], headers: { accept: 'text/plain' } })
  expect(await route(null).handle(raw())).toMatchObject({ contentType: 'text/plain', body: '1' })
  const told = await route((answer) => (answer as Reply).withHeaders({ told: 'yes' })).handle(raw())
  expect(told).toMatchObject({ contentType: 'text/plain', body: '1', headers: { told: 'yes' } })
})

test('security comes before validation, also when the hook takes its time', async () => {
  const refuse = () => {
    trail.push('hook')
    return null
  }
  expect((await call(ok, { params: [0] }, refuse))?.status).toBe(401)
  expect(trail).toEqual(['hook'])
  const refuseLater = async () => {
    await null
    return null
  }
  expect((await call(ok, { params: [0] }, refuseLater))?.status).toBe(401)
  const admitLater = async () => {
    await null
    return 'ann'
  }
  expect((await call(ok, { params: [0] }, admitLater))?.status).toBe(400)
})

test('the principal reaches the handler', async () => {
  const whoami = ({ principal }: { principal: unknown }) => op.reply(200, principal)
  expect((await call(whoami as Handle, {}, () => 'ann'))?.body).toBe('"ann"')
  expect((await call(whoami as Handle, {}, async () => 'ann'))?.body).toBe('"ann"')
})

test('a native rejection of a secured route is told only to those who are let in', async () => {
  const own = { ...definition, security: [[{ scheme: 'tls', scopes: [] }]] }
  const routeWith = (hook: () => unknown) =>
    engineRoute(
      { operation: own, handle: ok, stub: false },
      guardFor(own, { tls: { type: 'mutualTLS' } }, { tls: hook as never }),
      parts,
    )
  const refused = await routeWith(() => null).admit?.(rawRequest({ certificate }), 415)
  expect(refused?.status).toBe(401)
  expect(await routeWith(() => 1).admit?.(rawRequest({ certificate }), 415)).toBeNull()
})

test('headers that are gone are an error that says so', async () => {
  const late = async ({ header }: { header: (name: string) => string }) => {
    expect(header('Host')).toBe('a')
    await null
    return op.reply(200, header('host'))
  }
  const reply = await call(late as never, { headers: { host: 'a' } })
  expect(reply?.status).toBe(500)
  expect(lines[0]).toContain('StaleRequest')
})

test("state and contracts are the generation's", async () => {
  const all = ({ state, contracts }: { state: unknown; contracts: unknown }) =>
    op.reply(200, { state, contracts })
  expect((await call(all as Handle))?.body).toBe('{"state":{"pets":1},"contracts":{"token":2}}')
})

test('a stub answers 501', async () => {
  const reply = await call(op.stub().handle)
  expect(reply?.status).toBe(501)
  expect(JSON.parse(String(reply?.body)).detail).toContain('getPet')
})

test('a range and default find their writers; a body without a declared one is not sent', () => {
  expect(op.reply(404, 'x')).toMatchObject({ contentType: 'application/problem+json' })
  expect(op.reply(302, 'x')).toMatchObject({
    contentType: 'text/plain',
    body: 'x',
  })
  expect(op.reply(200)).toMatchObject({ contentType: null, body: null })
})

test('declared headers are written as text, absent ones left out', () => {
  const init = {
    headers: { ETag: '"1"', 'X-Count': 3, 'X-Open': true, Link: ['a', 'b'], Gone: undefined },
  }
  const reply = op.reply(200, {}, init)
  expect({ ...reply.headers }).toEqual({
    ETag: '"1"',
    'X-Count': '3',
    'X-Open': 'true',
    Link: ['a', 'b'],
  })
})

test('answers of a status that is not declared cannot be made', () => {
  const bare = operation<Types>({ ...definition, replies: { 200: { contentType: null } } })
  expect(() => bare.reply(201)).toThrow('has no answer with status 201')
})

test('a route tells the engine its content types for Accept', () => {
  const types = (replies: OperationDefinition['replies']) =>
    engineRoute({ operation: { ...definition, replies }, handle: ok, stub: false }, null, parts)
      .replyTypes
  expect(
    types({
      200: { contentType: 'application/json' },
      201: { contentType: 'text/plain' },
      404: { contentType: 'x/y' },
    }),
  ).toEqual(['application/json', 'text/plain'])
  expect(types({ 200: { contentType: 'application/json' }, 204: { contentType: null } })).toEqual(
    [],
  )
})

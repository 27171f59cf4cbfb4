// Owns the cases of routes by hand and their extractors, on the real engine.

import { expect, test } from 'vitest'
import {
  attribute,
  type Extractor,
  extract,
  flag,
  fromAttribute,
  fromBytes,
  fromCookie,
  fromForm,
  fromHeader,
  fromJson,
  fromMatrix,
  fromModel,
  fromPath,
  fromQuery,
  fromState,
  fromText,
  integer,
  list,
  number,
  oneOf,
  optional,
  type RouteInput,
  respond,
  route,
  type StandardSchema,
  text,
} from '../../../runtime/src/http/index.js'
import type { Middleware } from '../../../runtime/src/middleware/index.js'
import type { Issues } from '../../../runtime/src/validate/index.js'
import { app, get, served } from '../middleware/served.js'

interface Told {
  readonly status: number
  readonly body: unknown
}

type Asked = readonly [target: string, init?: RequestInit]

/** Serves `POST path` (or GET) with these extractors and tells what the handler got, or the issues of a 400. */
const taken = async (
  path: string,
  input: Record<string, Extractor<unknown, string>>,
  asked: readonly Asked[],
): Promise<Told[]> => {
  const handlers = (['GET', 'POST'] as const).map((method) => {
    if (
      method === 'GET' &&
      Object.values(input).some(({ plan }) => /json|form|text|bytes/.test(plan.kind))
    )
      return []
    return [route(method, path, input as RouteInput<string>, (given) => respond(200).json(given))]
  })
  const told: Told[] = []
  await served(
    app([], { routes: handlers.flat(), createState: () => ({ name: 'state' }) }),
    async (server) => {
      for (const [target, init] of asked) {
        const response = await server.fetch(target, init)
        const body = (await response.json()) as {
          errors?: { in: string; pointer: string; code: string }[]
        }
        const issues = body.errors?.map((issue) => `${issue.in} ${issue.pointer} ${issue.code}`)
        told.push({ status: response.status, body: issues ?? body })
      }
    },
  )
  return told
}

const ok = (body: unknown): Told => ({ status: 200, body })
const bad = (...issues: string[]): Told => ({ status: 400, body: issues })

test('path and query: decoded, typed, bounded, optional, with defaults', async () => {
  const input = {
    id: fromPath('id', integer({ minimum: 1 })),
    name: fromPath('name'),
    limit: fromQuery('limit', integer({ maximum: 100 })).default(20),
    tags: fromQuery('tag', list(text({ maxLength: 3 }), { maxItems: 2 })).optional(),
    order: fromQuery('order', oneOf('up', 'down')).optional(),
    ratio: fromQuery('ratio', number()).optional(),
    all: fromQuery('all', flag()).default(false),
  }
  const told = await taken('/a/{id}/{name}', input, [
    ['/a/7/b%20%C3%A4'],
    ['/a/7/b?limit=5&tag=x&tag=y&order=up&ratio=1.5e1&all=true'],
    ['/a/0/b?limit=101&tag=x&tag=y&tag=z&order=left'],
    ['/a/7/b?tag=abcd'],
    ['/a/x/b'],
    ['/a/7/b?limit=x'],
    ['/a/7/b?all=yes'],
    ['/a/7/b?limit=1&limit=2'],
    ['/a/7/b?tag=a?b&limit=5'],
  ])
  expect(told).toEqual([
    ok({ id: 7, name: 'b ä', limit: 20, all: false }),
    ok({ id: 7, name: 'b', limit: 5, tags: ['x', 'y'], order: 'up', ratio: 15, all: true }),
    bad('path /id minimum', 'query /limit maximum', 'query /tag maxItems', 'query /order enum'),
    bad('query /tag/0 maxLength'),
    bad('path /id type'),
    bad('query /limit type'),
    bad('query /all type'),
    bad('query /limit repeated'),
    ok({ id: 7, name: 'b', limit: 5, tags: ['a?b'], all: false }),
  ])
})

test('headers and cookies', async () => {
  const input = {
    depth: fromHeader('X-Depth', integer()),
    list: fromHeader('x-list', list(integer())).optional(),
    session: fromCookie('session', text({ pattern: /^s/ })).optional(),
  }
  const told = await taken('/a', input, [
    ['/a', { headers: { 'x-depth': '3', 'x-list': '1,2', cookie: 'a=b; session=s%20x' } }],
    ['/a'],
    ['/a', { headers: { 'x-depth': '3', cookie: 'session=x' } }],
    ['/a', { headers: { 'x-depth': '3', 'x-list': '1,b' } }],
  ])
  expect(told).toMatchObject([
    ok({ depth: 3, list: [1, 2] }),
    bad('header /x-depth required'),
    bad('cookie /session pattern'),
    bad('header /x-list type'),
  ])
})

const isPet = (value: unknown, issues: Issues): value is { name: string } =>
  typeof (value as { name?: unknown } | null)?.name === 'string' ||
  issues.addAt('name', 'type', 'must be text')

const post = (body: string, type = 'application/json'): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': type },
  body,
})

test('JSON by a generated validator', async () => {
  const told = await taken('/a', { pet: fromJson(isPet) }, [
    ['/a', post('{"name":"b"}')],
    ['/a', post('{"name":"b"}', 'application/merge-patch+json')],
    ['/a', post('{"name":1}')],
    ['/a', post('{')],
    ['/a', post('')],
    ['/a', post('a=b', 'text/plain')],
  ])
  expect(told).toMatchObject([
    ok({ pet: { name: 'b' } }),
    ok({ pet: { name: 'b' } }),
    bad('body /name type'),
    bad('body  syntax'),
    bad('body  required'),
    { status: 415 },
  ])
})

test('JSON by a schema of a library: its value, its issues with their places', async () => {
  const schema: StandardSchema<{ n: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        (value as { n?: unknown }).n === 1
          ? { value: { n: 2 } }
          : {
              issues: [
                { message: 'not one', path: ['items', 3, { key: 'a/b' }] },
                { message: 'all of it' },
              ],
            },
    },
  }
  const told = await taken('/a', { body: fromJson(schema) }, [
    ['/a', post('{"n":1}')],
    ['/a', post('{"n":3}')],
  ])
  expect(told).toEqual([ok({ body: { n: 2 } }), bad('body /items/3/a~1b schema', 'body  schema')])
})

const form = 'application/x-www-form-urlencoded'

test('forms, texts and bytes', async () => {
  const fields = { name: text(), age: optional(integer()), tags: optional(list(text()), ['none']) }
  const told = await taken('/a', { form: fromForm(fields) }, [
    ['/a', post('name=a+b&age=3&tags=x&tags=y&__proto__=z', form)],
    ['/a', post('age=x&name=1&name=2', form)],
    ['/a', post('', form)],
  ])
  expect(told).toEqual([
    ok({ form: { name: 'a b', age: 3, tags: ['x', 'y'] } }),
    bad('body /name type', 'body /age type'),
    bad('body  required'),
  ])
  expect(
    await taken('/a', { all: fromText().default('-') }, [
      ['/a', post('ä', 'text/x')],
      ['/a', { method: 'POST' }],
    ]),
  ).toEqual([ok({ all: 'ä' }), ok({ all: '-' })])
  expect(await taken('/a', { all: fromBytes() }, [['/a', post('ab', 'x/y')]])).toEqual([
    ok({ all: { 0: 97, 1: 98 } }),
  ])
})

test('matrix variables, as they were sent: an encoded mark separates nothing', async () => {
  const input = {
    car: fromPath('car', integer()),
    color: fromMatrix('car', 'color'),
    sizes: fromMatrix('car', 'size', list(integer())).optional(),
    owner: fromPath('owner'),
  }
  const told = await taken('/cars/{car}/{owner}', input, [
    ['/cars/42;color=r%C3%B6t;size=1,2;size=3/ann'],
    ['/cars/42;color=a%3Bb%3Dc/ann'],
    ['/cars/42;size=1/ann'],
    ['/cars/x;color=red;size=y/ann'],
    ['/cars/42;color=a;color=b/ann?color=c'],
  ])
  expect(told).toEqual([
    ok({ car: 42, color: 'röt', sizes: [1, 2, 3], owner: 'ann' }),
    ok({ car: 42, color: 'a;b=c', owner: 'ann' }),
    bad('path /color required'),
    bad('path /car type', 'path /size type'),
    bad('path /color type'),
  ])
})

test('a model is bound from path, query and form, in this order, and checked as a whole', async () => {
  const fields = {
    id: integer({ minimum: 1 }),
    name: text({ maxLength: 3 }),
    notify: optional(flag(), false),
  }
  const whole = (
    value: unknown,
    issues: Issues,
  ): value is { id: number; name: string; notify: boolean } =>
    (value as { id: number }).id !== 13 || issues.addAt('id', 'unlucky', 'is unlucky')
  const told = await taken('/a/{id}', { model: fromModel(fields, whole) }, [
    ['/a/1?name=q', post('name=f&notify=true&id=9', form)],
    ['/a/1', post('name=f', form)],
    ['/a/1?name=q'],
    ['/a/0', post('name=four', form)],
    ['/a/13?name=q'],
    ['/a/1'],
    ['/a/1?name=q', post('{}')],
  ])
  expect(told).toMatchObject([
    ok({ model: { id: 1, name: 'q', notify: true } }),
    ok({ model: { id: 1, name: 'f', notify: false } }),
    ok({ model: { id: 1, name: 'q', notify: false } }),
    bad('path /id minimum', 'body /name maxLength'),
    bad('body /id unlucky'),
    bad('body /name required'),
    { status: 415 },
  ])
})

test.each(['constructor', 'toString', '__proto__', 'True', ''])('%j is no flag', async (text) => {
  const fields = { yes: flag(), all: optional(list(flag()), []) }
  const body = new URLSearchParams([
    ['yes', text],
    ['all', 'true'],
    ['all', text],
  ])
  const told = await taken('/a', { form: fromForm(fields) }, [['/a', post(`${body}`, form)]])
  expect(told).toMatchObject([bad('body /yes type', 'body /all type')])
})

const user = attribute<string>('user')

test('state and attributes come from the application, after middleware that waits', async () => {
  const setting: Middleware = async (context, next) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    if (context.header('x-user') !== undefined) context.attributes.set(user, 'ann')
    return next()
  }
  const input = {
    name: fromState((state: { name: string }) => state.name),
    user: fromAttribute(user),
    maybe: fromAttribute(user).default('nobody'),
    q: fromQuery('q'),
  }
  const routes = [route('GET', '/a', input, (given) => respond(200).json(given), { tag: 'mine' })]
  const given = app([], {
    routes,
    createState: () => ({ name: 'st' }),
    middleware: { tags: { mine: [setting] } },
  })
  await served(given, async (server) => {
    const response = await server.fetch('/a?q=1', { headers: { 'x-user': '1' } })
    expect(await response.json()).toEqual({ name: 'st', user: 'ann', maybe: 'ann', q: '1' })
    expect((await server.fetch('/a?q=1')).status).toBe(500)
    expect((await server.fetch('/a')).status).toBe(400)
  })
})

test('by hand, in a handler that has a context', async () => {
  const handler = get((context) =>
    respond(200).json({
      depth: extract(context, fromHeader('x-depth', integer({ maximum: 9 })).default(1)),
      tags: extract(context, fromQuery('tag', list(text())).optional()),
      cookie: extract(context, fromCookie('c').optional()),
      name: extract(
        context,
        fromState((state: { name: string }) => state.name),
      ),
    }),
  )
  await served(app([handler], { createState: () => ({ name: 'st' }) }), async (server) => {
    const get = (target: string, headers = {}) => server.fetch(target, { headers })
    expect(await (await get('/get?tag=a&tag=b', { 'x-depth': '3', cookie: 'c=d' })).json()).toEqual(
      {
        depth: 3,
        tags: ['a', 'b'],
        cookie: 'd',
        name: 'st',
      },
    )
    const refused = await get('/get', { 'x-depth': '10' })
    expect([refused.status, ((await refused.json()) as { errors: object[] }).errors]).toMatchObject(
      [400, [{ in: 'header', pointer: '/x-depth', code: 'maximum' }]],
    )
  })
})

test('a route has security as operations have, and is found beside them', async () => {
  const secret = route('GET', '/secret', {}, (_, { principal }) => respond(200).json(principal), {
    id: 'secret',
    security: [[{ scheme: 'key', scopes: [] }]],
  })
  const given = app([get(() => respond(200).empty())], {
    routes: [secret],
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } },
    security: { key: (({ key }: { key: string }) => key) as never },
  })
  await served(given, async (server) => {
    expect((await server.fetch('/secret')).status).toBe(401)
    const response = await server.fetch('/secret', { headers: { 'x-key': 'k' } })
    expect(await response.json()).toBe('k')
  })
})

test('what cannot be read together is refused when it is written', () => {
  const handle = () => respond(204).empty()
  const input = (given: Record<string, Extractor<unknown, string>>) => given as RouteInput<string>
  expect(() => route('POST', '/a', { a: fromJson(), b: fromText() }, handle)).toThrow('one body')
  expect(() => route('GET', '/a' as string, input({ a: fromPath('id') }), handle)).toThrow(
    'no {id}',
  )
  expect(() => route('GET', '/a{id}', { a: fromMatrix('id', 'x') }, handle)).toThrow(
    'whole segment',
  )
  expect(() =>
    app([], { routes: [route('GET', '/a', {}, handle), route('GET', '/a', {}, handle)] }),
  ).toThrow('Two handlers')
})

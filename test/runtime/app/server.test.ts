// Owns the behaviour of a whole server on the native engine, on each driver: what clients see, and what is counted.

import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as runtime from '../../../runtime/src/index.js'
import * as observe from '../../../runtime/src/observe/index.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { eventually } from '../../waiting.js'
import { makeApp } from './fixture-app.mjs'

const genericProblem = {
  type: 'about:blank',
  title: 'Internal Server Error',
  status: 500,
  detail: 'The server failed to answer this request.',
}

const lines: string[] = []
const optionsWith = (limits: { handlerTimeoutMs?: number } = {}) => ({
  observe: async () => observe,
  config: { server: { limits } },
})

const start = (io: string, seen: string[] = [], limits: { handlerTimeoutMs?: number } = {}) => {
  const log = observe.createLog('info', { write: (line: string) => void lines.push(line) })
  return startApp(makeApp(runtime, seen, optionsWith(limits)), {
    environment: { NEXUS_IO: io },
    log,
  })
}

const post = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': 'application/json', ...headers },
})

/** Rejects when nobody listens; `fetch` would ask over a connection that it kept. */
const newConnection = async (port: number): Promise<void> => {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect').finally(() => socket.destroy())
}

describe.each(['epoll', 'uring'])('on %s', (io) => {
  let server: TestServer
  beforeAll(async () => {
    server = await start(io)
  })
  afterAll(() => server.close())

  const status = async (path: string, init?: RequestInit) => (await server.fetch(path, init)).status
  const problem = async (path: string, init?: RequestInit) => {
    const response = await server.fetch(path, init)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    return (await response.json()) as { errors?: unknown }
  }

  test('synchronous and asynchronous handlers answer', async () => {
    expect(await (await server.fetch('/hello')).json()).toEqual({ hello: 'world' })
    expect(await (await server.fetch('/later')).json()).toEqual({ later: true })
    expect(await (await server.fetch('/pets/7')).json()).toEqual({ petId: 7 })
    expect(await (await server.fetch('/pets', post('{"a":[1,"ä"]}'))).json()).toEqual({
      a: [1, 'ä'],
    })
  })

  test('violations are 400 with where and why, from the engine and from validators alike', async () => {
    expect(await problem('/pets/x')).toMatchObject({
      title: 'Bad Request',
      status: 400,
      detail: 'The request does not match the contract.',
      errors: [{ in: 'path', pointer: '/petId', code: 'type' }],
    })
    expect((await problem('/pets/0')).errors).toEqual([
      { in: 'path', pointer: '/petId', code: 'minimum', message: 'must be >= 1' },
    ])
    expect((await problem('/pets', post('{"a":'))).errors).toMatchObject([
      { in: 'body', code: 'syntax' },
    ])
  })

  test('paths, methods and media types outside the contract', async () => {
    expect(await status('/nowhere')).toBe(404)
    const wrongMethod = await server.fetch('/hello', { method: 'DELETE' })
    expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([
      405,
      expect.stringContaining('GET'),
    ])
    expect(await status('/pets', post('a=b', { 'content-type': 'text/csv' }))).toBe(415)
    expect(await status('/hello', { headers: { accept: 'image/png' } })).toBe(406)
  })

  test.each([
    '/throws',
    '/rejects',
    '/nothing',
    '/bad-header',
    '/bad-header-soon',
    '/bad-header-later',
  ])('a handler that fails at %s is a generic 500', async (path) => {
    lines.length = 0
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    expect(await problem(path, { headers: { traceparent } })).toEqual(genericProblem)
    const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')
    expect(errors).toMatchObject([
      {
        operation: expect.any(String),
        route: path,
        trace_id: '0af7651916cd43dd8448eb211c80319c',
      },
    ])
    expect(await status(path)).toBe(500)
    expect(JSON.parse(lines.at(-1) ?? '').trace_id).toMatch(/^[0-9a-f]{32}$/)
  })

  test('a body that fails in the midst is told with operation and trace', async () => {
    lines.length = 0
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const answer = await server.fetch('/breaks-off', { headers: { traceparent } })
    await expect(answer.text()).rejects.toThrow()
    await eventually(() => lines.length > 0)
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        msg: 'handler failed',
        operation: 'breaksOff',
        trace_id: '0af7651916cd43dd8448eb211c80319c',
        err: { message: 'secret cause' },
      },
    ])
  })

  test('a handler that never answers is a 504', async () => {
    const impatient = await start(io, [], { handlerTimeoutMs: 50 })
    try {
      expect((await impatient.fetch('/never')).status).toBe(504)
    } finally {
      await impatient.close()
    }
  })

  test('a header that would split the answer is a 500', async () => {
    const response = await server.fetch('/bad-header')
    expect(response.status).toBe(500)
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  test('security is judged before anything else about the request', async () => {
    for (const path of ['/secret', '/secret-later']) {
      for (const init of [post('{'), post('', { 'content-type': 'text/csv' }), post('{}')]) {
        expect(await problem(path, init)).toMatchObject({ status: 401 })
      }
    }
    const refused = await server.fetch('/secret', post('{}'))
    expect(refused.headers.get('www-authenticate')).toBe('Bearer realm="api"')
    expect(await status('/unhooked', { headers: { authorization: 'Basic YTpi' } })).toBe(401)
  })

  test('who is let in gets the other answers, and the principal', async () => {
    const bearer = { authorization: 'Bearer good' }
    expect(await (await server.fetch('/secret', post('{"a":1}', bearer))).json()).toEqual({
      principal: { user: 'ann' },
      body: { a: 1 },
    })
    expect(
      await (await server.fetch('/secret-later', post('{"a":1}', { 'x-key': 'good' }))).json(),
    ).toEqual({
      principal: 'bob',
      body: { a: 1 },
    })
    expect(await status('/secret', post('{', bearer))).toBe(400)
    expect(await status('/secret', post('a', { ...bearer, 'content-type': 'text/csv' }))).toBe(415)
    expect(await status('/secret-later', post('{', { 'x-key': 'good' }))).toBe(400)
  })

  test('a stub is 501', async () => {
    expect(await problem('/stub')).toMatchObject({ status: 501, title: 'Not Implemented' })
  })

  test('the signal aborts when the client leaves, read after an await as well', async () => {
    const seen: string[] = []
    const own = await start(io, seen)
    const client = connect(own.server.port, '127.0.0.1')
    client.write('GET /aborted HTTP/1.1\r\nHost: a\r\n\r\n')
    await eventually(() => seen.includes('waiting'))
    client.destroy()
    await eventually(() => seen.includes('aborted'))
    await own.close()
    expect(seen).toEqual(['created', 'waiting', 'aborted', 'disposed'])
  })

  test('health names the driver, readiness is 200', async () => {
    const health = await (await server.fetch('/healthz')).json()
    expect(health).toMatchObject({
      status: 'ok',
      driver: { name: io === 'uring' ? 'io_uring' : 'epoll' },
    })
    expect(await (await server.fetch('/readyz')).json()).toEqual({ status: 'ready' })
  })

  test('every answer is counted once, by method, route and status', async () => {
    const own = await start(io)
    const paths = [
      '/hello',
      '/hello',
      '/hello',
      '/pets/1',
      '/pets/2',
      '/pets/x',
      '/pets/0',
      '/throws',
      '/nowhere',
      '/stub',
    ]
    for (const path of paths) await (await own.fetch(path)).arrayBuffer()
    await own.fetch('/secret', post('{}'))
    const metrics = await own.fetch('/metrics')
    const text = await metrics.text()
    expect([metrics.status, text]).toEqual([200, expect.stringContaining('# TYPE ')])
    await own.close()
    const counted = [
      ...text.matchAll(/^http_server_request_duration_seconds_count\{(.*)\} (\d+)$/gm),
    ]
      .map(([, labels = '', count]) => {
        const value = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(labels)?.[1]
        return `${value('http_request_method')} ${value('http_route')} ${value('http_response_status_code')}: ${count}`
      })
      .sort()
    expect(counted).toEqual(
      [
        'GET  404: 1',
        'GET /hello 200: 3',
        'GET /pets/{petId} 200: 2',
        'GET /pets/{petId} 400: 2',
        'GET /stub 501: 1',
        'GET /throws 500: 1',
        'POST /secret 401: 1',
      ].sort(),
    )
  })

  test('a second generation answers what comes later, the first finishes what it began', async () => {
    const first: string[] = []
    const own = await start(io, first)
    const slow = own.fetch('/slow/150')
    await eventually(() => first.includes('slow began'))
    const second: string[] = []
    const { replacedDisposed } = await own.server.install(makeApp(runtime, second, optionsWith()))
    expect([first, second]).toEqual([['created', 'slow began'], ['created']])
    expect(await (await slow).json()).toEqual({ slow: 150, disposed: false })
    await replacedDisposed
    expect(first).toEqual(['created', 'slow began', 'disposed'])
    expect(await (await own.fetch('/hello')).json()).toEqual({ hello: 'world' })
    await own.close()
    expect(second).toEqual(['created', 'disposed'])
  })

  test('a generation that cannot be built leaves the present one', async () => {
    const own = await start(io)
    const app = makeApp(runtime, [], optionsWith())
    const broken = { ...app, createState: () => Promise.reject(new Error('no database')) }
    await expect(own.server.install(broken)).rejects.toThrow('no database')
    const twice = { ...app, handlers: [...app.handlers, ...app.handlers.slice(0, 1)] }
    await expect(own.server.install(twice)).rejects.toThrow()
    expect((await own.fetch('/hello')).status).toBe(200)
    await own.close()
  })

  test('draining answers what is in flight, with readiness 503 and liveness 200 on the management port', async () => {
    const seen: string[] = []
    const environment = { NEXUS_IO: io, MANAGEMENT_PORT: '0' }
    const own = await startApp(makeApp(runtime, seen, optionsWith()), { environment })
    const management = (path: string) => fetch(own.server.managementUrl + path)
    expect((await management('/readyz')).status).toBe(200)
    expect((await own.fetch('/readyz')).status).toBe(404)
    const slow = own.fetch('/slow/200')
    await eventually(() => seen.includes('slow began'))
    const closed = own.close()
    const [ready, live] = await Promise.all([management('/readyz'), management('/healthz')])
    expect([ready.status, await ready.json(), live.status]).toEqual([
      503,
      { status: 'draining' },
      200,
    ])
    await expect(newConnection(own.server.port)).rejects.toThrow('ECONNREFUSED')
    expect(await (await slow).json()).toEqual({ slow: 200, disposed: false })
    await closed
    expect(seen).toEqual(['created', 'slow began', 'disposed'])
    await expect(management('/healthz')).rejects.toThrow()
  })
})

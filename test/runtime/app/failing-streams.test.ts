// Owns what becomes of an answer in pieces whose body fails: before its first piece it is answered by what failed,
// behind it the connection ends with what was sent. On every driver and loop style, over HTTP/1.1 and HTTP/2.

import type { ClientHttp2Session } from 'node:http2'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { jsonLines, jsonLinesWriter } from '../../../runtime/src/body/json-lines.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import { defineApp } from '../../../runtime/src/index.js'
import type { MiddlewareFunction } from '../../../runtime/src/middleware/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { converse, setups } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { answering } from '../conversations/app.js'
import { dial as dialHttp2 } from '../http2/served.js'

const write = jsonLinesWriter(JSON.stringify)
const answer = (body: Reply['body'], contentType = 'application/x-ndjson'): Reply =>
  new Reply(200, contentType, body, null)

const streamed = {
  body: { required: false, types: [], delivery: 'stream', bytesMax: 50_000 },
} as const
const failing = async function* (pieces: readonly string[]): AsyncGenerator<string> {
  yield* pieces
  throw new Error('a bug')
}
const echo = (raw: RawRequest): Reply => answer(write(jsonLines(raw, null)))

// Throws whatever is asked of it.
const hostile = new Proxy(
  {},
  {
    get() {
      throw 'get'
    },
    has() {
      throw 'has'
    },
    getPrototypeOf() {
      throw 'prototype'
    },
    ownKeys() {
      throw 'keys'
    },
  },
)
const hostileLater = async function* (): AsyncGenerator<string> {
  yield '{}\n'
  throw hostile
}
const hostileBody: MiddlewareFunction = async (_, next) => (await next()).withBody(hostile as never)

const seen: number[] = []
const watching: MiddlewareFunction = async (_, next) => {
  const reply = await next()
  seen.push(reply.status)
  return reply.withHeaders({ 'x-seen': 'yes' })
}

const lines = (count: number, bad: number): string =>
  Array.from({ length: count }, (_, i) => (i === bad ? '{bad\n' : `{"n":${i}}\n`)).join('')

describe.each(setups)('on $io, $loop', (setup) => {
  const logged: { level: string }[] = []
  let server: TestServer
  let port = 0
  beforeAll(async () => {
    const handlers = [
      answering('POST', '/lines', echo, streamed),
      answering('POST', '/late', async (raw) => echo(raw), streamed),
      answering('POST', '/seen', echo, streamed),
      answering('GET', '/first', () => answer(failing([]))),
      answering('GET', '/events', () => answer(failing([]), 'text/event-stream')),
      answering('GET', '/later', () => answer(failing(['{}\n']))),
      answering('GET', '/hostile-later', () => answer(hostileLater())),
      answering('GET', '/hostile', () => answer(hostile as never)),
      answering('GET', '/hostile-soon', async () => answer(hostile as never)),
      answering('GET', '/hostile-seen', () => new Reply(200, 'text/plain', 'plain', null)),
      answering('GET', '/plain', () => new Reply(200, 'text/plain', 'plain', null)),
    ]
    const app = defineApp({
      config: {},
      handlers,
      routes: [],
      middleware: { operations: { 'POST /seen': [watching], 'GET /hostile-seen': [hostileBody] } },
    })
    const environment = { NEXUS_IO: setup.io, NEXUS_LOOP: setup.loop }
    const log = createLog('info', { write: (line) => logged.push(JSON.parse(line)) })
    server = await startApp(app, { environment, log })
    port = Number(new URL(server.url).port)
  })
  afterAll(() => server.close())
  beforeEach(() => {
    logged.length = seen.length = 0
  })

  const post = (path: string, body: string): string =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

  test('a failure that cannot be told ends its answer all the same', async () => {
    const all = await converse(port, [get('/hostile-later')])
    expect(all).toMatch(/^HTTP\/1.1 200 [\s\S]*3\r\n\{\}\n\r\n<closed>$/)
    await eventually(() => logged.some(({ level }) => level === 'error'))
  })

  test.each(['/hostile', '/hostile-soon', '/hostile-seen'])(
    'a body that throws when it is looked at is a 500: %s',
    async (path) => {
      expect(await converse(port, [get(path)], { until: problem })).toMatch(/^HTTP\/1.1 500 /)
    },
  )

  const problem = (all: string): boolean => /\r\n\r\n\{.*\}(<closed>)?$/s.test(all)

  test.each(['/lines', '/late', '/seen'])('a bad first line is a 400, on %s', async (path) => {
    const all = await converse(port, [post(path, lines(3, 0))], { until: problem })
    expect(all).toMatch(
      /^HTTP\/1.1 400 Bad Request\r\nContent-Type: application\/problem\+json\r\n/,
    )
    expect(all).toContain('"pointer":"/0","code":"syntax"')
    expect(all.includes('x-seen: yes')).toBe(path === '/seen')
    expect(seen).toEqual(path === '/seen' ? [400] : [])
    expect(logged).toEqual([])
  })

  test('a body beyond its limit is a 413 before the first piece', async () => {
    const head = 'POST /lines HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
    const all = await converse(port, [`${head}ea60\r\n"`, 'x'.repeat(59_000)], {
      until: problem,
    })
    expect(all).toMatch(/^HTTP\/1.1 413 /)
    expect(logged).toEqual([])
  })

  test.each(['/lines', '/late', '/seen'])('a bad line behind others ends %s', async (path) => {
    const all = await converse(port, [post(path, lines(3000, 2000))])
    expect(all).toMatch(/^HTTP\/1.1 200 OK\r\n.*\{"n":0\}\n.*\{"n":1999\}\n\r\n<closed>$/s)
    expect(logged).toEqual([])
  })

  test.each(['/first', '/events'])('a handler that fails first is a 500, on %s', async (path) => {
    const all = await converse(port, [get(path) + get('/plain')], {
      until: (got) => got.endsWith('plain'),
    })
    expect(all).toMatch(/^HTTP\/1.1 500 .*\}HTTP\/1.1 200 OK/s)
    expect(logged).toMatchObject([{ level: 'error' }])
  })

  test('a handler that fails later ends the connection behind what was sent', async () => {
    const all = await converse(port, [get('/plain') + get('/later') + get('/plain')])
    expect(all).toMatch(/plainHTTP\/1.1 200 OK\r\n[^{]*\r\n\r\n3\r\n\{\}\n\r\n<closed>$/)
    expect(logged).toMatchObject([{ level: 'error' }])
  })

  const over = async (
    client: ClientHttp2Session,
    path: string,
    body?: string,
  ): Promise<[status: number, body: string, code: number | undefined]> => {
    const method = body === undefined ? 'GET' : 'POST'
    const stream = client.request({ ':method': method, ':path': path }, { endStream: !body })
    let status = 0
    let all = ''
    let isClosed = false
    stream.setEncoding('utf8')
    stream.on('error', () => {})
    stream.on('response', (fields) => {
      status = Number(fields[':status'])
    })
    stream.on('data', (data) => {
      all += data
    })
    stream.on('close', () => {
      isClosed = true
    })
    if (body !== undefined) stream.end(body)
    await eventually(() => isClosed)
    return [status, all, stream.rstCode]
  }

  test('over HTTP/2 the stream ends so, and no other', async () => {
    const client = await dialHttp2(port)
    const [status, body] = await over(client, '/lines', lines(3, 0))
    expect([status, body.includes('"pointer":"/0"')]).toEqual([400, true])
    expect((await over(client, '/first'))[0]).toBe(500)
    for (const [path, sent, last] of [
      ['/lines', lines(3000, 2000), '{"n":1999}\n'],
      ['/later', undefined, '{}\n'],
    ] as const) {
      const [was, all, code] = await over(client, path, sent)
      expect([was, all.endsWith(last), code]).toEqual([200, true, 2])
    }
    expect(await over(client, '/plain')).toEqual([200, 'plain', 0])
    client.destroy()
  })
})

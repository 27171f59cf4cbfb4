// Owns the cases of an application with a format of its own for problems: all of them are told so, by whomever.

import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { HttpProblem, Reply } from '../../../runtime/src/http/index.js'
import { problemReply } from '../../../runtime/src/http/problem.js'
import type { ProblemFormat } from '../../../runtime/src/index.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { app, bound, get, served } from '../middleware/served.js'

const problems: ProblemFormat = {
  mediaType: 'application/vnd.api+json',
  write: ({ status, detail, errors }) => ({
    code: status,
    message: detail,
    at: errors?.[0]?.pointer,
  }),
}
const none = { params: [], body: null }
const integer = { name: 'n', in: 'query', kind: 'integer', required: true } as const
const handlers = [
  bound({ ...none, id: 'throws', path: '/throws' }, () => {
    throw new Error('secret')
  }),
  bound({ ...none, id: 'gone', path: '/gone' }, async () => {
    throw new HttpProblem(410, { detail: 'It is gone.' })
  }),
  bound({ id: 'number', path: '/number', params: [integer] }, () =>
    problemReply(409, { detail: 'No.' }),
  ),
  bound(
    { id: 'post', method: 'POST', path: '/post', body: { required: true, types: ['text/plain'] } },
    () => problemReply(409, { detail: 'No.' }),
  ),
]

/** What the server says to bytes that are no request. */
const said = async (url: string, bytes: string): Promise<string> => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(bytes)
  return text(socket)
}

const told = async (response: Response) => [
  response.status,
  response.headers.get('content-type'),
  await response.json(),
]
const own = (code: number, message: string, at?: string) => [
  code,
  'application/vnd.api+json',
  { code, message, ...(at === undefined ? {} : { at }) },
]

const cases: [string, RequestInit, unknown[]][] = [
  ['/nowhere', {}, own(404, 'There is nothing at this path.')],
  ['/gone', { method: 'PUT' }, own(405, expect.stringContaining('Allow'))],
  ['/throws', {}, own(500, 'The server failed to answer this request.')],
  ['/gone', {}, own(410, 'It is gone.')],
  ['/number?n=1', {}, own(409, 'No.')],
  ['/number?n=x', {}, own(400, 'The request does not match the contract.', '/n')],
  ['/number', {}, own(400, 'The request does not match the contract.', '/n')],
  ['/post', { method: 'POST' }, own(400, 'The request does not match the contract.', '')],
  [
    '/post',
    { method: 'POST', body: 'x', headers: { 'content-type': 'image/png' } },
    own(415, 'The operation does not take a body of this media type.'),
  ],
  [
    '/post',
    { method: 'POST', body: 'x', headers: { 'content-encoding': 'compress' } },
    own(415, expect.stringContaining('content coding')),
  ],
]

test.each([
  ['without middleware', {}],
  [
    'through middleware',
    { middleware: { app: [async (_: unknown, next: () => unknown) => next()] } },
  ],
])('every problem is told in it, %s', async (_name, extra) => {
  await served(app(handlers, { problems, ...(extra as object) }), async (server) => {
    for (const [path, init, wanted] of cases)
      expect(await told(await server.fetch(path, init)), path).toEqual(wanted)
    const answer = await said(server.url, 'GET / HTTP/1.1\r\nbad header\r\n\r\n')
    expect(answer).toContain('Content-Type: application/vnd.api+json')
    expect(answer).toContain('{"code":400,"message":"')
  })
})

test('middleware sees it as it is told', async () => {
  const seen: unknown[] = []
  const look = async (_: unknown, next: () => Promise<{ body: unknown }>) => {
    const reply = await next()
    seen.push(reply.body)
    return reply
  }
  const given = app(handlers, { problems, middleware: { app: [look as never] } })
  await served(given, async (server) => {
    await server.fetch('/throws')
    await server.fetch('/number')
  })
  expect(seen).toEqual([
    '{"code":500,"message":"The server failed to answer this request."}',
    '{"code":400,"message":"The request does not match the contract.","at":"/n"}',
  ])
})

test('one that cannot be told does not start, and one that fails later is told as RFC 9457 has it', async () => {
  const write = vi.fn(() => {
    throw new Error('no words')
  })
  const broken = app(handlers, { problems: { write } })
  await expect(served(broken, async () => {})).rejects.toThrow(/problems\.write .*no words/)
  const lines: string[] = []
  const log = createLog('error', { write: (line: string) => void lines.push(line) })
  const late: ProblemFormat = {
    write: ({ detail }) => {
      if (detail === 'It is gone.') throw new Error('no words')
      return detail
    },
  }
  const use = async (server: { fetch(path: string): Promise<Response> }) => {
    expect((await server.fetch('/gone')).headers.get('content-type')).toBe(
      'application/problem+json',
    )
    expect(await (await server.fetch('/nowhere')).text()).toBe('There is nothing at this path.')
  }
  await served(app(handlers, { problems: late }), use, log)
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['problems.write failed'])
})

test('what cannot be sent is told in it, too', async () => {
  const broken = get(() => new Reply(200, 'text/plain', 'x', { 'x-bad': 'a\nb' }))
  await served(app([broken], { problems }), async (server) => {
    expect(await told(await server.fetch('/get'))).toEqual(
      own(500, 'The server failed to answer this request.'),
    )
  })
})

test.each<[string, ProblemFormat]>([
  ['problems.mediaType', { mediaType: 'application/json\r\nx: y', write: () => '' }],
  ['problems.mediaType', { mediaType: 'json', write: () => '' }],
  ['has to return its body at once', { write: async () => '' }],
  ['returned nothing', { write: () => undefined }],
])('%s: a format that cannot be leaves the earlier routes as they were', async (text, wrong) => {
  await served(app(handlers, { problems }), async (server) => {
    await expect(server.server.install(app(handlers, { problems: wrong }))).rejects.toThrow(text)
    expect(await told(await server.fetch('/gone'))).toEqual(own(410, 'It is gone.'))
    expect(await told(await server.fetch('/nowhere'))).toEqual(
      own(404, 'There is nothing at this path.'),
    )
  })
})

test('a reload changes how problems are told', async () => {
  await served(
    app([get(() => problemReply(409, { detail: 'No.' }))], { problems }),
    async (server) => {
      expect(await (await server.fetch('/nowhere')).json()).toHaveProperty('code', 404)
      await server.server.install(app([get(() => problemReply(409, { detail: 'No.' }))]))
      expect(await (await server.fetch('/nowhere')).json()).toHaveProperty('title', 'Not Found')
      expect(await (await server.fetch('/get')).json()).toHaveProperty('status', 409)
    },
  )
})

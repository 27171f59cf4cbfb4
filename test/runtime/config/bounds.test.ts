// Owns that every limit holds where it says: what is just within it is served, one more gets what the table says.

import { existsSync, readFileSync } from 'node:fs'
import type { ClientHttp2Session, OutgoingHttpHeaders } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { jsonLines } from '../../../runtime/src/body/json-lines.js'
import { multipart } from '../../../runtime/src/body/multipart/multipart.js'
import type { LimitName } from '../../../runtime/src/config/limits.js'
import { limits as table } from '../../../runtime/src/config/limits.js'
import { MalformedBody } from '../../../runtime/src/http/malformed-body.js'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { decodeMessage } from '../../../runtime/src/realtime/websocket/codec.js'
import {
  converse,
  dial,
  route,
  setups,
  startEngine,
  text,
  type UnderTest,
} from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { bodyOf, failureOf } from '../body/body-under-test.js'
import { answerOf as answerOfStream, ask, dial as dialHttp2, serve } from '../http2/served.js'

const head = (length: number): string => {
  const start = 'GET / HTTP/1.1\r\nHost: x\r\nX: '
  return `${start}${'a'.repeat(length - start.length - 4)}\r\n\r\n`
}
const post = (length: number): string =>
  `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${'b'.repeat(length)}`
/** A body of one chunk whose parts are given. */
const chunked = (extension: string, trailers: string): string =>
  `POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1${extension}\r\nb\r\n0\r\n${trailers}\r\n`
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

/** Of the engine: a limit, what is sent for a size, and the status of one more. */
const requests: readonly [LimitName, number, (size: number) => string][] = [
  ['targetBytesMax', 40, (size) => `GET /${'a'.repeat(size - 1)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['headBytesMax', 300, head],
  ['headersMax', 5, (size) => `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(size - 1)}\r\n`],
  ['bodyBytesMax', 10, post],
  // An extension counts from its semicolon to the end of the line's CR, framing with all of the line.
  ['chunkExtensionBytesMax', 20, (size) => chunked(`;${'a'.repeat(size - 2)}`, '')],
  ['chunkOverheadBytesMax', 100, (size) => chunked(`;${'a'.repeat(size - 4)}`, '')],
  ['trailerBytesMax', 20, (size) => chunked('', `A: ${'x'.repeat(size - 5)}\r\n`)],
]

interface Http2Request {
  readonly path?: string
  readonly pieces?: readonly string[]
  readonly trailers?: OutgoingHttpHeaders
}

/** The same over HTTP/2, which frames otherwise: each DATA frame is a chunk, fields of trailers are lines. */
const http2Requests: readonly [LimitName, number, (size: number) => Http2Request][] = [
  ['targetBytesMax', 40, (size) => ({ path: `/${'a'.repeat(size - 1)}` })],
  ['bodyBytesMax', 10, (size) => ({ pieces: ['b'.repeat(size)] })],
  // A frame of one byte counts as `1`, its ends, and those of the payload before it.
  ['chunkOverheadBytesMax', 68, (size) => ({ pieces: Array(Math.ceil((size + 2) / 5)).fill('b') })],
  ['trailerBytesMax', 20, (size) => ({ pieces: ['b'], trailers: { a: 'x'.repeat(size - 5) } })],
]

const send = async (client: ClientHttp2Session, { path, pieces, trailers }: Http2Request) => {
  if (pieces === undefined) return ask(client, path ?? '/')
  const stream = client.request(
    { ':method': 'POST', ':path': '/' },
    { waitForTrailers: trailers !== undefined },
  )
  stream.on('error', () => {})
  stream.on('wantTrailers', () => stream.sendTrailers(trailers ?? {}))
  const answer = answerOfStream(stream)
  // One after the other, or some of them would share a frame.
  for (const piece of pieces) await new Promise((resolve) => stream.write(piece, resolve))
  stream.end()
  return answer
}

const answerOf = (name: LimitName): string => table.find((one) => one.name === name)?.answer ?? ''

describe.each(setups)('on $io, $loop', (setup) => {
  let server: UnderTest | undefined
  afterEach(async () => {
    await server?.stop()
  })
  const any = [
    route('GET', '/{rest}', () => text('ok'), {
      params: [{ name: 'rest', in: 'path', kind: 'string', required: true }],
    }),
    route('GET', '/', () => text('ok')),
    route('POST', '/', (raw) => text(raw.bodyText()), { body: { required: false, types: [] } }),
  ]
  const until = (all: string): boolean => /\r\n\r\n(ok|b+|\{.*\})$/s.test(all)

  test.each(requests)('%s', async (name, size, request) => {
    server = await startEngine(setup, any, { [name]: size })
    const within = await converse(server.port, [request(size)], { until })
    expect(within).toMatch(/^HTTP\/1.1 200/)
    const beyond = await converse(server.port, [request(size + 1)], { until })
    expect(beyond.slice(9, 12)).toBe(answerOf(name))
  })

  test.each(['whole', 'coded'])('jsonDepthMax, of a %s body', async (how) => {
    const json = (raw: RawRequest) => {
      try {
        return text(JSON.stringify(raw.json()))
      } catch (error) {
        if (!(error instanceof MalformedBody)) throw error
        return text(error.message, error.status)
      }
    }
    const body = { required: true, types: [] }
    const routes = [route('POST', '/', json, { body })]
    server = await startEngine(setup, routes, { jsonDepthMax: 200 })
    const { port } = server
    const askFor = (levels: number) => {
      const plain = Buffer.from(nested(levels))
      const content = how === 'coded' ? gzipSync(plain) : plain
      const coding = how === 'coded' ? 'Content-Encoding: gzip\r\n' : ''
      const start = `POST / HTTP/1.1\r\nHost: x\r\n${coding}Connection: close\r\n`
      const head = `${start}Content-Length: ${content.length}\r\n\r\n`
      return converse(port, [Buffer.concat([Buffer.from(head), content])])
    }
    expect(await askFor(200)).toMatch(/^HTTP\/1.1 200 [\s\S]*\r\n\r\n\[+\]+<closed>$/)
    const beyond = await askFor(201)
    expect(beyond.slice(9, 12)).toBe(answerOf('jsonDepthMax'))
    expect(beyond).toContain('nests deeper than 200 levels')
  })

  test.each(http2Requests)('%s of HTTP/2', async (name, size, given) => {
    const served = await serve(setup, any, { [name]: size })
    try {
      const client = await dialHttp2(served.port)
      expect((await send(client, given(size))).status).toBe(200)
      expect((await send(client, given(size + 1))).status).toBe(Number(answerOf(name)))
    } finally {
      await served.stop()
    }
  })

  test('connectionsMax', async () => {
    server = await startEngine(setup, any, { connectionsMax: 3 })
    const { engine, port } = server
    const held = await Promise.all(Array.from({ length: 3 }, () => dial(port)))
    await eventually(() => engine.metrics().connectionsOpen === 3)
    const waiting = await dial(port)
    let answer = ''
    waiting.on('data', (data) => {
      answer += data
    })
    waiting.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    // Those within the limit are served meanwhile, several times around the loop.
    for (const socket of held) {
      const answered = new Promise((resolve) => socket.once('data', resolve))
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      await answered
    }
    expect([answer, engine.metrics().connectionsAccepted]).toEqual(['', 3])
    held[0]?.destroy()
    await eventually(() => answer.endsWith('ok'))
    expect(engine.metrics().connectionsAccepted).toBe(4)
    for (const socket of [...held, waiting]) socket.destroy()
  })

  test('connectionsMax, of clients that all come at once', async () => {
    server = await startEngine(setup, any, { connectionsMax: 3 })
    const { engine, port } = server
    const sockets = Array.from({ length: 20 }, () => connect(port, '127.0.0.1'))
    const served = new Set<Socket>()
    const ask = (socket: Socket): boolean => socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    for (const socket of sockets) {
      socket.on('data', () => served.add(socket))
      ask(socket)
    }
    await eventually(() => served.size === 3)
    // Several times around the loop.
    for (let rounds = 0; rounds < 10; rounds++) {
      const open = [...served]
      served.clear()
      for (const socket of open) ask(socket)
      await eventually(() => served.size === 3)
    }
    expect(engine.metrics()).toMatchObject({ connectionsOpen: 3, connectionsAccepted: 3 })
    for (const accepted of [4, 5, 6]) {
      const [first] = served
      if (first !== undefined) served.delete(first)
      first?.destroy()
      await eventually(() => served.size === 3)
      expect(engine.metrics()).toMatchObject({ connectionsOpen: 3, connectionsAccepted: accepted })
    }
    for (const socket of sockets) socket.destroy()
  })
})

const part = (name: string, content: string): string =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`
const file = (content: string): string =>
  `--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n${content}\r\n`
const headers = { 'content-type': 'multipart/form-data; boundary=b' }
const headText = 'Content-Disposition: form-data; name=""'

/** Of bodies: a limit, and a body of a size. */
const bodies: readonly [LimitName, number, (size: number) => string][] = [
  ['multipartPartsMax', 3, (size) => part('a', '1').repeat(size)],
  ['multipartFieldBytesMax', 20, (size) => part('a', 'x'.repeat(size))],
  ['multipartFileBytesMax', 20, (size) => file('x'.repeat(size))],
  [
    'multipartFormBytesMax',
    20,
    (size) => part('a', 'x'.repeat(10)) + part('b', 'x'.repeat(size - 10)),
  ],
  ['multipartHeadBytesMax', 80, (size) => part('n'.repeat(size - headText.length), 'x')],
]

describe('bodies', () => {
  test.each(bodies)('%s', async (name, size, body) => {
    const read = (bytes: string) =>
      failureOf(async () => {
        const source = bodyOf(`${bytes}--b--`, { headers, limits: { [name]: size } })
        await multipart(source, { parts: {}, hint: null, validate: () => true }).form()
        return 'read'
      })
    expect(await read(body(size))).toBe('read')
    expect(await read(body(size + 1))).toMatch(new RegExp(`^${answerOf(name)} `))
  })

  test('jsonLineBytesMax', async () => {
    const read = (line: string) =>
      failureOf(async () => {
        const own = {
          headers: { 'content-type': 'application/x-ndjson' },
          limits: { jsonLineBytesMax: 10 },
        }
        const found: unknown[] = []
        for await (const value of jsonLines(bodyOf(`${line}\n1\n`, own), () => true))
          found.push(value)
        return found
      })
    expect(await read('"12345678"')).toEqual(['12345678', 1])
    expect(await read('"123456789"')).toMatch(/^413 /)
  })

  test('jsonDepthMax', async () => {
    const own = { limits: { jsonDepthMax: 5 } }
    const line = (levels: number) =>
      failureOf(async () => {
        const given = { ...own, headers: { 'content-type': 'application/x-ndjson' } }
        for await (const value of jsonLines(bodyOf(nested(levels), given), () => true))
          return JSON.stringify(value)
        return ''
      })
    expect(await line(5)).toBe(nested(5))
    expect(await line(6)).toBe('400 Line 0 nests deeper than 5 levels.')
    const form = (levels: number) =>
      failureOf(() => {
        const source = bodyOf(`${part('a', nested(levels))}--b--`, { ...own, headers })
        const parts = { a: { kind: 'json', list: false } } as const
        return multipart(source, { parts, hint: null, validate: () => true }).form()
      })
    expect(await form(5)).toEqual({ a: JSON.parse(nested(5)) })
    expect(await form(6)).toMatch(/^400 /)
  })

  test('jsonDepthMax, of a message of a WebSocket', () => {
    const schemas = { receive: () => true, send: null }
    expect(decodeMessage(Buffer.from(nested(5)), false, schemas, 5)).toEqual(JSON.parse(nested(5)))
    expect(decodeMessage(Buffer.from(nested(6)), false, schemas, 5)).toMatchObject({ code: 1007 })
  })
})

/** Held by tests of their own: times, which nobody can hit exactly, and protocols. */
const elsewhere: Partial<Record<LimitName, readonly [file: string, title: string]>> = {
  headTimeoutMs: ['test/native/faults.test.ts', 'a slow head'],
  requestTimeoutMs: ['test/native/faults.test.ts', 'a slow body'],
  uploadBytesPerSecondMin: ['test/native/faults.test.ts', 'a body that trickles'],
  keepAliveTimeoutMs: ['test/native/faults.test.ts', 'an idle connection is closed without a word'],
  writeStallTimeoutMs: ['test/native/faults.test.ts', 'a client that never reads is bounded'],
  downloadBytesPerSecondMin: ['test/native/faults.test.ts', 'a client that reads too slowly'],
  heldInputBytesMax: ['test/native/faults.test.ts', 'uploads beyond what all may hold get a 503'],
  heldOutputBytesMax: [
    'test/runtime/http2/memory.test.ts',
    'answers that nobody takes are bounded over all connections',
  ],
  handlerTimeoutMs: [
    'test/native/faults.test.ts',
    'a handler that never answers gets its client a 504',
  ],
  connectionRequestsMax: ['test/native/last-request.test.ts', 'connectionRequestsMax'],
  pipelineDepthMax: ['test/native/faults.test.ts', 'a full pipeline waits for its handlers'],
  handshakeTimeoutMs: ['test/native/tls.test.ts', 'handshakeTimeoutMs'],
  webSocketMessageBytesMax: ['test/runtime/realtime/websocket.test.ts', 'a message at its limit'],
  webSocketFragmentsMax: [
    'test/runtime/realtime/websocket.test.ts',
    'as many fragments as allowed',
  ],
  webSocketHeldBytesMax: ['test/runtime/realtime/unfinished.test.ts', 'is closed with 1013'],
  webSocketMessageTimeoutMs: ['test/runtime/realtime/unfinished.test.ts', 'is closed with 1008'],
  webSocketQueueBytesMax: [
    'test/runtime/realtime/session.test.ts',
    'whose queue is full with 1013',
  ],
  webSocketQueuesBytesMax: [
    'test/runtime/realtime/send-queues.test.ts',
    'who holds most gives way',
  ],
  webSocketPingIntervalMs: ['test/runtime/realtime/session.test.ts', 'is broken by a ping'],
  webSocketPongTimeoutMs: ['test/runtime/realtime/session.test.ts', 'ended when no pong follows'],
  webSocketCloseTimeoutMs: ['test/runtime/realtime/session.test.ts', 'after our close frame'],
}

test('every limit has a test', () => {
  const root = new URL('../../../', import.meta.url)
  const here = [...requests, ...bodies].map(([name]) => name)
  const found: string[] = [...here, 'connectionsMax', 'jsonDepthMax', 'jsonLineBytesMax']
  for (const [name, [path, title]] of Object.entries(elsewhere)) {
    const at = fileURLToPath(new URL(path, root))
    if (existsSync(at) && readFileSync(at, 'utf8').includes(title)) found.push(name)
  }
  // Those of HTTP/2 are held to by its frames, all of them by name.
  const http2 = table.map(({ name }) => name).filter((name) => name.startsWith('http2'))
  expect([...found, ...http2].sort()).toEqual(table.map(({ name }) => name).sort())
})

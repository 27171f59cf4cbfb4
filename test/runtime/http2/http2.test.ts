// Owns what HTTP/2 promises on the engine: the same answers as HTTP/1.1, streams both ways, ends, and floods that
// end the connection with ENHANCE_YOUR_CALM while everybody else is served.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Reply } from '../../../runtime/src/http/reply.js'
import { frame, prefaceText } from '../../../runtime/src/http2/frame-scanner.js'
import type { EngineRoute } from '../../../runtime/src/native/engine.js'
import { eventually, route, setups, text } from '../../native/engine-under-test.js'
import { caseRoutes } from '../../native/http-cases.js'
import { bytesOf } from './frames.js'
import { ask, authority, dial, type Served, serve } from './served.js'

const big = 'big body '.repeat(200_000)
const left: string[] = []
let running = 0

const routes: readonly EngineRoute[] = [
  ...caseRoutes,
  route('GET', '/big', () => text(big)),
  route('GET', '/pieces', () => {
    const pieces = async function* () {
      for (let i = 0; i < 50; i++) yield `piece ${i}\n`
    }
    return new Reply(200, 'text/plain', pieces(), null)
  }),
  route(
    'POST',
    '/upload',
    async (raw) => {
      const stream = raw.stream()
      let length = 0
      for await (const piece of stream) length += piece.length
      return text(`${length} ${JSON.stringify(stream.trailers())}`)
    },
    { body: { required: false, types: [], bytesMax: 10_000_000, delivery: 'stream' } },
  ),
  route('GET', '/headers', (raw) =>
    text([raw.header('cookie'), raw.header('host'), raw.remoteAddress()].join('|')),
  ),
  route('GET', '/hints', async (raw) => {
    raw.hint(raw.token, { link: '</style.css>; rel=preload' })
    return text('hinted')
  }),
  route('GET', '/hang', async (raw) => {
    running += 1
    await new Promise<void>((resolve) =>
      raw.signal(raw.token).addEventListener('abort', () => resolve()),
    )
    left.push('hang')
    await new Promise((resolve) => setTimeout(resolve, 50))
    running -= 1
    return text('too late')
  }),
]

/** Frames by hand; gives what the server ended the connection with. */
const attack = async (port: number, pieces: readonly Buffer[]): Promise<Buffer> => {
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.on('error', () => {})
  socket.on('data', (data) => received.push(data))
  socket.write(prefaceText)
  socket.write(bytesOf(frame.settings, 0))
  for (const piece of pieces) {
    if (socket.destroyed || socket.writableEnded) break
    socket.write(piece)
  }
  await Promise.race([once(socket, 'close'), once(socket, 'end')])
  socket.destroy()
  return Buffer.concat(received)
}

/** Error code of the GOAWAY among these frames; -1 without one. */
const goAwayIn = (bytes: Buffer): number => {
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    if (bytes[at + 3] === 7) return bytes.readUInt32BE(at + 13)
  }
  return -1
}

// `GET /` in HPACK: indexed :method, :scheme and :path, a literal :authority.
const getRoot = Buffer.from([0x82, 0x86, 0x84, 0x41, 0x01, 0x61])
const getHang = Buffer.from([0x82, 0x86, 0x04, 0x05, ...Buffer.from('/hang'), 0x41, 0x01, 0x61])
const cancel = Buffer.from([0, 0, 0, 8])
// With `connection: close`, which HTTP/2 knows not: we reset the stream.
const malformed = Buffer.concat([
  getRoot,
  Buffer.from([0x00, 0x0a, ...Buffer.from('connection'), 0x05, ...Buffer.from('close')]),
])

const repeated = (count: number, each: (index: number) => Buffer): Buffer[] =>
  Array.from({ length: Math.ceil(count / 100) }, (_, block) =>
    Buffer.concat(
      Array.from({ length: Math.min(100, count - block * 100) }, (_, i) => each(block * 100 + i)),
    ),
  )

const curl = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('curl', ['-s', ...args])).stdout

describe.each(setups.slice(0, 2))('HTTP/2 on $io', (setup) => {
  let served: Served
  let session: ClientHttp2Session
  beforeAll(async () => {
    served = await serve(setup, routes)
    session = await dial(served.port)
  })
  afterAll(async () => {
    session.destroy()
    await served.stop()
  })

  it('answers curl, by prior knowledge', async () => {
    const at = `http://127.0.0.1:${served.port}`
    expect(await curl('--http2-prior-knowledge', '-w', ' %{http_version}', `${at}/`)).toBe(
      'hello 2',
    )
    expect(await curl('-w', ' %{http_version}', `${at}/`)).toBe('hello 1.1')
  })

  it('is agreed on by ALPN over TLS', async () => {
    const secure = connectHttp2(`https://127.0.0.1:${served.tlsPort}`, {
      ca: authority.cert,
      servername: 'a.test',
    })
    expect((await ask(secure, '/pets/7')).body).toBe('7 false ')
    expect((await ask(secure, '/big')).body.length).toBe(big.length)
    secure.close()
    const at = `https://a.test:${served.tlsPort}/`
    const resolve = ['--resolve', `a.test:${served.tlsPort}:127.0.0.1`, '-k']
    expect(await curl(...resolve, '-w', ' %{http_version}', at)).toBe('hello 2')
  })

  it('gives the answers of HTTP/1.1', async () => {
    expect(await ask(session, '/nowhere')).toMatchObject({ status: 404 })
    expect(await ask(session, '/pets/x')).toMatchObject({ status: 400 })
    expect(await ask(session, '/', { ':method': 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '5' },
    })
    expect(await ask(session, '/empty')).toMatchObject({ status: 204, headers: { location: '/x' } })
    const json = { ':method': 'POST', 'content-type': 'application/json' }
    expect((await ask(session, '/json', json, '{"a":1}')).body).toBe('{"a":1}')
    expect(await ask(session, '/small', { ':method': 'POST' }, 'too much')).toMatchObject({
      status: 413,
    })
    expect(await ask(session, '/late')).toMatchObject({ status: 200, body: 'late' })
  })

  it('joins cookie crumbs, and takes :authority for Host', async () => {
    const fields = { cookie: ['a=1', 'b=2'], ':authority': 'shop.test' }
    expect((await ask(session, '/headers', fields)).body).toBe('a=1; b=2|shop.test|127.0.0.1')
  })

  it('streams both ways, with trailers', async () => {
    expect((await ask(session, '/pieces')).body).toMatch(/^piece 0\n[\s\S]*piece 49\n$/)
    expect((await ask(session, '/big')).body.length).toBe(big.length)
    const stream = session.request(
      { ':path': '/upload', ':method': 'POST' },
      { waitForTrailers: true },
    )
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42' }))
    let body = ''
    stream.setEncoding('utf8')
    stream.on('data', (data) => {
      body += data
    })
    for (let i = 0; i < 100; i++) stream.write(Buffer.alloc(30_000, i))
    stream.end()
    await once(stream, 'close')
    expect(body).toMatch(/^3000000 .*x-sum.*42/)
  })

  it('sends interim answers', async () => {
    const stream = session.request({ ':path': '/hints' })
    const [fields] = await once(stream, 'headers')
    expect(fields).toMatchObject({ ':status': 103, link: '</style.css>; rel=preload' })
    stream.resume()
    await once(stream, 'close')
  })

  it('answers many at once', async () => {
    const all = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(session, `/pets/${i}`)))
    expect(all.map(({ body }) => body)).toEqual(all.map((_, i) => `${i} false `))
  })

  it('tells the handler when the client resets its stream', async () => {
    left.length = 0
    const stream = session.request({ ':path': '/hang' })
    stream.on('error', () => {})
    await eventually(() => running === 1)
    stream.close(constants.NGHTTP2_CANCEL)
    await eventually(() => left.length === 1 && running === 0)
  })

  it.each([
    [
      'connection: close',
      [0x00, 0x0a, ...Buffer.from('connection'), 0x05, ...Buffer.from('close')],
    ],
    [
      'transfer-encoding',
      [0x00, 0x11, ...Buffer.from('transfer-encoding'), 0x07, ...Buffer.from('chunked')],
    ],
    ['a path with a space', [0x04, 0x04, ...Buffer.from('/a b')]],
  ])('refuses %s', async (_, bytes) => {
    const socket = connect(served.port, '127.0.0.1')
    const block = Buffer.concat([getRoot, Buffer.from(bytes)])
    const received: Buffer[] = []
    socket.on('data', (data) => received.push(data))
    socket.write(prefaceText)
    socket.write(bytesOf(frame.settings, 0))
    socket.write(bytesOf(frame.headers, 5, 1, block))
    await eventually(() => typesIn(Buffer.concat(received)).includes(frame.resetStream))
    expect(typesIn(Buffer.concat(received))).not.toContain(frame.headers)
    socket.destroy()
  })

  it.each<[string, Buffer[]]>([
    [
      'resets',
      repeated(2000, (i) =>
        Buffer.concat([
          bytesOf(frame.headers, 5, 2 * i + 1, getRoot),
          bytesOf(frame.resetStream, 0, 2 * i + 1, cancel),
        ]),
      ),
    ],
    ['resets-provoked', repeated(2000, (i) => bytesOf(frame.headers, 5, 2 * i + 1, malformed))],
    ['pings-or-settings', repeated(2000, () => bytesOf(frame.ping, 0, 0, Buffer.alloc(8)))],
    ['pings-or-settings', repeated(2000, () => bytesOf(frame.settings, 0))],
    ['priorities', repeated(3000, () => bytesOf(frame.priority, 0, 1, Buffer.alloc(5)))],
    [
      'window-updates',
      repeated(3000, () => bytesOf(frame.windowUpdate, 0, 0, Buffer.from([0, 0, 0, 1]))),
    ],
    ['unknown-frames', repeated(2000, () => bytesOf(0x42, 0, 0))],
    [
      'empty-frames',
      [
        bytesOf(frame.headers, 4, 1, Buffer.concat([Buffer.from([0x83]), getRoot.subarray(1)])),
        ...repeated(2000, () => bytesOf(frame.data, 0, 1)),
      ],
    ],
    [
      'continuations',
      [
        bytesOf(frame.headers, 1, 1, getRoot),
        ...repeated(20, () =>
          bytesOf(frame.continuation, 0, 1, Buffer.from([0x00, 0x01, 0x61, 0x01, 0x61])),
        ),
      ],
    ],
    [
      'header-block',
      [
        bytesOf(frame.headers, 1, 1, Buffer.alloc(16_000, 0x86)),
        bytesOf(frame.continuation, 4, 1, Buffer.alloc(16_000, 0x86)),
      ],
    ],
  ])('ends a flood of %s, and serves everybody else', async (name, pieces) => {
    served.refused.length = 0
    const received = await attack(served.port, pieces)
    expect(served.refused).toEqual([`http2-${name}`])
    expect(goAwayIn(received)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM)
    expect((await ask(session, '/')).body).toBe('hello')
  })

  it('counts handlers that still run, not streams that are open', async () => {
    const socket: Socket = connect(served.port, '127.0.0.1')
    const received: Buffer[] = []
    socket.on('data', (data) => received.push(data))
    socket.on('error', () => {})
    socket.write(prefaceText)
    socket.write(bytesOf(frame.settings, 0))
    for (const piece of repeated(150, (i) =>
      Buffer.concat([
        bytesOf(frame.headers, 5, 2 * i + 1, getHang),
        bytesOf(frame.resetStream, 0, 2 * i + 1, cancel),
      ]),
    ))
      socket.write(piece)
    await eventually(
      () =>
        typesIn(Buffer.concat(received)).filter((type) => type === frame.resetStream).length >=
          50 || running === 0,
    )
    expect(running).toBeLessThanOrEqual(100)
    socket.destroy()
    await eventually(() => running === 0)
  })

  it('lets what has begun finish when it ends', async () => {
    const own = await serve(setup, routes)
    const client = await dial(own.port)
    const late = ask(client, '/late')
    await new Promise((resolve) => setTimeout(resolve, 5))
    own.sessions.end()
    expect((await late).body).toBe('late')
    await own.engine.shutdown({ deadlineMs: 2000 })
    expect(client.closed || client.destroyed).toBe(true)
  })
})

const typesIn = (bytes: Buffer): number[] => {
  const types: number[] = []
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
    types.push(bytes[at + 3] as number)
  return types
}

// Owns what HTTP/2 promises on the engine: the same answers as HTTP/1.1, streams both ways, and ends. What attackers get
// is in floods.test.ts.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Reply } from '../../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../../runtime/src/native/engine.js'
import { route, setups, text } from '../../native/engine-under-test.js'
import { caseRoutes } from '../../native/http-cases.js'
import { eventually, gate } from '../../waiting.js'
import {
  bytesOf,
  cancel,
  frame,
  getHang,
  getRoot,
  prefaceText,
  repeated,
  typesIn,
} from './frames.js'
import { ask, authority, dial, dialTls, type Served, serve } from './served.js'

const big = 'big body '.repeat(200_000)
const longHead = Object.fromEntries(
  Array.from({ length: 80 }, (_, i) => [`x-${i}`, 'v'.repeat(1000)]),
)
const left: string[] = []
let running = 0
/** Handlers of /hang go on after their client has left, until it opens. */
let mayEnd = gate()

const routes: readonly EngineRoute[] = [
  ...caseRoutes,
  route('GET', '/big', () => text(big)),
  route('GET', '/encrypted', (raw) => text(String(raw.isEncrypted))),
  route('COPY', '/big', (raw) => text(raw.method)),
  route('GET', '/pieces', () => {
    const pieces = async function* () {
      for (let i = 0; i < 50; i++) yield `piece ${i}\n`
    }
    return new Reply(200, 'text/plain', pieces(), null).withTrailers(['x-last'], () => ({
      'x-last': 49,
    }))
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
    await mayEnd.opened
    running -= 1
    return text('too late')
  }),
]

// Without the sanitizers that may be loaded into this process.
const plainEnvironment = { ...process.env, LD_PRELOAD: undefined }

const curl = async (...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)('curl', ['-s', ...args], { env: plainEnvironment })).stdout

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

  it('tells handlers whether its connection is encrypted', async () => {
    for (const [session, told] of [
      [await dialTls(served.tlsPort), 'true'],
      [await dial(served.port), 'false'],
    ] as const) {
      expect((await ask(session, '/encrypted')).body).toBe(told)
      session.destroy()
    }
  })

  it('gives the answers of HTTP/1.1', async () => {
    expect(await ask(session, '/nowhere')).toMatchObject({ status: 404 })
    expect(await ask(session, '/pets/x')).toMatchObject({ status: 400 })
    expect(await ask(session, '/', { ':method': 'HEAD' })).toMatchObject({
      status: 200,
      body: '',
      headers: { 'content-length': '5' },
    })
    // Methods are tokens with case: one that a route has, one that this path has not, and one that none has.
    expect(await ask(session, '/big', { ':method': 'COPY' })).toMatchObject({ body: 'COPY' })
    expect(await ask(session, '/', { ':method': 'COPY' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS' },
    })
    expect(await ask(session, '/big', { ':method': 'POST' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD, OPTIONS, COPY' },
    })
    expect(await ask(session, '/big', { ':method': 'copy' })).toMatchObject({ status: 501 })
    expect(await ask(session, '/empty')).toMatchObject({ status: 204, headers: { location: '/x' } })
    const json = { ':method': 'POST', 'content-type': 'application/json' }
    expect((await ask(session, '/json', json, '{"a":1}')).body).toBe('{"a":1}')
    expect(await ask(session, '/small', { ':method': 'POST' }, 'too much')).toMatchObject({
      status: 413,
    })
    expect(await ask(session, '/late')).toMatchObject({ status: 200, body: 'late' })
  })

  it('answers with a head larger than nghttp2 sends of itself', async () => {
    const own = await serve(setup, [route('GET', '/', () => new Reply(204, null, null, longHead))])
    const settings = { maxHeaderListSize: 1 << 20 }
    const client = connectHttp2(`http://127.0.0.1:${own.port}`, { settings })
    const { status, headers } = await ask(client, '/')
    expect({ status, last: headers['x-79'] }).toEqual({ status: 204, last: longHead['x-79'] })
    client.destroy()
    await own.stop()
  })

  it('joins cookie crumbs, and takes :authority for Host', async () => {
    const fields = { cookie: ['a=1', 'b=2'], ':authority': 'shop.test' }
    expect((await ask(session, '/headers', fields)).body).toBe('a=1; b=2|shop.test|127.0.0.1')
  })

  it('streams both ways, with trailers', async () => {
    expect((await ask(session, '/pieces')).body).toMatch(/^piece 0\n[\s\S]*piece 49\n$/)
    expect((await ask(session, '/big')).body.length).toBe(big.length)
    const down = session.request({ ':path': '/pieces' })
    const trailers = once(down, 'trailers')
    down.resume()
    expect((await trailers)[0]).toMatchObject({ 'x-last': '49' })
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
    await eventually(() => left.length === 1)
    mayEnd.open()
    await eventually(() => running === 0)
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

  it('counts handlers that still run, not streams that are open', async () => {
    mayEnd = gate()
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
    // The answer to a ping says that what came before it was taken.
    socket.write(bytesOf(frame.ping, 0, 0, Buffer.alloc(8)))
    await eventually(() => typesIn(Buffer.concat(received)).includes(frame.ping))
    await eventually(() => running >= 100)
    expect(running).toBe(100)
    // A stream that the client has reset needs no reset back: nghttp2 of Node.js 20 sends it, that of 22 does not.
    const refused = typesIn(Buffer.concat(received)).filter((type) => type === frame.resetStream)
    expect([0, 50]).toContain(refused.length)
    mayEnd.open()
    socket.destroy()
    await eventually(() => running === 0)
  })

  it('lets what has begun finish when it ends', async () => {
    const late = gate()
    let begun = false
    const slow = route('GET', '/slow', async () => {
      begun = true
      await late.opened
      return text('late')
    })
    const own = await serve(setup, [slow])
    const client = await dial(own.port)
    const answer = ask(client, '/slow')
    await eventually(() => begun)
    const stopped = own.engine.shutdown({ deadlineMs: 600_000 })
    await once(client, 'goaway')
    late.open()
    expect((await answer).body).toBe('late')
    expect(await stopped).toEqual({ aborted: 0 })
    await eventually(() => client.closed || client.destroyed)
  })
})

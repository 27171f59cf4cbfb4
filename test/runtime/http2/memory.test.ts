// Owns how much memory one client of HTTP/2 can make the engine hold, and how long: uploads that do not end, heads that
// trickle, windows that open by a byte.

import { once } from 'node:events'
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
} from 'node:http2'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { MultipartSpec } from '../../../runtime/src/body/multipart/form-spec.js'
import type { UploadedFile } from '../../../runtime/src/body/multipart/gathered-form.js'
import { multipart } from '../../../runtime/src/body/multipart/multipart.js'
import { Reply } from '../../../runtime/src/http/reply.js'
import type { EngineLimits } from '../../../runtime/src/native/engine.js'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { bytesOf, frame, getRoot, goAwayIn, prefaceText } from './frames.js'
import { type Answer, answerOf, ask, dial, type Served, serve } from './served.js'

const kib = 1024
const mib = 1024 * kib
const big = 'big '.repeat(500_000)
/** All of it waits in a stream, whose connection holds nothing of it. */
const small = 'small'.repeat(8_000)

/** More than sockets of this machine take: the rest of it waits. */
const large = Buffer.alloc(8 * mib, 'large')

const anyForm: MultipartSpec<{ a: UploadedFile }, Record<never, never>, never> = {
  parts: {},
  hint: null,
  validate: () => true,
}

const routes = [
  route('GET', '/large', () => new Reply(200, 'application/octet-stream', large, null)),
  route('GET', '/', () => text('hello')),
  route('GET', '/big', () => text(big)),
  route('GET', '/small', () => text(small)),
  route('POST', '/size', (raw) => text(String(raw.bodyBytes().length)), {
    body: { required: false, types: [], bytesMax: mib },
  }),
  route(
    'POST',
    '/form',
    async (raw) => {
      const form = await multipart<{ a: UploadedFile }>(raw, anyForm).form()
      return text(String(form.a.bytes.length))
    },
    { body: { required: false, types: [], bytesMax: mib, delivery: 'stream' } },
  ),
]

const ping = async (session: ClientHttp2Session): Promise<void> => {
  await new Promise((resolve) => session.ping(resolve))
}

/** Asks for an answer that waits until the result is called, which takes it to its end. */
const readLate = (port: number): (() => Promise<number>) => {
  const session = connectHttp2(`http://127.0.0.1:${port}`)
  session.on('error', () => {})
  const stream = session.request({ ':path': '/big' })
  stream.on('error', () => {})
  return async () => {
    let bytes = 0
    for await (const data of stream) bytes += data.length
    session.destroy()
    return bytes
  }
}

const readLateOverHttp1 = (port: number): (() => Promise<number>) => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  return async () => {
    const pieces: Buffer[] = []
    for await (const data of socket) pieces.push(data)
    const all = Buffer.concat(pieces)
    return all.length - all.indexOf('\r\n\r\n') - 4
  }
}

describe.each(setups.slice(0, 2))('on $io', (setup) => {
  let served: Served
  afterEach(() => served.stop())
  const begin = async (own: Partial<EngineLimits>): Promise<void> => {
    served = await serve(setup, routes, own)
  }

  it('uploads beyond http2UploadBytesMax wait for the oldest, and all are taken in the end', async () => {
    const most = 640 * kib
    await begin({ http2UploadBytesMax: most, http2StreamsMax: 10 })
    const session = await dial(served.port)
    await ping(session)
    const body = Buffer.alloc(mib - 1, 0x62)
    const uploads: ClientHttp2Stream[] = []
    const answers: Promise<Answer>[] = []
    let sent = 0
    for (let i = 0; i < 10; i++) {
      const stream = session.request({ ':path': '/size', ':method': 'POST' })
      stream.on('error', () => {})
      answers.push(answerOf(stream))
      stream.write(body, () => {
        sent += 1
      })
      uploads.push(stream)
    }
    // The oldest is let in; several ways to the server and back later the others still have their windows only.
    await eventually(() => sent > 0)
    for (let i = 0; i < 20; i++) await ping(session)
    expect(sent).toBe(1)
    expect(session.socket.bytesWritten).toBeGreaterThan(mib)
    expect(session.socket.bytesWritten).toBeLessThan(mib + most + 64 * kib)
    expect(served.engine.metrics().requestsInFlight).toBe(0)
    for (const stream of uploads) stream.end('!')
    const found = await Promise.all(answers)
    expect(found.map((each) => each.body)).toEqual(uploads.map(() => String(mib)))
    session.destroy()
  })

  it('what is gathered of forms counts: uploads beyond http2UploadBytesMax wait for the oldest', async () => {
    await begin({ http2UploadBytesMax: 640 * kib, http2StreamsMax: 10 })
    const session = await dial(served.port)
    await ping(session)
    const before = '--B\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n'
    const after = '\r\n--B--\r\n'
    const file = Buffer.alloc(mib - 1_000, 0x62)
    const headers = { ':method': 'POST', 'content-type': 'multipart/form-data; boundary=B' }
    let sent = 0
    const uploads = Array.from({ length: 8 }, () => {
      const stream = session.request({ ':path': '/form', ...headers })
      const answer = answerOf(stream)
      stream.write(Buffer.concat([Buffer.from(before), file]), () => {
        sent += 1
      })
      return { stream, answer }
    })
    await eventually(() => sent > 0)
    for (let i = 0; i < 20; i++) await ping(session)
    expect(sent).toBe(1)
    // Each of the others has what its windows let in before it is told to wait.
    expect(served.engine.metrics().inputBytesHeld).toBeLessThan(5 * mib)
    for (const { stream } of uploads) stream.end(after)
    const found = await Promise.all(uploads.map(({ answer }) => answer))
    expect(found.map(({ body }) => body)).toEqual(uploads.map(() => String(file.length)))
    expect(served.engine.metrics().inputBytesHeld).toBe(0)
    session.destroy()
  })

  it('a stream that is given up makes room for the others', async () => {
    await begin({ http2UploadBytesMax: 640 * kib, http2StreamsMax: 10 })
    const session = await dial(served.port)
    await ping(session)
    const first = session.request({ ':path': '/size', ':method': 'POST' })
    first.on('error', () => {})
    const isIn = new Promise((resolve) => first.write(Buffer.alloc(mib - 1), resolve))
    await isIn
    const second = ask(session, '/size', { ':method': 'POST' }, Buffer.alloc(mib))
    await ping(session)
    first.close(8)
    expect((await second).body).toBe(String(mib))
    session.destroy()
  })

  it.each([
    ['/big', big, 4 * mib, 8],
    ['/small', small, 320 * kib, 20],
  ])(
    'answers that nobody takes are bounded over all connections: %s',
    async (path, body, most, asked) => {
      await begin({ heldOutputBytesMax: most, writeStallTimeoutMs: 60_000 })
      const session = connectHttp2(`http://127.0.0.1:${served.port}`, {
        settings: { initialWindowSize: 0 },
      })
      session.on('error', () => {})
      await once(session, 'remoteSettings')
      const codes: (number | undefined)[] = []
      for (let i = 0; i < asked; i++) {
        const stream = session.request({ ':path': path })
        stream.on('error', () => {})
        stream.once('close', () => codes.push(stream.rstCode))
        // Answered, or refused: the next one is asked for then.
        await new Promise((resolve) => stream.once('response', resolve).once('close', resolve))
      }
      const held = (): number => served.engine.metrics().outputBytesHeld
      expect(codes).toEqual(Array(codes.length).fill(7))
      expect(codes.length).toBeGreaterThan(2)
      expect(held()).toBeGreaterThan(most)
      expect(held()).toBeLessThan(most + 2 * body.length)
      expect(served.engine.metrics().refusals['held-output']).toBe(codes.length)
      session.destroy()
      await eventually(() => held() === 0)
      const after = await dial(served.port)
      expect((await ask(after, '/')).body).toBe('hello')
      after.destroy()
    },
  )

  it('who takes answers is served while another holds all that may be held', async () => {
    await begin({ heldOutputBytesMax: 4 * mib, writeStallTimeoutMs: 60_000 })
    const held = (): number => served.engine.metrics().outputBytesHeld
    const hoarder = connectHttp2(`http://127.0.0.1:${served.port}`, {
      settings: { initialWindowSize: 0 },
    })
    hoarder.on('error', () => {})
    await once(hoarder, 'remoteSettings')
    const streams = Array.from({ length: 4 }, () => hoarder.request({ ':path': '/big' }))
    for (const stream of streams) stream.on('error', () => {})
    await eventually(() => held() > 4 * mib)
    const reader = await dial(served.port)
    for (let i = 0; i < 5; i++) {
      expect((await ask(reader, '/')).body).toBe('hello')
      expect((await ask(reader, '/small')).body).toBe(small)
    }
    expect(held()).toBeGreaterThan(4 * mib)
    reader.destroy()
    hoarder.destroy()
    await eventually(() => held() === 0)
  })

  it.each([
    ['HTTP/2', big.length],
    ['HTTP/1.1', large.length],
  ])(
    'who came first and takes nothing gives way to %s of many shares on a slow line',
    async (protocol, bytes) => {
      const most = 8 * mib
      await begin({ heldOutputBytesMax: most, writeStallTimeoutMs: 60_000 })
      const metrics = () => served.engine.metrics()
      // What a reader is sent is more than ten shares.
      const others: Socket[] = []
      for (let i = 0; i < 100; i++) {
        const socket = connect(served.port, '127.0.0.1')
        others.push(socket)
        await once(socket, 'connect')
      }
      await eventually(() => metrics().connectionsOpen === others.length)
      const hoarder = connectHttp2(`http://127.0.0.1:${served.port}`, {
        settings: { initialWindowSize: 0 },
      })
      hoarder.on('error', () => {})
      await once(hoarder, 'remoteSettings')
      while (metrics().outputBytesHeld <= most) {
        const stream = hoarder.request({ ':path': '/big' })
        stream.on('error', () => {})
        await once(stream, 'response')
      }
      const read = protocol === 'HTTP/2' ? readLate(served.port) : readLateOverHttp1(served.port)
      await eventually(() => hoarder.destroyed && metrics().outputBytesHeld < most)
      expect(metrics().outputBytesHeld).toBeGreaterThan((10 * most) / 102)
      expect(await read()).toBe(bytes)
      expect(metrics().refusals['held-output']).toBe(1)
      for (const socket of others) socket.destroy()
    },
  )

  it('clients of HTTP/1 that take nothing give way to one that does', async () => {
    await begin({ heldOutputBytesMax: 16 * mib, writeStallTimeoutMs: 60_000 })
    const metrics = () => served.engine.metrics()
    const silent: Socket[] = []
    let most = 0
    // Each asks for more than the kernel takes, so that some of it waits here.
    for (let i = 0; i < 64; i++) {
      const socket = connect(served.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.pause()
      silent.push(socket)
      const before = metrics().requests
      socket.write(`GET /large HTTP/1.1\r\nHost: a\r\n\r\n`)
      await eventually(() => metrics().requests > before)
      most = Math.max(most, metrics().outputBytesHeld)
    }
    expect(most).toBeGreaterThan(16 * mib)
    expect(most).toBeLessThan(2 * 16 * mib + 2 * large.length)
    await eventually(() => (metrics().refusals['held-output'] ?? 0) > 0)
    // Beside those that are left, and with their share as the others have it.
    const reader = await dial(served.port)
    expect((await ask(reader, '/')).body).toBe('hello')
    reader.destroy()
    for (const socket of silent) socket.destroy()
    await eventually(() => metrics().outputBytesHeld === 0)
  })

  it('a lone client may have an answer that is larger than what all may hold', async () => {
    await begin({ heldOutputBytesMax: mib })
    const socket = connect(served.port, '127.0.0.1')
    let bytes = 0
    socket.on('data', (data) => {
      bytes += data.length
    })
    socket.write(`GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    await once(socket, 'end')
    expect(bytes).toBeGreaterThan(large.length)
    socket.destroy()
  })

  it('a frame of headers that trickles is not waited for', async () => {
    await begin({ headTimeoutMs: 50 })
    const socket = connect(served.port, '127.0.0.1')
    const received: Buffer[] = []
    socket.on('data', (data) => received.push(data))
    socket.on('error', () => {})
    // All flags are there, the block is not.
    const whole = bytesOf(frame.headers, 5, 1, getRoot)
    socket.write(Buffer.concat([Buffer.from(prefaceText), bytesOf(frame.settings, 0)]))
    socket.write(whole.subarray(0, whole.length - 1))
    await Promise.race([once(socket, 'close'), once(socket, 'end')])
    expect(goAwayIn(Buffer.concat(received))).toBe(0)
    await eventually(() => served.refused.length > 0)
    expect(served.refused).toEqual(['http2-head-timeout'])
    socket.destroy()
  })

  it('a client that opens its window by a byte is not waited for', async () => {
    await begin({ writeStallTimeoutMs: 200, downloadBytesPerSecondMin: 10 * kib })
    const socket = connect(served.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    const narrow = Buffer.from([0, 4, 0, 0, 0, 1])
    const path = Buffer.from('/big')
    const getBig = Buffer.concat([
      Buffer.from([0x82, 0x86, 0x04, path.length]),
      path,
      Buffer.from([0x41, 0x01, 0x61]),
    ])
    socket.write(prefaceText)
    socket.write(bytesOf(frame.settings, 0, 0, narrow))
    socket.write(bytesOf(frame.headers, 5, 1, getBig))
    const byByte = setInterval(() => {
      socket.write(bytesOf(frame.windowUpdate, 0, 1, Buffer.from([0, 0, 0, 1])))
    }, 20)
    await eventually(() => served.engine.metrics().refusals['write-stall'] === 1)
    clearInterval(byByte)
    await eventually(() => served.engine.metrics().requestsInFlight === 0)
    socket.destroy()
  })
})

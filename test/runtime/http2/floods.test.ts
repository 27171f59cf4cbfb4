// Owns what a peer gets that floods us or breaks the rules of HTTP/2, over TLS and without: a GOAWAY that says why, the
// end of its connection, and everybody else is served.

import { once } from 'node:events'
import { constants } from 'node:http2'
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Reply } from '../../../runtime/src/http/reply.js'
import type { EngineLimits } from '../../../runtime/src/native/engine.js'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import {
  byNghttp2,
  bytesOf,
  cancel,
  frame,
  getRoot,
  goAwayIn,
  prefaceText,
  repeated,
  typesIn,
} from './frames.js'
import { answerOf, dial, dialTls, type Served, serve } from './served.js'

let given = 0
async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    given += 1
    yield Buffer.alloc(16_384, 0x61)
  }
}

const routes = [
  route('GET', '/', () => text('hello')),
  route('GET', '/big', () => text('big '.repeat(500_000))),
  route('GET', '/endless', () => new Reply(200, 'text/plain', endless(), null)),
]

const open = (served: Served, isSecure: boolean) =>
  isSecure
    ? connectTls({ port: served.tlsPort, ALPNProtocols: ['h2'], rejectUnauthorized: false })
    : connect(served.port, '127.0.0.1')

/** Bytes by hand; gives what the server sent until it ended the connection. */
const attack = async (
  served: Served,
  isSecure: boolean,
  pieces: readonly (Buffer | string)[],
): Promise<Buffer> => {
  const socket = open(served, isSecure)
  const received: Buffer[] = []
  socket.on('error', () => {})
  socket.on('data', (data) => received.push(data))
  for (const piece of pieces) {
    if (socket.destroyed || socket.writableEnded) break
    socket.write(piece)
  }
  await Promise.race([once(socket, 'close'), once(socket, 'end')])
  socket.destroy()
  return Buffer.concat(received)
}

const hello = [prefaceText, bytesOf(frame.settings, 0)]
const post = Buffer.concat([Buffer.from([0x83]), getRoot.subarray(1)])
// With `connection: close`, which HTTP/2 knows not: we reset the stream.
const malformed = Buffer.concat([
  getRoot,
  Buffer.from([0x00, 0x0a, ...Buffer.from('connection'), 0x05, ...Buffer.from('close')]),
])
// `content-length: 5`, and then nothing.
const ofFiveBytes = Buffer.concat([post, Buffer.from([0x0f, 0x0d, 0x01, 0x35])])
// A field of 3,900 bytes that goes to the table of HPACK, and then is named by one byte each time.
const bomb = (times: number): Buffer =>
  Buffer.concat([
    getRoot,
    Buffer.from([0x40, 0x01, 0x78, 0x7f, 0xbd, 0x1d]),
    Buffer.alloc(3900, 0x61),
    Buffer.alloc(times - 1, 0xbe),
  ])

// A field that no table keeps, so long that a frame is full of it.
const plainField = (length: number): Buffer =>
  Buffer.concat([
    Buffer.from([
      0x00,
      0x01,
      0x78,
      0x7f,
      ((length - 127) % 128) | 0x80,
      Math.floor((length - 127) / 128),
    ]),
    Buffer.alloc(length, 0x61),
  ])

const wideWindows = [
  bytesOf(frame.settings, 0, 0, Buffer.from([0, 4, 0x7f, 0xff, 0xff, 0xff])),
  bytesOf(frame.windowUpdate, 0, 0, Buffer.from([0x7f, 0xff, 0, 0])),
]
const getEndless = Buffer.concat([
  Buffer.from([0x82, 0x86, 0x04, 0x08]),
  Buffer.from('/endless'),
  Buffer.from([0x41, 0x01, 0x61]),
])

const floods: [string, string, Buffer[]][] = [
  [
    'rapid reset',
    'resets',
    repeated(2000, (i) =>
      Buffer.concat([
        bytesOf(frame.headers, 5, 2 * i + 1, getRoot),
        bytesOf(frame.resetStream, 0, 2 * i + 1, cancel),
      ]),
    ),
  ],
  [
    'made-you-reset by malformed requests',
    'resets-provoked',
    repeated(2000, (i) => bytesOf(frame.headers, 5, 2 * i + 1, malformed)),
  ],
  [
    'made-you-reset by bodies of another length',
    'resets-provoked',
    repeated(2000, (i) => bytesOf(frame.headers, 5, 2 * i + 1, ofFiveBytes)),
  ],
  ['PING', 'pings-or-settings', repeated(2000, () => bytesOf(frame.ping, 0, 0, Buffer.alloc(8)))],
  [
    'PING that answers none',
    'pings-or-settings',
    repeated(2000, () => bytesOf(frame.ping, 1, 0, Buffer.alloc(8))),
  ],
  ['SETTINGS', 'pings-or-settings', repeated(2000, () => bytesOf(frame.settings, 0))],
  ['PRIORITY', 'priorities', repeated(3000, () => bytesOf(frame.priority, 0, 1, Buffer.alloc(5)))],
  [
    'WINDOW_UPDATE',
    'window-updates',
    repeated(3000, () => bytesOf(frame.windowUpdate, 0, 0, Buffer.from([0, 0, 0, 1]))),
  ],
  ['unknown frames', 'unknown-frames', repeated(2000, () => bytesOf(0x42, 0, 0))],
  [
    'empty DATA',
    'empty-frames',
    [bytesOf(frame.headers, 4, 1, post), ...repeated(2000, () => bytesOf(frame.data, 0, 1))],
  ],
  [
    'DATA of padding',
    'empty-frames',
    [
      bytesOf(frame.headers, 4, 1, post),
      ...repeated(2000, () => bytesOf(frame.data, 8, 1, Buffer.from([3, 0, 0, 0]))),
    ],
  ],
  [
    'DATA of padding for a stream that is closed',
    'empty-frames',
    [
      bytesOf(frame.headers, 4, 1, post),
      bytesOf(frame.resetStream, 0, 1, cancel),
      ...repeated(2000, () => bytesOf(frame.data, 8, 1, Buffer.from([0]))),
    ],
  ],
  [
    'CONTINUATION',
    'continuations',
    [
      bytesOf(frame.headers, 1, 1, getRoot),
      ...repeated(20, () =>
        bytesOf(frame.continuation, 0, 1, Buffer.from([0x00, 0x01, 0x61, 0x01, 0x61])),
      ),
    ],
  ],
  [
    'a header block of many bytes',
    'header-block',
    [
      bytesOf(frame.headers, 1, 1, getRoot),
      ...repeated(5, () => bytesOf(frame.continuation, 0, 1, plainField(16_000))),
    ],
  ],
  ['an HPACK bomb', 'header-list', [bytesOf(frame.headers, 5, 1, bomb(10_000))]],
]

const offences: [string, number, (Buffer | string)[]][] = [
  ['DATA on stream 0', 1, [...hello, bytesOf(frame.data, 0, 0, Buffer.alloc(4))]],
  ['PING of 7 bytes', 6, [...hello, bytesOf(frame.ping, 0, 0, Buffer.alloc(7))]],
  ['a frame of 20,000 bytes', 6, [...hello, bytesOf(0x42, 0, 0, Buffer.alloc(20_000))]],
  [
    'HPACK of an index that is not',
    9,
    [...hello, bytesOf(frame.headers, 5, 1, Buffer.from([0xff, 0x7f]))],
  ],
  ['CONTINUATION of nothing', 1, [...hello, bytesOf(frame.continuation, 4, 1, getRoot)]],
  [
    'a first frame that is no SETTINGS',
    1,
    [prefaceText, bytesOf(frame.ping, 0, 0, Buffer.alloc(8))],
  ],
]

describe.each([
  ['uring', 'TLS'],
  ['uring', 'plain'],
  ['epoll', 'TLS'],
  ['epoll', 'plain'],
])('on %s, %s', (io, way) => {
  const isSecure = way === 'TLS'
  const setup = setups.find((each) => each.io === io && each.loop === 'wake') ?? setups[0]
  let served: Served
  beforeAll(async () => {
    served = await serve(setup, routes)
  })
  afterAll(() => served.stop())

  const isServed = async (): Promise<void> => {
    const session = await (isSecure ? dialTls(served.tlsPort) : dial(served.port))
    expect((await answerOf(session.request({ ':path': '/' }))).body).toBe('hello')
    session.destroy()
    await eventually(() => {
      const { connectionsOpen, requestsInFlight } = served.engine.metrics()
      return connectionsOpen === 0 && requestsInFlight === 0
    })
  }

  it.each(floods)('a flood: %s', async (_, name, pieces) => {
    served.refused.length = 0
    const received = await attack(served, isSecure, [...hello, ...pieces])
    await eventually(() => served.refused.length > 0)
    expect(served.refused).toEqual([`http2-${name}`])
    expect(goAwayIn(received)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM)
    await isServed()
  })

  it.each(offences)('an offence: %s', async (_, code, pieces) => {
    served.refused.length = 0
    expect(goAwayIn(await attack(served, isSecure, pieces))).toBe(code)
    await eventually(() => served.refused.length > 0)
    expect(served.refused).toEqual(['http2-protocol'])
    await isServed()
  })

  it('a header list beyond its limit gets a 431', async () => {
    const socket = open(served, isSecure)
    const received: Buffer[] = []
    socket.on('data', (data) => received.push(data))
    for (const piece of [...hello, bytesOf(frame.headers, 5, 1, bomb(6))]) socket.write(piece)
    // `:status` is no static entry: a literal, spelled by Huffman or not.
    await eventually(() => Buffer.concat(received).includes('Request Header Fields Too Large'))
    socket.destroy()
    await isServed()
  })

  it('a head of too many bytes gets a 431 on its stream, and the connection goes on', async () => {
    const session = await (isSecure ? dialTls(served.tlsPort) : dial(served.port))
    const fields = { 'x-long': 'a'.repeat(20_000) }
    expect((await answerOf(session.request({ ':path': '/', ...fields }))).status).toBe(431)
    expect((await answerOf(session.request({ ':path': '/' }))).body).toBe('hello')
    session.destroy()
  })

  it('a stream too many is refused, and no other', () =>
    withLimits({ http2StreamsMax: 3 }, async (quick) => {
      const socket = open(quick, isSecure)
      const received: Buffer[] = []
      socket.on('data', (data) => received.push(data))
      socket.on('error', () => {})
      socket.write(Buffer.concat([Buffer.from(prefaceText), bytesOf(frame.settings, 0)]))
      await eventually(() => typesIn(Buffer.concat(received)).includes(frame.settings))
      // What it was told is acknowledged: from here on it knows.
      const settings = Buffer.concat(received)
      expect(settings.subarray(9, 15)).toEqual(Buffer.from([0, 3, 0, 0, 0, 3]))
      socket.write(bytesOf(frame.settings, 1))
      for (const id of [1, 3, 5, 7]) socket.write(bytesOf(frame.headers, 4, id, post))
      await eventually(() => typesIn(Buffer.concat(received)).includes(frame.resetStream))
      const all = Buffer.concat(received)
      const at = all.indexOf(bytesOf(frame.resetStream, 0, 7, Buffer.from([0, 0, 0, 7])))
      expect(at).toBeGreaterThan(0)
      expect(goAwayIn(all)).toBe(-1)
      socket.destroy()
    }))

  const withLimits = async (
    own: Partial<EngineLimits>,
    use: (own: Served) => Promise<void>,
  ): Promise<void> => {
    const quick = await serve(setup, routes, own)
    try {
      await use(quick)
    } finally {
      await quick.stop()
    }
  }

  it('a connection without a request is ended, with a GOAWAY of no error', () =>
    withLimits({ http2IdleTimeoutMs: 50 }, async (quick) => {
      expect(goAwayIn(await attack(quick, isSecure, hello))).toBe(0)
      // Pings are no requests.
      const pings = repeated(20, () => bytesOf(frame.ping, 0, 0, Buffer.alloc(8)))
      expect(goAwayIn(await attack(quick, isSecure, [...hello, ...pings]))).toBe(0)
    }))

  it('a header block that does not end is not waited for', () =>
    withLimits({ headTimeoutMs: 50 }, async (quick) => {
      const begun = [...hello, bytesOf(frame.headers, 1, 1, getRoot)]
      expect(goAwayIn(await attack(quick, isSecure, begun))).toBe(0)
      await eventually(() => quick.refused.length > 0)
      expect(quick.refused).toEqual(['http2-head-timeout'])
    }))

  it('what a client provokes and does not read is not kept', async () => {
    served.refused.length = given = 0
    const socket = open(served, isSecure)
    socket.on('error', () => {})
    socket.pause()
    for (const piece of [...hello, ...wideWindows, bytesOf(frame.headers, 5, 1, getEndless)])
      socket.write(piece)
    // Until its way is full: others are served, and it takes nothing.
    const session = await dial(served.port)
    for (let before = -1; before !== given; ) {
      before = given
      for (let i = 0; i < 20; i++) await answerOf(session.request({ ':path': '/' }))
      if (given === 0) before = -1
    }
    session.destroy()
    // Each request above those that may be under way is reset, and those resets wait.
    for (const piece of repeated(30_000, (i) => bytesOf(frame.headers, 5, 2 * i + 3, getRoot)))
      socket.write(piece)
    // Older ones keep a frame for each stream that is refused, which ends the connection; newer ones keep none.
    const wanted = byNghttp2({ upTo61: ['http2-unread-frames'], from69: [] })
    const mayGoOn = wanted.some(({ length }) => length === 0)
    await eventually(() => served.refused.length > 0 || (mayGoOn && socket.writableLength === 0))
    expect(wanted).toContainEqual(served.refused)
    socket.destroy()
    await isServed()
  })

  it('a client that opens no window is not waited for', () =>
    withLimits({ writeStallTimeoutMs: 100 }, async (quick) => {
      const session = await (isSecure ? dialTls(quick.tlsPort) : dial(quick.port))
      const stream = session.request({ ':path': '/big' })
      const [error] = await once(stream, 'error')
      expect(String(error)).toMatch(/NGHTTP2_(CANCEL|INTERNAL_ERROR)/)
      expect((await answerOf(session.request({ ':path': '/' }))).body).toBe('hello')
      session.destroy()
    }))
})

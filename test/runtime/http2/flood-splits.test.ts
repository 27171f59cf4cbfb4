// Owns that floods and offences of HTTP/2 are told however their bytes are cut: whole, split at every byte, byte by byte,
// on both drivers. With limits so small that a flood is short.

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { bytesOf, cancel, frame, getRoot, goAwayIn, prefaceText } from './frames.js'
import { type Served, serve } from './served.js'

const limits = {
  http2ContinuationsMax: 1,
  http2ResetsMax: 2,
  http2ResetsPerSecondMax: 0,
  http2ControlFramesMax: 3,
  http2ControlFramesPerSecondMax: 0,
  headBytesMax: 100,
}
const calm = 11
const times = (count: number, each: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => each(index)))
const stream = (index: number): number => 2 * index + 1
const post = Buffer.concat([Buffer.from([0x83]), getRoot.subarray(1)])
const connectionField = Buffer.from('\0\x0aconnection\x05close')
const eight = Buffer.alloc(8)

// The name of the refusal, the code of GOAWAY, and what does it.
const faults: readonly [string, string, number, Buffer][] = [
  [
    'rapid reset',
    'resets',
    calm,
    times(3, (i) =>
      Buffer.concat([
        bytesOf(frame.headers, 5, stream(i), getRoot),
        bytesOf(frame.resetStream, 0, stream(i), cancel),
      ]),
    ),
  ],
  [
    'made-you-reset',
    'resets-provoked',
    calm,
    times(3, (i) => {
      const head = Buffer.concat([getRoot, connectionField])
      return bytesOf(frame.headers, 5, stream(i), head)
    }),
  ],
  ['PING', 'pings-or-settings', calm, times(3, () => bytesOf(frame.ping, 0, 0, eight))],
  [
    'PING that answers none',
    'pings-or-settings',
    calm,
    // One is taken for what our SETTINGS get.
    times(4, () => bytesOf(frame.ping, 1, 0, eight)),
  ],
  ['SETTINGS', 'pings-or-settings', calm, times(3, () => bytesOf(frame.settings, 0))],
  [
    'PRIORITY',
    'priorities',
    calm,
    times(3, () => bytesOf(frame.priority, 0, 1, Buffer.from([0, 0, 0, 0, 1]))),
  ],
  ['unknown frames', 'unknown-frames', calm, times(3, () => bytesOf(0x42, 0, 0))],
  [
    'empty DATA',
    'empty-frames',
    calm,
    Buffer.concat([bytesOf(frame.headers, 4, 1, post), times(3, () => bytesOf(frame.data, 0, 1))]),
  ],
  [
    'CONTINUATION',
    'continuations',
    calm,
    Buffer.concat([
      bytesOf(frame.headers, 1, 1, getRoot.subarray(0, 2)),
      bytesOf(frame.continuation, 0, 1, getRoot.subarray(2, 4)),
      bytesOf(frame.continuation, 4, 1, getRoot.subarray(4)),
    ]),
  ],
  [
    'a header list that unpacks to more than it is',
    'header-list',
    calm,
    bytesOf(
      frame.headers,
      5,
      1,
      Buffer.concat([
        getRoot,
        Buffer.from('\x40\x01x\x20'),
        Buffer.alloc(32, 'a'),
        Buffer.alloc(8, 0xbe),
      ]),
    ),
  ],
  ['DATA on stream 0', 'protocol', 1, bytesOf(frame.data, 0, 0, eight)],
  ['a WINDOW_UPDATE of nothing', 'protocol', 1, bytesOf(frame.windowUpdate, 0, 0, Buffer.alloc(4))],
  ['a PING of seven bytes', 'protocol', 6, bytesOf(frame.ping, 0, 0, Buffer.alloc(7))],
  ['a stream of the server', 'protocol', 1, bytesOf(frame.headers, 5, 2, getRoot)],
]

describe.each(setups.slice(0, 2))('on $io', (setup) => {
  let served: Served
  beforeAll(async () => {
    const body = { required: false, types: [], bytesMax: 1000 }
    const routes = [
      route('GET', '/', () => text('hello')),
      route('POST', '/', () => text('taken'), { body }),
    ]
    served = await serve(setup, routes, limits)
  })
  afterAll(() => served.stop())

  /** Sends the pieces, each when the one before is with the kernel; all that came before the end. */
  const answered = (pieces: readonly Uint8Array[]): Promise<Buffer> =>
    new Promise((resolve) => {
      const socket = connect({ port: served.port, host: '127.0.0.1', noDelay: true })
      const received: Buffer[] = []
      socket.on('data', (data) => received.push(data))
      socket.on('error', () => {})
      socket.on('close', () => resolve(Buffer.concat(received)))
      const send = (at: number): void => {
        const piece = pieces[at]
        if (piece !== undefined) socket.write(piece, () => setImmediate(send, at + 1))
      }
      send(0)
    })
  /** Whole, byte by byte, and split at every byte. */
  const waysOf = (bytes: Buffer): Uint8Array[][] => {
    const hello = Buffer.concat([Buffer.from(prefaceText), bytesOf(frame.settings, 0)])
    const all = Buffer.concat([hello, bytes])
    const cuts = Array.from({ length: bytes.length }, (_each, at) => hello.length + at)
    const splits = cuts.map((at) => [all.subarray(0, at), all.subarray(at)])
    return [[all], [...all].map((byte) => Uint8Array.of(byte)), ...splits]
  }

  it.each(faults)('%s', async (_, name, code, bytes) => {
    served.refused.length = 0
    const ways = waysOf(bytes)
    for (const pieces of ways) expect(goAwayIn(await answered(pieces))).toBe(code)
    await eventually(() => served.refused.length === ways.length)
    expect(new Set(served.refused)).toEqual(new Set([`http2-${name}`]))
  })

  it('what is within the limits is served', async () => {
    const bytes = Buffer.concat([
      bytesOf(frame.headers, 1, 1, getRoot.subarray(0, 2)),
      bytesOf(frame.continuation, 4, 1, getRoot.subarray(2)),
      bytesOf(frame.headers, 0, 3, post),
      bytesOf(frame.continuation, 4, 3),
      bytesOf(frame.data, 0, 3, eight),
      bytesOf(frame.ping, 0, 0, eight),
      bytesOf(frame.data, 1, 3),
      bytesOf(frame.goAway, 0, 0, eight),
    ])
    for (const pieces of waysOf(bytes)) {
      const all = (await answered(pieces)).toString()
      expect([all.includes('hello'), all.includes('taken')]).toEqual([true, true])
    }
  })
})

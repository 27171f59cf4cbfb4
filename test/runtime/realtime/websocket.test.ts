// Owns what a WebSocket connection answers to any frames, whole and split at every byte: the groups of the
// Autobahn suite that concern a server, and the rows of the fault table.

import { describe, expect, it } from 'vitest'
import type { SocketLimits } from '../../../runtime/src/realtime/websocket/socket-limits.js'
import { eventually } from '../../waiting.js'
import { closeFrame, deflated, frame, textFrame } from './frames.js'
import { openSocket, type SocketSettings } from './socket-under-test.js'

const echo = (events: string[]): SocketSettings['hooks'] => ({
  open: () => void events.push('open'),
  message: (socket, message) => socket.send(message),
  close: (_socket, code, reason) => void events.push(`close ${code} ${reason}`.trim()),
})

/** Sends pieces, ends its half, and gives what came back and what hooks saw. */
const exchange = async (pieces: readonly Uint8Array[], settings: Partial<SocketSettings> = {}) => {
  const events: string[] = []
  const socket = await openSocket({ hooks: echo(events), ...settings })
  for (const piece of pieces) {
    socket.client.write(piece)
    if (pieces.length > 1) await new Promise(setImmediate)
  }
  await socket.closed
  socket.client.end()
  await eventually(() => events.length === 2)
  socket.stop()
  return [...socket.frames(), ...events.slice(1)]
}

type Case = readonly [
  title: string,
  frames: readonly Buffer[],
  answer: readonly string[],
  settings?: { readonly limits?: Partial<SocketLimits>; readonly deflate?: boolean },
]

const bye = closeFrame(1000)
const done = ['close:1000', 'close 1000'] as const
const failed = (code: number, reason: string): string[] => [
  `close:${code}`,
  `close ${code} ${reason}`,
]
const wrong = (reason: string) => failed(1002, `Invalid WebSocket frame: ${reason}`)

const groups: readonly (readonly [string, readonly Case[]])[] = [
  [
    '1 framing',
    [
      ['empty text', [textFrame(''), bye], ['text:', ...done]],
      ...[1, 125, 126, 127, 65535, 65536, 100_000].map(
        (size): Case => [
          `text of ${size}`,
          [textFrame('*'.repeat(size)), bye],
          [size > 40 ? `text of ${size}` : 'text:*', ...done],
        ],
      ),
      ['empty binary', [frame({ opcode: 2 }), bye], ['binary:0', ...done]],
      [
        'binary of 70,000',
        [frame({ opcode: 2, payload: Buffer.alloc(70_000) }), bye],
        ['binary:70000', ...done],
      ],
    ],
  ],
  [
    '2 pings and pongs',
    [
      ['a ping', [frame({ opcode: 9 }), bye], ['pong:', ...done]],
      ['a ping with text', [frame({ opcode: 9, payload: 'hello' }), bye], ['pong:hello', ...done]],
      [
        'a ping of 126',
        [frame({ opcode: 9, payload: 'x'.repeat(126) })],
        wrong('invalid payload length 126'),
      ],
      [
        'pongs nobody asked for',
        [frame({ opcode: 10, payload: 'x' }), frame({ opcode: 10 }), bye],
        [...done],
      ],
      [
        'many pings',
        [...Array.from({ length: 10 }, (_, i) => frame({ opcode: 9, payload: `${i}` })), bye],
        [...Array.from({ length: 10 }, (_, i) => `pong:${i}`), ...done],
      ],
    ],
  ],
  [
    '3 reserved bits',
    [1, 2, 3, 4, 5, 6, 7].flatMap((rsv): Case[] => [
      [
        `${rsv} on text`,
        [textFrame('a', { rsv })],
        wrong(rsv === 4 ? 'RSV1 must be clear' : 'RSV2 and RSV3 must be clear'),
      ],
      [
        `${rsv} on a ping, after a message`,
        [textFrame('a'), frame({ opcode: 9, rsv })],
        ['text:a', ...wrong(rsv === 4 ? 'RSV1 must be clear' : 'RSV2 and RSV3 must be clear')],
      ],
    ]),
  ],
  [
    '4 opcodes',
    [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
      (opcode): Case => [
        `${opcode}`,
        [textFrame('a'), frame({ opcode, payload: 'x' }), textFrame('b')],
        ['text:a', ...wrong(`invalid opcode ${opcode}`)],
      ],
    ),
  ],
  [
    '5 fragments',
    [
      [
        'two',
        [textFrame('a', { fin: false }), frame({ opcode: 0, payload: 'b' }), bye],
        ['text:ab', ...done],
      ],
      [
        'with a ping between',
        [
          textFrame('a', { fin: false }),
          frame({ opcode: 9, payload: 'p' }),
          frame({ opcode: 0, payload: 'b' }),
          bye,
        ],
        ['pong:p', 'text:ab', ...done],
      ],
      [
        'a fragmented ping',
        [frame({ opcode: 9, fin: false }), frame({ opcode: 0 })],
        wrong('FIN must be set'),
      ],
      [
        'a fragmented pong',
        [frame({ opcode: 10, fin: false }), frame({ opcode: 0 })],
        wrong('FIN must be set'),
      ],
      [
        'a continuation of nothing',
        [frame({ opcode: 0, payload: 'x' })],
        wrong('invalid opcode 0'),
      ],
      [
        'a continuation after a message',
        [textFrame('a'), frame({ opcode: 0, payload: 'x' })],
        ['text:a', ...wrong('invalid opcode 0')],
      ],
      [
        'text within text',
        [textFrame('a', { fin: false }), textFrame('b')],
        wrong('invalid opcode 1'),
      ],
      [
        'binary within text',
        [textFrame('a', { fin: false }), frame({ opcode: 2 })],
        wrong('invalid opcode 2'),
      ],
      [
        'all empty',
        [
          textFrame('', { fin: false }),
          frame({ opcode: 0, fin: false }),
          frame({ opcode: 0 }),
          bye,
        ],
        ['text:', ...done],
      ],
    ],
  ],
  [
    '6 UTF-8',
    [
      [
        'valid',
        [textFrame('\u03ba\u1f79\u03c3\u{10ffff}'), bye],
        ['text:\u03ba\u1f79\u03c3\u{10ffff}', ...done],
      ],
      [
        'cut between fragments',
        [
          textFrame(Buffer.from([0xce]), { fin: false }),
          frame({ opcode: 0, payload: Buffer.from([0xba]) }),
          bye,
        ],
        ['text:\u03ba', ...done],
      ],
      ...[
        [0xff],
        [0xc0, 0x80],
        [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80],
        [0xce],
        [0xe1, 0xbd],
      ].map(
        (bytes): Case => [
          `invalid ${Buffer.from(bytes).toString('hex')}`,
          [textFrame(Buffer.from(bytes))],
          failed(1007, 'Invalid WebSocket frame: invalid UTF-8 sequence'),
        ],
      ),
      [
        'any bytes in binary',
        [frame({ opcode: 2, payload: Buffer.from([0xff]) }), bye],
        ['binary:1', ...done],
      ],
    ],
  ],
  [
    '7 closing',
    [
      ['without a code', [closeFrame()], ['close', 'close 1005']],
      ['with a reason', [closeFrame(1000, 'bye')], ['close:1000', 'close 1000 bye']],
      ['then more', [bye, textFrame('a'), frame({ opcode: 9 })], [...done]],
      ['twice', [bye, bye], [...done]],
      ['of one byte', [frame({ opcode: 8, payload: 'x' })], wrong('invalid payload length 1')],
      [
        'of 126 bytes',
        [frame({ opcode: 8, payload: Buffer.alloc(126) })],
        wrong('invalid payload length 126'),
      ],
      [
        'a reason that is not UTF-8',
        [frame({ opcode: 8, payload: Buffer.from([0x03, 0xe8, 0xff]) })],
        failed(1007, 'Invalid WebSocket frame: invalid UTF-8 sequence'),
      ],
      ...[1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 3999, 4000, 4999].map(
        (code): Case => [`${code}`, [closeFrame(code)], [`close:${code}`, `close ${code}`]],
      ),
      ...[0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535].map(
        (code): Case => [`${code}`, [closeFrame(code)], wrong(`invalid status code ${code}`)],
      ),
    ],
  ],
  [
    '8 masks',
    [
      ['text without', [textFrame('a', { masked: false })], wrong('MASK must be set')],
      ['close without', [frame({ opcode: 8, masked: false })], wrong('MASK must be set')],
    ],
  ],
  [
    '9 limits',
    [
      [
        'a message at its limit',
        [textFrame('x'.repeat(1000)), bye],
        ['text of 1000', ...done],
        { limits: { webSocketMessageBytesMax: 1000 } },
      ],
      [
        'a message beyond it',
        [textFrame('x'.repeat(1001))],
        failed(1009, 'Max payload size exceeded'),
        { limits: { webSocketMessageBytesMax: 1000 } },
      ],
      [
        'only its head',
        [textFrame('', { length: 1n << 40n })],
        failed(1009, 'Max payload size exceeded'),
      ],
      [
        'a head of 2^63',
        [textFrame('', { length: (1n << 63n) - 1n })],
        failed(1009, 'Unsupported WebSocket frame: payload length > 2^53 - 1'),
      ],
      [
        'the sum of fragments',
        [
          textFrame('x'.repeat(600), { fin: false }),
          frame({ opcode: 0, payload: 'x'.repeat(600) }),
        ],
        failed(1009, 'Max payload size exceeded'),
        { limits: { webSocketMessageBytesMax: 1000 } },
      ],
      [
        'as many fragments as allowed',
        [
          textFrame('a', { fin: false }),
          frame({ opcode: 0, payload: 'b', fin: false }),
          frame({ opcode: 0, payload: 'c' }),
          bye,
        ],
        ['text:abc', ...done],
        { limits: { webSocketFragmentsMax: 3 } },
      ],
      [
        'one more',
        [
          textFrame('a', { fin: false }),
          frame({ opcode: 0, payload: 'b', fin: false }),
          frame({ opcode: 0, payload: 'c' }),
        ],
        failed(1008, 'The message has too many fragments.'),
        { limits: { webSocketFragmentsMax: 2 } },
      ],
      [
        'empty ones count',
        [
          textFrame('', { fin: false }),
          ...Array.from({ length: 1024 }, () => frame({ opcode: 0, fin: false })),
        ],
        failed(1008, 'The message has too many fragments.'),
      ],
      [
        'of one message, not of all',
        [...Array.from({ length: 5 }, () => textFrame('a')), bye],
        [...Array.from({ length: 5 }, () => 'text:a'), ...done],
        { limits: { webSocketFragmentsMax: 1 } },
      ],
    ],
  ],
  [
    '12 compression',
    [
      [
        'text',
        [textFrame(deflated('hello'), { rsv: 4 }), bye],
        ['text:hello', ...done],
        { deflate: true },
      ],
      [
        'twice, without the window of before',
        [textFrame(deflated('hello'), { rsv: 4 }), textFrame(deflated('hello'), { rsv: 4 }), bye],
        ['text:hello', 'text:hello', ...done],
        { deflate: true },
      ],
      [
        'in fragments',
        [
          textFrame(deflated('hello').subarray(0, 3), { rsv: 4, fin: false }),
          frame({ opcode: 0, payload: deflated('hello').subarray(3) }),
          bye,
        ],
        ['text:hello', ...done],
        { deflate: true },
      ],
      [
        'not of this message',
        [textFrame('hello'), bye],
        ['text:hello', ...done],
        { deflate: true },
      ],
      [
        'on a continuation',
        [textFrame('a', { fin: false }), frame({ opcode: 0, rsv: 4 })],
        wrong('RSV1 must be clear'),
        { deflate: true },
      ],
      [
        'that is none',
        [textFrame(Buffer.from([0xff, 0xff, 0xff, 0xff]), { rsv: 4 })],
        failed(1007, 'invalid block type'),
        { deflate: true },
      ],
      [
        'a bomb',
        [textFrame(deflated(Buffer.alloc(8 * 1024 * 1024)), { rsv: 4 })],
        failed(1009, 'Max payload size exceeded'),
        { deflate: true },
      ],
      [
        'of what is not UTF-8',
        [textFrame(deflated(Buffer.from([0xff])), { rsv: 4 })],
        failed(1007, 'Invalid WebSocket frame: invalid UTF-8 sequence'),
        { deflate: true },
      ],
      [
        'empty fragments count',
        [
          textFrame('', { rsv: 4, fin: false }),
          frame({ opcode: 0, fin: false }),
          frame({ opcode: 0, fin: false }),
        ],
        failed(1008, 'The message has too many fragments.'),
        { deflate: true, limits: { webSocketFragmentsMax: 2 } },
      ],
    ],
  ],
]

/** Longer inputs are split at their first bytes only: what matters there is heads. */
const splitsMax = 60

describe.each(groups)('%s', (_, cases) => {
  it.for(cases)('%s', async ([_title, frames, answer, settings = {}]) => {
    const bytes = Buffer.concat(frames)
    expect(await exchange([bytes], settings)).toEqual(answer)
    expect(await exchange(frames, settings)).toEqual(answer)
    const single = [...bytes.subarray(0, splitsMax)].map((byte) => Uint8Array.of(byte))
    expect(await exchange([...single, bytes.subarray(splitsMax)], settings)).toEqual(answer)
  })
})

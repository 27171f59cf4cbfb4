// Owns that a frame too many hides nothing: what was wrong before it is told, however the bytes were split.

import { expect, test } from 'vitest'
import { frame, textFrame } from './frames.js'
import { openSocket } from './socket-under-test.js'

const limits = { webSocketFragmentsMax: 2 }

test.each<[string, readonly Buffer[], string]>([
  [
    'text within text, then too many',
    [
      textFrame('a', { fin: false }),
      textFrame('b', { fin: false }),
      frame({ opcode: 0, payload: 'c', fin: false }),
    ],
    'close:1002',
  ],
  [
    'too many, the last with a reserved bit',
    [
      textFrame('a', { fin: false }),
      frame({ opcode: 0, fin: false }),
      frame({ opcode: 0, rsv: 2, payload: 'c' }),
    ],
    'close:1002',
  ],
  [
    'too many, the last of which would complete the message',
    [textFrame('a', { fin: false }), frame({ opcode: 0, fin: false }), frame({ opcode: 0 })],
    'close:1008',
  ],
])('%s', async (_, frames, answer) => {
  const bytes = Buffer.concat(frames)
  const single = Array.from(bytes, (byte) => Uint8Array.of(byte))
  for (const pieces of [[bytes], frames, single]) {
    const messages: unknown[] = []
    const hooks = { message: (_socket: unknown, message: unknown) => void messages.push(message) }
    const socket = await openSocket({ limits, hooks })
    for (const piece of pieces) {
      socket.client.write(piece)
      await new Promise(setImmediate)
    }
    await socket.closed
    socket.stop()
    expect([socket.frames(), messages]).toEqual([[answer], []])
  }
})

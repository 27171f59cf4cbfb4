// Owns that messages which are not whole are bounded, over all sockets and in time, and that what is whole costs nothing.

import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { defineApp } from '../../../runtime/src/app/define-app.js'
import { webSocketRoute } from '../../../runtime/src/realtime/index.js'
import {
  HeldBytes,
  heldBytesOf,
  UnfinishedMessage,
} from '../../../runtime/src/realtime/websocket/unfinished.js'
import {
  type FrameReceiver,
  keptBytes,
  PerMessageDeflate,
  Receiver,
} from '../../../runtime/src/realtime/websocket/ws-library.js'
import { startApp } from '../../../runtime/src/testing/index.js'
import { eventually, turns } from '../../waiting.js'
import { usualLimits } from '../usual-limits.js'
import { closeFrame, deflated, frame, textFrame } from './frames.js'
import { openSocket, type SocketSettings, type SocketUnderTest } from './socket-under-test.js'

/** What the library inflates with, which its typings leave out. */
const inflaters = PerMessageDeflate.prototype as unknown as {
  decompress(...given: unknown[]): void
}

const size = 600_000
/** The first frame of a message, of some hundred bytes. */
const bomb = textFrame(deflated('a'.repeat(size)), { rsv: 4, fin: false })
/** A frame that is not whole, and takes what it says. */
const half = textFrame('a'.repeat(size)).subarray(0, -1)
const lastByte = textFrame('a'.repeat(size)).subarray(-1)
/** Goes on behind the empty block that the first frame lacks (RFC 7692, 7.2.1). */
const lastDeflated = frame({
  opcode: 0,
  payload: Buffer.concat([Buffer.from([0, 0, 255, 255]), deflated('b')]),
})

const opened: SocketUnderTest[] = []
const open = async (settings: SocketSettings): Promise<SocketUnderTest> => {
  const socket = await openSocket(settings)
  opened.push(socket)
  return socket
}

afterEach(() => {
  for (const socket of opened.splice(0)) socket.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

describe('what all sockets keep of messages that are not whole', () => {
  it.each<[string, boolean, first: Buffer, end: Buffer, whole: string]>([
    ['inflated', true, bomb, lastDeflated, `text of ${size + 1}`],
    ['as it came', false, half, lastByte, `text of ${size}`],
  ])(
    'is bounded, %s: who brings more is closed with 1013',
    async (_, deflate, first, end, whole) => {
      const held = new HeldBytes(size * 1.5)
      const got: unknown[] = []
      const hooks = {
        message: (_: unknown, text: unknown) => void got.push(`text of ${`${text}`.length}`),
      }
      const patient = await open({ held, deflate, hooks })
      patient.client.write(first)
      await eventually(() => held.bytes >= size - 1)
      const before = held.bytes
      const write = vi.spyOn(Receiver.prototype, 'write')
      const greedy = await open({ held, deflate, hooks })
      greedy.client.write(first)
      await eventually(() => greedy.frames().includes('close:1013'))
      // It has not closed yet, and its bytes are gone.
      const receiver = write.mock.contexts[0] as FrameReceiver
      expect([held.bytes, keptBytes(receiver)]).toEqual([before, 0])
      patient.client.write(end)
      await eventually(() => got.length === 1)
      expect([got, patient.session.isOpen]).toEqual([[whole], true])
      await eventually(() => held.bytes === 0)
    },
  )

  it('is counted frame by frame', async () => {
    const held = new HeldBytes(size / 2)
    const decompress = vi.spyOn(inflaters, 'decompress')
    const socket = await open({ held, deflate: true, hooks: {} })
    socket.client.write(Buffer.concat([bomb, lastDeflated]))
    await eventually(() => socket.frames().includes('close:1013'))
    expect(decompress).toHaveBeenCalledTimes(1)
  })

  it.each<[string, (socket: SocketUnderTest) => void]>([
    ['that breaks', ({ client }) => client.resetAndDestroy()],
    ['that closes', ({ client }) => client.write(closeFrame(1000))],
    ['that is wrong', ({ client }) => client.write(textFrame('text within text'))],
    [
      'that is too slow a reader',
      ({ session }) => {
        session.send('x'.repeat(10))
        session.send('x'.repeat(10))
      },
    ],
  ])('is given back by a socket %s', async (_, end) => {
    const held = new HeldBytes(size * 2)
    const socket = await open({
      held,
      deflate: true,
      limits: { webSocketQueueBytesMax: 10 },
      hooks: {},
    })
    socket.client.write(bomb)
    await eventually(() => held.bytes === size)
    end(socket)
    await eventually(() => held.bytes === 0)
  })

  it('is what it counts: small fragments do not keep what came with them', async () => {
    const write = vi.spyOn(Receiver.prototype, 'write')
    const held = new HeldBytes(size)
    const socket = await open({ held, hooks: {} })
    const pong = frame({ opcode: 10, payload: 'x'.repeat(125) })
    const pongs = Array.from({ length: 400 }, () => pong)
    const fragments = 20
    for (let sent = 1; sent <= fragments; sent++) {
      const opcode = sent === 1 ? 1 : 0
      const fragment = frame({ opcode, payload: 'abc', fin: false })
      socket.client.write(Buffer.concat([...pongs, fragment]))
      await eventually(() => held.bytes >= sent * 3)
    }
    const { _fragments, _buffers } = write.mock.contexts[0] as FrameReceiver
    const kept = new Set([..._fragments, ..._buffers].map(({ buffer }) => buffer))
    const bytes = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0)
    expect(_fragments.length).toBe(fragments)
    expect(bytes).toBeLessThan(fragments * 100)
  })

  it('does not count what is whole', async () => {
    const held = new HeldBytes(0)
    const socket = await open({ held, hooks: { message: (to, text) => void to.send(text) } })
    socket.client.write(Buffer.concat([textFrame('a'), textFrame('b')]))
    await eventually(() => socket.frames().length === 2)
    expect(socket.frames()).toEqual(['text:a', 'text:b'])
  })

  it('is one sum for all operations of a server', async () => {
    const sockets = ['/a', '/b'].map((path) => webSocketRoute({ path }, () => ({})))
    const limits = { webSocketHeldBytesMax: 65_536 }
    const config = { server: { limits } }
    const server = await startApp(defineApp({ config, handlers: [], routes: sockets }))
    const dial = async (path: string) => {
      const socket = new WebSocket(server.url.replace('http', 'ws') + path)
      const codes: number[] = []
      socket.on('close', (code) => codes.push(code))
      await once(socket, 'open')
      socket.send(Buffer.alloc(40_000), { fin: false })
      return codes
    }
    const both = [await dial('/a'), await dial('/b')]
    await eventually(() => both.flat().length === 1)
    expect(both.flat()).toEqual([1013])
    await server.close()
  })

  it('is that of one server', () => {
    const server = { ...usualLimits, webSocketHeldBytesMax: 100_000 }
    expect(heldBytesOf(server)).toBe(heldBytesOf(server))
    expect(heldBytesOf(server).max).toBe(100_000)
    expect(heldBytesOf(server)).not.toBe(heldBytesOf({ ...server }))
  })
})

describe('a message that is never whole', () => {
  const limits = { webSocketMessageTimeoutMs: 20 }

  it.each([
    ['a frame, and no other', textFrame('a', { fin: false })],
    ['an empty frame', textFrame('', { fin: false })],
    ['half a frame', textFrame('abc').subarray(0, -1)],
    ['a byte', textFrame('abc').subarray(0, 1)],
  ])('is closed with 1008 in spite of pings: %s', async (_, bytes) => {
    const socket = await open({ limits, hooks: {} })
    const isFrame = bytes.length === 0 || (bytes[0] as number) < 0x80
    socket.client.write(bytes)
    const pinging = setInterval(() => {
      if (isFrame) socket.client.write(frame({ opcode: 9 }))
    }, 5)
    await eventually(() => socket.frames().includes('close:1008'))
    clearInterval(pinging)
  })

  const clocked = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const held = new HeldBytes(10)
    const late = vi.fn()
    const state = { reads: true }
    const message = new UnfinishedMessage(100, held, { isReading: () => state.reads, late })
    return { held, late, state, message }
  }

  it('has its time from its first frame on, and no timer stays behind it', () => {
    const { held, late, message } = clocked()
    message.done()
    expect(vi.getTimerCount()).toBe(0)
    expect(message.keep(4)).toBe(true)
    vi.advanceTimersByTime(60)
    expect([message.keep(10), held.bytes]).toEqual([true, 10])
    message.done()
    expect([vi.getTimerCount(), held.bytes]).toEqual([0, 0])
    message.keep(1)
    vi.advanceTimersByTime(60)
    expect(late).not.toHaveBeenCalled()
    message.keep(2)
    vi.advanceTimersByTime(40)
    expect(late).toHaveBeenCalledTimes(1)
  })

  it('is not late while nothing is read', () => {
    const { late, state, message } = clocked()
    state.reads = false
    message.keep(1)
    vi.advanceTimersByTime(150)
    state.reads = true
    expect(late).not.toHaveBeenCalled()
    vi.advanceTimersByTime(50)
    expect(late).toHaveBeenCalledTimes(1)
  })

  it('is cut off where we have closed already', async () => {
    const codes: number[] = []
    const held = new HeldBytes(size / 2)
    const hooks = { close: (_: unknown, code: number) => void codes.push(code) }
    const socket = await open({ held, deflate: true, hooks })
    socket.session.close()
    socket.client.write(bomb)
    await eventually(() => codes.length === 1)
    await turns(5)
    expect([codes, held.bytes]).toEqual([[1006], 0])
  })
})

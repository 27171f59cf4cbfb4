// Owns what holds of a session beside frames: hooks one at a time, backpressure both ways, silence, topics.

import { describe, expect, it, vi } from 'vitest'
import type { ServerSocket } from '../../../runtime/src/realtime/websocket/hooks.js'
import { createTopics } from '../../../runtime/src/realtime/websocket/topics.js'
import { PerMessageDeflate } from '../../../runtime/src/realtime/websocket/ws-library.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'
import { eventually, standsStill, turns } from '../../waiting.js'
import { closeFrame, deflated, frame, textFrame } from './frames.js'
import { openSocket, type SocketUnderTest } from './socket-under-test.js'

/** What the library inflates with, which its typings leave out. */
const inflaters = PerMessageDeflate.prototype as unknown as {
  decompress(...given: unknown[]): void
}

/** Topics of one socket at most. */
const topicsPerSocketMax = 1000

const until = async (socket: SocketUnderTest, what: string): Promise<void> =>
  eventually(() => socket.frames().includes(what))

describe('hooks', () => {
  it('run one at a time, and nothing more is read meanwhile', async () => {
    const events: string[] = []
    const releases: (() => void)[] = []
    const held = (name: string) => {
      events.push(name)
      return new Promise<void>((resolve) => releases.push(resolve))
    }
    const socket = await openSocket({
      hooks: {
        open: () => held('open'),
        message: (_socket, message) => held(`message ${message}`),
        close: () => void events.push('close'),
      },
    })
    socket.client.write(Buffer.concat([textFrame('a'), textFrame('b')]))
    socket.client.write(closeFrame(1000))
    await turns(20)
    expect(events).toEqual(['open'])
    for (const next of ['message a', 'message b']) {
      releases.shift()?.()
      await eventually(() => events.includes(next))
      await turns(20)
      expect(events.at(-1)).toBe(next)
    }
    expect(socket.frames()).toEqual([])
    releases.shift()?.()
    await socket.closed
    socket.client.end()
    await eventually(() => events.at(-1) === 'close')
    socket.stop()
  })

  it('that take long let others have their turn between messages of one chunk', async () => {
    let passed = 0
    const seen: number[] = []
    const count = (): void => {
      passed++
      next = setImmediate(count)
    }
    let next = setImmediate(count)
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    const message = (): void => {
      seen.push(passed)
      now += 11
    }
    const socket = await openSocket({ hooks: { message } })
    socket.client.write(Buffer.concat(Array(20).fill(textFrame('a'))))
    await eventually(() => seen.length === 20)
    clearImmediate(next)
    clock.mockRestore()
    expect(new Set(seen).size).toBe(20)
    socket.stop()
  })

  it.each([
    ['open', { open: () => Promise.reject(new Error('no')) }],
    [
      'message',
      {
        message: () => {
          throw new Error('no')
        },
      },
    ],
  ])('that fail in %s are told, and end the connection with 1011', async (_, hooks) => {
    const socket = await openSocket({ hooks })
    socket.client.write(textFrame('a'))
    await socket.closed
    expect(socket.frames()).toEqual(['close:1011'])
    expect(socket.failures).toEqual([new Error('no')])
    socket.stop()
  })

  it('hear 1006 once when the connection breaks', async () => {
    const codes: number[] = []
    const socket = await openSocket({ hooks: { close: (_socket, code) => void codes.push(code) } })
    socket.client.resetAndDestroy()
    await eventually(() => codes.length > 0)
    await turns(20)
    expect(codes).toEqual([1006])
    expect(await socket.session.send('x')).toBe(false)
    socket.stop()
  })

  it('of another generation take the connection over', async () => {
    const events: string[] = []
    const named = (name: string) => ({
      open: () => void events.push(`${name} open`),
      message: (socket: ServerSocket<unknown>, message: unknown) =>
        socket.send(`${name} ${message}`),
      close: (_socket: unknown, code: number) => void events.push(`${name} close ${code}`),
    })
    const socket = await openSocket({ hooks: named('old') })
    socket.client.write(textFrame('1'))
    await until(socket, 'text:old 1')
    socket.session.adopt({ hooks: named('new'), schemas: { receive: null, send: null } })
    socket.client.write(textFrame('2'))
    await until(socket, 'text:new 2')
    socket.client.end(closeFrame(1000))
    await eventually(() => events.length === 4)
    expect(events).toEqual(['old open', 'old close 1012', 'new open', 'new close 1000'])
    socket.stop()
  })
})

describe('messages of a contract', () => {
  const schemas = {
    receive: (value: unknown, issues: Issues) =>
      typeof value === 'number' || issues.addAt('n', 'type', 'must be a number'),
    send: (value: never) => JSON.stringify(value),
  }
  it.each<[string, Buffer, string[]]>([
    ['that match', textFrame('7'), ['text:{"got":7}']],
    ['that do not match', textFrame('"x"'), ['close:1008']],
    ['that are no JSON', textFrame('{'), ['close:1007']],
    ['that are bytes', frame({ opcode: 2, payload: '7' }), ['close:1003']],
  ])('%s', async (_, message, frames) => {
    const socket = await openSocket({ schemas, hooks: { message: (to, got) => to.send({ got }) } })
    socket.client.write(message)
    await eventually(() => socket.frames().length > 0)
    expect(socket.frames()).toEqual(frames)
    socket.stop()
  })
})

describe('sending', () => {
  const large = 'x'.repeat(100_000)

  it('waits for a client that does not read, and goes on when it does', async () => {
    let sent = 0
    let drained = 0
    const socket = await openSocket({
      limits: { webSocketQueueBytesMax: 2_000_000 },
      hooks: {
        open: async (to) => {
          for (let i = 0; i < 300; i++) {
            await to.send(large)
            sent++
          }
        },
        drain: () => void drained++,
      },
    })
    socket.client.pause()
    await standsStill(() => sent)
    expect(sent).toBeLessThan(300)
    expect(socket.session.queuedBytes).toBeLessThan(400_000)
    socket.client.resume()
    await eventually(() => sent === 300 && socket.session.queuedBytes === 0)
    expect(drained).toBeGreaterThan(0)
    socket.stop()
  })

  it('ends a connection whose queue is full with 1013', async () => {
    const codes: number[] = []
    const socket = await openSocket({
      limits: { webSocketQueueBytesMax: 300_000, webSocketCloseTimeoutMs: 50 },
      hooks: { close: (_socket, code) => void codes.push(code) },
    })
    socket.client.pause()
    const results: Promise<boolean>[] = []
    for (let i = 0; i < 200 && socket.session.isOpen; i++) {
      results.push(socket.session.send(large))
      await turns(1)
    }
    expect(socket.session.isOpen).toBe(false)
    expect(await results.at(-1)).toBe(false)
    await eventually(() => codes.length === 1)
    expect(codes).toEqual([1013])
    socket.stop()
  })

  it('compresses what is long when that was agreed on', async () => {
    const socket = await openSocket({ deflate: true, hooks: {} })
    await socket.session.send('short')
    await socket.session.send('y'.repeat(5000))
    await eventually(() => socket.frames().length === 2)
    expect(socket.frames()).toEqual(['text:short', expect.stringMatching(/ deflated$/)])
    expect(socket.received().length).toBeLessThan(200)
    socket.stop()
  })

  it('goes on inflating for others when clients reset in the midst of it', async () => {
    const limits = { webSocketMessageBytesMax: 64 * 1024 * 1024 }
    const large = textFrame(deflated(Buffer.alloc(16 * 1024 * 1024, 'a')), { rsv: 4 })
    const decompress = vi.spyOn(inflaters, 'decompress')
    // More than the library inflates at the same time.
    for (let i = 1; i <= 12; i++) {
      let isClosed = false
      const hooks = {
        close: () => {
          isClosed = true
        },
      }
      const socket = await openSocket({ deflate: true, limits, hooks })
      socket.client.write(large)
      await eventually(() => decompress.mock.calls.length === i)
      socket.client.resetAndDestroy()
      await eventually(() => isClosed)
      socket.stop()
    }
    decompress.mockRestore()
    const other = await openSocket({
      deflate: true,
      hooks: { message: (socket, message) => void socket.send(message) },
    })
    other.client.write(textFrame(deflated('hello'), { rsv: 4 }))
    await eventually(() => other.frames().includes('text:hello'))
    other.stop()
  })

  it('refuses codes that no frame can have', async () => {
    const socket = await openSocket({ hooks: {} })
    expect(() => socket.session.close(1005)).toThrow(TypeError)
    expect(socket.session.isOpen).toBe(true)
    socket.session.close(4000, 'enough')
    await until(socket, 'close:4000')
    socket.stop()
  })

  it.each(['x'.repeat(123), 'x'.repeat(124), `${'x'.repeat(119)}\u{1f600}\u{1f600}`])(
    'cuts a reason between characters: %s',
    async (reason) => {
      const socket = await openSocket({ hooks: {} })
      socket.session.close(4000, reason)
      await until(socket, 'close:4000')
      const told = socket.received().subarray(4)
      expect(told.length).toBeLessThanOrEqual(123)
      expect(told.length).toBeGreaterThanOrEqual(119)
      expect(reason.startsWith(told.toString('utf8'))).toBe(true)
      socket.stop()
    },
  )

  it.each<[string, () => unknown]>([
    ['an object', () => ({})],
    ['a number', () => 5],
    ['nothing', () => undefined],
    ['an ArrayBuffer', () => new ArrayBuffer(4)],
    ['numbers of 64 bits', () => new Float64Array(4)],
    [
      'bytes that were transferred',
      () => {
        const bytes = new Uint8Array(4)
        structuredClone(bytes, { transfer: [bytes.buffer] })
        return bytes
      },
    ],
  ])('refuses %s, and goes on', async (_, make) => {
    const topics = createTopics<unknown>()
    const socket = await openSocket({ hooks: {} })
    topics.subscribe('news', socket.session)
    expect(() => socket.session.send(make())).toThrow(TypeError)
    expect(() => topics.publish('news', make())).toThrow(TypeError)
    expect(socket.session.queuedBytes).toBe(0)
    await socket.session.send(new Uint8Array())
    await socket.session.send(Buffer.from('ab'))
    await until(socket, 'binary:2')
    expect(socket.frames()).toEqual(['binary:0', 'binary:2'])
    socket.stop()
  })
})

describe('silence', () => {
  it('is broken by a ping, and ended when no pong follows', async () => {
    const codes: number[] = []
    const socket = await openSocket({
      limits: { webSocketPingIntervalMs: 20, webSocketPongTimeoutMs: 20 },
      hooks: { close: (_socket, code) => void codes.push(code) },
    })
    await eventually(() => codes.length === 1 && socket.frames().length === 1)
    expect([socket.frames(), codes]).toEqual([['ping:'], [1006]])
    socket.stop()
  })

  it('is all right as long as pongs come', async () => {
    const socket = await openSocket({
      limits: { webSocketPingIntervalMs: 10, webSocketPongTimeoutMs: 2_000 },
      hooks: {},
    })
    socket.client.on('data', () => socket.client.write(frame({ opcode: 10 })))
    await eventually(() => socket.frames().length >= 2)
    expect(socket.session.isOpen).toBe(true)
    socket.stop()
  })

  it('after our close frame ends the connection', async () => {
    const codes: number[] = []
    const socket = await openSocket({
      limits: { webSocketCloseTimeoutMs: 20 },
      hooks: { close: (_socket, code) => void codes.push(code) },
    })
    socket.session.close()
    await eventually(() => codes.length === 1)
    expect(codes).toEqual([1006])
    socket.stop()
  })
})

describe('topics', () => {
  it('reach their subscribers, until those leave or close', async () => {
    const topics = createTopics()
    const [a, b] = [await openSocket({ hooks: {} }), await openSocket({ hooks: {} })]
    topics.subscribe('news', a.session)
    topics.subscribe('news', b.session)
    topics.subscribe('news', b.session)
    expect(topics.publish('news', 'one')).toBe(2)
    expect(topics.publish('news', 'two', { except: a.session })).toBe(1)
    expect(topics.publish('other', 'three')).toBe(0)
    topics.unsubscribe('news', a.session)
    expect(topics.publish('news', 'four')).toBe(1)
    await until(b, 'text:four')
    expect([a.frames(), b.frames()]).toEqual([['text:one'], ['text:one', 'text:two', 'text:four']])
    b.client.destroy()
    await eventually(() => topics.count('news') === 0)
    a.stop()
    b.stop()
  })

  it.each([
    ['drop', true],
    ['close', false],
  ] as const)('%s for a subscriber that does not read', async (slow, open) => {
    const topics = createTopics<string>({ slow })
    const limits = { webSocketQueueBytesMax: 200_000 }
    const [lazy, quick] = [
      await openSocket({ hooks: {}, limits }),
      await openSocket({ hooks: {}, limits }),
    ]
    lazy.client.pause()
    topics.subscribe('news', lazy.session)
    topics.subscribe('news', quick.session)
    let reached = 2
    for (let i = 0; i < 300 && reached === 2; i++) {
      reached = topics.publish('news', 'x'.repeat(100_000))
      await eventually(() => quick.session.queuedBytes === 0)
    }
    expect(reached).toBe(1)
    expect([lazy.session.isOpen, quick.session.isOpen]).toEqual([open, true])
    lazy.stop()
    quick.stop()
  })

  it('of one socket are bounded', async () => {
    const topics = createTopics()
    const socket = await openSocket({ hooks: {} })
    for (let i = 0; i < topicsPerSocketMax; i++) topics.subscribe(`${i}`, socket.session)
    topics.subscribe('0', socket.session)
    expect(() => topics.subscribe('more', socket.session)).toThrow(RangeError)
    socket.stop()
  })
})

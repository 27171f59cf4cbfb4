// Owns what waits to be sent to all sockets of a server: it is bounded, whoever reads is served, and whoever holds most
// gives way. On sessions alone, and on the real engine with both drivers.

import { once } from 'node:events'
import { afterEach, describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { defineApp } from '../../../runtime/src/index.js'
import { createTopics, webSocketRoute } from '../../../runtime/src/realtime/index.js'
import { SendQueues } from '../../../runtime/src/realtime/websocket/send-queues.js'
import { SocketSession } from '../../../runtime/src/realtime/websocket/session.js'
import { startApp } from '../../../runtime/src/testing/index.js'
import { eventually } from '../../waiting.js'
import { openSocket, type SocketSettings, type SocketUnderTest } from './socket-under-test.js'

const message = 'x'.repeat(100_000)
const opened: SocketUnderTest[] = []
afterEach(() => {
  vi.restoreAllMocks()
  for (const socket of opened.splice(0)) socket.stop()
})

const open = async (settings: Partial<SocketSettings>): Promise<SocketUnderTest> => {
  const limits = { webSocketQueueBytesMax: 64 << 20 }
  const socket = await openSocket({ hooks: {}, limits, ...settings })
  opened.push(socket)
  return socket
}

describe('what waits at all sockets', () => {
  it.each(['drop', 'close'] as const)('is bounded: who holds most gives way (%s)', async (slow) => {
    const queues = new SendQueues(2_000_000)
    const codes: number[] = []
    const close = (_: unknown, code: number) => void codes.push(code)
    const lazy = await Promise.all(
      Array.from({ length: 6 }, () => open({ queues, hooks: { close } })),
    )
    const quick = await open({ queues })
    const topics = createTopics<string>({ slow })
    for (const { client, session } of [...lazy, quick]) {
      if (session !== quick.session) client.pause()
      topics.subscribe('news', session)
    }
    let published = 0
    while (codes.length < lazy.length - 1) {
      topics.publish('news', message)
      published++
      expect(queues.bytes).toBeLessThanOrEqual(queues.max)
      await eventually(() => quick.session.queuedBytes === 0)
    }
    expect(new Set(codes)).toEqual(new Set([1013]))
    expect(quick.session.isOpen).toBe(true)
    await eventually(() => quick.frames().length === published)
    for (const { client } of lazy) client.destroy()
    await eventually(() => codes.length === lazy.length && queues.bytes === 0)
  })

  it('is what a lone socket may exceed: a message may be of any size', async () => {
    const queues = new SendQueues(100_000)
    const socket = await open({ queues })
    await Promise.all([socket.session.send(message.repeat(20)), socket.session.send(message)])
    await eventually(() => socket.received().length > message.length * 21)
    expect([socket.session.isOpen, queues.bytes]).toEqual([true, 0])
  })

  it('counts small messages by what they take, and pongs', async () => {
    const queues = new SendQueues(1 << 30)
    const socket = await open({ queues })
    socket.client.pause()
    for (let i = 0; i < 1000; i++) void socket.session.send('')
    expect(queues.bytes).toBe(1000 * 512)
    const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0])
    const write = vi.spyOn(queues, 'add')
    socket.client.write(ping)
    await eventually(() => write.mock.calls.length === 1)
    socket.client.resume()
    await eventually(() => queues.bytes === 0)
  })

  it('holds a published text once', async () => {
    const schemas = { receive: null, send: null }
    const sockets = [await open({ schemas }), await open({ schemas })]
    const topics = createTopics<string>()
    for (const { session } of sockets) topics.subscribe('news', session)
    const send = vi.spyOn(SocketSession.prototype, 'sendEncoded')
    topics.publish('news', 'ä')
    const [first, second] = send.mock.calls
    expect(first?.[0]).toBeInstanceOf(Uint8Array)
    expect(second?.[0]).toBe(first?.[0])
    for (const socket of sockets) await eventually(() => socket.frames()[0] === 'text:ä')
  })
})

it.each(['epoll', 'uring'])('on %s one sum is for all operations of a server', async (io) => {
  const topics = createTopics<string>({ slow: 'drop' })
  const codes: number[] = []
  const route = (path: string) =>
    webSocketRoute({ path }, () => ({
      open: (socket) => topics.subscribe('news', socket as never),
      close: (_, code) => void codes.push(code),
    }))
  const limits = { webSocketQueuesBytesMax: 2_000_000, webSocketQueueBytesMax: 64 << 20 }
  const app = defineApp({
    config: { server: { limits } },
    handlers: [],
    routes: [route('/a'), route('/b')],
  })
  const server = await startApp(app, { environment: { NEXUS_IO: io } })
  const dial = async (path: string): Promise<WebSocket> => {
    const socket = new WebSocket(server.url.replace('http', 'ws') + path, {
      perMessageDeflate: false,
    })
    socket.on('error', () => {})
    await once(socket, 'open')
    return socket
  }
  const lazy = await Promise.all(['/a', '/b', '/a', '/b'].map(dial))
  for (const socket of lazy) socket.pause()
  const reader = await dial('/a')
  let received = 0
  reader.on('message', () => received++)
  await eventually(() => topics.count('news') === 5)
  for (let published = 1; codes.length < 3; published++) {
    topics.publish('news', message)
    await eventually(() => received === published)
  }
  expect(codes).toEqual([1013, 1013, 1013])
  expect(reader.readyState).toBe(WebSocket.OPEN)
  for (const socket of [...lazy, reader]) socket.terminate()
  await server.close()
})

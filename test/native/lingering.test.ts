// Owns what becomes of a client that still sends when its answer is decided: it reads the answer, and not a reset.

import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../waiting.js'
import { dial, route, setups, startEngine, text, type UnderTest } from './engine-under-test.js'

const uploadBytes = 20 * 1024 * 1024
const piece = Buffer.alloc(256 * 1024, 'x')
const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${uploadBytes}\r\n\r\n`

describe.each(setups)('uploads that are refused on $io ($loop)', (setup) => {
  let server: UnderTest
  afterEach(() => server.stop())
  const start = async (): Promise<void> => {
    const any = { required: false, types: [] }
    server = await startEngine(setup, [
      route('POST', '/', () => text('never'), { body: { ...any, bytesMax: 1000 } }),
      route('POST', '/stream', () => text('enough'), {
        body: { ...any, bytesMax: 2 * uploadBytes, delivery: 'stream' },
      }),
    ])
  }

  test.each([
    ['a 413', head, /^HTTP\/1\.1 413 .*Connection: close/s],
    ['an early answer', head.replace('/ ', '/stream '), /^HTTP\/1\.1 200 .*enough$/s],
  ])('%s reaches a client that reads once it has sent 20 MiB', async (_, request, wanted) => {
    await start()
    const socket = await dial(server.port)
    socket.on('error', () => {})
    socket.pause()
    socket.write(request)
    for (let sent = 0; sent < uploadBytes; sent += piece.length) {
      // Rejects when the socket breaks.
      if (!socket.write(piece)) await once(socket, 'drain')
    }
    let answer = ''
    socket.setEncoding('latin1')
    socket.on('data', (data) => {
      answer += data
    })
    await once(socket.resume(), 'end')
    expect(answer).toMatch(wanted)
    socket.destroy()
    await eventually(() => server.engine.metrics().connectionsOpen === 0)
  })

  test('one that goes silent is let go, and one that never stops holds no shutdown up', async () => {
    await start()
    const silent = await dial(server.port)
    silent.resume().write(head)
    await once(silent, 'end')
    await eventually(() => server.engine.metrics().connectionsOpen === 0)
    silent.destroy()
    const endless = await dial(server.port)
    endless.on('error', () => {})
    endless.resume().write(head)
    await once(endless, 'end')
    const sending = setInterval(() => endless.write('x'), 5)
    try {
      expect(await server.engine.shutdown({ deadlineMs: 600_000 })).toEqual({ aborted: 0 })
    } finally {
      clearInterval(sending)
      endless.destroy()
    }
  })
})

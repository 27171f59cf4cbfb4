// Owns when handlers hear that their client has left, where it is not plain: nobody reads at the time, or it left along
// with its request. On every driver and loop style.

import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import { eventually } from '../waiting.js'
import { dial, route, setups, text } from './engine-under-test.js'
import { suiteOn } from './suite.js'

const aborted = async (signal: AbortSignal): Promise<void> => {
  if (!signal.aborted) await once(signal, 'abort')
}

describe.each(setups)('clients that leave on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('a reset is heard while nothing is read from the client', async () => {
    const told: string[] = []
    const slow = route(
      'POST',
      '/',
      async (raw) => {
        const signal = raw.signal(raw.token)
        for await (const _ of raw.stream()) {
          told.push('piece')
          await aborted(signal)
          break
        }
        told.push('aborted')
        return text('late')
      },
      { body: { required: false, types: [], bytesMax: 50_000_000, delivery: 'stream' } },
    )
    const server = await start([slow])
    const socket = await dial(server.port)
    socket.on('error', () => {})
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n\r\n')
    await new Promise((resolve) => socket.write('x', resolve))
    await eventually(() => told.length === 1)
    // Until the way is full: the engine has stopped to read, and so have the kernels.
    socket.write(Buffer.alloc(20_000_000))
    await eventually(() => server.engine.metrics().inputBytesHeld > 64 * 1024)
    for (let before = -1; before !== socket.bytesWritten - socket.writableLength; ) {
      before = socket.bytesWritten - socket.writableLength
      for (let i = 0; i < 20; i++) await new Promise(setImmediate)
    }
    socket.resetAndDestroy()
    await eventually(() => told.length === 2)
    await eventually(() => server.engine.metrics().connectionsOpen === 0)
  })

  test('an end that comes along with the request is heard, and the answer is given', async () => {
    const hang = route('GET', '/', async (raw) => {
      await aborted(raw.signal(raw.token))
      return text('late')
    })
    const server = await start([hang])
    const socket = await dial(server.port)
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    socket.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(socket, 'end')
    expect(answer).toMatch(/^HTTP\/1.1 200 .*late$/s)
    socket.destroy()
  })
})

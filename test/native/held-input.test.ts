// Owns the count of input that is in memory: whatever memory a connection's bytes go through, it comes back to zero,
// and no client makes others pay. On every driver and loop style.

import { describe, expect, test } from 'vitest'
import type { Reply } from '../../runtime/src/http/reply.js'
import { eventually } from '../waiting.js'
import { converse, route, setups, text } from './engine-under-test.js'
import { ends, get, suiteOn } from './suite.js'

const inFlightMax = 4

describe.each(setups)('held input on $io, $loop', (setup) => {
  const { start, open } = suiteOn(setup)

  test('memory of a head that stays while its body is read away is counted once', async () => {
    const { port, engine } = await start(
      [
        route('GET', '/slow', () => new Promise<Reply>(() => {})),
        route('POST', '/up', (raw) => text(raw.bodyText()), {
          body: { required: true, types: [] },
        }),
      ],
      { pipelineDepthMax: inFlightMax, handlerTimeoutMs: 600_000 },
    )
    const held = (): number => engine.metrics().inputBytesHeld
    const upload = (): Promise<string> =>
      converse(
        port,
        ['POST /up HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab', () => held() > 0, 'cd'],
        ends('abcd'),
      )
    expect(await upload()).toMatch(/^HTTP\/1.1 200 /)
    await eventually(() => held() === 0)
    // A head comes in pieces, so that it is on the heap, and is refused behind a pipeline that is full: what then
    // comes of its body is read away, in a buffer.
    const answered = engine.metrics().requests
    const socket = await open(port)
    const head = `POST /none HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(7000)}\r\n`
    socket.write(get('/slow').repeat(inFlightMax - 1) + head.slice(0, 100))
    await eventually(() => engine.metrics().requestsInFlight === inFlightMax - 1)
    socket.write(head.slice(100, 5000))
    await eventually(() => held() >= 5000)
    socket.write(`${head.slice(5000)}Content-Length: 10\r\n\r\n`)
    await eventually(() => engine.metrics().requests === answered + inFlightMax)
    for (const digit of '0123456789') {
      socket.write(digit)
      // Another request has its turn, and with it the engine has read that byte.
      expect(await converse(port, [get('/none')], ends('}'))).toContain('404')
      expect(held()).toBeLessThan(100_000)
    }
    expect(await upload()).toMatch(/^HTTP\/1.1 200 /)
    socket.resetAndDestroy()
    await eventually(() => held() === 0)
  })
})

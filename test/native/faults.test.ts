// Owns what happens when somebody misbehaves: handlers that throw or never answer, clients that leave, dawdle
// or never read. On every driver and loop style.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../runtime/src/native/engine.js'
import { eventually, standsStill, turns } from '../waiting.js'
import { converse, dial, route, setups, text } from './engine-under-test.js'
import { count, ends, get, statusOf, suiteOn } from './suite.js'

/** An object that is no promise but has a `then`. */
const thenable = (get: () => unknown): object => Object.defineProperty({}, 'then', { get })

describe.each(setups)('faults on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('handlers that misbehave get a 500, are reported, and harm nobody', async () => {
    const bad: [string, EngineRoute['handle']][] = [
      [
        '/throws',
        () => {
          throw new Error('boom')
        },
      ],
      ['/rejects', () => Promise.reject(new Error('boom'))],
      [
        '/rejects-late',
        async () => {
          await sleep(5)
          throw new Error('boom')
        },
      ],
      ['/nothing', () => undefined as unknown as Reply],
      ['/string', () => 'text' as unknown as Reply],
      ['/resolves-null', () => Promise.resolve(null) as unknown as Promise<Reply>],
      ['/status', () => text('x', 99)],
      ['/injects', () => new Reply(200, null, null, { 'X-A': 'a\r\nSet-Cookie: b' })],
      [
        '/injects-late',
        async () => {
          await sleep(5)
          return new Reply(200, null, null, { 'X-\n': 'a' })
        },
      ],
      ['/frames', () => new Reply(200, null, null, { 'Content-Length': '3' })],
      [
        '/thenable',
        () => thenable(() => (ok: (value: unknown) => void) => [1, text('twice')].map(ok)) as never,
      ],
      [
        '/then-throws',
        () =>
          thenable(() => {
            throw new Error('getter')
          }) as never,
      ],
    ]
    const { port, events, engine } = await start([
      ...bad.map(([path, handle]) => route('GET', path, handle)),
      route('GET', '/ok', () => text('fine')),
    ])
    for (const [path] of bad) {
      const answer = await converse(port, [get(path) + get('/ok')], {
        until: (all) => all.endsWith('fine'),
      })
      expect([path, statusOf(answer), answer.includes('Set-Cookie')]).toEqual([path, 500, false])
      expect(answer).toContain('fine')
    }
    await eventually(() => events.length === bad.length)
    expect(events.map(({ kind }) => kind)).toEqual(bad.map(() => 'handler-failed'))
    expect(engine.metrics().requestsInFlight).toBe(0)
  })

  test('a handler that never answers gets its client a 504; its late answer is dropped', async () => {
    let finish = (_: Reply): void => {}
    let signal: AbortSignal | undefined
    const { port, events, engine } = await start(
      [
        route('GET', '/never', (raw) => {
          signal = raw.signal(raw.token)
          return new Promise((done) => {
            finish = done
          })
        }),
        route('GET', '/ok', () => text('fine')),
      ],
      { handlerTimeoutMs: 40 },
    )
    const answer = await converse(port, [get('/never') + get('/ok')], {
      until: (all) => all.endsWith('fine'),
    })
    expect(statusOf(answer)).toBe(504)
    expect(answer).toContain('fine')
    await eventually(() => signal?.aborted === true)
    finish(text('too late'))
    await eventually(() => events.length === 2 && engine.metrics().answersDropped === 1)
    expect(events.map(({ kind }) => kind)).toEqual(['handler-timeout', 'answer-dropped'])
    expect(engine.metrics().handlerTimeouts).toBe(1)
  })

  test('the signal fires when the client leaves, and only then', async () => {
    const signals: AbortSignal[] = []
    let finish = (_: Reply): void => {}
    const { port, engine, events } = await start([
      route('GET', '/wait', (raw) => {
        signals.push(raw.signal(raw.token))
        return new Promise((done) => {
          finish = done
        })
      }),
      route('GET', '/quick', (raw) => {
        signals.push(raw.signal(raw.token))
        return text('quick')
      }),
    ])
    await converse(port, [get('/quick')], ends('quick'))
    const socket = await dial(port)
    socket.write(get('/wait'))
    await eventually(() => signals.length === 2)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
    socket.resetAndDestroy()
    await eventually(() => signals[1]?.aborted === true && engine.metrics().connectionsOpen === 0)
    finish(text('nobody'))
    await eventually(() => events.length === 1)
    expect(events[0]).toMatchObject({ kind: 'answer-dropped', route: '/wait' })
    expect(signals[0]?.aborted).toBe(false)
  })

  test('a client that half-closes still gets its answers', async () => {
    const { port } = await start([
      route('GET', '/late', async () => {
        await sleep(20)
        return text('late')
      }),
    ])
    const socket = await dial(port)
    let all = ''
    socket.on('data', (data) => {
      all += data
    })
    socket.end(get('/late').repeat(2))
    await eventually(() => socket.readableEnded)
    expect(count(all, '200 OK')).toBe(2)
    socket.destroy()
  })

  test.each([
    ['a slow head', { headTimeoutMs: 40 }, ['GET / HT'], 408],
    [
      'a slow body',
      { requestTimeoutMs: 40 },
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\na'],
      408,
    ],
    [
      'a body that trickles',
      { uploadBytesPerSecondMin: 1_000_000 },
      ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\na'],
      408,
    ],
  ] as const)('%s is answered with 408 and closed', async (_, own, pieces, status) => {
    const { port, events } = await start(
      [route('POST', '/', () => text('x'), { body: { required: false, types: [] } })],
      own,
    )
    const answer = await converse(port, pieces)
    expect(statusOf(answer)).toBe(status)
    expect(answer).toContain('<closed>')
    await eventually(() => events.length === 1)
    expect(events[0]).toMatchObject({ kind: 'request-refused', status })
  })

  test('an idle connection is closed without a word', async () => {
    const { port } = await start([route('GET', '/', () => text('x'))], { keepAliveTimeoutMs: 40 })
    expect(await converse(port, [])).toBe('<closed>')
    // On a slow machine the 40 ms may be over before the request is there.
    await eventually(async () => /x<closed>$/.test(await converse(port, [get('/')])))
  })

  test('a client that never reads is bounded, then closed', async () => {
    const { port, engine } = await start([route('GET', '/', () => text('x'.repeat(10_000)))], {
      writeStallTimeoutMs: 100,
    })
    const socket = await dial(port)
    socket.pause()
    socket.write(get('/').repeat(10_000))
    await eventually(() => engine.metrics().refusals['write-stall'] === 1)
    expect(engine.metrics().requests).toBeLessThan(2_000)
    await eventually(() => engine.metrics().connectionsOpen === 0)
    socket.destroy()
  })

  test('a client that reads too slowly is not waited for', async () => {
    const { port, engine } = await start([route('GET', '/', () => text('x'.repeat(20_000_000)))], {
      writeStallTimeoutMs: 300,
      downloadBytesPerSecondMin: 20_000_000,
    })
    const socket = await dial(port)
    socket.pause()
    socket.write(get('/'))
    // Something moves all the time, and never enough.
    const reading = setInterval(() => socket.read(), 20)
    await eventually(() => engine.metrics().refusals['write-stall'] === 1)
    clearInterval(reading)
    await eventually(() => engine.metrics().connectionsOpen === 0)
    socket.destroy()
  })

  test('uploads beyond what all may hold get a 503, and room once others are through', async () => {
    const echo = route('POST', '/', (raw) => text(String(raw.bodyBytes().length)), {
      body: { required: false, types: [], bytesMax: 200_000 },
    })
    const { port, engine } = await start([echo], { heldInputBytesMax: 310_000 })
    const post = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n'
    const first = await dial(port)
    let answer = ''
    first.on('data', (data) => {
      answer += data
    })
    first.write(post + 'a'.repeat(150_000))
    await eventually(() => engine.metrics().inputBytesHeld > 150_000 && first.writableLength === 0)
    // Room is made ahead: all of it is read once others were served several times.
    for (let i = 0; i < 20; i++) await converse(port, [get('/')], ends('}'))
    const second = await converse(port, [post + 'b'.repeat(199_999)])
    expect(second).toMatch(/^HTTP\/1.1 503 [\s\S]*Connection: close/)
    expect(engine.metrics().refusals['held-input']).toBe(1)
    first.write('a'.repeat(50_000))
    await eventually(() => answer.endsWith('\r\n\r\n200000'))
    expect(await converse(port, [post + 'c'.repeat(200_000)])).toMatch(/\r\n\r\n200000<closed>$/)
    first.destroy()
  })

  test('big answers are not made ahead of who reads them', async () => {
    let made = 0
    const big = 'x'.repeat(1024 * 1024)
    const { port } = await start([
      route('GET', '/big', () => {
        made++
        return text(big)
      }),
      route('GET', '/', () => text('hello')),
    ])
    await converse(port, [get('/big')], {
      until: (all) => all.endsWith('x') && all.length > big.length,
    })
    const socket = await dial(port)
    let bytes = 0
    socket.pause()
    socket.on('data', (data) => {
      bytes += data.length
    })
    socket.write(get('/big').repeat(60))
    for (let i = 0; i < 20; i++) {
      await converse(port, [get('/')], ends('hello'))
    }
    // What the kernel's buffers take, and one or two that wait.
    expect(made).toBeLessThan(30)
    socket.resume()
    await eventually(() => bytes > 60 * big.length)
    expect(made).toBe(61)
    socket.destroy()
  })

  test('a full pipeline waits for its handlers', async () => {
    let active = 0
    let most = 0
    const { port } = await start(
      [
        route('GET', '/', async () => {
          most = Math.max(most, ++active)
          await sleep(2)
          active--
          return text('x')
        }),
      ],
      { pipelineDepthMax: 4 },
    )
    const answer = await converse(port, [get('/').repeat(50)], {
      until: (all) => count(all, '200 OK') === 50,
    })
    expect(count(answer, '200 OK')).toBe(50)
    expect(most).toBe(4)
  })

  test('a client that sends and sends behind a full pipeline is not read', async () => {
    const { port, engine } = await start([
      route('GET', '/slow', () => new Promise<Reply>(() => {})),
      route('GET', '/huge', () => text('x'.repeat(8_000_000))),
      route('POST', '/', () => text('x'), { body: { required: false, types: [] } }),
    ])
    const socket = await dial(port)
    socket.pause()
    socket.write(get('/huge') + get('/slow'))
    await eventually(() => engine.metrics().requests === 2)
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\na')
    const junk = Buffer.alloc(1_000_000)
    for (let i = 0; i < 60; i++) {
      socket.write(junk)
      await new Promise(setImmediate)
    }
    await standsStill(() => socket.writableLength)
    // What was not read waits in the sender: in this process, that is the socket's own buffer.
    expect(socket.writableLength).toBeGreaterThan(40_000_000)
    expect(engine.metrics().inputBytesHeld).toBeLessThan(1_000_000)
    socket.destroy()
  })

  test('what comes while output waits is answered when it is read', async () => {
    const { port, engine } = await start([
      route('GET', '/huge', () => text('x'.repeat(8_000_000))),
      route('GET', '/', () => text('after')),
    ])
    const socket = await dial(port)
    socket.pause()
    socket.write(`${get('/huge')}GET / HTTP/1.1\r\nHo`)
    await eventually(() => engine.metrics().requests === 1)
    socket.write('st: x\r\n\r\n')
    // The kernel has it, and the engine that waits for this reader has had its turns.
    await eventually(() => socket.writableLength === 0)
    await turns(20)
    let tail = ''
    socket.setEncoding('latin1')
    socket.on('data', (data: string) => {
      tail = (tail + data).slice(-100)
    })
    socket.resume()
    await eventually(() => tail.endsWith('after'))
    socket.destroy()
  })
})

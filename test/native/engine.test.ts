// Owns what the engine promises when all goes well: crossings, generations, bodies, metrics, draining. On
// every driver and loop style.

import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Reply } from '../../runtime/src/http/reply.js'
import { eventually, gate } from '../waiting.js'
import { converse, dial, route, setups, text } from './engine-under-test.js'
import { count, ends, get, statusOf, suiteOn } from './suite.js'

describe.each(setups)('the engine on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('sixteen pipelined requests are one dispatch', async () => {
    const { engine, port } = await start([route('GET', '/', () => text('x'))])
    const before = engine.metrics().dispatches
    const answer = await converse(port, [get('/').repeat(16)], {
      until: (all) => count(all, '200 OK') === 16,
    })
    expect(count(answer, '200 OK')).toBe(16)
    expect(engine.metrics().dispatches - before).toBe(1)
    expect(engine.metrics().requests).toBe(16)
  })

  test('a dispatch holds 64 requests at most', async () => {
    const { engine, port } = await start([route('GET', '/', () => text('x'))], {
      pipelineDepthMax: 1000,
    })
    // 641 requests need 11 dispatches of 64; a cap of 65 would do with 10.
    const requests = 641
    const answer = await converse(port, [get('/').repeat(requests)], {
      until: (all) => count(all, '200 OK') === requests,
    })
    expect(count(answer, '200 OK')).toBe(requests)
    expect(engine.metrics().dispatches).toBeGreaterThanOrEqual(11)
  })

  test('pipelined strings of all sizes arrive whole, in order', async () => {
    const bodies = [
      '',
      'a',
      'é',
      'x'.repeat(16),
      'y'.repeat(17),
      'ž'.repeat(600),
      'z'.repeat(1024),
      'w'.repeat(1025),
      '🐎'.repeat(5000),
      'v'.repeat(190_000),
      'u'.repeat(500_000),
      'end',
    ]
    const { port } = await start([
      route('GET', '/{i}', (raw) => text(bodies[raw.number(0)] ?? ''), {
        params: [{ name: 'i', in: 'path', kind: 'integer', required: true }],
      }),
    ])
    const expected = bodies.map((body) => Buffer.from(body).toString('latin1'))
    const answer = await converse(port, [bodies.map((_, i) => get(`/${i}`)).join('')], {
      until: (all) => all.endsWith('end'),
    })
    const received = answer.split(/HTTP\/1\.1 200 OK\r\n.*?\r\n\r\n/s).slice(1)
    expect(received.map((body) => body.length)).toEqual(expected.map((body) => body.length))
    expect(received).toEqual(expected)
  })

  test('a request begun earlier gets the earlier generation, sockets stay', async () => {
    const slow = gate<Reply>()
    const { engine, port } = await start([
      route('GET', '/slow', () => slow.opened),
      route('GET', '/who', () => text('old')),
    ])
    let isInstalled = false
    const talk = converse(port, [get('/slow'), get('/who'), () => isInstalled, get('/who')], {
      until: (all) => count(all, '200 OK') === 3,
    })
    await eventually(() => engine.metrics().requests >= 2)
    const { replacedDrained } = engine.install([route('GET', '/who', () => text('new'))])
    let drained = false
    void replacedDrained.then(() => {
      drained = true
    })
    // A connection of its own that the new generation answers: by then an early end would have been told.
    expect(await converse(port, [get('/who')], ends('new'))).toContain('200 OK')
    expect(drained).toBe(false)
    isInstalled = true
    slow.open(text('slow old'))
    const answer = await talk
    expect(answer).toMatch(/slow old.*200 OK.*\r\n\r\nold.*200 OK.*\r\n\r\nnew$/s)
    await replacedDrained
    expect((engine.metrics() as { generationsAlive?: number }).generationsAlive).toBe(1)
    expect(await converse(port, [get('/who')], ends('new'))).toContain('new')
    expect(statusOf(await converse(port, [get('/slow')], ends('}')))).toBe(404)
  })

  test('what every answer has is on that to OPTIONS * too', async () => {
    const { engine, port } = await start([route('GET', '/', () => text('x'))])
    const fixed = [{ name: 'x-fixed', text: 'X-Fixed: yes\r\n' }]
    engine.install([route('GET', '/', () => text('x'))], { fixed, cors: null })
    const all = await converse(port, ['OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n'], {
      until: (answer) => answer.endsWith('\r\n\r\n'),
    })
    expect(all).toMatch(/^HTTP\/1.1 204 [\s\S]*X-Fixed: yes\r\n/)
  })

  test('routes that collide are refused and the earlier ones stay', async () => {
    const { engine, port } = await start([route('GET', '/a', () => text('a'))])
    const twice = [route('GET', '/b/{x}', () => text('1')), route('GET', '/b/{y}', () => text('2'))]
    expect(() => engine.install(twice)).toThrow(/\/b\//)
    expect(await converse(port, [get('/a')], ends('a'))).toContain('200 OK')
  })

  test('headers can be read after an await, parameters are gone', async () => {
    const { port } = await start([
      route(
        'GET',
        '/{id}',
        async (raw) => {
          const { token } = raw
          await setImmediate()
          expect(() => raw.number(0)).toThrow(/gone/)
          return text(`${raw.token === token} ${raw.header('x-a')} ${raw.method} ${raw.target}`)
        },
        { params: [{ name: 'id', in: 'path', kind: 'integer', required: true }] },
      ),
    ])
    const talk = Array.from({ length: 20 }, (_, i) =>
      converse(port, [get(`/${i}?q`, `X-A: v${i}\r\n`)], {
        until: (all) => all.includes('?q'),
      }),
    )
    const answers = await Promise.all(talk)
    answers.forEach((answer, i) => {
      expect(answer).toContain(`true v${i} GET /${i}?q`)
    })
  })

  test('shutdown answers what is in flight and closes', async () => {
    const last = gate<Reply>()
    const { port, engine } = await start([route('GET', '/', () => last.opened)])
    const idle = await dial(port)
    const talk = converse(port, [get('/')])
    await eventually(() => engine.metrics().requestsInFlight === 1)
    const ended = engine.shutdown({ deadlineMs: 600_000 })
    last.open(text('last'))
    expect(await ended).toEqual({ aborted: 0 })
    const answer = await talk
    expect(answer).toMatch(/Connection: close.*last<closed>/s)
    await expect(dial(port)).rejects.toThrow()
    idle.destroy()
  })

  test('shutdown gives up at its deadline, and says so to those who wait', async () => {
    const reasons: string[] = []
    const never = route('GET', '/never', (raw) => {
      const signal = raw.signal(raw.token)
      signal.addEventListener('abort', () => reasons.push(String(signal.reason.message)))
      return new Promise<Reply>(() => {})
    })
    const begun = async function* () {
      yield 'begun'
      await new Promise(() => {})
    }
    const { port, engine } = await start([
      never,
      route('GET', '/begun', () => new Reply(200, 'text/plain', begun(), null)),
    ])
    const waiting = converse(port, [get('/never') + get('/never')])
    let seen = ''
    const reading = converse(port, [get('/begun')], {
      until: (all) => {
        seen = all
        return false
      },
    })
    await eventually(() => engine.metrics().requestsInFlight === 3 && seen.includes('begun'))
    expect(await engine.shutdown({ deadlineMs: 30 })).toEqual({ aborted: 3 })
    const answers = await waiting
    expect(answers.match(/HTTP\/1.1 503 /g)).toHaveLength(2)
    expect(answers).toMatch(/503.*503.*Connection: close\r\n.*\}<closed>$/s)
    expect(await reading).toMatch(/begun\r\n<closed>$/)
    await eventually(() => reasons.length === 2)
    expect(new Set(reasons)).toEqual(new Set(['The server is shutting down.']))
  })

  test('a port in use is an error with its code', async () => {
    const { engine, port } = await start([])
    await expect(engine.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
      message: expect.stringContaining(`listening on 127.0.0.1:${port}`),
    })
  })

  test('metrics count by route and status, over generations', async () => {
    const routes = [route('GET', '/a/{id}', () => text('a'))]
    const { port, engine } = await start(routes)
    await converse(port, [get('/a/1') + get('/nope')], { until: (all) => all.includes('404') })
    engine.install(routes)
    await converse(port, [get('/a/2')], ends('a'))
    const { routes: cells } = engine.metrics()
    expect(cells.find((cell) => cell.route === '/a/{id}' && cell.status === 200)).toMatchObject({
      method: 'GET',
      count: 2,
    })
    expect(cells.find((cell) => cell.route === '' && cell.status === 404)?.count).toBe(1)
  })

  test('integers beyond 2^53 are exact, hostile JSON is refused', async () => {
    const seen: unknown[] = []
    const { port } = await start([
      route(
        'POST',
        '/',
        (raw) => {
          try {
            seen.push(raw.json())
          } catch (error) {
            seen.push((error as Error).name)
          }
          return text('x')
        },
        { body: { required: true, types: [] } },
      ),
    ])
    const bodies = [
      '[12345678901234567890,-9007199254740993,9007199254740991,1.2345678901234567,"12345678901234567890"]',
      '['.repeat(200) + ']'.repeat(200),
      '"\xff"',
      '{"__proto__":{"polluted":1}}',
      '[1234567890123456789',
      '{1234567890123456789:1}',
      '[1e400]',
      '{"a":-1.5E+0400}',
      '[1e300,1E-999,"1e400"]',
    ]
    for (const body of bodies) {
      await converse(
        port,
        [
          Buffer.from(
            `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
            'latin1',
          ),
        ],
        ends('x'),
      )
    }
    expect(seen.slice(0, 3)).toEqual([
      [
        12345678901234567890n,
        -9007199254740993n,
        9007199254740991,
        1.2345678901234567,
        '12345678901234567890',
      ],
      'MalformedBody',
      'MalformedBody',
    ])
    expect(Object.getOwnPropertyNames(seen[3])).toEqual(['__proto__'])
    expect(seen.slice(4, 8)).toEqual(Array.from({ length: 4 }, () => 'MalformedBody'))
    expect(seen[8]).toEqual([1e300, 0, '1e400'])
  })

  test('text that only looks like JSON costs no more than its length', async () => {
    let error: unknown
    const { port } = await start([
      route(
        'POST',
        '/',
        (raw) => {
          try {
            raw.json()
          } catch (thrown) {
            error = thrown
          }
          return text('x')
        },
        { body: { required: true, types: [] } },
      ),
    ])
    for (const body of [
      `{"a":1234567890123456789,${'"\\'.repeat(60_000)}`,
      `[${'1'.repeat(150_000)}]`,
    ]) {
      error = null
      const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`
      await converse(port, [head, body], ends('x'))
      // It was a minute and more, which is beyond what a test may take.
      expect(error).toMatchObject({ name: 'MalformedBody' })
    }
  })

  test('large bodies and answers cross whole', async () => {
    const { port } = await start(
      [
        route(
          'POST',
          '/',
          (raw) => new Reply(200, 'application/octet-stream', raw.bodyBytes(), null),
          { body: { required: true, types: [] } },
        ),
      ],
      { bodyBytesMax: 4_000_000 },
    )
    const body = Buffer.alloc(3_000_000, 'abcdefghij')
    const head = `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`
    const answer = await converse(port, [head, body], {
      until: (all) => all.length > body.length,
    })
    expect(answer.slice(-body.length) === body.toString()).toBe(true)
  })
})

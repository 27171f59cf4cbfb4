// Owns what bodies that are taken as they come promise: all bytes, backpressure, limits, and a connection that goes on
// or ends as it should. On every driver and loop style.

import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { BodyFailure, type BodyStream } from '../../runtime/src/http/body-stream.js'
import type { RawRequest } from '../../runtime/src/http/raw-request.js'
import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../runtime/src/native/engine.js'
import { eventually, gate, standsStill } from '../waiting.js'
import { converse, route, setups, text } from './engine-under-test.js'
import { ends, get, suiteOn } from './suite.js'

const post = (path: string, length: number, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${length}\r\n\r\n`
const chunked = (path: string, headers = ''): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\n${headers}Transfer-Encoding: chunked\r\n\r\n`

const stream = { body: { required: false, types: [], delivery: 'stream' } } as const
const all = async (body: BodyStream): Promise<string> => {
  let whole = ''
  for await (const piece of body) whole += Buffer.from(piece).toString('latin1')
  return whole
}
const echo = route('POST', '/echo', async (raw) => text(await all(raw.stream())), stream)
const caught = (error: unknown): Reply =>
  error instanceof BodyFailure ? text(error.code, error.status) : text(String(error), 500)
const answered = (end: string) => ends(end).until

describe.each(setups)('bodies in pieces on $io, $loop', (setup) => {
  const { start, open } = suiteOn(setup)

  test('they are whole, however they come, and requests behind them are answered', async () => {
    const { port } = await start([echo, route('GET', '/', () => text('next'))])
    const talk = [
      `${post('/echo', 5)}hello`,
      `${chunked('/echo')}3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n`,
      get('/'),
      post('/echo', 0),
      get('/'),
    ].join('')
    const check = (answer: string): void => {
      expect(answer.replaceAll(/HTTP.*?\r\n\r\n/gs, '|')).toBe('|hello|abcdefg|next||next')
    }
    check(
      await converse(port, [talk], {
        until: (got) => got.split('next').length === 3,
      }),
    )
    const bytes = Buffer.from(talk, 'latin1')
    const splits = Array.from({ length: bytes.length - 1 }, (_, i) => i + 1)
    await Promise.all(
      splits.map(async (at) => {
        const parts = [bytes.subarray(0, at), bytes.subarray(at)]
        const until = (got: string): boolean => got.split('next').length === 3
        check(await converse(port, parts, { until }))
      }),
    )
  })

  test('large ones arrive byte for byte, with nothing kept whole', async () => {
    let sum = 0
    let bytes = 0
    const { port } = await start(
      [
        route(
          'POST',
          '/sum',
          async (raw) => {
            for await (const piece of raw.stream()) {
              bytes += piece.length
              for (const byte of piece) sum = (sum * 31 + byte) >>> 0
            }
            return text(`${bytes} ${sum}`)
          },
          stream,
        ),
      ],
      { bodyBytesMax: 1 << 30 },
    )
    const body = Buffer.alloc(5_000_000, 'The quick brown fox jumps over the lazy dog. ')
    let wanted = 0
    for (const byte of body) wanted = (wanted * 31 + byte) >>> 0
    const answer = await converse(port, [post('/sum', body.length), body], {
      until: (got) => got.includes('\r\n\r\n5000000'),
    })
    expect(answer).toMatch(new RegExp(`${body.length} ${wanted}$`))
  })

  test('a handler that does not take them holds the client back', async () => {
    let go = (): void => {}
    const wait = new Promise<void>((resolve) => {
      go = resolve
    })
    const { port } = await start(
      [
        route(
          'POST',
          '/',
          async (raw) => {
            const body = raw.stream()
            await wait
            return text(`${(await all(body)).length}`)
          },
          stream,
        ),
      ],
      { bodyBytesMax: 1 << 30 },
    )
    const total = 64 << 20
    const socket = await open(port)
    let answer = ''
    socket.on('data', (data) => {
      answer += data
    })
    socket.write(post('/', total))
    const piece = Buffer.alloc(1 << 20, 'x')
    for (let i = 0; i < 64; i++) socket.write(piece)
    await standsStill(() => socket.writableLength)
    // The kernel's buffers and our window are far from 64 MB.
    expect(socket.writableLength).toBeGreaterThan(32 << 20)
    go()
    await eventually(() => answer.endsWith(`${total}`))
  })

  test('too large is 413, badly framed 400, and both end the connection', async () => {
    const { port, engine } = await start([
      route('POST', '/', (raw) => all(raw.stream()).then(text, caught), {
        body: { ...stream.body, bytesMax: 10 },
      }),
      route('POST', '/uncaught', async (raw) => text(await all(raw.stream())), {
        body: { ...stream.body, bytesMax: 10 },
        fail: (error) => caught(error),
      }),
    ])
    const declared = await converse(port, [post('/', 11), 'x'.repeat(11)], ends('}'))
    expect(declared).toMatch(/^HTTP\/1.1 413/)
    const isRead = (): boolean => engine.metrics().requestsInFlight === 1
    for (const path of ['/', '/uncaught']) {
      const grown = await converse(port, [chunked(path), '8\r\n12345678\r\n', isRead, '8\r\n'])
      expect(grown).toMatch(/^HTTP\/1.1 413.*Connection: close.*body-too-large<closed>$/s)
    }
    const broken = await converse(port, [chunked('/'), '4\r\nabcd\r\n', isRead, 'xyz\r\n'])
    expect(broken).toMatch(/^HTTP\/1.1 400.*malformed<closed>$/s)
  })

  test('too slow is 408, but only while the handler waits for the client', async () => {
    const busy = gate()
    const { port, engine } = await start(
      [
        route('POST', '/', (raw) => all(raw.stream()).then(text, caught), stream),
        route(
          'POST',
          '/busy',
          async (raw) => {
            const body = raw.stream()
            await busy.opened
            return text(await all(body))
          },
          stream,
        ),
      ],
      { requestTimeoutMs: 60 },
    )
    const patient = converse(port, [`${post('/busy', 5)}abcde`], ends('abcde'))
    await eventually(() => engine.metrics().requestsInFlight === 1)
    // Who came later and is too slow is told so: for the one before it the time is over, too.
    expect(await converse(port, [`${post('/', 5)}abc`])).toMatch(
      /^HTTP\/1.1 408.*Connection: close.*body-timeout<closed>$/s,
    )
    busy.open()
    expect(await patient).toContain('200 OK')
  })

  test('a client that leaves ends the reading', async () => {
    let failure: unknown
    const { port, engine } = await start([
      route(
        'POST',
        '/',
        async (raw) => {
          failure = await all(raw.stream()).catch((error) => error)
          return text('nobody')
        },
        stream,
      ),
    ])
    for (const leave of ['reset', 'end'] as const) {
      failure = undefined
      const socket = await open(port)
      socket.write(`${post('/', 10)}abc`)
      // A client that leaves before its request was dispatched is nobody's failure.
      await eventually(() => engine.metrics().requestsInFlight === 1)
      if (leave === 'reset') socket.resetAndDestroy()
      else socket.end()
      await eventually(() => failure !== undefined)
      expect(failure).toMatchObject({ name: 'BodyFailure', status: 400, code: 'client-left' })
    }
  })

  test('100 Continue is sent when the handler reads, and only then', async () => {
    const { port } = await start([
      echo,
      route('POST', '/refuse', () => text('no', 403), stream),
      route('GET', '/', () => text('next')),
    ])
    const expects = 'Expect: 100-continue\r\n'
    const socket = await open(port)
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    socket.write(get('/') + post('/echo', 5, expects))
    await eventually(() => got.endsWith('HTTP/1.1 100 Continue\r\n\r\n'))
    socket.write(`hello${get('/')}`)
    await eventually(() => got.endsWith('next') && got.includes('hello'))
    const refused = await converse(port, [post('/refuse', 5, expects)])
    expect(refused).toMatch(/^HTTP\/1.1 403.*Connection: close.*no<closed>$/s)
    const eager = await converse(port, [`${post('/echo', 5, expects)}hello`], ends('hello'))
    expect(eager).not.toContain('100 Continue')
  })

  test('nobody is asked to send a body to a secured route before security', async () => {
    let asked = 0
    const secured = (own: Partial<EngineRoute>): EngineRoute =>
      route('POST', '/', (raw) => text(raw.bodyText()), {
        secured: true,
        body: { required: true, types: [] },
        admit: async (raw, rejection) => {
          asked++
          expect(rejection).toBe(100)
          const isKnown = raw.header('authorization') !== undefined
          await setImmediate()
          return isKnown ? null : text('who?', 401)
        },
        ...own,
      })
    const { port, engine } = await start([secured({}), route('GET', '/', () => text('next'))])
    const expects = 'Expect: 100-continue\r\n'
    const stranger = await converse(port, [post('/', 5, expects)])
    expect(stranger).toMatch(/^HTTP\/1.1 401.*Connection: close.*who\?<closed>$/s)
    const socket = await open(port)
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    socket.write(post('/', 5, `${expects}Authorization: x\r\n`))
    await eventually(() => got === 'HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(`hello${get('/')}`)
    await eventually(() => got.endsWith('next'))
    expect(got).toMatch(/200 OK.*hello/s)
    expect(asked).toBe(2)
    expect(engine.metrics().requests).toBe(3)
  })

  test('what is left unread is read away when it is small, else the connection ends', async () => {
    const { port } = await start(
      [
        route('POST', '/', () => text('done'), stream),
        route(
          'POST',
          '/some',
          async (raw) => {
            for await (const _ of raw.stream()) break
            return text('done')
          },
          stream,
        ),
        route('GET', '/', () => text('next')),
      ],
      { bodyBytesMax: 10_000_000 },
    )
    for (const path of ['/', '/some']) {
      const small = await converse(
        port,
        [post(path, 30_000), 'x'.repeat(10_000), answered('done'), 'x'.repeat(20_000) + get('/')],
        ends('next'),
      )
      expect(small).toMatch(/done.*next$/s)
      const large = await converse(port, [post(path, 9_000_000), 'GET / HTTP/1.1\r\n\r\n'])
      expect(large).toMatch(/Connection: close.*done<closed>$/s)
      const open = await converse(port, [`${chunked(path)}3\r\nabc\r\n`])
      expect(open).toMatch(/Connection: close.*done<closed>$/s)
    }
  })

  test('who still reads when the answer is given hears that it is over', async () => {
    let failure: unknown
    const { port } = await start([
      route(
        'POST',
        '/',
        async (raw) => {
          const body = raw.stream()
          void all(body).catch((error) => {
            failure = error
          })
          await setImmediate()
          return text('done')
        },
        stream,
      ),
      route('GET', '/', () => text('next')),
    ])
    const parts = [
      post('/', 30_000),
      'x'.repeat(10),
      answered('done'),
      'x'.repeat(29_990) + get('/'),
    ]
    expect(await converse(port, parts, ends('next'))).toMatch(/done.*next$/s)
    await eventually(() => failure instanceof BodyFailure)
  })

  test('after an answer that closes nothing more is answered', async () => {
    const { port } = await start([
      route('POST', '/', (raw) => new Reply(200, 'text/plain', raw.stream(), null), stream),
      route('GET', '/', () => text('next')),
    ])
    const close = 'Connection: close\r\n'
    const answer = await converse(port, [
      chunked('/', close),
      '3\r\nabc\r\n',
      answered('abc\r\n'),
      `0\r\n\r\n${get('/')}`,
    ])
    expect(answer).toMatch(/3\r\nabc\r\n0\r\n\r\n<closed>$/)
  })

  test('trailers are there after the end, and only then', async () => {
    const { port, engine } = await start([
      route(
        'POST',
        '/',
        async (raw) => {
          const body = raw.stream()
          const before = Object.keys(body.trailers()).length
          const whole = await all(body)
          return text(`${before} ${whole} ${JSON.stringify(body.trailers())}`)
        },
        stream,
      ),
    ])
    const sent = `${chunked('/')}3\r\nabc\r\n0\r\nX-Sum: 7\r\nX-Two: a\r\nx-two: b\r\n\r\n`
    const isRead = (): boolean => engine.metrics().requestsInFlight === 1
    const want = '0 abc {"x-sum":"7","x-two":"a, b"}'
    for (let at = chunked('/').length; at < sent.length; at++) {
      const answer = await converse(port, [sent.slice(0, at), isRead, sent.slice(at)], ends(want))
      expect(answer).toContain(want)
    }
  })

  test('trailers beyond their limit fail the body with 431, as where it is read whole', async () => {
    const read = async (raw: RawRequest): Promise<Reply> => {
      try {
        return text(await all(raw.stream()))
      } catch (error) {
        return caught(error)
      }
    }
    const { port } = await start([route('POST', '/', read, stream)], { trailerBytesMax: 100 })
    const sent = `${chunked('/')}3\r\nabc\r\n0\r\nx: ${'y'.repeat(200)}`
    const answer = await converse(port, [sent])
    expect(answer).toMatch(/^HTTP\/1.1 431 /)
    expect(answer).toContain('trailers-too-large')
  })

  test('an echo in pieces: both ways at once', async () => {
    const { port } = await start([
      route('POST', '/', (raw) => new Reply(200, 'text/plain', raw.stream(), null), stream),
      route('GET', '/', () => text('next')),
    ])
    const answer = await converse(
      port,
      [
        chunked('/'),
        '3\r\nabc\r\n',
        answered('abc\r\n'),
        '3\r\ndef\r\n',
        answered('def\r\n'),
        `0\r\n\r\n${get('/')}`,
      ],
      ends('next'),
    )
    expect(answer).toMatch(/3\r\nabc\r\n3\r\ndef\r\n0\r\n\r\nHTTP.*next$/s)
  })
})

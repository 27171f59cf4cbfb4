// Owns what answers in pieces promise: framing, order, backpressure, and an end for everybody when one side leaves.
// On every driver and loop style.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Reply, type ReplyBody } from '../../runtime/src/http/reply.js'
import { eventually, gate, standsStill } from '../waiting.js'
import { converse, dial, route, setups, stable, text } from './engine-under-test.js'
import { ends, get, suiteOn } from './suite.js'

const streamed = (body: ReplyBody, headers: Record<string, string> | null = null): Reply =>
  new Reply(200, 'text/plain', body, headers)
const headOf = (answer: string): string => stable(answer).split('\n\n')[0] ?? ''

async function* pieces(...all: (string | Uint8Array)[]): AsyncGenerator<string | Uint8Array> {
  for (const piece of all) {
    await sleep(1)
    yield piece
  }
}

describe.each(setups)('answers in pieces on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('trailers follow them where there are chunks, and the connection goes on', async () => {
    const counted = (): Reply => {
      let count = 0
      const body = async function* () {
        for await (const piece of pieces('one', 'two')) {
          count += piece.length
          yield piece
        }
      }
      return streamed(body()).withTrailers(['X-Count'], () => ({ 'x-count': count }))
    }
    const { port } = await start([
      route('GET', '/', counted),
      route('HEAD', '/', counted),
      route('GET', '/text', () => text('hi').withTrailers(['x-a', 'x-b'], () => ({ 'x-b': '2' }))),
    ])
    const answer = await converse(port, [
      get('/') + get('/text') + 'HEAD / HTTP/1.1\r\nHost: x\r\n\r\n' + 'GET / HTTP/1.0\r\n\r\n',
    ])
    const chunked = 'Transfer-Encoding: chunked\r\n\r\n'
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: -\r\nTrailer: '
    expect(stable(answer)).toBe(
      stable(
        [
          `${head}x-count\r\n${chunked}3\r\none\r\n3\r\ntwo\r\n0\r\nx-count: 6\r\n\r\n`,
          `${head}x-a, x-b\r\n${chunked}2\r\nhi\r\n0\r\nx-b: 2\r\n\r\n`,
          `${head}x-count\r\n${chunked}`,
          `${head}x-count\r\nConnection: close\r\n\r\nonetwo<closed>`,
        ].join(''),
      ),
    )
  })

  test('a trailer that was not announced ends the connection like a piece that fails', async () => {
    const { port, engine } = await start([
      route('GET', '/', () => streamed(pieces('one')).withTrailers(['x-a'], () => ({ 'x-b': 1 }))),
    ])
    const answer = await converse(port, [get('/')])
    expect(answer).toContain('one')
    expect(answer).not.toContain('\r\n0\r\n')
    await eventually(() => engine.metrics().connectionsOpen === 0)
  })

  test.each(['content-length', 'Set-Cookie', 'x y', 'trailer', 'if-match'])(
    '%s is refused as a trailer',
    (name) => {
      expect(() => text('x').withTrailers([name], () => ({}))).toThrow(TypeError)
    },
  )

  test('of unknown length they are chunked, and the connection goes on', async () => {
    const { port, engine } = await start([
      route('GET', '/', () => streamed(pieces('one', '', Buffer.from('two'), 'ž'))),
      route('GET', '/late', async () => {
        await sleep(5)
        return streamed(pieces('late'))
      }),
      route('GET', '/empty', () => streamed(pieces())),
      route('GET', '/plain', () => text('plain')),
    ])
    const answer = await converse(port, [get('/') + get('/late') + get('/empty') + get('/plain')], {
      until: (all) => all.endsWith('plain'),
    })
    expect(stable(answer)).toBe(
      stable(
        [
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: -\r\nTransfer-Encoding: chunked\r\n\r\n',
          '3\r\none\r\n3\r\ntwo\r\n2\r\n\xc5\xbe\r\n0\r\n\r\n',
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: -\r\nTransfer-Encoding: chunked\r\n\r\n',
          '4\r\nlate\r\n0\r\n\r\n',
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: -\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
          'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: -\r\nContent-Length: 5\r\n\r\nplain',
        ].join(''),
      ),
    )
    const counted = engine.metrics().routes.filter((cell) => cell.status === 200)
    expect(counted.map(({ route: path, count }) => [path, count]).sort()).toEqual([
      ['/', 1],
      ['/empty', 1],
      ['/late', 1],
      ['/plain', 1],
    ])
  })

  test('a declared length is kept, and one that is not met ends the connection', async () => {
    const { port, events } = await start([
      route('GET', '/whole', () => streamed(pieces('abc', 'de'), { 'Content-Length': '5' })),
      route('GET', '/short', () => streamed(pieces('abc'), { 'content-length': '5' })),
      route('GET', '/long', () => streamed(pieces('abc', 'def'), { 'content-length': '5' })),
      route('GET', '/no-length', () => streamed(pieces('abc'), { 'content-length': 'five' })),
    ])
    const whole = await converse(port, [get('/whole') + get('/whole')], {
      until: (all) => all.endsWith('abcde') && all.split('abcde').length === 3,
    })
    expect(whole).toContain('Content-Length: 5\r\n\r\nabcde')
    expect(whole).not.toContain('chunked')
    expect(await converse(port, [get('/short')])).toMatch(/\r\n\r\nabc<closed>$/)
    expect(await converse(port, [get('/long')])).toMatch(/\r\n\r\nabc<closed>$/)
    expect(headOf(await converse(port, [get('/no-length')], ends('}')))).toContain('500')
    await eventually(() => events.length > 0)
  })

  test('HTTP/1.0 gets them until the connection ends, HEAD gets none', async () => {
    let returned = 0
    const body = (): AsyncIterable<string> => ({
      [Symbol.asyncIterator]: () => {
        let left = 2
        return {
          next: async () =>
            left-- > 0 ? { done: false, value: 'xy' } : { done: true, value: undefined },
          return: async () => {
            returned++
            return { done: true, value: undefined }
          },
        }
      },
    })
    const { port } = await start([route('GET', '/', () => streamed(body()))])
    const old = await converse(port, ['GET / HTTP/1.0\r\n\r\n'])
    expect(old).toMatch(/Connection: close\r\n\r\nxyxy<closed>$/)
    expect(old).not.toContain('chunked')
    const head = await converse(port, [`HEAD / HTTP/1.1\r\nHost: x\r\n\r\n${get('/')}`], {
      until: (all) => all.endsWith('0\r\n\r\n'),
    })
    expect(head.split('HTTP/1.1 200').length).toBe(3)
    expect(head.split('xy').length).toBe(3)
    expect(returned).toBe(1)
  })

  test('a slow reader holds the maker of pieces back', async () => {
    let made = 0
    const piece = Buffer.alloc(16 * 1024, 'x')
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (; made < 4000; made++) yield piece
    }
    const { port } = await start([route('GET', '/', () => streamed(endless()))])
    const socket = await dial(port)
    socket.pause()
    socket.write(get('/'))
    await standsStill(() => made)
    // What the kernel's buffers and our queue take, far from 64 MB.
    expect(made).toBeLessThan(1500)
    let received = 0
    socket.on('data', (data) => {
      received += data.length
    })
    socket.resume()
    await eventually(() => received > 4000 * piece.length)
    expect(made).toBe(4000)
    socket.destroy()
  })

  test('a client that leaves ends the maker of pieces, and its signal aborts', async () => {
    let ended = 0
    let signal: AbortSignal | undefined
    const { port, engine, events } = await start([
      route('GET', '/', (raw) => {
        signal = raw.signal(raw.token)
        async function* ticks(): AsyncGenerator<string> {
          try {
            for (;;) {
              await sleep(2)
              yield 'tick'
            }
          } finally {
            ended++
          }
        }
        return streamed(ticks())
      }),
    ])
    const socket = await dial(port)
    socket.write(get('/'))
    await new Promise((resolve) => socket.once('data', resolve))
    expect(signal?.aborted).toBe(false)
    socket.resetAndDestroy()
    await eventually(() => ended === 1)
    expect(signal?.aborted).toBe(true)
    await eventually(() => engine.metrics().connectionsOpen === 0)
    expect(events.filter(({ kind }) => kind === 'handler-failed')).toEqual([])
  })

  test('what fails midway closes without an end, and is reported', async () => {
    async function* broken(): AsyncGenerator<string> {
      yield 'begun'
      await sleep(20)
      throw new Error('no more')
    }
    const { port, events } = await start([route('GET', '/', () => streamed(broken()))])
    const answer = await converse(port, [get('/')])
    expect(answer).toMatch(/\r\n\r\n5\r\nbegun\r\n<closed>$/)
    await eventually(() => events.length === 1)
    expect(events[0]).toMatchObject({ kind: 'handler-failed', route: '/' })
  })

  test('what fails behind others ends the connection in its turn, and what was asked behind it', async () => {
    let aborted = 0
    const slow = gate()
    const { port, engine } = await start([
      route('GET', '/slow', async () => {
        await slow.opened
        return text('slow')
      }),
      route('GET', '/', () => {
        const broken = async function* () {
          yield 'begun'
          slow.open()
          throw new Error('no more')
        }
        return streamed(broken())
      }),
      route('GET', '/never', (raw) => {
        raw.signal(raw.token).addEventListener('abort', () => aborted++)
        return new Promise<Reply>(() => {})
      }),
    ])
    const answer = await converse(port, [get('/slow') + get('/') + get('/never')])
    expect(answer).toMatch(/slowHTTP\/1.1 200 OK.*\r\n\r\n5\r\nbegun\r\n<closed>$/s)
    await eventually(() => aborted === 1 && engine.metrics().connectionsOpen === 0)
  })

  test('behind an answer that lasts until the connection ends nothing follows', async () => {
    const { port } = await start([
      route('GET', '/', () => streamed(pieces('all'))),
      route('GET', '/plain', () => text('plain')),
    ])
    const old = (path: string): string => `GET ${path} HTTP/1.0\r\nConnection: keep-alive\r\n\r\n`
    const answer = await converse(port, [old('/plain') + old('/') + old('/plain')])
    expect(answer).toMatch(/plainHTTP\/1.1 200 OK\r\n.*\r\n\r\nall<closed>$/s)
  })

  test('a piece that is none is an error of the handler', async () => {
    const { port, events } = await start([
      route('GET', '/first', () => streamed(pieces(7 as unknown as string))),
      route('GET', '/later', () => streamed(pieces('begun', 7 as unknown as string))),
    ])
    const first = await converse(port, [get('/first')], ends('}'))
    expect(headOf(first)).toContain('500')
    const later = await converse(port, [get('/later')])
    expect(later).toMatch(/\r\n\r\n5\r\nbegun\r\n<closed>$/)
    await eventually(() => events.length === 2)
  })

  test('a web stream is a body, and order is kept however long each takes', async () => {
    const web = (name: string, waitMs: number): ReadableStream<Uint8Array> =>
      new ReadableStream({
        async pull(controller) {
          await sleep(waitMs)
          controller.enqueue(Buffer.from(name))
          controller.close()
        },
      })
    const { port } = await start([
      route('GET', '/{n}', (raw) => streamed(web(`<${raw.number(0)}>`, 30 - raw.number(0))), {
        params: [{ name: 'n', in: 'path', kind: 'integer', required: true }],
      }),
    ])
    const all = Array.from({ length: 20 }, (_, i) => get(`/${i}`)).join('')
    const answer = await converse(port, [all], {
      until: (got) => got.includes('<19>') && got.endsWith('0\r\n\r\n'),
    })
    expect([...answer.matchAll(/<(\d+)>/g)].map(([, n]) => Number(n))).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    )
  })

  test('a stream outlives the handler timeout, and shutdown lets it end', async () => {
    let finish = (): void => {}
    const wait = new Promise<void>((resolve) => {
      finish = resolve
    })
    async function* slow(): AsyncGenerator<string> {
      yield 'begin'
      await wait
      yield 'end'
    }
    const never = route('GET', '/never', () => new Promise(() => {}))
    const { port, engine } = await start([route('GET', '/', () => streamed(slow())), never], {
      handlerTimeoutMs: 30,
    })
    let isBegun = false
    const talk = converse(port, [get('/')], {
      until: (got) => {
        isBegun ||= got.includes('begin')
        return false
      },
    })
    await eventually(() => isBegun)
    // Who came later has run out of time.
    expect(await converse(port, [get('/never')], { until: (got) => got.endsWith('}') })).toMatch(
      /^HTTP\/1.1 504/,
    )
    const stopped = engine.shutdown({ deadlineMs: 600_000 })
    finish()
    expect(await talk).toMatch(/begin.*end\r\n0\r\n\r\n<closed>$/s)
    expect(await stopped).toEqual({ aborted: 0 })
  })

  test('hints come before the answer, never to HTTP/1.0, never after', async () => {
    const link = { Link: '</s.css>; rel=preload' }
    const { port } = await start([
      route('GET', '/now', (raw) => {
        raw.hint(raw.token, link)
        return text('now')
      }),
      route('GET', '/later', async (raw) => {
        const { token } = raw
        await sleep(5)
        raw.hint(token, link)
        await sleep(5)
        setTimeout(() => raw.hint(token, link), 5)
        return text('later')
      }),
    ])
    const answer = await converse(port, [get('/now') + get('/later') + get('/now')], {
      until: (all) => all.split('now').length === 3,
    })
    const hint = 'HTTP/1.1 103 Early Hints\nLink: </s.css>; rel=preload\n\nHTTP/1.1 200 OK'
    expect(stable(answer).split(hint).length).toBe(4)
    expect(answer.split('103').length).toBe(4)
    expect(await converse(port, ['GET /now HTTP/1.0\r\n\r\n'])).not.toContain('HTTP/1.1 103')
  })

  test('the address of the client is told', async () => {
    const { port } = await start([
      route('GET', '/', (raw) => text(raw.remoteAddress())),
      route('GET', '/late', async (raw) => {
        await sleep(5)
        return text(raw.remoteAddress())
      }),
    ])
    for (const path of ['/', '/late']) {
      expect(
        await converse(port, [get(path)], {
          until: (all) => all.endsWith('127.0.0.1'),
        }),
      ).toMatch(/127\.0\.0\.1$/)
    }
  })
})

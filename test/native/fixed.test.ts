// Owns replies that native code gives alone: what they say to conditions and codings, and that nobody crosses into
// JavaScript for them.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FixedReply } from '../../runtime/src/native/engine.js'
import { converse, route, setups, startEngine, text, type UnderTest } from './engine-under-test.js'

const body = '{"openapi":"3.1.0"}'
const variant = (etag: string, coded: string): FixedReply['plain'] => ({
  etag,
  lines: `ETag: ${etag}\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n`,
  bodyLine: coded === '' ? '' : `Content-Encoding: ${coded}\r\n`,
  body: coded === '' ? body : Buffer.from('zipped'),
})
const fixed: FixedReply = {
  contentType: 'application/json',
  plain: variant('"a"', ''),
  gzip: variant('"a-gzip"', 'gzip'),
}
const large = 'x'.repeat(3_000_000)
const never = (): never => {
  throw new Error('JavaScript was asked')
}

describe.each(setups)('fixed replies on $io, $loop', (setup) => {
  let server: UnderTest
  beforeAll(async () => {
    const rules = { fixed: [{ name: 'x-a', text: 'X-A: b\r\n' }], cors: null }
    server = await startEngine(setup, [
      route('GET', '/doc', never, { fixed, rules }),
      route('GET', '/plain', never, { fixed: { ...fixed, gzip: null } }),
      route('GET', '/large', never, {
        fixed: { contentType: 'text/plain', plain: { ...fixed.plain, body: large }, gzip: null },
      }),
      route('GET', '/js', () => text('js')),
    ])
  })
  afterAll(() => server.stop())

  const ask = (path: string, headers = '', method = 'GET'): Promise<string> => {
    const request = `${method} ${path} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n`
    return converse(server.port, [request])
  }
  const zip = 'Accept-Encoding: '

  test.each([
    ['plain', '/doc', '', '200', `"a"`, body],
    ['to gzip', '/doc', `${zip}gzip\r\n`, '200', '"a-gzip"', 'zipped'],
    ['to a list', '/doc', `${zip}br;q=1, x-gzip;q=0.5\r\n`, '200', '"a-gzip"', 'zipped'],
    ['to two lines', '/doc', `${zip}br\r\n${zip}gzip\r\n`, '200', '"a-gzip"', 'zipped'],
    ['to anything', '/doc', `${zip}*\r\n`, '200', '"a-gzip"', 'zipped'],
    ['to no gzip', '/doc', `${zip}gzip;q=0, *\r\n`, '200', '"a"', body],
    ['to gzip;q=0.000', '/doc', `${zip}gzip;q=0.000\r\n`, '200', '"a"', body],
    ['to identity first', '/doc', `${zip}gzip;q=0.5, identity\r\n`, '200', '"a"', body],
    ['without a gzip of it', '/plain', `${zip}gzip\r\n`, '200', '"a"', body],
    ['to its tag', '/doc', 'If-None-Match: "a"\r\n', '304', '"a"', ''],
    ['to its tag, weak, listed', '/doc', 'If-None-Match: "x", W/"a"\r\n', '304', '"a"', ''],
    [
      'to its tag in a second line',
      '/doc',
      'If-None-Match: "x"\r\nIf-None-Match: "a"\r\n',
      '304',
      '"a"',
      '',
    ],
    ['to any tag', '/doc', 'If-None-Match: *\r\n', '304', '"a"', ''],
    [
      'to the tag of gzip',
      '/doc',
      `${zip}gzip\r\nIf-None-Match: "a-gzip"\r\n`,
      '304',
      '"a-gzip"',
      '',
    ],
    ['to another tag', '/doc', 'If-None-Match: "b"\r\n', '200', '"a"', body],
    ['to a broken tag', '/doc', 'If-None-Match: "a\r\n', '200', '"a"', body],
    ['to If-Match', '/doc', 'If-Match: "a"\r\n', '200', '"a"', body],
    ['to If-Match, first', '/doc', 'If-Match: "a"\r\nIf-None-Match: "a"\r\n', '304', '"a"', ''],
    [
      'to a date',
      '/doc',
      'If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n',
      '200',
      '"a"',
      body,
    ],
  ])('%s', async (_, path, headers, status, etag, wanted) => {
    const answer = await ask(path, headers)
    const [head = '', content] = answer.split('\r\n\r\n')
    expect(head).toContain(`HTTP/1.1 ${status} `)
    expect(head).toContain(`ETag: ${etag}\r\n`)
    expect(head.includes('Content-Encoding')).toBe(wanted === 'zipped')
    expect(head.includes('Content-Length')).toBe(status === '200')
    expect(content).toBe(`${wanted}<closed>`)
  })

  test.each(['If-Match: "b"', 'If-Match: W/"a"', 'If-Match: "a-gzip"'])(
    '412 to %s',
    async (line) => {
      expect(await ask('/doc', `${line}\r\n`)).toMatch(/^HTTP\/1.1 412 .*problem\+json/s)
    },
  )

  test('HEAD, 404s beside it and lines of middleware are as of any route', async () => {
    const head = await ask('/doc', '', 'HEAD')
    expect(head).toMatch(/X-A: b\r\nContent-Length: 19\r\n.*\r\n\r\n<closed>$/s)
    expect(await ask('/doc', '', 'POST')).toContain('405 Method Not Allowed')
    expect(await ask('/doc', 'If-None-Match: "a"\r\n')).toContain('X-A: b\r\n')
  })

  test('one that is large arrives whole, and many of them hold no memory at once', async () => {
    const request = 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n'
    const last = `GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
    const answer = await converse(server.port, [request.repeat(9) + last])
    expect(answer.split('HTTP/1.1 200').length - 1).toBe(10)
    expect(answer.length).toBeGreaterThan(10 * large.length)
    expect(answer).toMatch(/x<closed>$/)
  })

  test('nobody crosses into JavaScript for them, and each is counted', async () => {
    const before = server.engine.metrics()
    const count = (status: number): number =>
      server.engine
        .metrics()
        .routes.filter((each) => each.route === '/doc' && each.status === status)
        .reduce((sum, each) => sum + each.count, 0)
    const [whole, same] = [count(200), count(304)]
    for (let i = 0; i < 5; i++) {
      await ask('/doc')
      await ask('/doc', 'If-None-Match: "a"\r\n')
    }
    expect(server.engine.metrics().dispatches).toBe(before.dispatches)
    expect([count(200) - whole, count(304) - same]).toEqual([5, 5])
    await ask('/js')
    expect(server.engine.metrics().dispatches).toBe(before.dispatches + 1)
  })
})

// Owns what a request of HTTP/2 gets that is none (RFC 9113, 8): its stream is reset or answered with 400, no handler
// sees it, and the connection goes on. Whole, and in pieces of a byte.

import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { byNghttp2, bytesOf, frame, framesIn, getRoot, prefaceText } from './frames.js'
import { type Served, serve } from './served.js'

type Field = readonly [name: string, value: string]

// HPACK (RFC 7541, 6.2.2): literals without a table, lengths below 127.
const literal = (text: string): Buffer =>
  Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')])
const blockOf = (fields: readonly Field[]): Buffer =>
  Buffer.concat(
    fields.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  )

const method: Field = [':method', 'GET']
const scheme: Field = [':scheme', 'http']
const path: Field = [':path', '/']
const authority: Field = [':authority', 'a']
const get = [method, scheme, path, authority]
const to = (target: string): Field[] => [method, scheme, [':path', target], authority]
const post = [[':method', 'POST'], scheme, path, authority] as const

const reset = 'reset 1'
const refused = 'status 400'
/** By us, or by nghttp2 itself. */
const byWhom = byNghttp2({ upTo61: refused, from69: reset }).join(' or ')

const cases: readonly (readonly [string, string, readonly Field[]])[] = [
  ['a name in upper case', reset, [...get, ['X-A', 'b']]],
  ['a name with a space', reset, [...get, ['x a', 'b']]],
  ['a name with a colon', reset, [...get, ['x:a', 'b']]],
  ['an empty name', reset, [...get, ['', 'b']]],
  ['a value with CR and LF', reset, [...get, ['x-a', 'b\r\nx-c: d']]],
  ['a value with LF', reset, [...get, ['x-a', 'b\nc']]],
  ['a value with NUL', reset, [...get, ['x-a', 'b\0c']]],
  ['no :method', reset, [scheme, path, authority]],
  ['no :scheme', reset, [method, path, authority]],
  ['no :path', reset, [method, scheme, authority]],
  ['an empty :path', reset, to('')],
  [':path twice', reset, [...get, path]],
  [':path behind a field', reset, [method, scheme, authority, ['x-a', 'b'], path]],
  ['an unknown field with a colon', reset, [...get, [':proto', 'x']]],
  [':status', reset, [...get, [':status', '200']]],
  [':protocol, which was not offered', reset, [...get, [':protocol', 'websocket']]],
  ['connection', reset, [...get, ['connection', 'close']]],
  ['keep-alive', reset, [...get, ['keep-alive', '5']]],
  ['proxy-connection', reset, [...get, ['proxy-connection', 'close']]],
  ['upgrade', reset, [...get, ['upgrade', 'h2c']]],
  ['transfer-encoding', reset, [...get, ['transfer-encoding', 'chunked']]],
  ['te of anything but trailers', reset, [...get, ['te', 'gzip']]],
  ['a method that is no token', reset, [[':method', 'G T'], scheme, path, authority]],
  ['a method with a line end', reset, [[':method', 'GET / HTTP/1.1\r\n'], scheme, path, authority]],
  ['a :path with a space', reset, to('/a b')],
  ['a :path with a line end', reset, to('/ HTTP/1.1\r\nx: y')],
  ['an escape of NUL', refused, to('/%00')],
  ['an escape that is none', refused, to('/%zz')],
  ['an escape of CR and LF', refused, to('/%0d%0a')],
  ['overlong UTF-8', refused, to('/%c0%af')],
  ['* of another method than OPTIONS', reset, to('*')],
  ['an :authority with userinfo', byWhom, [method, scheme, path, [':authority', 'u@a']]],
  ['an :authority with a path', reset, [method, scheme, path, [':authority', 'a/b']]],
  ['an :authority that is a list', refused, [method, scheme, path, [':authority', 'a,b']]],
  ['a Host that differs', refused, [...get, ['host', 'b']]],
  ['neither :authority nor Host', reset, [method, scheme, path]],
  ['CONNECT with a path', reset, [[':method', 'CONNECT'], scheme, path, authority]],
  ['Content-Length that is none', reset, [...post, ['content-length', '+5']]],
  ['Content-Length as a list', reset, [...post, ['content-length', '5, 5']]],
  ['Content-Length twice', reset, [...post, ['content-length', '0'], ['content-length', '0']]],
  ['Content-Length of a body that is not there', reset, [...post, ['content-length', '5']]],
]

const hello = [Buffer.from(prefaceText), bytesOf(frame.settings, 0)]
const endOfHead = 5

/** A connection whose first request has these fields and whose second is well: in one piece, and in pieces of a byte. */
const wholeAndInBytes = (fields: readonly Field[]): Buffer[][] => {
  const bytes = Buffer.concat([
    ...hello,
    bytesOf(frame.headers, endOfHead, 1, blockOf(fields)),
    bytesOf(frame.headers, endOfHead, 3, getRoot),
  ])
  return [[bytes], Array.from(bytes, (byte) => Buffer.from([byte]))]
}

describe.each(setups.slice(0, 2))('on $io', (setup) => {
  let served: Served
  let called = 0
  const answering = () => {
    called++
    return text('hello')
  }
  beforeAll(async () => {
    served = await serve(setup, [route('GET', '/', answering), route('POST', '/', answering)])
  })
  afterAll(() => served.stop())

  /** What the first stream got, when the second has got its answer. */
  const told = async (pieces: readonly Buffer[]): Promise<string> => {
    const socket = connect({ port: served.port, host: '127.0.0.1', noDelay: true })
    const received: Buffer[] = []
    socket.on('error', () => {})
    socket.on('data', (data) => received.push(data))
    for (const piece of pieces) socket.write(piece)
    const of = (stream: number) =>
      framesIn(Buffer.concat(received)).filter((each) => each.stream === stream)
    await eventually(() =>
      of(3).some(({ type, flags }) => type === frame.data && (flags & 1) === 1),
    )
    socket.destroy()
    const answers = of(1).filter(({ type }) => type === frame.headers || type === frame.resetStream)
    return (
      answers.map(({ type, payload }) =>
        type === frame.resetStream
          ? `reset ${payload.readUInt32BE()}`
          : `status ${[200, 204, 206, 304, 400, 404, 500][(payload[0] ?? 0) - 0x88]}`,
      )[0] ?? 'nothing'
    )
  }

  it.each(cases)('%s: %s', async (_, want, fields) => {
    for (const pieces of wholeAndInBytes(fields)) {
      called = 0
      expect(want.split(' or ')).toContain(await told(pieces))
      expect(called).toBe(1)
    }
  })

  it('what is whole is served, in pieces of a byte too', async () => {
    const fields: Field[] = [...get, ['te', 'trailers'], ['host', 'a']]
    for (const pieces of wholeAndInBytes(fields)) {
      called = 0
      expect([await told(pieces), called]).toEqual(['status 200', 2])
    }
  })
})

// Owns that a connection is good for as many requests as `connectionRequestsMax` says: the answer to the last one
// says so, whatever kind of request it is, and nothing behind it is heard. On every driver and loop style.

import { describe, expect, test } from 'vitest'
import type { RawRequest } from '../../runtime/src/http/raw-request.js'
import { type RawConnection, Upgrade } from '../../runtime/src/http/reply.js'
import { ask, dial as dialHttp2, serve } from '../runtime/http2/served.js'
import { eventually } from '../waiting.js'
import { converse, route, setups, text } from './engine-under-test.js'
import { suiteOn } from './suite.js'

/** A body of one chunk. */
const chunked =
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\n\r\n'
const any = [route('GET', '/', () => text('ok'))]

describe.each(setups)('the last request of a connection on $io, $loop', (setup) => {
  const { start, open } = suiteOn(setup)

  test.each(['at once', 'one by one'])('connectionRequestsMax, %s', async (how) => {
    const paths: string[] = []
    const hear = (raw: RawRequest) => {
      paths.push(raw.target)
      return text('ok')
    }
    const echo = route('POST', '/', (raw) => text(raw.bodyText()), {
      body: { required: false, types: [] },
    })
    const rest = [{ name: 'rest', in: 'path', kind: 'string', required: true }] as const
    const routes = [route('GET', '/{rest}', hear, { params: rest }), echo]
    const { port } = await start(routes, { connectionRequestsMax: 4 })
    // Equal heads, which are remembered, one that no route has, and a body that comes in pieces.
    const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40)}\r\n\r\n`
    const last = chunked
    const requests = [get('/a'), get('/a'), get('/none/such'), last, get('/late')]
    const answers = (all: string): number => all.split('HTTP/1.1 ').length - 1
    const oneByOne = requests.flatMap((one, i) => [one, (all: string) => answers(all) > i])
    const all = await converse(port, how === 'at once' ? [requests.join('')] : oneByOne)
    expect(all.match(/HTTP\/1.1 \d+/g)).toEqual([200, 200, 404, 200].map((n) => `HTTP/1.1 ${n}`))
    expect(all.match(/Connection: close/g)).toHaveLength(1)
    expect(all).toMatch(/Connection: close[\s\S]*\r\n\r\nb<closed>$/)
    expect(paths).toEqual(['/a', '/a'])
  })

  test('connectionRequestsMax, of heads that are known', async () => {
    const { port } = await start(any, { connectionRequestsMax: 5 })
    const get = `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(40)}\r\n\r\n`
    for (let i = 0; i < 3; i++) {
      const within = await converse(port, [get.repeat(4)], {
        until: (all) => all.split('\r\n\r\nok').length === 5,
      })
      expect(within).not.toContain('Connection: close')
      const beyond = await converse(port, [get.repeat(6)])
      expect(beyond.match(/HTTP\/1.1 200/g)).toHaveLength(5)
      expect(beyond).toMatch(/Connection: close[\s\S]*\r\n\r\nok<closed>$/)
    }
  })

  test('connectionRequestsMax, of HTTP/2', async () => {
    const served = await serve(setup, any, { connectionRequestsMax: 3 })
    try {
      const client = await dialHttp2(served.port)
      let code = -1
      client.on('goaway', (given) => {
        code = given
      })
      for (let i = 0; i < 2; i++) expect((await ask(client, '/')).body).toBe('ok')
      expect(client.closed).toBe(false)
      expect((await ask(client, '/')).body).toBe('ok')
      await eventually(() => client.closed || client.destroyed)
      expect(code).toBe(0)
      await eventually(() => served.engine.metrics().connectionsOpen === 0)
    } finally {
      await served.stop()
    }
  })

  test('connectionRequestsMax, where the last one asks before it sends', async () => {
    const body = { required: true, types: [] }
    const echo = (raw: RawRequest) => text(raw.bodyText())
    const { port } = await start(
      [
        route('POST', '/', echo, { body }),
        route('POST', '/secured', echo, { body, secured: true, admit: () => null }),
        route(
          'POST',
          '/stream',
          async (raw) => {
            const pieces: Uint8Array[] = []
            for await (const piece of raw.stream()) pieces.push(piece)
            return text(Buffer.concat(pieces).toString())
          },
          { body: { ...body, delivery: 'stream' } },
        ),
      ],
      { connectionRequestsMax: 1 },
    )
    for (const path of ['/', '/secured', '/stream']) {
      const socket = await open(port)
      let got = ''
      let ended = false
      socket.on('data', (data) => {
        got += data
      })
      socket.on('end', () => {
        ended = true
      })
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n`,
      )
      await eventually(() => got === 'HTTP/1.1 100 Continue\r\n\r\n')
      socket.write(`hiPOST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`)
      await eventually(() => ended)
      expect(got).toMatch(/200 OK\r\n.*Connection: close\r\n.*\r\nhi$/s)
    }
  })

  test('connectionRequestsMax, where the last one leaves HTTP', async () => {
    const take = (connection: RawConnection) => connection.pipe(connection)
    const { port } = await start([route('GET', '/', () => new Upgrade('echo', null, take))], {
      connectionRequestsMax: 1,
    })
    const upgrade = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
    const socket = await open(port)
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    for (const bytes of [`${upgrade}GET `, 'more']) {
      socket.write(bytes)
      await eventually(() => got.endsWith(bytes.slice(-4)))
    }
    expect(got).toMatch(/^HTTP\/1.1 101 .*\r\n\r\nGET more$/s)
  })
})

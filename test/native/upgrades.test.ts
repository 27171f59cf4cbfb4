// Owns connections that leave HTTP: bytes both ways, and every end they can have. On every driver and loop style.

import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type RawConnection, Upgrade } from '../../runtime/src/http/reply.js'
import { eventually, standsStill } from '../waiting.js'
import { converse, route, setups, text, type UnderTest } from './engine-under-test.js'
import { ends, get, suiteOn } from './suite.js'

const ask = (path = '/'): string => get(path, 'Connection: Upgrade\r\nUpgrade: echo\r\n')
/** A few looks in which the server may read what came before; nothing depends on it. */
const moment = (): (() => boolean) => {
  let looks = 0
  return () => ++looks > 5
}
const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n'

describe.each(setups)('connections outside of HTTP on $io, $loop', (setup) => {
  const { start, open } = suiteOn(setup)
  /** Upgrades route `/`, and keeps the connections it was given. */
  const upgrading = async (
    use: (connection: RawConnection) => void = () => {},
  ): Promise<[UnderTest, RawConnection[]]> => {
    const connections: RawConnection[] = []
    const take = (connection: RawConnection): void => {
      connections.push(connection)
      use(connection)
    }
    return [await start([route('GET', '/', () => new Upgrade('echo', null, take))]), connections]
  }

  test('bytes go both ways, those behind the request too', async () => {
    const { port, engine } = await start([
      route(
        'GET',
        '/',
        () => new Upgrade('echo', { 'X-More': '1' }, (connection) => connection.pipe(connection)),
      ),
      route('GET', '/late', async () => {
        await sleep(10)
        return new Upgrade('echo', null, (connection) => connection.pipe(connection))
      }),
      route('GET', '/plain', () => text('plain')),
    ])
    for (const [path, more] of [
      ['/', 'X-More: 1\r\n'],
      ['/late', ''],
    ] as const) {
      const socket = await open(port)
      let got = ''
      socket.on('data', (data) => {
        got += data
      })
      socket.write(`${get('/plain')}${ask(path)}GET / not http\r\n\r\n`)
      const want = `${switched}${more}\r\nGET / not http\r\n\r\n`
      await eventually(() => got.endsWith(want))
      socket.write('more')
      await eventually(() => got.endsWith(`${want}more`))
      expect(engine.metrics()).toMatchObject({ connectionsUpgraded: 1, requestsInFlight: 0 })
      let ended = false
      socket.on('end', () => {
        ended = true
      })
      socket.end()
      await eventually(() => ended && engine.metrics().connectionsOpen === 0)
    }
    const cells = engine.metrics().routes.filter(({ status }) => status === 101)
    expect(cells.map(({ route: path, count }) => [path, count])).toEqual([
      ['/', 1],
      ['/late', 1],
    ])
  })

  test('megabytes both ways, with a reader that pauses', async () => {
    const [{ port }] = await upgrading((connection) => connection.pipe(connection))
    const socket = await open(port)
    const sent = Buffer.alloc(8 << 20, 'abcdefghijklmnopqrstuvwxyz0123456789')
    const received: Buffer[] = []
    let bytes = 0
    socket.write(ask())
    await new Promise((resolve) => socket.once('data', resolve))
    socket.on('data', (data: Buffer) => {
      received.push(data)
      bytes += data.length
      if (received.length % 50 === 0) {
        socket.pause()
        setTimeout(() => socket.resume(), 2)
      }
    })
    socket.write(sent)
    await eventually(() => bytes === sent.length)
    expect(Buffer.concat(received).equals(sent)).toBe(true)
  })

  test('who does not read holds the peer back, both ways', async () => {
    const [{ port }, connections] = await upgrading()
    const socket = await open(port)
    socket.write(ask())
    await new Promise((resolve) => socket.once('data', resolve))
    const [connection] = connections as [RawConnection]
    const piece = Buffer.alloc(1 << 20)
    for (let i = 0; i < 64; i++) socket.write(piece)
    await standsStill(() => socket.writableLength)
    expect(socket.writableLength).toBeGreaterThan(32 << 20)
    socket.pause()
    for (let i = 0; i < 64; i++) connection.write(piece)
    await standsStill(() => connection.writableLength)
    expect(connection.writableLength).toBeGreaterThan(32 << 20)
    socket.destroy()
    await eventually(() => connection.destroyed)
  })

  test('an end, a destroy and a reset on either side reach the other', async () => {
    const [{ port, engine }, connections] = await upgrading((connection) => connection.resume())
    const ends: ((socket: Socket, connection: RawConnection) => void)[] = [
      (socket) => socket.end(),
      (socket) => socket.destroy(),
      (socket) => socket.resetAndDestroy(),
      (_, connection) => connection.destroy(),
      (_, connection) => connection.end('last words'),
      (_, connection) => {
        connection.write('last ')
        connection.end('words')
      },
    ]
    for (const end of ends) {
      const socket = await open(port)
      let got = ''
      let isClosed = false
      socket.on('data', (data) => {
        got += data
      })
      socket.on('end', () => socket.end())
      socket.on('close', () => {
        isClosed = true
      })
      socket.write(ask())
      await eventually(() => got.includes('101') && connections.length === 1)
      const [connection] = connections.splice(0) as [RawConnection]
      end(socket, connection)
      await eventually(() => isClosed && connection.destroyed)
      await eventually(() => engine.metrics().connectionsOpen === 0)
      if (end.toString().includes('words')) expect(got).toMatch(/last words$/)
    }
  })

  test('who ended it, reads no more and gives it up has it closed, whatever the peer has sent', async () => {
    const [{ port, engine }, connections] = await upgrading()
    for (const how of ['end', 'resetAndDestroy'] as const) {
      const socket = await open(port)
      socket.write(ask())
      await new Promise((resolve) => socket.once('data', resolve))
      const connection = connections.pop() as RawConnection
      // More than is kept for a reader: nothing is read, and the end behind it is not seen.
      socket.write(Buffer.alloc(256 << 10))
      await standsStill(() => engine.metrics().inputBytesHeld)
      socket.end()
      connection.end()
      await eventually(() => connection.writableFinished)
      if (how !== 'end') socket[how]()
      connection.destroy()
      await eventually(() => engine.metrics().connectionsOpen === 0)
      expect(engine.metrics().connectionsUpgraded).toBe(0)
    }
  })

  test('they are told of a shutdown, and closed at its deadline', async () => {
    let told = 0
    const [{ port, engine }, connections] = await upgrading((connection) => {
      connection.on('shutdown', () => {
        told++
        if (connections.length === 1) connection.end('bye')
      })
    })
    const kind = await open(port)
    let got = ''
    kind.on('data', (data) => {
      got += data
    })
    kind.on('end', () => kind.end())
    kind.write(ask())
    await eventually(() => connections.length === 1)
    connections[0]?.resume()
    expect(await engine.shutdown({ deadlineMs: 600_000 })).toEqual({ aborted: 0 })
    expect(told).toBe(1)
    expect(got).toMatch(/bye$/)

    const [second, others] = await upgrading()
    const stubborn = await open(second.port)
    stubborn.write(ask())
    await eventually(() => others.length === 1)
    expect(await second.engine.shutdown({ deadlineMs: 30 })).toEqual({ aborted: 0 })
    await eventually(() => others[0]?.destroyed === true)
  })

  test('a swap of routes leaves them open, and does not wait for them', async () => {
    const [{ port, engine }, connections] = await upgrading((connection) =>
      connection.pipe(connection),
    )
    const socket = await open(port)
    let got = ''
    socket.on('data', (data) => {
      got += data
    })
    socket.write(ask())
    await eventually(() => connections.length === 1)
    await engine.install([]).replacedDrained
    socket.write('still here')
    await eventually(() => got.endsWith('still here'))
  })

  test('who did not ask is not upgraded, and who is not upgraded goes on in HTTP', async () => {
    const { port, events } = await start([
      route('GET', '/', () => new Upgrade('echo', null, (connection) => connection.end())),
      route('GET', '/plain', () => text('plain')),
      route('GET', '/bad', () => new Upgrade('no protocol', null, () => {})),
    ])
    const refused = await converse(port, [get('/')], ends('}'))
    expect(refused).toMatch(/^HTTP\/1.1 426 .*Connection: Upgrade\r\nupgrade: echo\r\n/s)
    expect(await converse(port, [ask('/bad')], ends('}'))).toMatch(/^HTTP\/1.1 500/)
    const on = await converse(port, [ask('/plain') + ask('/plain') + get('/plain')], {
      until: (all) => all.split('\r\n\r\nplain').length === 4,
    })
    expect(on.split('\r\n\r\nplain').length).toBe(4)
    await eventually(() => events.length === 1)
  })

  test('a handler that throws with the connection closes it, and harms nobody', async () => {
    const [{ port, events }] = await upgrading(() => {
      throw new Error('boom')
    })
    const answer = await converse(port, [ask()])
    expect(answer).toMatch(/<closed>$/)
    await eventually(() => events.length === 1)
  })

  test('HTTP/2 by its preface is spoken where it is allowed, else refused', async () => {
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
    const plain = await start([])
    expect(await converse(plain.port, [preface])).toMatch(/^HTTP\/1.1 (400|505)/)
    const server = await start([route('GET', '/', () => text('one'))], {}, { http2: true })
    const all = Buffer.concat([Buffer.from(preface), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])])
    // SETTINGS, acknowledged: type 4 with flag 1.
    const until = (got: string): boolean => got.includes('\0\0\0\x04\x01')
    for (let at = 1; at < preface.length + 1; at++) {
      const parts = [all.subarray(0, at), moment(), all.subarray(at)]
      const got = await converse(server.port, parts, { until })
      expect(got.charCodeAt(3)).toBe(4)
      expect(got).toSatisfy(until)
    }
    expect(await converse(server.port, ['PRI * HTTP/2.0\r\n\r\nXX'])).toMatch(
      /^HTTP\/1.1 (400|505)/,
    )
    const other = [`${get('/')}PRI / HTTP/1.1\r\nHost: x\r\n\r\n`]
    expect(await converse(server.port, other, ends('}'))).toMatch(/one.*HTTP\/1.1 501/s)
  })

  // RFC 9113, 3.4: it is what a client sends first. Behind a request it is one of many clients of a proxy that says so.
  test('the preface of HTTP/2 behind a request is refused', async () => {
    const { port } = await start([route('GET', '/', () => text('one'))], {}, { http2: true })
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'
    const refused = /one[\s\S]*HTTP\/1.1 (400|505) [\s\S]*<closed>$/
    expect(await converse(port, [get('/') + preface])).toMatch(refused)
    expect(await converse(port, [get('/'), moment(), preface])).toMatch(refused)
  })
})

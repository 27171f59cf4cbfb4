// Owns what peers of TLS get that break off, ask for what is not given, or speak something else, on the real server; and
// client certificates over HTTP/2. What is promised to others is in tls.test.ts.

import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect as connectTcp, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineLimits, EngineRoute } from '../../runtime/src/native/engine.js'
import type { TlsMaterial } from '../../runtime/src/native/tls.js'
import { eventually } from '../waiting.js'
import { identify } from './certificates.js'
import { route, setups, startEngine, text, type UnderTest } from './engine-under-test.js'

const authority = identify('Test Authority')
const site = identify('a.test', { names: ['a.test'], issuer: authority })
const friend = identify('friend', { issuer: authority })

const material: TlsMaterial = {
  certificates: [{ chain: site.cert, key: site.key, passphrase: '' }],
  clientCertificates: 'none',
  clientAuthorities: '',
  ciphers: '',
  minVersion: 'TLSv1.2',
  http2: true,
}

const get = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n'

/** One more than is under way at once, with a margin: `handshakesMax` of native/src/net/tls/handshakes.h. */
const halfHellos = 17 * 256
const halfHello = Buffer.from([0x16, 3, 1, 0x40, 0])

/** All bytes until the end, from a peer that writes these first. */
const exchange = async (port: number, first: Uint8Array): Promise<Buffer> => {
  const socket = connectTcp(port, '127.0.0.1')
  const received: Buffer[] = []
  socket.on('data', (data) => received.push(data))
  socket.on('error', () => {})
  socket.write(first)
  await once(socket, 'close')
  return Buffer.concat(received)
}

describe.each(setups.slice(0, 2))('TLS on $io', (setup) => {
  const taken: string[] = []
  const body = { required: false, types: [], bytesMax: 1000 }
  const routes: readonly EngineRoute[] = [
    route('GET', '/', () => text('hello')),
    route('GET', '/who', (raw) => text(raw.peerCertificate()?.subject ?? 'nobody')),
    route('POST', '/whole', (raw) => text(`${taken.push('whole')} ${raw.bodyBytes().length}`), {
      body,
    }),
    route(
      'POST',
      '/pieces',
      async (raw) => {
        try {
          for await (const piece of raw.stream()) taken.push(`${piece.length} bytes`)
          taken.push('all of it')
        } catch {
          taken.push('cut off')
        }
        return text('late')
      },
      { body: { ...body, delivery: 'stream' } },
    ),
  ]
  let served: UnderTest
  afterEach(() => served.stop())
  const start = async (own: Partial<TlsMaterial> = {}, limits: Partial<EngineLimits> = {}) => {
    taken.length = 0
    served = await startEngine(setup, routes, limits, { http2: true })
    const tls = served.engine.tls({ ...material, ...own })
    const { port } = await served.engine.listen({ host: '127.0.0.1', port: 0, tls })
    return { port, tls }
  }
  const dial = async (port: number, own: ConnectionOptions = {}): Promise<TLSSocket> => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: authority.cert,
      servername: 'a.test',
      ...own,
    })
    socket.on('error', () => {})
    await once(socket, 'secureConnect')
    return socket
  }
  /** Over a socket that can be ended without a word of TLS. */
  const dialOver = async (port: number): Promise<{ tcp: Socket; tls: TLSSocket }> => {
    const tcp = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
    tcp.on('error', () => {})
    await once(tcp, 'connect')
    return { tcp, tls: await dial(port, { socket: tcp }) }
  }

  it('does not renegotiate, and serves others', async () => {
    const { port } = await start()
    const socket = await dial(port, { maxVersion: 'TLSv1.2' })
    const outcome = new Promise<string>((resolve) => {
      socket.renegotiate({}, (error) => resolve(error === null ? 'renegotiated' : String(error)))
      socket.once('error', (error) => resolve(String(error)))
      socket.once('close', () => resolve('closed'))
    })
    expect(await outcome).not.toBe('renegotiated')
    socket.destroy()
    const other = await dial(port)
    other.write(get)
    expect(String((await once(other, 'data'))[0])).toContain('hello')
    other.destroy()
  })

  it('takes no body for whole that ends without close_notify', async () => {
    const { port } = await start()
    for (const path of ['/whole', '/pieces']) {
      const { tcp, tls } = await dialOver(port)
      tls.resume()
      tls.write(
        `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100\r\n\r\n${'x'.repeat(50)}`,
      )
      if (path === '/pieces') await eventually(() => taken.includes('50 bytes'))
      else await eventually(() => served.engine.metrics().inputBytesHeld > 50)
      tcp.end()
      await eventually(() => served.engine.metrics().connectionsOpen === 0)
      tcp.destroy()
    }
    await eventually(() => served.engine.metrics().requestsInFlight === 0)
    expect(taken).toEqual(['50 bytes', 'cut off'])
  })

  it('ends quietly with a peer that leaves without close_notify', async () => {
    const { port } = await start()
    const { tcp, tls } = await dialOver(port)
    tls.write(get)
    expect(String((await once(tls, 'data'))[0])).toContain('hello')
    tcp.end()
    await eventually(() => served.engine.metrics().connectionsOpen === 0)
    expect(served.engine.metrics().refusals).toEqual({})
    tcp.destroy()
  })

  it('answers the preface of HTTP/2 in plain, and ends with an alert what is nothing', async () => {
    const { port } = await start()
    const plain = await exchange(port, Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'))
    expect(plain.toString()).toMatch(/^HTTP\/1.1 400 .*This port speaks HTTPS/s)
    const garbage = await exchange(port, Buffer.alloc(64, 0x80))
    // An alert, or nothing at all: never data.
    expect(garbage.length === 0 || garbage[0] === 0x15).toBe(true)
    await eventually(() => served.engine.metrics().refusals['tls-handshake-failed'] === 1)
    await eventually(() => served.engine.metrics().connectionsOpen === 0)
  })

  // Thousands of sockets: once is enough, no driver knows of handshakes.
  it.runIf(setup === setups[0])('serves an honest client among half handshakes', async () => {
    const { port } = await start({}, { connectionsMax: 10_000, handshakeTimeoutMs: 60_000 })
    const silent: Socket[] = []
    let connected = 0
    while (silent.length < halfHellos) {
      for (let i = 0; i < 256; i++) {
        const socket = connectTcp(port, '127.0.0.1', () =>
          socket.write(halfHello, () => connected++),
        )
        socket.on('error', () => {})
        silent.push(socket)
      }
      // The backlog is 1,024: nobody is to wait for the kernel's next try.
      await eventually(() => connected === silent.length)
    }
    await eventually(() => served.engine.metrics().connectionsOpen === silent.length)
    const socket = await dial(port)
    socket.write(get)
    expect(String((await once(socket, 'data'))[0])).toContain('hello')
    socket.destroy()
    // The oldest gave way, and hears of it when it says more.
    await eventually(() => {
      silent[0]?.write(halfHello)
      return served.engine.metrics().refusals['tls-handshakes'] === 1
    })
    for (const each of silent) each.destroy()
    await eventually(() => served.engine.metrics().connectionsOpen === 0)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'shows handlers a client certificate over HTTP/2 (%s)',
    async (version) => {
      const { port } = await start({
        clientCertificates: 'optional',
        clientAuthorities: authority.cert,
      })
      for (const [identity, shown] of [
        [{ cert: friend.cert, key: friend.key }, 'CN=friend'],
        [{}, 'nobody'],
      ] as const) {
        const session = connectHttp2(`https://a.test:${port}`, {
          lookup: (_name, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
          ca: authority.cert,
          minVersion: version,
          maxVersion: version,
          ...identity,
        })
        const stream = session.request({ ':path': '/who' })
        stream.setEncoding('utf8')
        let all = ''
        stream.on('data', (data) => {
          all += data
        })
        await once(stream, 'end')
        expect(all).toBe(shown)
        expect(session.alpnProtocol).toBe('h2')
        session.destroy()
      }
    },
  )

  // In TLS 1.3 a client is through, and speaks, before its certificate is judged: a reset for what it says would eat
  // the alert that it has not read yet.
  it('reads away what a client says that shows no certificate, and has told it why', async () => {
    const { port } = await start({
      clientCertificates: 'required',
      clientAuthorities: authority.cert,
    })
    const tcp = connectTcp({ port, host: '127.0.0.1', allowHalfOpen: true })
    const errors: string[] = []
    tcp.on('error', ({ message }) => errors.push(message))
    const wire = new Duplex({
      read() {},
      write: (piece, _encoding, done) => tcp.write(piece, done),
    })
    tcp.on('data', (data) => wire.push(data))
    const ended = once(tcp, 'end')
    const socket = connect({ socket: wire, ca: authority.cert, servername: 'a.test' })
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toMatch(/ALERT_CERTIFICATE_REQUIRED/)
    await ended
    for (let times = 0; times < 3; times++) {
      tcp.write(Buffer.alloc(16 * 1024))
      // Somebody else's refusal: by then what was written has come.
      await exchange(port, Buffer.from(get))
    }
    tcp.end()
    await eventually(() => tcp.closed)
    expect(errors).toEqual([])
  })

  it('resumes over a renewed certificate, by tickets and by sessions', async () => {
    const { port, tls } = await start()
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const own = { minVersion: version, maxVersion: version, ca: authority.cert }
      const first = connect({ port, host: '127.0.0.1', servername: 'a.test', ...own })
      const told = once(first, 'session')
      await once(first, 'secureConnect')
      first.write(get)
      const [session] = (await told) as [Buffer]
      first.destroy()
      const renewed = identify('a.test', { names: ['a.test'], issuer: authority })
      tls.replace({
        ...material,
        certificates: [{ chain: renewed.cert, key: renewed.key, passphrase: '' }],
      })
      const second = await dial(port, { ...own, session })
      expect([version, second.isSessionReused()]).toEqual([version, true])
      second.destroy()
    }
  })
})

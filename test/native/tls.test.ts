// Owns what TLS promises on the wire, on every driver: versions, names, client certificates, resumption, renewal
// under load, big bodies, and peers that leave halfway or never speak TLS.

import { once } from 'node:events'
import { type AddressInfo, connect as connectTcp, createServer } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineLimits, EngineRoute } from '../../runtime/src/native/engine.js'
import type { TlsContext, TlsMaterial } from '../../runtime/src/native/tls.js'
import { eventually } from '../waiting.js'
import { type Identity, identify } from './certificates.js'
import { converse, route, setups, stable, startEngine, text } from './engine-under-test.js'
import { caseRoutes, httpCases } from './http-cases.js'

const authority = identify('Test Authority')
const siteA = identify('a.test', { names: ['a.test'], issuer: authority })
const siteB = identify('b.test', { names: ['b.test', '*.b.test'], issuer: authority })

const materialOf = (
  identities: readonly Identity[],
  own: Partial<TlsMaterial> = {},
): TlsMaterial => ({
  certificates: identities.map(({ cert, key }) => ({ chain: cert, key, passphrase: '' })),
  clientCertificates: 'none',
  clientAuthorities: '',
  ciphers: '',
  minVersion: 'TLSv1.2',
  http2: false,
  ...own,
})

const big = Buffer.alloc(900_000, 'big body ')

const routes: readonly EngineRoute[] = [
  ...caseRoutes,
  route('GET', '/big', () => text(big.toString())),
  route('POST', '/size', async (raw) => text(String(raw.bodyBytes().length)), {
    body: { required: false, types: [], bytesMax: 2_000_000 },
  }),
  route('GET', '/who', (raw) => text(raw.peerCertificate()?.subject ?? 'nobody')),
  route('GET', '/pieces', () => {
    const pieces = async function* () {
      for (let i = 0; i < 50; i++) yield `piece ${i}\n`
    }
    return new Reply(200, 'text/plain', pieces(), null)
  }),
]

const startTls = async (
  setup: (typeof setups)[number],
  material: TlsMaterial,
  own: Partial<EngineLimits> = {},
) => {
  const under = await startEngine(setup, routes, own)
  const tls = under.engine.tls(material)
  const { port } = await under.engine.listen({ host: '127.0.0.1', port: 0, tls })
  return { ...under, plainPort: under.port, port, tls }
}

type Served = Awaited<ReturnType<typeof startTls>> & { readonly tls: TlsContext }

const begin = (port: number, own: ConnectionOptions): TLSSocket =>
  connect({ port, host: '127.0.0.1', ca: authority.cert, servername: 'a.test', ...own })

const dial = async (port: number, own: ConnectionOptions = {}): Promise<TLSSocket> => {
  const socket = begin(port, own)
  await once(socket, 'secureConnect')
  return socket
}

const refusal = (port: number, own: ConnectionOptions): Promise<string> =>
  new Promise((resolve) => {
    const socket = begin(port, own)
    socket.on('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? error.message))
    // In TLS 1.3 a client hears of its certificate's refusal after its own part of the handshake.
    socket.on('secureConnect', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
    socket.on('data', () => resolve('served'))
    socket.on('close', () => resolve('closed'))
  })

const get = (path: string, more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: a.test\r\n${more}\r\n`

/** All that comes until the server ends the connection. */
const readAll = async (socket: TLSSocket): Promise<string> => {
  let all = ''
  socket.setEncoding('latin1')
  socket.on('data', (data) => {
    all += data
  })
  await once(socket, 'end')
  return all
}

describe.each(setups)('TLS on $io, $loop', (setup) => {
  let served: Served
  beforeAll(async () => {
    served = await startTls(setup, materialOf([siteA, siteB]))
  })
  afterAll(() => served.stop())

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const socket = await dial(served.port, { minVersion: version, maxVersion: version })
    expect(socket.getProtocol()).toBe(version)
    socket.write(get('/', 'Connection: close\r\n'))
    expect(await readAll(socket)).toMatch(/^HTTP\/1.1 200 OK[\s\S]*hello$/)
  })

  it('refuses what is older', async () => {
    const own = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT:@SECLEVEL=0',
    } as const
    expect(await refusal(served.port, own)).toMatch(/ALERT_PROTOCOL_VERSION/)
  })

  it.each([
    ['a.test', 'a.test'],
    ['b.test', 'b.test'],
    ['x.b.test', 'b.test'],
    ['other.test', 'a.test'],
  ])('shows %s the certificate of %s', async (servername, shown) => {
    const socket = await dial(served.port, { servername, rejectUnauthorized: false })
    expect(socket.getPeerCertificate().subject.CN).toBe(shown)
    socket.destroy()
  })

  it('agrees on http/1.1 and http/1.0 by ALPN, and on nothing else', async () => {
    const socket = await dial(served.port, { ALPNProtocols: ['h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('http/1.1')
    socket.destroy()
    const old = await dial(served.port, { ALPNProtocols: ['http/1.0'] })
    expect(old.alpnProtocol).toBe('http/1.0')
    old.write('GET / HTTP/1.0\r\n\r\n')
    expect(await readAll(old)).toMatch(/^HTTP\/1.1 200 /)
    expect(await refusal(served.port, { ALPNProtocols: ['spdy/3'] })).toMatch(
      /NO_APPLICATION_PROTOCOL/,
    )
  })

  it('answers as plain connections do', async () => {
    for (const { send } of httpCases.filter(({ send }) => send.startsWith('GET /')).slice(0, 20)) {
      const pieces = [send, get('/', 'Connection: close\r\n')]
      const plain = await converse(served.plainPort, pieces)
      const socket = await dial(served.port)
      socket.write(send)
      socket.write(get('/', 'Connection: close\r\n'))
      expect(stable(`${await readAll(socket)}<closed>`)).toBe(stable(plain))
    }
  })

  it('carries big bodies and pieces both ways', async () => {
    const socket = await dial(served.port)
    socket.write(`POST /size HTTP/1.1\r\nHost: a\r\nContent-Length: ${big.length}\r\n\r\n`)
    socket.write(big)
    socket.write(get('/big') + get('/pieces', 'Connection: close\r\n'))
    const all = await readAll(socket)
    expect(all).toContain('\r\n\r\n900000HTTP/1.1 200 OK')
    expect(all.includes(big.toString())).toBe(true)
    expect(all.endsWith('piece 49\n\r\n0\r\n\r\n')).toBe(true)
  })

  it('resumes sessions', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const own = { minVersion: version, maxVersion: version }
      const first = begin(served.port, own)
      // In TLS 1.2 it comes with the handshake, in TLS 1.3 behind it.
      const ticket = once(first, 'session')
      await once(first, 'secureConnect')
      first.write(get('/'))
      const session = (await ticket)[0] as Buffer
      first.destroy()
      const second = await dial(served.port, { ...own, session })
      expect([version, second.isSessionReused()]).toEqual([version, true])
      second.destroy()
    }
  })

  it('tells those who speak plain HTTP what is wrong, and closes', async () => {
    const answer = await converse(served.port, [get('/')])
    expect(answer).toMatch(
      /^HTTP\/1.1 400 Bad Request[\s\S]*This port speaks HTTPS[\s\S]*<closed>$/,
    )
    await eventually(() =>
      served.events.some(
        (event) => event.kind === 'request-refused' && event.code === 'tls-plain-http',
      ),
    )
  })

  it('ends with close_notify', async () => {
    const socket = await dial(served.port)
    socket.write(get('/', 'Connection: close\r\n'))
    // A TLS socket emits 'end' only for close_notify; a bare FIN is an error to strict clients.
    expect(await readAll(socket)).toContain('hello')
  })

  it('survives peers that leave at any byte of the handshake', async () => {
    const before = served.engine.metrics().connectionsOpen
    const hello = await clientHello()
    for (let length = 1; length < hello.length; length += 37) {
      const socket = connectTcp(served.port, '127.0.0.1')
      socket.on('error', () => {})
      socket.end(hello.subarray(0, length))
      socket.resume()
      await once(socket, 'close')
    }
    await eventually(() => served.engine.metrics().connectionsOpen <= before)
    const socket = await dial(served.port)
    socket.destroy()
  })

  it('shows new connections a renewed certificate while the old ones go on', async () => {
    const renewed = identify('renewed', { names: ['a.test'], issuer: authority })
    const old = await dial(served.port)
    old.write(get('/'))
    await once(old, 'data')
    const counts = { answered: 0, failed: 0 }
    let running = true
    const load = Array.from({ length: 4 }, async () => {
      while (running) {
        const socket = await dial(served.port)
        socket.write(get('/', 'Connection: close\r\n'))
        if ((await readAll(socket)).endsWith('hello')) counts.answered += 1
        else counts.failed += 1
      }
    })
    for (let i = 0; i < 20; i++) {
      served.tls.replace(materialOf([i % 2 === 0 ? renewed : siteA, siteB]))
      await new Promise(setImmediate)
    }
    served.tls.replace(materialOf([renewed, siteB]))
    await eventually(() => counts.answered > 20)
    running = false
    await Promise.all(load)
    expect(counts.failed).toBe(0)
    old.write(get('/', 'Connection: close\r\n'))
    expect(await readAll(old)).toContain('hello')
    const fresh = await dial(served.port)
    expect(fresh.getPeerCertificate().subject.CN).toBe('renewed')
    fresh.destroy()
    expect(() => served.tls.replace(materialOf([{ ...siteA, key: siteB.key }]))).toThrow(
      /key values mismatch/,
    )
    const still = await dial(served.port)
    expect(still.getPeerCertificate().subject.CN).toBe('renewed')
    still.destroy()
  })
})

describe.each(setups.slice(0, 2))('client certificates on $io', (setup) => {
  const friend = identify('friend', { issuer: authority })
  const stranger = identify('stranger')
  const asked = (clientCertificates: 'optional' | 'required') =>
    startTls(setup, materialOf([siteA], { clientCertificates, clientAuthorities: authority.cert }))

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('are asked for and judged in %s', async (version) => {
    const required = await asked('required')
    const optional = await asked('optional')
    const own = { minVersion: version, maxVersion: version }
    expect(await refusal(required.port, { ...own, ...friend })).toBe('served')
    expect(await refusal(optional.port, { ...own, ...friend })).toBe('served')
    expect(await refusal(optional.port, own)).toBe('served')
    expect(await refusal(required.port, own)).not.toBe('served')
    expect(await refusal(required.port, { ...own, ...stranger })).not.toBe('served')
    expect(await refusal(optional.port, { ...own, ...stranger })).not.toBe('served')
    for (const [identity, shown] of [
      [friend, 'CN=friend'],
      [{}, 'nobody'],
    ] as const) {
      const socket = await dial(optional.port, { ...own, ...identity })
      socket.write(get('/who', 'Connection: close\r\n'))
      expect((await readAll(socket)).endsWith(shown)).toBe(true)
    }
    await required.stop()
    await optional.stop()
  })
})

describe.each(setups.slice(0, 2))('a handshake on $io', (setup) => {
  it('is not waited for longer than its limit', async () => {
    const served = await startTls(setup, materialOf([siteA]), { handshakeTimeoutMs: 60 })
    const hello = await clientHello()
    const silent = connectTcp(served.port, '127.0.0.1')
    const halfway = connectTcp(served.port, '127.0.0.1')
    halfway.write(hello.subarray(0, 50))
    silent.resume()
    halfway.resume()
    await Promise.all([once(silent, 'close'), once(halfway, 'close')])
    expect(served.engine.metrics().refusals['handshake-timeout']).toBe(2)
    await served.stop()
  })
})

/** What a client says first. */
const clientHello = async (): Promise<Buffer> => {
  const listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', servername: 'a.test' })
  client.on('error', () => {})
  const [accepted] = await once(listener, 'connection')
  const [hello] = await once(accepted, 'data')
  accepted.destroy()
  client.destroy()
  listener.close()
  return hello as Buffer
}

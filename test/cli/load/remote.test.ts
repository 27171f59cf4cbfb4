// References to URLs, with real servers on this machine: nothing is fetched that is not allowed, what was fetched is
// locked, and every way in which a fetch can fail is a located error with a next step.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentDefaults, type RemoteOptions } from '../../../cli/src/ir/document-options.js'
import { isAllowed, isReachable, readAllowList } from '../../../cli/src/load/remote/allow.js'
import { fetchRemote, type Lookup } from '../../../cli/src/load/remote/fetch.js'
import { defaultRemoteLimits } from '../../../cli/src/load/remote/limits.js'
import { type CompileResult, compile, documentText } from '../../../cli/src/pipeline.js'
import { isPrivateAddress } from '../../../runtime/src/webhooks/private-address.js'
import { identify } from '../../native/certificates.js'

let dir = ''
const servers: Server[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-remote-'))
})
afterEach(async () => {
  rmSync(dir, { recursive: true, force: true })
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    }),
  )
})

/** A server, the requests that it had, and its origin. */
const serve = async (listener: RequestListener, server = createHttp()) => {
  const asked: string[] = []
  server.on('request', (request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { asked, port: (server.address() as AddressInfo).port }
}

/** Serves texts by path. */
const files = (texts: Readonly<Record<string, string>>) =>
  serve((request, response) => {
    const text = texts[request.url ?? '']
    response.writeHead(text === undefined ? 404 : 200).end(text)
  })

const documentWith = ($ref: string) => ({
  openapi: '3.1.0',
  info: { title: 't', version: 'v' },
  paths: {},
  components: { schemas: { A: { $ref } } },
})

const compiled = ($ref: string, remote: Partial<RemoteOptions> = {}): Promise<CompileResult> => {
  mkdirSync(join(dir, 'specs'), { recursive: true })
  writeFileSync(join(dir, 'specs/api.json'), JSON.stringify(documentWith($ref)))
  return compile({
    projectDir: dir,
    openapi: 'specs/api.json',
    contracts: [],
    document: { remote: { ...documentDefaults.remote, ...remote } },
  })
}

const errorsOf = ({ diagnostics }: CompileResult): readonly string[] =>
  diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, help }) => `${code} ${message} | ${help}`)

const lockOf = (): unknown => JSON.parse(readFileSync(join(dir, 'nexus.remote.json'), 'utf8'))

describe('a reference to a URL', () => {
  it('is refused with its place and the flag, and nobody is asked', async () => {
    const { asked, port } = await files({ '/a.yaml': 'type: string' })
    const url = `http://127.0.0.1:${port}/a.yaml`
    const result = await compiled(url)
    expect(errorsOf(result)).toEqual([
      expect.stringContaining(
        `NX1031 \`$ref\` to ${url} is not fetched | allow it with \`--allow-remote`,
      ),
    ])
    expect(result.diagnostics[0]?.at?.pointer).toBe('/components/schemas/A/$ref')
    expect(asked).toEqual([])
  })

  it('is followed when allowed, from document to document, and locked', async () => {
    const { asked, port } = await files({
      '/v1/a.yaml': 'type: array\nitems: { $ref: "parts/b.json#/$defs/name" }\n',
      '/v1/parts/b.json': '{ "$defs": { "name": { "type": "string" } } }',
    })
    const origin = `http://127.0.0.1:${port}`
    const options = { allow: [`${origin}/v1/`] }
    const result = await compiled(`${origin}/v1/a.yaml`, options)
    expect(errorsOf(result)).toEqual([])
    const name = `${origin}/v1/parts/b.json#/$defs/name`
    expect(result.program.api?.schemas.get(name)?.types).toEqual(['string'])
    expect(Object.keys((lockOf() as { remote: object }).remote)).toEqual([
      `${origin}/v1/a.yaml`,
      `${origin}/v1/parts/b.json`,
    ])
    expect(result.inputs.some((file) => file.includes('http'))).toBe(false)
    expect(errorsOf(await compiled(`${origin}/v1/a.yaml`, options))).toEqual([])
    expect(asked).toEqual(['/v1/a.yaml', '/v1/parts/b.json'])
  })

  it('does not lead from a fetched document to what is not allowed', async () => {
    const { port } = await files({ '/v1/a.yaml': 'items: { $ref: ../secret.yaml }' })
    const origin = `http://127.0.0.1:${port}`
    expect(errorsOf(await compiled(`${origin}/v1/a.yaml`, { allow: [`${origin}/v1/`] }))).toEqual([
      expect.stringContaining(`NX1031 \`$ref\` to ${origin}/secret.yaml`),
    ])
  })

  it('does not lead from a fetched document to a file', async () => {
    const { port } = await files({ '/a.yaml': 'items: { $ref: "file:///etc/hosts" }' })
    const origin = `http://127.0.0.1:${port}/`
    expect(errorsOf(await compiled(`${origin}a.yaml`, { allow: [origin] }))).toEqual([
      expect.stringContaining('NX1030'),
    ])
  })

  it('is part of the document that a server shows', async () => {
    const { port } = await files({
      '/a.yaml': 'items: { $ref: b.yaml }',
      '/b.yaml': 'type: string',
    })
    const origin = `http://127.0.0.1:${port}/`
    const remote = { ...documentDefaults.remote, allow: [origin] }
    await compiled(`${origin}a.yaml`, remote)
    const text = await documentText(dir, 'specs/api.json', { ...documentDefaults, remote })
    const bundled = JSON.parse(text ?? '')
    expect(bundled.components.schemas).toEqual({
      A: { items: { $ref: '#/components/schemas/b' } },
      b: { type: 'string' },
    })
  })
})

describe('the lock', () => {
  it('keeps what was fetched until it is refreshed', async () => {
    let text = 'type: string'
    const { asked, port } = await serve((_, response) => response.end(text))
    const url = `http://127.0.0.1:${port}/a.yaml`
    const options = { allow: [url] }
    const typeOf = ({ program }: CompileResult) => program.api?.schemas.get(`${url}#`)?.types
    expect(typeOf(await compiled(url, options))).toEqual(['string'])
    text = 'type: integer'
    expect(typeOf(await compiled(url, options))).toEqual(['string'])
    expect(asked).toHaveLength(1)
    rmSync(join(dir, '.nexus'), { recursive: true })
    expect(errorsOf(await compiled(url, options))).toEqual([
      expect.stringMatching(
        /^NX1071 .* holds something else than nexus.remote.json says .*--refresh-remote/,
      ),
    ])
    const before = asked.length
    const refresh = { ...options, refreshSince: Date.now() - 60_000 }
    expect(typeOf(await compiled(url, refresh))).toEqual(['integer'])
    expect(asked).toHaveLength(before + 1)
    // What came since then is not fetched again: `nexus dev` compiles with every change.
    expect(typeOf(await compiled(url, refresh))).toEqual(['integer'])
    expect(asked).toHaveLength(before + 1)
    const hash = (lockOf() as { remote: Record<string, string> }).remote[url] ?? ''
    utimesSync(join(dir, '.nexus/remote', hash), new Date(0), new Date(0))
    expect(typeOf(await compiled(url, refresh))).toEqual(['integer'])
    expect(asked).toHaveLength(before + 2)
    expect(typeOf(await compiled(url, options))).toEqual(['integer'])
  })

  it('is all that a check takes', async () => {
    const { asked, port } = await files({ '/a.yaml': 'type: string' })
    const url = `http://127.0.0.1:${port}/a.yaml`
    const frozen = { allow: [url], isFrozen: true }
    expect(errorsOf(await compiled(url, frozen))).toEqual([
      expect.stringContaining(`NX1072 ${url} is not in nexus.remote.json`),
    ])
    expect(asked).toEqual([])
    await compiled(url, { allow: [url] })
    rmSync(join(dir, '.nexus'), { recursive: true })
    expect(errorsOf(await compiled(url, frozen))).toEqual([])
  })

  it.each(['{', '[]', '{"remote":[]}', '{"remote":{"http://a/":"x"}}'])(
    'of %s is refused',
    async (text) => {
      writeFileSync(join(dir, 'nexus.remote.json'), text)
      const url = 'http://127.0.0.1:1/a.yaml'
      expect(errorsOf(await compiled(url, { allow: [url] }))).toEqual([
        expect.stringContaining('NX1073'),
      ])
    },
  )

  it('is read by its former name too, which the next fetch replaces', async () => {
    const { port } = await files({ '/a.yaml': 'type: string', '/b.yaml': 'type: string' })
    const [a, b] = ['a', 'b'].map((name) => `http://127.0.0.1:${port}/${name}.yaml`)
    const allow = [`http://127.0.0.1:${port}/`]
    await compiled(a ?? '', { allow })
    renameSync(join(dir, 'nexus.remote.json'), join(dir, 'nexus.lock.json'))
    expect(errorsOf(await compiled(a ?? '', { allow, isFrozen: true }))).toEqual([])
    await compiled(b ?? '', { allow })
    expect(Object.keys((lockOf() as { remote: object }).remote)).toEqual([a, b])
    expect(existsSync(join(dir, 'nexus.lock.json'))).toBe(false)
  })

  it('does not trust a cache that was changed', async () => {
    const { asked, port } = await files({ '/a.yaml': 'type: string' })
    const url = `http://127.0.0.1:${port}/a.yaml`
    await compiled(url, { allow: [url] })
    const { remote } = lockOf() as { remote: Record<string, string> }
    writeFileSync(join(dir, '.nexus/remote', remote[url] ?? ''), 'type: integer')
    const again = await compiled(url, { allow: [url] })
    expect(again.program.api?.schemas.get(`${url}#`)?.types).toEqual(['string'])
    expect(asked).toHaveLength(2)
  })
})

const listOf = (...entries: string[]) => {
  const read = readAllowList(entries)
  if ('wrong' in read) throw new Error(`${read.wrong} is wrong`)
  return read.list
}

/** Why a fetch of the server's root fails, null when it does not. */
const failureOf = async (
  url: string,
  allow: readonly string[],
  limits = {},
  lookup?: Lookup,
): Promise<string | null> => {
  const all = { ...defaultRemoteLimits, ...limits }
  const fetched = await fetchRemote(new URL(url), listOf(...allow), all, lookup)
  return 'why' in fetched ? fetched.why : null
}

describe('a fetch', () => {
  it('follows redirects within the list only, and not for ever', async () => {
    const { asked, port } = await serve((request, response) => {
      const to = {
        '/in/a': '/in/b',
        '/in/out': '/out',
        '/in/loop': '/in/loop',
        '/in/bad': 'http://[',
      }
      const location = to[request.url as keyof typeof to]
      if (location === undefined) response.end('type: string')
      else response.writeHead(302, { location }).end()
    })
    const origin = `http://127.0.0.1:${port}`
    const allow = [`${origin}/in/`]
    expect(await failureOf(`${origin}/in/a`, allow)).toBeNull()
    expect(await failureOf(`${origin}/in/out`, allow)).toContain('/out, which is not allowed')
    expect(await failureOf(`${origin}/in/bad`, allow)).toContain('which is no URL')
    expect(await failureOf(`${origin}/in/loop`, allow)).toContain('limit remoteRedirectsMax')
    expect(asked).not.toContain('/out')
  })

  const switched = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'

  it('ends at a size, at a time, and at other answers than 200', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/long') response.end('x'.repeat(2000))
      else if (request.url === '/gone') response.writeHead(410).end()
      else if (request.url === '/switch') request.socket.end(switched)
      else if (request.url === '/cut')
        response.writeHead(200, { 'content-length': '10' }).flushHeaders()
      // Anything else is never answered.
    })
    const origin = `http://127.0.0.1:${port}/`
    expect(await failureOf(`${origin}long`, [origin], { remoteBytesMax: 1000 })).toContain(
      'limit remoteBytesMax',
    )
    expect(await failureOf(`${origin}gone`, [origin])).toBe('the server answered 410')
    expect(await failureOf(`${origin}switch`, [origin])).toContain('switched to another protocol')
    expect(await failureOf(`${origin}cut`, [origin], { remoteTimeoutMs: 50 })).toContain(
      'limit remoteTimeoutMs',
    )
    expect(await failureOf(`${origin}mute`, [origin], { remoteTimeoutMs: 50 })).toContain(
      'limit remoteTimeoutMs',
    )
    expect(await failureOf('http://127.0.0.1:1/', ['http://127.0.0.1:1/'])).toContain(
      'ECONNREFUSED',
    )
  })

  it('does not go where a name leads inside, unless the address is allowed as well', async () => {
    const { asked, port } = await files({ '/': 'type: string' })
    const url = `http://schemas.example:${port}/`
    const inside: Lookup = (_, __, callback) =>
      callback(null, [{ address: '127.0.0.1', family: 4 }])
    expect(await failureOf(url, [url], {}, inside)).toBe(
      'schemas.example is at 127.0.0.1, which is not a public address',
    )
    expect(asked).toEqual([])
    expect(await failureOf(url, [url, '127.0.0.0/8'], {}, inside)).toBeNull()
  })

  it('trusts no certificate that nobody vouches for', async () => {
    const { cert, key } = identify('localhost', { names: ['localhost'] })
    const { asked, port } = await serve((_, response) => response.end(), createHttps({ cert, key }))
    const url = `https://localhost:${port}/`
    expect(await failureOf(url, [url])).toContain('self-signed certificate')
    expect(asked).toEqual([])
  })
})

describe('the list', () => {
  it.each([
    ['https://a.example/v1', 'https://a.example/v1', true],
    ['https://a.example/v1', 'https://a.example/v1/b', true],
    ['https://a.example/v1/', 'https://a.example/v1/../v2/b', false],
    ['https://a.example/v1', 'https://a.example/v10', false],
    ['https://a.example/', 'http://a.example/b', false],
    ['https://a.example/', 'https://a.example:444/b', false],
    ['https://a.example/', 'https://a.example.evil.example/b', false],
    ['https://a.example/', 'https://user@a.example/b', false],
    ['https://A.example', 'https://a.EXAMPLE/b?c', true],
    ['10.0.0.0/8', 'https://10.0.0.1/', false],
  ])('%s, asked for %s: %s', (entry, url, allowed) => {
    expect(isAllowed(listOf(entry), new URL(url))).toBe(allowed)
  })

  it.each([
    'a.example',
    'ftp://a.example/',
    'https://u:p@a.example/',
    'https://a.example/?b',
    '10.0.0.0/33',
    '',
  ])('does not take %s', (entry) => {
    expect(readAllowList([entry])).toEqual({ wrong: entry })
  })

  it.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['172.31.0.1', false],
    ['192.168.1.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:93.184.216.34', true],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['ff02::1', false],
  ])('reaches %s: %s', (address, reachable) => {
    expect(isReachable(listOf(), address)).toBe(reachable)
  })

  it('reaches what webhooks reach', () => {
    const seconds = [0, 15, 16, 18, 19, 20, 31, 32, 51, 63, 64, 88, 127, 128, 168, 254]
    const v4 = Array.from({ length: 256 }, (_, i) => i).flatMap((first) =>
      seconds.flatMap((second) =>
        ['0.7', '2.7', '99.7', '100.7', '113.7'].map((end) => `${first}.${second}.${end}`),
      ),
    )
    const odd = [0x1, 0x63, 0x64, 0x65, 0x101, 0x2001, 0x2002, 0x2003, 0x3fff, 0x5eff, 0x5f01]
    const starts = [...Array.from({ length: 2048 }, (_, i) => 32 * i), ...odd]
    const v6 = starts.flatMap((start) =>
      ['::1', ':db8::1', ':ff9b::1', ':ff9b:1::1'].map((end) => `${start.toString(16)}${end}`),
    )
    const addresses = [...v4, ...v6, '::', '::1', '::7f00:1']
    const differing = addresses.filter(
      (address) => isReachable(listOf(), address) === isPrivateAddress(address),
    )
    expect(differing).toEqual([])
  })
})

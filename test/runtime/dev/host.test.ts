// Owns reloading: swaps without a client noticing, failures that keep the last good app, memory that comes back.

import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../waiting.js'
import { bundle, HostProcess } from './project.js'

let host: HostProcess
afterEach(() => host.end())

test('a bundle is served, then the next one, at the same address', async () => {
  host = new HostProcess()
  expect(await host.load(1)).toMatchObject({ type: 'loaded', generation: 1 })
  const { url } = host
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(await host.get('/which')).toBe(1)
  expect(await host.load(2)).toMatchObject({ type: 'loaded', generation: 2 })
  expect([host.url, await host.get('/which')]).toEqual([url, 2])
})

test('a request that began earlier gets the earlier answer, and its state is alive until then', async () => {
  host = new HostProcess()
  await host.load(1)
  const slow = host.get('/slow')
  await eventually(async () => (await host.get('/held')) === 1)
  await host.load(2)
  expect(await host.get('/which')).toBe(2)
  // The parent tells who looks at it that the earlier state lives on.
  expect(await host.told('held')).toEqual({ type: 'held', generation: 1 })
  await host.get('/release')
  expect(await slow).toEqual({ generation: 1, disposed: false })
})

test.each([
  ['does not parse', 'const = 1', 'Unexpected token'],
  ['throws', "throw new Error('at the top')", 'at the top'],
  ['exports no app', 'module.exports.default = {}', 'src/server.ts exports no app.'],
  [
    'cannot build its state',
    bundle(2, "const createState = async () => { throw new Error('no database') }"),
    'no database',
  ],
  [
    'misses a variable',
    bundle(2).replace('config: {}', "config: { app: { a: { kind: 'env', name: 'MISSING_ONE' } } }"),
    'MISSING_ONE',
  ],
])(
  'a bundle that %s is reported, and the last good one serves on',
  async (_name, source, message) => {
    host = new HostProcess()
    await host.load(1)
    const told = await host.load(2, source)
    expect(told).toMatchObject({
      type: 'failed',
      generation: 2,
      error: { message: expect.stringContaining(message) },
    })
    expect(await host.get('/which')).toBe(1)
    expect((await host.load(3)).type).toBe('loaded')
    expect(await host.get('/which')).toBe(3)
  },
)

test('a contract that cannot be opened is told with its next step, not with a stack', async () => {
  host = new HostProcess()
  const open = `() => require('@nexusrt/runtime/web3').connectContracts(
    { contracts: { token: { chain: 'atlantis' } } }, { token: (link) => link })`
  const source = bundle(1).replace('config: {},', `config: {}, openContracts: ${open},`)
  const { type, error } = await host.load(1, source)
  expect(type).toBe('failed')
  expect(error?.message).toContain('contracts.token.chain names a chain that is not known')
  expect(error?.help).toContain('Write { id, rpcUrl }')
  expect(error?.stack).toBeUndefined()
})

test('a state that cannot be built is told with where it is made, and ends nothing', async () => {
  host = new HostProcess()
  const refused = "Object.assign(new Error('no database'), { code: 'EACCES' })"
  const source = bundle(1, `const createState = async () => { throw ${refused} }`)
  const { type, error } = await host.load(1, source)
  expect(type).toBe('failed')
  expect(error).toMatchObject({ message: 'no database' })
  expect(error?.code).toBe(undefined)
  expect(error?.stack).toContain('no database')
  expect(error?.help).toContain('save any file of src/ to try again')
  expect((await host.load(2)).type).toBe('loaded')
})

test('a first bundle that fails is followed by one that works', async () => {
  host = new HostProcess()
  expect((await host.load(1, 'throw new Error()')).type).toBe('failed')
  expect((await host.load(2)).type).toBe('loaded')
  expect(await host.get('/which')).toBe(2)
})

test('a port in use is told with its name and words', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => blocker.once('listening', resolve))
  const { port } = blocker.address() as { port: number }
  host = new HostProcess({ PORT: String(port) })
  const { error } = await host.load(1)
  expect(error).toMatchObject({
    code: 'EADDRINUSE',
    message: `Port ${port} of 127.0.0.1 is in use.`,
  })
  expect(error?.help).toContain('PORT')
  blocker.close()
  await once(blocker, 'close')
  expect((await host.load(2)).type).toBe('loaded')
})

test('when the parent goes it answers what is in flight and ends', async () => {
  host = new HostProcess()
  await host.load(1)
  const slow = host.get('/slow')
  await eventually(async () => (await host.get('/held')) === 1)
  host.child.disconnect()
  expect(await slow).toEqual({ generation: 1, disposed: false })
  expect(await host.ended).toBe(0)
})

test('dynamic imports work in a bundle', async () => {
  host = new HostProcess()
  await host.load(1)
  expect(await host.get('/lazy')).toBe('function')
})

test('stack traces name the source', async () => {
  host = new HostProcess()
  const source = bundle(1)
  const line = source.split('\n').findIndex((text) => text.includes('from generation'))
  // Every generated line up to it has no mapping; then one segment: column 0 is line 41 of a.ts (index 40).
  const mappings = `${';'.repeat(line)}AAwCA`
  const map = { version: 3, sources: ['src/handlers/a.ts'], names: [], mappings }
  await host.load(1, source, map)
  await fetch(`${host.url}/throws`)
  await eventually(
    () => host.output.includes('src/handlers/a.ts:41:1'),
    () => host.output,
  )
})

/** A connection that keeps 8 requests in flight, knows who answered last, and never retries. */
const hammer = (port: number) => {
  const errors: string[] = []
  let rest = ''
  let stopped: (() => void) | null = null
  const socket: Socket = connect(port, '127.0.0.1')
  const ask = () => socket.write('GET /which HTTP/1.1\r\nHost: a\r\n\r\n')
  for (let i = 0; i < 8; i++) ask()
  let open = 8
  let last = 0
  socket.on('data', (chunk) => {
    rest += chunk
    for (;;) {
      const match = /^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n(\d+)/.exec(rest)
      const length = /content-length: (\d+)/i.exec(match?.[0] ?? '')?.[1]
      if (!match || match[2]?.length !== Number(length)) return
      rest = rest.slice(match[0].length)
      const generation = Number(match[2])
      if (match[1] !== '200') errors.push(match[0])
      if (generation < last) errors.push(`generation ${generation} after ${last}`)
      last = generation
      if (stopped === null) ask()
      else if (--open === 0) socket.end()
    }
  })
  socket.on('error', (error) => errors.push(String(error)))
  const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  const stop = async () => {
    stopped = () => {}
    await closed
    if (open > 0) errors.push(`${open} requests without an answer`)
    return errors
  }
  return { stop, last: () => last }
}

test.each(['epoll', 'uring'])(
  '50 reloads under load on %s: no error, no request lost, memory back',
  async (io) => {
    host = new HostProcess({ NEXUS_IO: io })
    for (let generation = 1; generation <= 5; generation++) await host.load(generation)
    const before = (await host.get('/heap')) as number
    const port = Number(new URL(host.url).port)
    const clients = Array.from({ length: 4 }, () => hammer(port))
    for (let generation = 6; generation <= 55; generation++) {
      expect((await host.load(generation)).type).toBe('loaded')
      await eventually(() => clients.every(({ last }) => last() === generation))
    }
    const results = await Promise.all(clients.map(({ stop }) => stop()))
    expect(results.flat()).toEqual([])
    expect(await host.get('/which')).toBe(55)
    // Each generation holds 2 MB of state: one that stayed would show.
    await eventually(async () => ((await host.get('/heap')) as number) - before < 2_000_000)
  },
)

test('settings that count only when a server starts are told with what was loaded', async () => {
  host = new HostProcess()
  expect(await host.load(1)).toMatchObject({ late: [] })
  const config = "config: { server: { io: 'epoll', http2: 'off', limits: { headBytesMax: 9000 } } }"
  expect(await host.load(2, bundle(2).replace('config: {}', config))).toMatchObject({
    type: 'loaded',
    late: ['server.io (NEXUS_IO)', 'server.http2 (NEXUS_HTTP2)', 'server.limits.headBytesMax'],
  })
  const wrong = bundle(3).replace(
    'config: {}',
    "config: { server: { limits: { headBytesMax: 'many' } } }",
  )
  const failed = await host.load(3, wrong)
  expect(failed.error?.message).toContain('server.limits.headBytesMax')
  expect(await host.get('/which')).toBe(2)
  expect(await host.load(4)).toMatchObject({ late: [] })
})

test("a log for a terminal is easy to read; where the server listens is the parent's to say", async () => {
  host = new HostProcess({}, "{ log: 'plain' }")
  await host.load(1)
  await fetch(`${host.url}/throws`)
  await eventually(() => host.output.includes('from generation 1'))
  const [first, second] = host.output.split('\n')
  expect(first).toMatch(/^\d\d:\d\d:\d\d error handler failed .*operation=throws method=GET/)
  expect(second).toBe('  Error: from generation 1')
})

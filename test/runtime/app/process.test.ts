// Owns a server as a process: start-up line and errors, signals, what is loaded. Runs built packages.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually } from '../../waiting.js'
import { Collector } from '../observe/collector.js'
import { type LogLine, type ServerProcess, startProcess } from './server-process.js'

/** Signals within so many milliseconds are one: a terminal sends them to a whole group. */
const signalEchoMs = 500

const running: ServerProcess[] = []
const start = (environment: Record<string, string> = {}, args: string[] = []): ServerProcess => {
  const server = startProcess(environment, args)
  running.push(server)
  return server
}
afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL')
    await ended
  }
})

/** What the answer says about its connection. Rejects when the connection breaks. */
const connectionOf = (url: string, agent: Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      response.resume().once('end', () => resolve(response.headers.connection ?? ''))
    })
    request.once('error', reject)
  })

const slowBegan = ({ msg }: LogLine): boolean => msg === 'slow began'
const timeOf = ({ time }: LogLine): number => Date.parse(String(time))
const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

describe('starting', () => {
  test('one line says where, on which driver, and why', async () => {
    const server = start({ NEXUS_IO: 'epoll' })
    const url = await server.url()
    expect(server.lines.filter(({ level }) => level === 'info')).toMatchObject([
      {
        msg: `Fixture 1.2.3 listens on ${url}`,
        driver: 'epoll',
        reason: expect.any(String),
        operations: 21,
      },
    ])
    expect(await statusOf(`${url}/hello`)).toBe(200)
  })

  test('all lines go to the log that the application makes', async () => {
    const entry = new URL('own-log-server.mjs', import.meta.url)
    const server = startProcess({ LOG_LEVEL: 'info' }, [], entry)
    running.push(server)
    expect(await statusOf(`${await server.url()}/get`)).toBe(204)
    await server.line(({ message }) => message === 'request')
    const common = { service: 'tickets', time: expect.stringMatching(/^2\d{3}-/) }
    expect(server.lines).toMatchObject([
      { ...common, level: 'info', message: expect.stringMatching(/^Own 1 listens on /) },
      { ...common, level: 'warn', password: '[redacted]', message: 'from a handler' },
      { ...common, level: 'info', path: '/get', status: 204 },
    ])
  })

  // What handlers and stray promises log is lost there; that is no reason to end.
  test('a full disk under the log ends nothing', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await once(probe, 'listening')
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const full = openSync('/dev/full', 'w')
    const entry = new URL('fixture-server.mjs', import.meta.url).pathname
    const env = { ...process.env, HOST: '127.0.0.1', PORT: String(port) }
    const child = spawn(process.execPath, [entry], { env, stdio: ['ignore', full, 'inherit'] })
    closeSync(full)
    try {
      const url = `http://127.0.0.1:${port}`
      await eventually(() =>
        statusOf(`${url}/healthz`).then(
          (status) => status === 200,
          () => false,
        ),
      )
      for (const _ of [1, 2, 3]) expect(await statusOf(`${url}/throws`)).toBe(500)
      expect(await statusOf(`${url}/hello`)).toBe(200)
      child.kill('SIGTERM')
      expect(await once(child, 'close')).toEqual([0, null])
    } finally {
      child.kill('SIGKILL')
    }
  })

  test('bound to every address, the line says so', async () => {
    const server = start({ HOST: '0.0.0.0' })
    const url = await server.url()
    const { port } = new URL(url)
    const { msg } = await server.line((line) => line.url === url)
    expect(msg).toBe(`Fixture 1.2.3 listens on 0.0.0.0:${port} (http://127.0.0.1:${port})`)
  })

  test('requests write no lines at the default level, and one each at debug', async () => {
    const quiet = start()
    const loud = start({ LOG_LEVEL: 'debug' })
    for (const server of [quiet, loud]) {
      const url = await server.url()
      for (let i = 0; i < 3; i++) await statusOf(`${url}/hello`)
      await statusOf(`${url}/logs`)
      await server.line(({ msg }) => msg === 'handled')
    }
    const requests = (server: ServerProcess) => server.lines.filter(({ msg }) => msg === 'request')
    expect(requests(quiet)).toEqual([])
    expect(requests(loud).slice(0, 3)).toMatchObject(
      Array.from({ length: 3 }, () => ({ operation: 'hello', status: 200, route: '/hello' })),
    )
  })

  test('credentials do not reach the log', async () => {
    const server = start()
    const url = await server.url()
    await fetch(`${url}/logs`, { headers: { authorization: 'Bearer hunter2hunter2' } })
    const line = await server.line(({ msg }) => msg === 'handled')
    expect(line.headers).toEqual({ authorization: '[redacted]' })
  })

  test('a port in use is said with a next step', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as { port: number }
    const server = start({ PORT: String(port) })
    expect(await server.ended).toBe(1)
    expect(server.errors()).toContain(`error: Port ${port} of 127.0.0.1 is in use.\n  help: `)
    expect(server.errors()).toContain('set PORT to another port')
    expect(server.errors()).not.toContain('    at ')
    blocker.close()
  })

  test.each([
    ['a port that is none', { PORT: 'eighty' }, [], 'error: PORT is "eighty".'],
    ['a driver that is none', { NEXUS_IO: 'kqueue' }, [], 'help: Use auto, uring, epoll.'],
    [
      'a folder of static files that is not there',
      { STATIC_ROOT: '/nowhere/at/all' },
      [],
      'error: The root "/nowhere/at/all" of static files is no folder.\n  help: ',
    ],
    ['a flag that is none', {}, ['--prot=1'], 'help: The flags are --port and --host.'],
    ['a host that is none', { HOST: 'no host' }, [], 'Set HOST to an address of this machine'],
    [
      'an address of another machine',
      { HOST: '203.0.113.1' },
      [],
      'Set HOST to one of its addresses',
    ],
  ])('%s is said with a next step', async (_name, environment, args, text) => {
    const server = start(environment as Record<string, string>, args)
    expect(await server.ended).toBe(1)
    expect(server.errors()).toContain(text)
    expect(server.errors()).not.toContain('    at ')
  })

  test('flags come before the environment', async () => {
    const server = start({ PORT: '1', HOST: '203.0.113.1' }, ['--port', '0', '--host', '127.0.0.1'])
    expect(await statusOf(`${await server.url()}/hello`)).toBe(200)
  })

  // V8 lists every script of a process in its coverage: CommonJS and ES modules alike.
  const scriptsOf = async (environment: Record<string, string>): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'nexus-scripts-'))
    const server = start({ NODE_V8_COVERAGE: folder, SHUTDOWN_DELAY: '0', ...environment })
    const url = await server.url()
    expect(await statusOf(`${url}/hello`)).toBe(200)
    if (environment.SCRAPE) expect(await statusOf(`${url}/metrics`)).toBe(200)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
    rmSync(folder, { recursive: true })
    return files
      .flatMap((text) => JSON.parse(text).result.map(({ url: script }: { url: string }) => script))
      .join('\n')
  }

  test('a server that nobody traces or scrapes loads no ethers, OpenTelemetry or prom-client', async () => {
    const scripts = await scriptsOf({})
    expect(scripts).toContain('/runtime/dist/app/start.js')
    expect(scripts).toContain('/node_modules/pino/')
    expect(scripts).not.toMatch(
      /node_modules\/(ethers|@opentelemetry|prom-client|@noble|abitype)\//,
    )
  })

  test('tracing and scraping load what they need', async () => {
    // An endpoint that takes what it is given: the end waits for exports, and long for those that fail.
    const collector = new Collector()
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.start(), SCRAPE: '1' }
    const scripts = await scriptsOf(endpoint)
    collector.stop()
    expect(collector.exports.length).toBeGreaterThan(0)
    expect(scripts).toContain('/node_modules/@opentelemetry/sdk-node/')
    expect(scripts).toContain('/node_modules/prom-client/')
  })
})

describe('ending', () => {
  test('SIGTERM: readiness 503 while requests still come in, in-flight ones answered, exit 0', async () => {
    // Long enough for two requests on a slow machine, and the last answer is later still.
    const server = start({ SHUTDOWN_DELAY: '3s' })
    const url = await server.url()
    const slow = fetch(`${url}/slow/3500`)
    await server.line(slowBegan)
    server.child.kill('SIGTERM')
    await server.line(({ msg }) => msg === 'draining')
    const ready = await fetch(`${url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'draining' }])
    expect(await statusOf(`${url}/healthz`)).toBe(200)
    const response = await slow
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
    expect(await response.json()).toEqual({ slow: 3500, disposed: false })
    expect(await server.ended).toBe(0)
    expect(server.lines.at(-1)?.msg).toBe('closed')
  })

  test.each(['uring', 'epoll'])(
    'SIGTERM under load on %s resets nobody: each answer from then on ends its connection',
    async (io) => {
      const server = start({ SHUTDOWN_DELAY: '3s', NEXUS_IO: io })
      const url = await server.url()
      const agent = new Agent({ keepAlive: true, maxSockets: 8 })
      let draining = false
      const kept = async (): Promise<string[]> => {
        const after: string[] = []
        while (after.length < 3) {
          const sentLate = draining
          const connection = await connectionOf(`${url}/hello`, agent)
          if (sentLate) after.push(connection)
        }
        return after
      }
      const clients = Promise.all(Array.from({ length: 8 }, kept))
      server.child.kill('SIGTERM')
      await server.line(({ msg }) => msg === 'draining')
      draining = true
      expect((await clients).flat()).toEqual(Array.from({ length: 24 }, () => 'close'))
      agent.destroy()
      expect(await server.ended).toBe(0)
    },
  )

  test('the deadline cuts off what is left, and says how much', async () => {
    const server = start({ SHUTDOWN_DELAY: '0', SHUTDOWN_TIMEOUT: '200ms' })
    const url = await server.url()
    const slow = fetch(`${url}/slow/20000`)
    await server.line(slowBegan)
    server.child.kill('SIGTERM')
    expect((await slow).status).toBe(503)
    expect(await server.ended).toBe(0)
    expect(server.lines.find(({ aborted }) => aborted !== undefined)?.aborted).toBe(1)
  })

  test('a second signal ends it at once, but not the echo of the first', async () => {
    const server = start({ SHUTDOWN_DELAY: '60s', SHUTDOWN_TIMEOUT: '60s' })
    const url = await server.url()
    const slow = fetch(`${url}/slow/20000`).catch(() => 'cut off')
    await server.line(slowBegan)
    // Both at once, as a terminal and npm send them: whichever comes first, the other is its echo. A process that is
    // stopped finds both when it goes on, however slow this one is.
    for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGINT', 'SIGCONT'] as const)
      server.child.kill(signal)
    const first = await server.line(({ msg }) => msg === 'draining')
    // And once more, until it is no echo any more.
    const again = setInterval(() => server.child.kill('SIGTERM'), signalEchoMs / 10)
    expect(await server.ended).toBe(143)
    clearInterval(again)
    const second = await server.line(({ msg }) => msg.startsWith('second signal'))
    expect(timeOf(second) - timeOf(first)).toBeGreaterThanOrEqual(signalEchoMs - 5)
    expect(server.lines.filter(({ msg }) => msg === 'draining')).toHaveLength(1)
    expect(await slow).toBe('cut off')
  })

  test('no stray throw or rejection of a handler ends it', async () => {
    const server = start()
    const url = await server.url()
    expect(await statusOf(`${url}/stray`)).toBe(200)
    await server.line(({ msg }) => msg === 'uncaught exception')
    await server.line(({ msg }) => msg === 'unhandled rejection')
    expect(await statusOf(`${url}/hello`)).toBe(200)
  })
})

// Owns what many bad clients at once, and a kernel that refuses memory, leave behind: nothing.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import type { Reply } from '../../runtime/src/http/reply.js'
import { eventually } from '../waiting.js'
import {
  converse,
  dial,
  route,
  setups,
  startEngine,
  text,
  type UnderTest,
} from './engine-under-test.js'

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`
const descriptors = (): number => readdirSync('/proc/self/fd').length
const atOnce = 100

describe.each(setups)('floods on $io, $loop', (setup) => {
  let server: UnderTest | undefined
  afterEach(async () => {
    await server?.stop()
  })

  test('thousands of resets leave nothing behind', async () => {
    const signals: AbortSignal[] = []
    const wait = route('GET', '/wait', (raw) => {
      signals.push(raw.signal(raw.token))
      return new Promise<Reply>(() => {})
    })
    const upload = route('POST', '/', () => text('x'), { body: { required: false, types: [] } })
    server = await startEngine(setup, [route('GET', '/', () => text('hello')), wait, upload])
    const { engine, port } = server
    const before = descriptors()
    const half = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nhalf'
    const words = ['', 'GET / HT', get('/').repeat(20), get('/wait'), half]
    for (let wave = 0; wave < 20; wave++) {
      const sockets = await Promise.all(Array.from({ length: atOnce }, () => dial(port)))
      sockets.forEach((socket, i) => {
        socket.on('error', () => {})
        socket.write(words[i % words.length] ?? '')
      })
      await new Promise(setImmediate)
      for (const socket of sockets) socket.resetAndDestroy()
    }
    await eventually(() => engine.metrics().connectionsOpen === 0)
    await eventually(() => signals.every(({ aborted }) => aborted))
    const until = (all: string): boolean => all.endsWith('hello')
    expect(await converse(port, [get('/')], { until })).toMatch(/^HTTP\/1.1 200/)
    await eventually(() => descriptors() <= before)
  })
})

const fixture = fileURLToPath(new URL('server-process.mjs', import.meta.url))
// Root may lock memory whatever the limit says, unless it has lost that.
const poor = ['setpriv', '--bounding-set', '-ipc_lock', '--inh-caps', '-ipc_lock', 'prlimit']
const canBePoor =
  spawnSync(poor[0] as string, [...poor.slice(1), '--memlock=0:0', 'true']).status === 0

test.skipIf(!canBePoor)('a process that may lock no memory serves, and says how', async () => {
  const command = [...poor, '--memlock=0:0', process.execPath, fixture]
  const env = { ...process.env, NEXUS_IO: 'auto' }
  const child = spawn(command[0] as string, command.slice(1), {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += data
  })
  const [line] = await once(child.stdout, 'data')
  const { port, driver } = JSON.parse(String(line))
  expect(['io_uring', 'epoll']).toContain(driver.name)
  if (driver.name === 'epoll') expect(driver.reason).not.toBe('')
  const until = (all: string): boolean => all.includes('hello')
  expect(await converse(port, [get('/')], { until })).toMatch(/^HTTP\/1.1 200/)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  expect(errors).toBe('')
})

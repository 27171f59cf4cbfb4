// Owns ends: of a worker, of a process in the midst of a request, of an engine nobody used. And starts
// where io_uring is refused.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import type { Reply } from '../../runtime/src/http/reply.js'
import { eventually } from '../waiting.js'
import { converse, dial, route, setups, startEngine, text } from './engine-under-test.js'

const isSocket = (path: string): boolean => {
  try {
    return readlinkSync(path).startsWith('socket:')
  } catch {
    return false // the descriptor that lists the folder
  }
}

const fixture = fileURLToPath(new URL('./server-process.mjs', import.meta.url))
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

interface Told {
  readonly port: number
  readonly driver: { readonly name: string; readonly reason: string }
}

const hourMs = 3_600_000

/** Limits with which no timer ends within a test. */
const untimed = {
  headTimeoutMs: hourMs,
  requestTimeoutMs: hourMs,
  keepAliveTimeoutMs: hourMs,
  writeStallTimeoutMs: hourMs,
  handlerTimeoutMs: hourMs,
}

const children: ChildProcess[] = []
afterEach(() => {
  // The whole group: strace leaves what it traced behind.
  for (const { pid } of children.splice(0)) {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
})

const launch = async (
  command: string[],
  env: NodeJS.ProcessEnv = {},
): Promise<[ChildProcess, Told]> => {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  children.push(child)
  const [line] = await once(child.stdout ?? child, 'data')
  return [child, JSON.parse(String(line)) as Told]
}

describe.each(setups)('life and end on $io, $loop', ({ io, loop }) => {
  const env = { NEXUS_IO: io, NEXUS_LOOP: loop }

  test.each(['/exit', '/exit-later'])('process.exit in a handler: %s', async (path) => {
    const [child, { port }] = await launch([process.execPath, fixture], env)
    const ended = once(child, 'exit')
    await converse(port, [get('/').repeat(10) + get(path) + get('/')])
    expect(await ended).toEqual([7, null])
  })

  test('a drained process ends by itself', async () => {
    const [child, { port }] = await launch([process.execPath, fixture], env)
    // Longer than the handler timeout of 10 s: a loop that slept beyond its deadline would answer 504.
    let begin = (): void => {}
    const begun = new Promise<void>((done) => {
      begin = done
    })
    const until = (all: string): boolean => {
      if (all.includes('hello')) begin()
      return false
    }
    const talk = converse(port, [get('/') + get('/never')], { until })
    await begun
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    const answer = await talk
    expect(answer).toContain('hello')
    expect(answer).not.toContain(' 504 ')
  })

  test('workers come and go, terminated while they serve, and leave no descriptor behind', async () => {
    // Sockets of the server, since those of the clients are ended by it.
    const sockets = (): number =>
      readdirSync('/proc/self/fd').filter((fd) => isSocket(`/proc/self/fd/${fd}`)).length
    const before = sockets()
    for (let i = 0; i < 8; i++) {
      const worker = new Worker(fixture, { env: { ...process.env, ...env } })
      const [{ port }] = (await once(worker, 'message')) as [Told]
      // Who dials too late is refused or reset.
      const talks = [get('/').repeat(50), get('/never')].map((text) =>
        converse(port, [text]).catch(() => 'gone'),
      )
      if (i % 2 === 0) await converse(port, [get('/')], { until: (all) => all.includes('hello') })
      if (i % 4 === 3) await converse(port, [get('/exit')])
      await worker.terminate()
      await Promise.all(talks)
    }
    await eventually(() => sockets() <= before)
  })

  test('several engines in one process serve apart', async () => {
    const servers = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        startEngine({ io, loop }, [route('GET', '/', () => text(name))]),
      ),
    )
    const answers = await Promise.all(
      servers.map(({ port }) => converse(port, [get('/')], { until: (all) => /[abc]$/.test(all) })),
    )
    expect(answers.map((answer) => answer.at(-1))).toEqual(['a', 'b', 'c'])
    await Promise.all(servers.map((server) => server.stop()))
  })

  test('shutdown resolves on an engine that never listened', async () => {
    const code = `
      import { createEngine } from ${JSON.stringify(new URL('../../runtime/dist/native/create-engine.js', import.meta.url).href)}
      import { limits as table } from ${JSON.stringify(new URL('../../runtime/dist/config/limits.js', import.meta.url).href)}
      const limits = Object.fromEntries(table.map(({ name }) => [name, 1000]))
      const engine = createEngine({ io: '${io}', loop: '${loop}', limits, onEvent: () => {} })
      console.log(JSON.stringify(await engine.shutdown({ deadlineMs: 10 })))`
    const done = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect([done.status, done.stdout.trim(), done.stderr]).toEqual([0, '{"aborted":0}', ''])
  })

  test('a process without descriptors says so once, keeps those that wait, and goes on', async () => {
    const limited = ['sh', '-c', 'ulimit -n 64 && exec "$0" "$1"', process.execPath, fixture]
    const [child, { port }] = await launch(limited, env)
    let told = ''
    child.stdout?.on('data', (data) => {
      told += data
    })
    const crowd = await Promise.all(Array.from({ length: 80 }, () => dial(port)))
    await eventually(() => told !== '')
    for (const socket of crowd) socket.destroy()
    const until = (all: string): boolean => all.includes('hello')
    expect(await converse(port, [get('/')], { until })).toContain('200 OK')
    expect(told.trim()).toBe('{"kind":"accept-failed","code":"EMFILE"}')
    child.kill('SIGTERM')
  })

  test('files that nobody reads leave descriptors for others', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nexus-files-'))
    const path = join(folder, 'big.bin')
    writeFileSync(path, '')
    truncateSync(path, 16 * 1024 * 1024)
    const limited = ['sh', '-c', 'ulimit -n 64 && exec "$0" "$1"', process.execPath, fixture]
    const [child, { port }] = await launch(limited, { ...env, NEXUS_FILE: path })
    const openFiles = (): number =>
      readdirSync(`/proc/${child.pid}/fd`).filter((fd) => {
        try {
          return readlinkSync(`/proc/${child.pid}/fd/${fd}`) === path
        } catch {
          return false
        }
      }).length
    const crowd = await Promise.all(Array.from({ length: 10 }, () => dial(port)))
    for (const socket of crowd) {
      socket.pause()
      socket.write(get('/file').repeat(16))
    }
    const until = (all: string): boolean => /asked \d+\./.test(all)
    await eventually(async () => {
      const asked = await converse(port, [get('/asked')], { until })
      return Number(/asked (\d+)/.exec(asked)?.[1]) === 10 * 16
    })
    expect(openFiles()).toBeLessThanOrEqual(8)
    // Somebody who reads has all of it beside them.
    const whole = await converse(port, [
      'GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    ])
    expect(whole.length).toBeGreaterThan(16 * 1024 * 1024)
    for (const socket of crowd) socket.destroy()
    await eventually(() => openFiles() === 0)
    child.kill('SIGTERM')
    rmSync(folder, { recursive: true })
  })

  test('whom the kernel took for us before a shutdown is answered, not reset', async () => {
    const server = await startEngine({ io, loop }, [route('GET', '/', () => text('hello'))])
    const client = `
      const { connect } = require('node:net')
      const counts = { answered: 0, refused: 0, reset: 0 }
      process.stdin.once('data', () => {
        let left = 40
        const done = (kind) => { counts[kind]++; if (--left === 0) { console.log(JSON.stringify(counts)); process.exit() } }
        for (let i = 0; i < 40; i++) {
          let all = ''
          const socket = connect(${server.port}, '127.0.0.1', () => socket.write('GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'))
          socket.on('data', (data) => { all += data })
          socket.on('error', (error) => { all = error.code })
          socket.on('close', () => done(all === 'ECONNREFUSED' ? 'refused' : all.endsWith('hello') ? 'answered' : 'reset'))
        }
      })
      console.log('ready')`
    const child = spawn(process.execPath, ['-e', client], { stdio: ['pipe', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.stdin.write('go')
    // This thread serves nobody meanwhile: the connections wait in the kernel.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    const stopped = server.engine.shutdown({ deadlineMs: 600_000 })
    const [counts] = await once(child.stdout, 'data')
    expect(JSON.parse(String(counts)).reset).toBe(0)
    expect(await stopped).toEqual({ aborted: 0 })
  })

  test('a replaced generation is told as drained right after its last answer', async () => {
    let finish = (): void => {}
    const handle = () =>
      new Promise<Reply>((done) => {
        finish = () => done(text('late'))
      })
    const routes = [route('GET', '/', handle)]
    const server = await startEngine({ io, loop }, routes, untimed)
    const client = await dial(server.port)
    client.write(get('/'))
    await eventually(() => server.engine.metrics().requestsInFlight === 1)
    const { replacedDrained } = server.engine.install([])
    finish()
    // Nothing else happens that could wake the engine: the client stays, and the next timer is hours away.
    await replacedDrained
    client.destroy()
    await server.stop()
  })
})

const strace = spawnSync('strace', ['-V']).status === 0
const traces = strace && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0

const injected = (what: string): string[] =>
  ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=${what}`].concat(
    process.execPath,
    fixture,
  )

// From its first calls behind the proof that the driver makes of itself: the listener's accept, a client's recv, its answer.
describe.skipIf(!traces).each(['wake', 'inverted'])(
  'io_uring short of memory for a while, %s',
  (loop) => {
    test.each([5, 6, 7, 8])('from call %i on', async (first) => {
      const command = injected(`io_uring_enter:error=EAGAIN:when=${first}..${first + 300}`)
      const [child, { port }] = await launch(command, { NEXUS_IO: 'auto', NEXUS_LOOP: loop })
      for (let i = 0; i < 3; i++) {
        expect(
          await converse(port, [get('/')], { until: (all) => all.includes('hello') }),
        ).toContain('200 OK')
      }
      child.kill('SIGTERM')
    })
  },
)

describe.skipIf(!traces)(
  `io_uring refused${traces ? '' : ' (skipped: strace cannot run here)'}`,
  () => {
    test.each(['ENOSYS', 'EPERM'])('%s: epoll serves and says why', async (error) => {
      const inject = [
        'strace',
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        'trace=io_uring_setup',
        '-e',
        `inject=io_uring_setup:error=${error}`,
      ]
      const [child, { port, driver }] = await launch([...inject, process.execPath, fixture], {
        NEXUS_IO: 'auto',
      })
      expect(driver.name).toBe('epoll')
      expect(driver.reason).toMatch(/io_uring_setup/)
      expect(await converse(port, [get('/')], { until: (all) => all.includes('hello') })).toContain(
        '200 OK',
      )
      child.kill('SIGTERM')
    })

    test('asked for io_uring only, it refuses with a next step', () => {
      const inject = [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        'trace=io_uring_setup',
        '-e',
        'inject=io_uring_setup:error=EPERM',
      ]
      const done = spawnSync('strace', [...inject, process.execPath, fixture], {
        env: { ...process.env, NEXUS_IO: 'uring' },
        encoding: 'utf8',
        timeout: 30_000,
      })
      expect(done.status).not.toBe(0)
      expect(done.stderr).toMatch(/ENODRIVER|NEXUS_IO=auto/)
    })
  },
)

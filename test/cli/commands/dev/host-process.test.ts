// The child process of `nexus dev`: a load always ends, whatever the process does.

import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { HostProcess, type Listening } from '../../../../cli/src/commands/dev/host-process.js'

const hosts: HostProcess[] = []
const crashes: string[] = []
const held: number[] = []
const listening: string[] = []

afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.stop()))
  for (const list of [crashes, listening]) list.length = 0
})

const hostOf = (child: ChildProcess, timeoutMs = 20_000): HostProcess => {
  const events = {
    onListening: ({ url, driver, docs }: Listening) => listening.push(`${url} ${driver} ${docs}`),
    onHeld: (generation: number) => held.push(generation),
    onCrash: (why: string) => crashes.push(why),
  }
  const host = new HostProcess(child, events, timeoutMs)
  hosts.push(host)
  return host
}

/** A process that runs `code` for each message; `say` answers. */
const running = (code: string): ChildProcess => {
  const script = `const say = (m) => process.send(m); process.on('message', (m) => { ${code} })`
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
}

const isGone = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}

describe('a load', () => {
  it('ends as the host says', async () => {
    const host = hostOf(
      running(`if (m.generation === 1) {
        say({ type: 'listening', url: 'http://here', driver: 'epoll' })
        say({ type: 'loaded', generation: 1, ms: 5, late: ['x'] })
      } else say({ type: 'failed', generation: m.generation, error: { message: 'no', help: 'do' } })`),
    )
    expect(await host.load('a.cjs', 1)).toEqual({
      kind: 'loaded',
      ms: 5,
      late: ['x'],
    })
    expect(listening).toEqual(['http://here epoll null'])
    const error = { message: 'no', help: 'do' }
    expect(await host.load('b.cjs', 2)).toEqual({ kind: 'failed', error })
    await host.stop()
    expect(crashes).toEqual([])
  })

  it('ends with the process, which is no crash beside it', async () => {
    const host = hostOf(running('process.exit(7)'))
    const why = 'the server process ended with code 7'
    expect(await host.load('a.cjs', 1)).toEqual({ kind: 'ended', why })
    expect(await host.load('b.cjs', 2)).toMatchObject({ kind: 'ended' })
    expect(crashes).toEqual([])
  })

  it('ends when the code never does, and so does the process', async () => {
    const host = hostOf(running('for (;;);'), 300)
    const result = await host.load('a.cjs', 1)
    expect(result).toMatchObject({ kind: 'ended', why: expect.stringContaining('within 0.3 s') })
    await expect.poll(() => isGone(host.pid)).toBe(true)
    expect(crashes).toEqual([])
  })

  it('ends when the process cannot start', async () => {
    const child = spawn('/no/such/program', { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    const result = await hostOf(child).load('a.cjs', 1)
    expect(result).toMatchObject({ kind: 'ended', why: expect.stringContaining('ENOENT') })
  })

  it('is not needed to notice that the process ended', async () => {
    const child = running('')
    hostOf(child)
    child.kill('SIGKILL')
    await expect.poll(() => crashes).toEqual(['the server process ended by SIGKILL'])
  })
})

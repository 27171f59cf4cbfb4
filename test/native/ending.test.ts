// Owns the end of an engine as its clients see it: from the announcement on, and at the shutdown.

import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { EngineLimits } from '../../runtime/src/native/engine.js'
import { eventually } from '../waiting.js'
import { converse, dial, route, setups, text, type UnderTest } from './engine-under-test.js'
import { get as getOf, suiteOn } from './suite.js'

const get = getOf('/')

describe.each(setups)('the end of an engine on $io ($loop)', (setup) => {
  const suite = suiteOn(setup)
  const start = (own: Partial<EngineLimits> = {}): Promise<UnderTest> =>
    suite.start([route('GET', '/', () => text('hello'))], own)

  test('who asks for the end gets it with the answer, not with the next timer', async () => {
    const minutes = 600_000
    const { port } = await start({ keepAliveTimeoutMs: minutes, requestTimeoutMs: minutes })
    const last = get.replace('Host: x', 'Host: x\r\nConnection: close')
    for (let i = 0; i < 100; i++) {
      const socket = await dial(port)
      const ended = once(socket, 'end')
      socket.once('data', () => {
        // Libuv has something of its own when the engine answers: it must look again before it blocks.
        socket.write(last)
        for (let n = 0; n < 4; n++) void stat('/')
      })
      socket.write(get)
      await ended
      socket.destroy()
    }
  })

  test('once it is announced, each answer ends its connection, and new ones are accepted', async () => {
    const { engine, port } = await start()
    const kept = await dial(port)
    kept.setEncoding('latin1')
    let all = ''
    kept.on('data', (data) => {
      all += data
    })
    kept.write(get)
    await eventually(() => all.endsWith('hello'))
    expect(all).not.toContain('Connection: close')
    engine.announceEnd()
    const ended = once(kept, 'end')
    kept.write(get)
    await ended
    expect(all).toMatch(/hello.*Connection: close.*hello$/s)
    kept.destroy()
    expect(await converse(port, [get])).toMatch(/Connection: close.*hello<closed>$/s)
  })

  test('what was pipelined is answered, and the last answer ends the connection', async () => {
    const { engine, port } = await start()
    engine.announceEnd()
    const all = await converse(port, [get + get + get])
    expect(all.match(/hello/g)).toHaveLength(3)
    expect(all.match(/Connection: close/g)).toHaveLength(1)
    expect(all).toMatch(/hello<closed>$/)
  })

  test('a request on its way to an idle connection at the shutdown is answered', async () => {
    const { engine, port } = await start()
    const idle = await dial(port)
    await eventually(() => engine.metrics().connectionsOpen === 1)
    const ended = engine.shutdown({ deadlineMs: 60_000 })
    let all = ''
    idle.setEncoding('latin1')
    idle.on('data', (data) => {
      all += data
    })
    const end = once(idle, 'end')
    idle.write(get)
    await end
    expect(all).toMatch(/Connection: close.*hello$/s)
    idle.destroy()
    expect(await ended).toEqual({ aborted: 0 })
  })

  test('clients that come and go get an answer, or no connection: no reset', async () => {
    const { engine, port } = await start()
    const outcomes: string[] = []
    let isOver = false
    const visit = async (): Promise<string> => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let all = ''
      let failure = ''
      socket.on('data', (data) => {
        all += data
      })
      socket.on('error', (error: NodeJS.ErrnoException) => {
        failure = error.code ?? error.message
      })
      // Those that the kernel does not answer any more try for as long as it takes.
      socket.on('connect', () =>
        socket.write(get.replace('Host: x', 'Host: x\r\nConnection: close')),
      )
      const leave = setInterval(() => isOver && socket.connecting && socket.destroy(), 20)
      await once(socket, 'close').catch(() => {})
      clearInterval(leave)
      if (all.endsWith('hello')) return 'answered'
      return failure === 'ECONNREFUSED' || (all === '' && failure === '' && isOver)
        ? 'none'
        : `${failure} ${all}`
    }
    const clients = Array.from({ length: 8 }, async () => {
      while (!isOver) outcomes.push(await visit())
    })
    await eventually(() => outcomes.length > 100)
    expect(await engine.shutdown({ deadlineMs: 60_000 })).toEqual({ aborted: 0 })
    isOver = true
    await Promise.all(clients)
    expect([...new Set(outcomes)].filter((outcome) => outcome !== 'none')).toEqual(['answered'])
  })

  test('an idle connection does not hold the shutdown up until its deadline', async () => {
    const { engine, port } = await start()
    const idle = await dial(port)
    await eventually(() => engine.metrics().connectionsOpen === 1)
    const end = once(idle.resume(), 'end')
    expect(await engine.shutdown({ deadlineMs: 60_000 })).toEqual({ aborted: 0 })
    await end
    idle.destroy()
  })
})

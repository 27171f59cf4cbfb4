// Owns how answers in pieces end when somebody leaves: the client by half or whole, or the server. On every driver and
// loop style.

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Reply } from '../../runtime/src/http/reply.js'
import type { EngineRoute } from '../../runtime/src/native/engine.js'
import { eventually } from '../waiting.js'
import { converse, dial, route, setups } from './engine-under-test.js'
import { get, suiteOn } from './suite.js'

const streamed = (
  body: AsyncIterable<string>,
  headers: Record<string, string> | null = null,
): Reply => new Reply(200, 'text/plain', body, headers)

async function* pieces(...all: string[]): AsyncGenerator<string> {
  for (const piece of all) {
    await sleep(1)
    yield piece
  }
}

describe.each(setups)('ends of answers in pieces on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  const endless = (told: string[]): EngineRoute =>
    route('GET', '/events', (raw) => {
      const signal = raw.signal(raw.token)
      signal.addEventListener('abort', () => told.push(`aborted: ${signal.reason.message}`))
      const never = new Promise<never>(() => {})
      return new Reply(
        200,
        'text/event-stream; charset=utf-8',
        {
          [Symbol.asyncIterator]: () => ({
            next: () => (told.includes('begun') ? never : begin()),
            return: async () => {
              told.push('ended')
              return { done: true, value: undefined }
            },
          }),
        },
        null,
      )
      async function begin() {
        told.push('begun')
        return { done: false, value: ':\n\n' }
      }
    })

  test.each(['closes its side', 'resets'])(
    'events that never come: a client that %s is noticed at once',
    async (way) => {
      const told: string[] = []
      const { port, engine } = await start([endless(told)])
      const socket = await dial(port)
      socket.write(get('/events'))
      await new Promise((resolve) => socket.once('data', resolve))
      if (way === 'resets') socket.resetAndDestroy()
      else socket.end()
      await eventually(() => told.length === 3)
      expect(told).toEqual(['begun', 'aborted: The client left.', 'ended'])
      await eventually(() => engine.metrics().connectionsOpen === 0)
      socket.destroy()
    },
  )

  test('events of a client that left before they began are ended too', async () => {
    const told: string[] = []
    let isAsked = false
    const { port, engine } = await start([
      route('GET', '/slow', async (raw) => {
        isAsked = true
        const signal = raw.signal(raw.token)
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        return endless(told).handle(raw)
      }),
    ])
    const socket = await dial(port)
    socket.write(get('/slow'))
    await eventually(() => isAsked)
    socket.end()
    await eventually(() => told.includes('ended'))
    await eventually(() => engine.metrics().connectionsOpen === 0)
    socket.destroy()
  })

  test('a shutdown ends events, aborts the signal of what has no length, and waits for the rest', async () => {
    const told: string[] = []
    const { port, engine } = await start([
      endless(told),
      route('GET', '/rows', (raw) => {
        const signal = raw.signal(raw.token)
        async function* rows(): AsyncGenerator<string> {
          for (let i = 0; !signal.aborted; i++) {
            yield `row ${i}`
            await sleep(2)
          }
          yield 'the end'
        }
        return streamed(rows())
      }),
      route('GET', '/file', (raw) => {
        const signal = raw.signal(raw.token)
        signal.addEventListener('abort', () => told.push('the file was aborted'))
        return streamed(pieces('abc', 'de'), { 'Content-Length': '5' })
      }),
    ])
    const late = await dial(port)
    const talks = ['/events', '/rows', '/file'].map((path) => converse(port, [get(path)]))
    await eventually(() => engine.metrics().requestsInFlight >= 2 && told.includes('begun'))
    const stopped = engine.shutdown({ deadlineMs: 600_000 })
    const tardy = new Promise<string>((resolve) => {
      let all = ''
      late.on('data', (data) => {
        all += data
      })
      late.on('end', () => resolve(all))
      late.write(get('/events'))
    })
    expect(await stopped).toEqual({ aborted: 0 })
    const [events = '', rows = '', file = ''] = await Promise.all(talks)
    expect(events).toMatch(/3\r\n:\n\n\r\n0\r\n\r\n<closed>$/)
    expect(rows).toMatch(/the end\r\n0\r\n\r\n<closed>$/)
    expect(file).toMatch(/abcde<closed>$/)
    expect(await tardy).toMatch(/Connection: close.*0\r\n\r\n$/s)
    expect(told.filter((each) => each !== 'begun')).toEqual([
      'aborted: The server is shutting down.',
      'ended',
      'aborted: The server is shutting down.',
      'ended',
    ])
    late.destroy()
  })
})

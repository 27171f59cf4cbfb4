// Owns what event streams are to those who watch them from outside: counters, gauges, and proxies. On every driver and
// loop style.

import { describe, expect, test } from 'vitest'
import { Reply, type ReplyBody } from '../../runtime/src/http/reply.js'
import { eventually } from '../waiting.js'
import { converse, dial, route, setups } from './engine-under-test.js'
import { get, suiteOn } from './suite.js'

async function* pieces(...all: string[]): AsyncGenerator<string> {
  yield* all
}

const streamed = (body: ReplyBody): Reply => new Reply(200, 'text/plain', body, null)

describe.each(setups)('event streams on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('one whose client leaves is counted with the status it began with, and is no longer under way', async () => {
    const { port, engine } = await start([
      route('GET', '/', () => {
        const never = async function* () {
          yield 'data: 1\n\n'
          await new Promise(() => {})
        }
        return new Reply(200, 'text/event-stream', never(), null)
      }),
    ])
    const socket = await dial(port)
    socket.write(get('/'))
    await eventually(() => socket.bytesRead > 0)
    expect(engine.metrics()).toMatchObject({ answersStreaming: 1, routes: [] })
    socket.destroy()
    await eventually(() => engine.metrics().connectionsOpen === 0)
    expect(engine.metrics()).toMatchObject({
      answersStreaming: 0,
      requestsInFlight: 0,
      routes: [{ route: '/', status: 200, count: 1 }],
    })
  })

  test('events are neither kept nor held back on their way, unless their answer says so', async () => {
    const events = (headers: Record<string, string> | null): Reply =>
      new Reply(200, 'text/event-stream', pieces('data: 1\n\n'), headers)
    const { port } = await start([
      route('GET', '/', () => events(null)),
      route('GET', '/own', () =>
        events({ 'cache-control': 'no-store', 'X-Accel-Buffering': 'yes' }),
      ),
      route('GET', '/text', () => streamed(pieces('1'))),
    ])
    const fieldsOf = async (path: string) =>
      (await converse(port, [get(path, 'Connection: close\r\n')]))
        .split('\r\n')
        .filter((line) => /^(cache-control|x-accel-buffering):/i.test(line))
        .sort()
    expect(await fieldsOf('/')).toEqual(['Cache-Control: no-cache', 'X-Accel-Buffering: no'])
    expect(await fieldsOf('/own')).toEqual(['X-Accel-Buffering: yes', 'cache-control: no-store'])
    expect(await fieldsOf('/text')).toEqual([])
  })
})

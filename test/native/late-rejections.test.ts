// Owns that rejections which security lets be told all arrive, however many of them are decided at once. On every
// driver and loop style.

import { describe, expect, test } from 'vitest'
import { lateMax } from '../../runtime/src/native/memory.js'
import { eventually, gate } from '../waiting.js'
import { converse, route, setups, text } from './engine-under-test.js'
import { count, ends, get, suiteOn } from './suite.js'

const perConnection = 50
const connections = Math.ceil((lateMax + 50) / perConnection)
const wrongType =
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx'

describe.each(setups)('late rejections on $io, $loop', (setup) => {
  const { start } = suiteOn(setup)

  test('more at once than wait at a time are all told', async () => {
    const decided = gate()
    let asked = 0
    const { port, engine } = await start([
      route('POST', '/', () => text('never'), {
        secured: true,
        body: { required: true, types: ['application/json'] },
        admit: async () => {
          asked++
          await decided.opened
          return null
        },
      }),
      route('GET', '/', () => {
        decided.open()
        return text('decided')
      }),
    ])
    const all = Promise.all(
      Array.from({ length: connections }, () =>
        converse(port, [wrongType.repeat(perConnection)], {
          until: (got) => count(got, 'HTTP/1.1 415') === perConnection && got.endsWith('}'),
        }),
      ),
    )
    await eventually(() => asked === connections * perConnection)
    expect(await converse(port, [get('/')], ends('decided'))).toContain('200 OK')
    expect(await all).toHaveLength(connections)
    expect(engine.metrics().refusals['contract-violated']).toBe(connections * perConnection)
  })
})

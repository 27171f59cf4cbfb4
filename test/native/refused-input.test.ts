// Owns holding the server to every head and chunked body that the goldens of the parser refuse: the same status whole,
// split at every byte and byte by byte, on every driver, with the connection at its end and the next client served.

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unescapeBlock } from '../runtime/conversations/golden.js'
import {
  converse,
  route,
  type Setup,
  setups,
  stable,
  startEngine,
  text,
  type UnderTest,
} from './engine-under-test.js'
import { get, statusOf } from './suite.js'

const folder = new URL('../golden/http/', import.meta.url)
// Of those with limits of their own, test/runtime/config/bounds.test.ts has the like.
const section = /^## (.+)\n\n```http\n((?:(?!^```)[\s\S])*)```\n\n```text\nrefused (\d+) (\S+)/gm

interface Refused {
  readonly name: string
  readonly bytes: Buffer
  readonly status: number
}

const refusedOf = (file: string, before: string): Refused[] =>
  Array.from(
    readFileSync(new URL(file, folder), 'utf8').matchAll(section),
    ([, title = '', block = '', status, code]): Refused => ({
      name: `${title}: ${code}`,
      bytes: Buffer.from(before + unescapeBlock(block), 'latin1'),
      status: Number(status),
    }),
  )

const heads = readdirSync(folder)
  .filter((file) => file.startsWith('head-'))
  .flatMap((file) => refusedOf(file, ''))
const bodies = refusedOf(
  'chunked.md',
  'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n',
)

/** Longer ones are cut into as many pieces, not into bytes, and split within so many at their beginning. */
const piecesMax = 200

const piecesOf = (bytes: Buffer): Buffer[] => {
  const size = Math.ceil(bytes.length / piecesMax)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}

/** In two, at every byte: the loop styles of a driver take turns. */
const splitsOf = (bytes: Buffer, { loop }: Setup): Buffer[][] => {
  const turn = loop === 'wake' ? 0 : 1
  return Array.from({ length: Math.min(bytes.length, piecesMax) - 1 }, (_, i) => i + 1)
    .filter((at) => at % 2 === turn)
    .map((at) => [bytes.subarray(0, at), bytes.subarray(at)])
}

const atOnce = 32
const first = new Map<string, string>()

test('there are heads and bodies', () => {
  expect(heads.length).toBeGreaterThan(120)
  expect(bodies.length).toBeGreaterThan(30)
})

describe.each(setups)('refused on $io, $loop', (setup) => {
  let server: UnderTest
  let called = 0
  beforeAll(async () => {
    const handle = () => {
      called++
      return text('hello')
    }
    server = await startEngine(setup, [
      route('GET', '/', handle),
      route('POST', '/', handle, { body: { required: false, types: [] } }),
    ])
  })
  afterAll(async () => {
    await server.stop()
    expect(server.engine.metrics().connectionsOpen).toBe(0)
  })

  test.each([...heads, ...bodies])('$name', async ({ name, bytes, status }) => {
    called = 0
    const ways = [[bytes], piecesOf(bytes), ...splitsOf(bytes, setup)]
    while (ways.length > 0) {
      const now = ways.splice(0, atOnce)
      for (const came of await Promise.all(now.map((pieces) => converse(server.port, pieces)))) {
        const answer = stable(came)
        expect(statusOf(answer)).toBe(status)
        expect(answer).toMatch(/\n[Cc]onnection: close\n[\s\S]*<closed>$/)
        // However it was cut, and on all drivers.
        expect(answer).toBe(first.get(name) ?? answer)
        first.set(name, answer)
      }
    }
    expect(called).toBe(0)
    expect(statusOf(await converse(server.port, [get('/', 'Connection: close\r\n')]))).toBe(200)
  })
})

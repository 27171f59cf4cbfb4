// Owns holding the server to every head that the goldens of the parser refuse: the same status, whole and byte by byte,
// on every driver and loop style, with the connection at its end and the next client served.

import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unescapeBlock } from '../runtime/conversations/golden.js'
import {
  converse,
  route,
  setups,
  stable,
  startEngine,
  text,
  type UnderTest,
} from './engine-under-test.js'
import { get, statusOf } from './suite.js'

const folder = new URL('../golden/http/', import.meta.url)
const section = /^## (.+)\n\n```http\n((?:(?!^```)[\s\S])*)```\n\n```text\nrefused (\d+) (\S+)/gm

interface Refused {
  readonly name: string
  readonly bytes: Buffer
  readonly status: number
}

const refused: readonly Refused[] = readdirSync(folder)
  .filter((file) => file.startsWith('head-'))
  .flatMap((file) =>
    Array.from(
      readFileSync(new URL(file, folder), 'utf8').matchAll(section),
      ([, title = '', block = '', status, code]): Refused => ({
        name: `${title}: ${code}`,
        bytes: Buffer.from(unescapeBlock(block), 'latin1'),
        status: Number(status),
      }),
    ),
  )

/** Longer ones are cut into as many pieces, not into bytes. */
const piecesMax = 200

const piecesOf = (bytes: Buffer): Buffer[] => {
  const size = Math.ceil(bytes.length / piecesMax)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}

const first = new Map<string, string>()

test('there are heads', () => expect(refused.length).toBeGreaterThan(120))

describe.each(setups)('refused heads on $io, $loop', (setup) => {
  let server: UnderTest
  let called = 0
  beforeAll(async () => {
    server = await startEngine(setup, [
      route('GET', '/', () => {
        called++
        return text('hello')
      }),
    ])
  })
  afterAll(async () => {
    await server.stop()
    expect(server.engine.metrics().connectionsOpen).toBe(0)
  })

  test.each(refused)('$name', async ({ name, bytes, status }) => {
    called = 0
    for (const pieces of [[bytes], piecesOf(bytes)]) {
      const answer = stable(await converse(server.port, pieces))
      expect(statusOf(answer)).toBe(status)
      expect(answer).toMatch(/\n[Cc]onnection: close\n[\s\S]*<closed>$/)
      // Whole and cut, and on all drivers.
      expect(answer).toBe(first.get(name) ?? answer)
      first.set(name, answer)
    }
    expect(called).toBe(0)
    expect(statusOf(await converse(server.port, [get('/', 'Connection: close\r\n')]))).toBe(200)
  })
})

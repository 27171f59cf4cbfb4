// Owns holding every driver and loop style to the same HTTP conversations, whole and split at every byte.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  converse,
  halfClose,
  type Piece,
  type Setup,
  setups,
  stable,
  startEngine,
  type UnderTest,
} from './engine-under-test.js'
import { caseRoutes, httpCases } from './http-cases.js'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** The first part that does not follow the ones before it, or null. Line ends may be shared by two. */
const follows = (answer: string, parts: readonly string[]): string | null => {
  let from = 0
  for (const part of parts) {
    const found = answer.indexOf(part, from)
    if (found < 0) return part
    from = found + part.trimEnd().length
  }
  return null
}

const check = async (
  port: number,
  pieces: readonly Buffer[],
  want: readonly string[],
): Promise<string> => {
  const isThere = (all: string): boolean => follows(stable(all), want) === null
  // Every answer is read to the end of its connection: by the server, or once what is wanted is there, by the client.
  const send: readonly Piece[] = want.includes('<closed>')
    ? pieces
    : [...pieces, isThere, halfClose]
  const answer = stable(await converse(port, send))
  const missing = follows(answer, want)
  expect(missing, `of ${JSON.stringify(answer)}`).toBeNull()
  return answer
}

/** Of longer ones, the beginning. */
const splitBytesMax = 500
const atOnce = 32

/** The loop styles of a driver take turns, so that each driver takes every byte. */
const splitsOf = (length: number, { loop }: Setup): number[] =>
  Array.from({ length: Math.min(length, splitBytesMax) - 1 }, (_, i) => i + 1).filter(
    (at) => at % 2 === (loop === 'wake' ? 0 : 1),
  )

const answers = new Map<string, string>()

describe.each(setups)('HTTP on $io, $loop', (setup) => {
  let server: UnderTest
  beforeAll(async () => {
    server = await startEngine(setup, caseRoutes)
  })
  afterAll(async () => {
    await server.stop()
    expect(server.engine.metrics().connectionsOpen).toBe(0)
  })

  test.each(httpCases)('$name', async ({ name, send, want }) => {
    const answer = await check(server.port, [bytes(send)], want)
    // Byte for byte the same on every driver.
    expect(answer).toBe(answers.get(name) ?? answer)
    answers.set(name, answer)
  })

  test.each(httpCases)('$name, split at every byte', async ({ send, want }) => {
    const whole = bytes(send)
    const splits = splitsOf(whole.length, setup)
    while (splits.length > 0) {
      const now = splits.splice(0, atOnce)
      await Promise.all(
        now.map((at) => check(server.port, [whole.subarray(0, at), whole.subarray(at)], want)),
      )
    }
  })

  test('a fresh GET works after all of it', async () => {
    await check(server.port, [bytes('GET / HTTP/1.1\r\nHost: x\r\n\r\n')], ['hello'])
  })
})

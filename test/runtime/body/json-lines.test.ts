// Owns what holds of bodies of JSON lines, in and out.

import { describe, expect, it, vi } from 'vitest'
import type { BodySource } from '../../../runtime/src/body/body-source.js'
import { byteStream } from '../../../runtime/src/body/byte-stream.js'
import { jsonLines, jsonLinesWriter } from '../../../runtime/src/body/json-lines.js'
import { BodyError } from '../../../runtime/src/http/body-error.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'
import { countTurns } from '../../waiting.js'
import { type BodySettings, bodyOf, failureOf } from './body-under-test.js'

const even = (value: unknown, issues: Issues): unknown =>
  typeof value !== 'number' || value % 2 === 0 || issues.add('multipleOf', 'must be even')

const read = async (
  bytes: string | Uint8Array,
  settings: BodySettings = {},
): Promise<unknown[]> => {
  const found: unknown[] = []
  try {
    for await (const value of jsonLines(bodyOf(bytes, settings), even)) found.push(value)
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    const issues = error.issues.map(({ code, pointer }) => `${code} ${pointer}`)
    found.push(error.status, ...(issues.length === 0 ? [error.message] : issues))
  }
  return found
}

describe('lines', () => {
  it.each<[string, readonly unknown[]]>([
    ['', []],
    ['{"a":1}\n[2]\n"x"', [{ a: 1 }, [2], 'x']],
    ['2\r\n4\r\n', [2, 4]],
    ['\n\n2\n \n4\n\n', [2, 4]],
    ['2\n3\n4', [2, 400, 'multipleOf /1']],
    ['2\n{\n4', [2, 400, 'syntax /1']],
    ['2\n\u00e9\n', [2, 400, 'syntax /1']],
    ['{"n":9007199254740993}\n', [{ n: 9007199254740993n }]],
    [`${'['.repeat(200)}${']'.repeat(200)}`, [400, 'syntax /0']],
  ])('%j', async (text, values) => {
    expect(await read(text)).toEqual(values)
    for (const piece of [1, 2, 3]) expect(await read(text, { piece })).toEqual(values)
  })

  it('of one chunk that take long to check let others have their turn', async () => {
    const passed = countTurns()
    let now = 0
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now)
    const slow = (): void => {
      now += 11
    }
    for await (const _ of jsonLines(bodyOf('1\n'.repeat(20)), slow));
    clock.mockRestore()
    expect(passed()).toBeGreaterThan(15)
  })

  // A client may send each byte alone: what is held of it is bytes, and not a buffer for each of them.
  it('are gathered from pieces that are not kept', async () => {
    const once = Buffer.alloc(1)
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (const byte of Buffer.from('"abcdef"\n2\n')) {
        once[0] = byte
        yield once
      }
    }
    const stream = Object.assign(pieces(), { trailers: () => ({}), hold: () => {} })
    const source = { ...bodyOf(''), stream: () => stream } as unknown as BodySource
    const found: unknown[] = []
    for await (const value of jsonLines(source, null)) found.push(value)
    expect(found).toEqual(['abcdef', 2])
  })

  it('are bounded', async () => {
    const limits = { jsonLineBytesMax: 5 }
    expect(await read('"abc"\n', { limits })).toEqual(['abc'])
    for (const piece of [1, 4, 100]) {
      expect(await read('"abcd"\n', { limits, piece })).toEqual([
        413,
        'A line has more than 5 bytes.',
      ])
      expect(await read('x'.repeat(50), { limits, piece })).toEqual([
        413,
        'A line has more than 5 bytes.',
      ])
    }
  })

  it('are not read ahead', async () => {
    const body = bodyOf('2\n4\n6\n', { piece: 2 })
    for await (const value of jsonLines(body, null)) {
      expect(body.pulled()).toBe(Number(value) / 2)
    }
    expect(await failureOf(() => jsonLines(bodyOf(''), null))).toBeTruthy()
  })

  it('are written each when its value is there', async () => {
    const write = jsonLinesWriter((value: unknown) => JSON.stringify(value))
    const lines = write([{ a: '\n' }, 2])[Symbol.asyncIterator]()
    expect((await lines.next()).value).toBe('{"a":"\\n"}\n')
    expect((await lines.next()).value).toBe('2\n')
    expect((await lines.next()).done).toBe(true)
  })

  it('end their source when nobody reads on', async () => {
    let ended = false
    const source = async function* () {
      try {
        yield 1
        yield 2
      } finally {
        ended = true
      }
    }
    for await (const _ of jsonLinesWriter(String)(source())) break
    expect(ended).toBe(true)
  })
})

describe('a stream of bytes', () => {
  it('is read piece by piece, or whole', async () => {
    const pieces: string[] = []
    for await (const piece of byteStream(bodyOf('abcdef', { piece: 4 }))) {
      pieces.push(Buffer.from(piece).toString())
    }
    expect(pieces).toEqual(['abcd', 'ef'])
    expect(Buffer.from(await byteStream(bodyOf('abc', { piece: 1 })).bytes())).toEqual(
      Buffer.from('abc'),
    )
    expect(await byteStream(bodyOf('\u00e9', { piece: 1 })).text()).toBe('\u00e9')
  })

  it('says when it is no text, or was read before', async () => {
    const body = byteStream(bodyOf(Uint8Array.of(0xff)))
    expect(await failureOf(() => body.text())).toBe('400 is not UTF-8')
    expect(await failureOf(() => body.bytes())).toMatch(/^TypeError This body was read before/)
  })

  it('has no content coding any more', async () => {
    const { gzipSync } = await import('node:zlib')
    const headers = { 'content-encoding': 'gzip' }
    const body = bodyOf(gzipSync('x'.repeat(100)), { headers, bodyBytesMax: 100 })
    expect(await byteStream(body).text()).toBe('x'.repeat(100))
    const bomb = bodyOf(gzipSync('x'.repeat(101)), { headers, bodyBytesMax: 100 })
    expect(await failureOf(() => byteStream(bomb).bytes())).toMatch(/^413/)
    expect(
      await failureOf(() =>
        byteStream(bodyOf('', { headers: { 'content-encoding': 'gzip, br' } })),
      ),
    ).toMatch(/^415/)
  })
})

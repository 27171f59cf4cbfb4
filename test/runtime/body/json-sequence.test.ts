// Owns what holds of bodies of JSON texts behind record separators (RFC 7464), in and out.

import { describe, expect, it } from 'vitest'
import { jsonSequence, jsonSequenceWriter } from '../../../runtime/src/body/json-sequence.js'
import { BodyError } from '../../../runtime/src/http/body-error.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'
import { type BodySettings, bodyOf } from './body-under-test.js'

const even = (value: unknown, issues: Issues): unknown =>
  typeof value !== 'number' || value % 2 === 0 || issues.add('multipleOf', 'must be even')

const read = async (text: string, settings: BodySettings = {}): Promise<unknown[]> => {
  const found: unknown[] = []
  try {
    for await (const value of jsonSequence(bodyOf(text, settings), even)) found.push(value)
  } catch (error) {
    if (!(error instanceof BodyError)) throw error
    found.push(error.status, ...error.issues.map(({ code, pointer }) => `${code} ${pointer}`))
  }
  return found
}

describe('records', () => {
  it.each<[string, readonly unknown[]]>([
    ['', []],
    ['\x1e{"a":1}\n\x1e[2]\n\x1e"x"\n', [{ a: 1 }, [2], 'x']],
    // A text may have lines, and only numbers and words need white space behind them.
    ['\x1e{\n "a": 1\n}\x1e[\n2\n]', [{ a: 1 }, [2]]],
    ['\x1e\x1e2\n\x1e \n\x1e4\n', [2, 4]],
    ['\x1e2\n\x1e3\n', [2, 400, 'multipleOf /1']],
    ['\x1e2\n\x1e{"a":\x1e4\n', [2, 400, 'syntax /1']],
    ['\x1e2\n\x1e12', [2, 400, 'syntax /1']],
    ['\x1e2\n\x1etrue', [2, 400, 'syntax /1']],
    ['2\n\x1e4\n', [400, 'syntax ']],
    ['\n\x1e2\n', [2]],
  ])('%j', async (text, values) => {
    expect(await read(text)).toEqual(values)
    for (const piece of [1, 2, 3]) expect(await read(text, { piece })).toEqual(values)
  })

  it('are bounded', async () => {
    const limits = { jsonLineBytesMax: 6 }
    expect(await read('\x1e"abc"\n', { limits })).toEqual(['abc'])
    for (const piece of [1, 100])
      expect(await read('\x1e"abcde"\n', { limits, piece })).toEqual([413])
  })

  it('are written each when its value is there, and read back', async () => {
    const write = jsonSequenceWriter((value: unknown) => JSON.stringify(value))
    const records = write([{ a: '\x1e\n' }, 2])[Symbol.asyncIterator]()
    const first = (await records.next()).value
    expect(first).toBe('\x1e{"a":"\\u001e\\n"}\n')
    expect(await read(`${first}${(await records.next()).value}`)).toEqual([{ a: '\x1e\n' }, 2])
    expect((await records.next()).done).toBe(true)
  })
})

// Proves that a client is told where its JSON breaks: at the first character that no JSON has there.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { breakOf } from '../../../runtime/src/body/json-place.js'
import { parseJsonText } from '../../../runtime/src/body/json-text.js'

describe('the place where JSON breaks', () => {
  it.each([
    ['{"a":}', ': line 1, column 6'],
    ['{"kind":', ': it ends at line 1, column 9'],
    ['', ': it ends at line 1, column 1'],
    ['{\n  "a": 1,\n}', ': line 3, column 1'],
    ['[1, 2,]', ': line 1, column 7'],
    ['[1 2]', ': line 1, column 4'],
    ['{"a" 1}', ': line 1, column 6'],
    ['{a: 1}', ': line 1, column 2'],
    ["{'a': 1}", ': line 1, column 2'],
    ['{"a":01}', ': line 1, column 7'],
    ['"a\nb"', ': line 1, column 3'],
    ['"a\\x"', ': line 1, column 3'],
    ['"abc', ': it ends at line 1, column 5'],
    ['{} x', ': line 1, column 4'],
    ['[1}', ': line 1, column 3'],
    ['NaN', ': line 1, column 1'],
    ['\ufeff{}', ': line 1, column 1'],
    [`[${'1,'.repeat(600_000)}]`, ''],
  ])('%j', (text, expected) => {
    expect(breakOf(text)).toBe(expected)
  })

  it('is found in every text that is no JSON, and in no other', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', ',', '}', ']', ':', '\\', 'e', '0', ' '))
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + piece + text.slice(place + (at % 3))
      })
    fc.assert(
      fc.property(fc.oneof(broken, fc.json()), (text) => {
        expect(breakOf(text) === '').toBe(isJson(text))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is in the message', () => {
    expect(() => parseJsonText('{"a":1,}', 9)).toThrow('is not JSON: line 1, column 8')
  })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

// "Did you mean": near words are found, far ones are not.

import { describe, expect, it } from 'vitest'
import { nearest, suggestionsFrom } from '../../../cli/src/diagnostics/suggest.js'

describe('the nearest word', () => {
  it.each([
    ['requierd', ['required', 'readOnly'], 'required'],
    ['operationID', ['operationId'], 'operationId'],
    ['qurey', ['query', 'path'], 'query'],
    ['body', ['path', 'query', 'header', 'cookie'], null],
    ['in', ['id', 'it'], 'id'],
    ['consumes', ['content', 'tags'], null],
    ['x'.repeat(1000), ['x'], null],
  ])('to %s among %j is %s', (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected)
  })
})

it('is looked for up to a limit, however many words miss', () => {
  const words = Array.from({ length: 20_000 }, (_, i) => `word${i}x`)
  const meant = suggestionsFrom(words)
  expect(meant('wrod77x')).toBe('word77x')
  for (let i = 0; i < 1000; i++) meant(`wird${i}`)
  expect(meant('wrod77x')).toBeNull()
})

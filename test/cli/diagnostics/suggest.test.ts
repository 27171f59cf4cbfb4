// "Did you mean": near words are found, far ones are not.

import { describe, expect, it } from 'vitest'
import { nearest } from '../../../cli/src/diagnostics/suggest.js'

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

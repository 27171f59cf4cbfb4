// The linter for regular expressions: patterns that are known to explode, and honest ones.

import { describe, expect, it } from 'vitest'
import { isProneToBacktracking } from '../../../cli/src/check/backtracking.js'

describe('patterns that can take exponential time', () => {
  it.each([
    '(a+)+',
    '^(a*)*$',
    '(?:[a-z]+)*x',
    '([a-zA-Z]+)*',
    '(a|a)+',
    '(?:\\d|[0-9a-f])*',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(?<name>\\w+\\s?)+$',
    '(.*,?)*',
    '(a+){2,}',
    '((ab?)*)*',
  ])('%s', (pattern) => {
    expect(isProneToBacktracking(pattern)).toBe(true)
  })
})

describe('patterns that cannot', () => {
  it.each([
    '^[a-z]+$',
    '^[a-z]+(?:-[a-z]+)*$',
    '^(\\d+\\.)*\\d+$',
    '(?:[a-z]+;)+',
    '(a|b)*',
    '(ab)+',
    '^\\p{L}+$',
    '^(?:[^,]+,)*[^,]+$',
    '(a+)?',
    '(a+){3}',
    '[(a+)+]',
    '\\(a+\\)+',
    '^(?=.*[a-z])(?=.*\\d).+$',
    '',
    '(?:foo|bar)+',
    '^([0-9]{4}-)*[0-9]{4}$',
  ])('%s', (pattern) => {
    expect(isProneToBacktracking(pattern)).toBe(false)
  })

  it('ends for any text', () => {
    expect(isProneToBacktracking('('.repeat(5000))).toBe(false)
    expect(isProneToBacktracking('a'.repeat(100_000))).toBe(false)
  })
})

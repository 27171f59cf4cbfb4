// Limits on the regular expressions of documents: what would exhaust the walk over them is refused by name.

import { describe, expect, it } from 'vitest'
import { compileText } from '../read/front.js'

const withPattern = (pattern: string) =>
  compileText(
    'api.json',
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'a', version: '1' },
      paths: {},
      components: { schemas: { A: { type: 'string', pattern } } },
    }),
  )

const limitsNamed = (pattern: string) =>
  withPattern(pattern).diagnostics.flatMap(({ code, message }) =>
    code === 'NX1100' ? (/limit (\w+)/.exec(message)?.[1] ?? '?') : [],
  )

describe('patterns', () => {
  it.each([
    [
      '17,000 groups inside each other',
      `${'('.repeat(17_000)}${')'.repeat(17_000)}`,
      'patternCharsMax',
    ],
    [
      '101 groups inside each other',
      `${'('.repeat(101)}a${')'.repeat(101)}`,
      'patternGroupsDeepMax',
    ],
    ['half a million optional characters', 'a?'.repeat(500_000), 'patternCharsMax'],
  ])('of %s are refused', (_, pattern, limit) => {
    expect(limitsNamed(pattern)).toEqual([limit])
  })

  it.each([
    ['100 groups inside each other', `${'('.repeat(100)}a${')'.repeat(100)}`],
    ['200 groups one after the other', '(a)'.repeat(200)],
    ['parentheses that are no groups', `${'\\('.repeat(300)}[((((]`],
    ['10,000 characters', 'a'.repeat(10_000)],
  ])('of %s are not', (_, pattern) => {
    expect(limitsNamed(pattern)).toEqual([])
  })
})

// Limits on the regular expressions of documents: what would exhaust the walk over them is refused by name.

import { describe, expect, it } from 'vitest'
import { compileText } from '../read/front.js'

const withPatterns = (patterns: readonly string[]) =>
  compileText(
    'api.json',
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'a', version: '1' },
      paths: {},
      components: {
        schemas: Object.fromEntries(
          patterns.map((pattern, i) => [`A${i}`, { type: 'string', pattern }]),
        ),
      },
    }),
  )

const limitsNamed = (...patterns: readonly string[]) =>
  withPatterns(patterns).diagnostics.flatMap(({ code, message }) =>
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
    ['a million unclosed properties', '\\p{'.repeat(333_333), 'patternCharsMax'],
    ['half a million optional characters', 'a?'.repeat(500_000), 'patternCharsMax'],
  ])('of %s are refused', (_, pattern, limit) => {
    expect(limitsNamed(pattern)).toEqual([limit])
  })

  it.each([
    ['100 groups inside each other', `${'('.repeat(100)}a${')'.repeat(100)}`],
    ['200 groups one after the other', '(a)'.repeat(200)],
    ['parentheses that are no groups', `${'\\('.repeat(300)}[((((]`],
    ['10,000 characters', 'a'.repeat(10_000)],
    ['10,000 unclosed properties', '\\p{'.repeat(10_000)],
    ['30,000 unclosed classes', '['.repeat(30_000)],
    ['a billion repetitions of nothing', '(?:){1000000000}a'],
  ])('of %s are not', (_, pattern) => {
    expect(limitsNamed(pattern)).toEqual([])
  })

  it('are refused from the property on that is one too many in a document', () => {
    const named = (count: number) => Array.from({ length: count }, (_, i) => `\\p{x${i}}`).join('')
    expect(limitsNamed(named(256), named(10), 'a')).toEqual([])
    expect(limitsNamed(named(255), named(257), 'a', named(256))).toEqual(['patternPropertiesMax'])
    expect(limitsNamed(named(257))).toEqual(['patternPropertiesMax'])
  })

  it('are refused once where all of them together are too much to judge', () => {
    const counted = (count: number) =>
      Array.from({ length: count }, (_, i) => `^[\\p{L}\\p{N}]{1,${900 - i}}$`)
    expect(limitsNamed(...counted(40))).toEqual([])
    expect(limitsNamed(...counted(400))).toEqual(['patternCostMax'])
    const looped = Array.from({ length: 500 }, (_, i) => `^\\p{L}{0,${i}}b{0,${i}}$`)
    expect(limitsNamed(...looped)).toEqual(['patternCostMax'])
  })
})

describe('patterns of other dialects', () => {
  const told = (pattern: string) =>
    withPatterns([pattern]).diagnostics.flatMap(({ code, message, help }) =>
      code === 'NX2240' ? [`${message.split(': ')[1]}; ${help}`] : [],
    )
  const general = 'write it as ECMA-262 has it'

  it.each([
    ['\\A[a-z]+\\z', '`\\A` is the letter A here; write `^[a-z]+$`'],
    ['\\A\\d{4}\\Z', '`\\A` is the letter A here; write `^\\d{4}$`'],
    ['^[[:alpha:]_][[:alnum:]]*$', 'write `^[A-Za-z_][A-Za-z0-9]*$`'],
    ['^[:digit:]+$', 'write `^[0-9]+$`'],
    ['^[[:^digit:]]+$', general],
    ['/^[a-z]+$/', '`/` is text here, with which nothing matches; write `^[a-z]+$`'],
    ['/^[a-z]+$/i', general],
    ['^[a-z&&[^b]]$', '`&&` is the character & here, twice'],
    ['^\\x{41}$', 'write `^\\u{41}$`'],
    ['^\\p{IsAlpha}+$', '`\\p{IsAlpha}` is the letter p here'],
    ['^a\\Qb.c\\E$', general],
  ])('%s', (pattern, expected) => {
    expect(told(pattern)).toEqual([expect.stringContaining(expected)])
  })

  it.each(['^/a/b/$', '/a/i', '^\\p{L}+$', '^[\\-\\_]$', '^a\\\\Z$', '^[:a]+$', '^a&&b$'])(
    '%s is of none',
    (pattern) => {
      expect(told(pattern)).toEqual([])
    },
  )
})

// Proves how regular expressions are judged: which explode, which run as they are, and that translations match alike.

import fc from 'fast-check'
import regjsparser from 'regjsparser'
import { describe, expect, it } from 'vitest'
import { judgePattern } from '../../../../cli/src/ir/patterns/judge.js'
import { matchesPattern } from '../../../../cli/src/ir/patterns/matches.js'
import { type PatternNode, rangesOf } from '../../../../cli/src/ir/patterns/sets.js'
import { linearPattern } from '../../../../runtime/src/patterns/linear.js'
import { Issues } from '../../../../runtime/src/validate/issues.js'

const explosive = [
  '(a+)+b',
  '^(a*)*$',
  '(?:[a-z]+)*x',
  '^([a-zA-Z]+)*$',
  '^(a|a)+$',
  '^(?:\\d|[0-9a-f])*$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(?<name>\\w+\\s?)+$',
  '^(.*,?)*$',
  '(?:(a+)+b)*',
  '^(a+){2,}$',
  '^((ab?)*)*$',
  '^(ab|a|b)*c$',
  '^.*.*.*=.*$',
  '^(a{1,100}){1,100}$',
  '^(a|a)*b$',
  '(.*a){12}',
  '(x+x+)+y',
  '^(a|b|ab)*c$',
  '^(\\w+\\s?)*$',
  '^(?:a?b?)*$',
  '^(?:(?:a|)(?:a|))*b$',
  '^\\s*\\s*\\s*x$',
]

const honest = [
  '^[a-z]+$',
  '^[a-z]+(?:-[a-z]+)*$',
  '[0-9a-f]+',
  '^(a|b)*$',
  '^(ab)+$',
  '^\\p{L}+$',
  '^(?:[^,]+,)*$',
  '^(a+)?$',
  '[(a+)+]',
  '\\(a\\)+',
  '',
  '^(?:foo|bar)+$',
  '^[A-Za-z0-9_-]+@[A-Za-z0-9-]+\\.[a-z]{2,}$',
  '^(([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\\.){3}$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '[A-Fa-f0-9]{64}',
  '^[^@\\s]+@[^@\\s]+$',
]

describe('patterns that can match one text in very many ways', () => {
  it.each(explosive)('%s', (pattern) => {
    const { isAmbiguous, runs } = judgePattern(pattern, 'u')
    expect(isAmbiguous).toBe(true)
    expect(runs.by).not.toBe('regexp')
  })
})

describe('patterns that run as they are', () => {
  it.each(honest)('%s', (pattern) => {
    expect(judgePattern(pattern, 'u')).toEqual({
      runs: { by: 'regexp' },
      isAmbiguous: false,
      cost: 0,
    })
  })
})

describe('patterns that only the clock bounds', () => {
  it.each(['^(.+)\\1$', 'a(?=b)c*d', '(?<!x)y+z', '^(a{1,100}){1,100}$'])('%s', (pattern) => {
    expect(judgePattern(pattern, 'u').runs.by).toBe('time')
  })
})

describe('a translation matches what its pattern does', () => {
  const texts = fc.oneof(
    fc.string({
      unit: fc.constantFrom(...'aAbB01 -_=.,@\n\r\u2028\u00a0é😀xyzsip:'),
      maxLength: 12,
    }),
    fc.string({ unit: 'binary', maxLength: 12 }),
  )
  it.each([
    ...explosive.filter((each) => !each.includes('{1,100}')),
    '^(?=.*[a-z])(?=.*\\d)(?!.*\\s).+.+$',
    '^(?!aa)[^b]*.*$',
    '[\\s\\S]+\\W+\\D+$',
    '.+\\b[^\\w-]+',
    '^.*\\u{61}.*\\x41?.*$|^[^]*b$',
    '\\p{Lu}+\\P{Lu}+$',
  ])('%s', (pattern) => {
    const { runs } = judgePattern(pattern, 'u')
    if (runs.by !== 'linear') throw new Error(`runs by ${runs.by}`)
    const linear = linearPattern(runs.linear.all, runs.linear.none)
    const own = new RegExp(pattern, 'u')
    fc.assert(
      fc.property(texts, (text) => linear.test(text, new Issues()) === own.test(text)),
      { seed: 7, numRuns: 300 },
    )
  })
})

// Each of these would outlive any test by backtracking.
describe('ends for any text and any pattern', () => {
  it.each(explosive)('%s', (pattern) => {
    for (const text of [`${'a'.repeat(20_000)}!`, `${'ab'.repeat(10_000)}!`])
      expect(typeof matchesPattern(pattern, text)).toMatch(/boolean|object/)
  })

  it('hostile patterns are judged', () => {
    for (const pattern of [
      '(?:'.repeat(100) + 'a' + ')*'.repeat(100),
      'a?'.repeat(4_000),
      '(?:a|b|c|d)*'.repeat(800),
      '((a{1,60}){1,60}){1,60}',
      '[a-z]{1,9000}[a-z]{1,9000}',
      `^${'(a|aa)*'.repeat(300)}$`,
    ])
      expect(judgePattern(pattern, 'u').runs.by).not.toBe('regexp')
  })
})

describe('what a hostile document can ask', () => {
  it('properties are the characters that the language has in them', () => {
    for (const token of ['\\p{L}', '\\P{L}', '\\p{Script=Greek}', '\\p{Cs}', '\\P{Any}', '\\s']) {
      const nodes = regjsparser.parse(`[${token}]`, 'u', {
        unicodePropertyEscape: true,
      }) as PatternNode
      const ranges = rangesOf(nodes) ?? []
      const test = new RegExp(token, 'u')
      const wrong = [
        0, 0x41, 0x3b1, 0xd7ff, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff, 0x10000, 0x1f600,
        0x20000, 0x10ffff,
      ]
        .concat(ranges.flatMap(([from, to]) => [from - 1, from, to, to + 1]))
        .filter((code) => code >= 0 && code <= 0x10ffff)
        .filter(
          (code) =>
            test.test(String.fromCodePoint(code)) !==
            ranges.some(([from, to]) => from <= code && code <= to),
        )
      expect([token, wrong]).toEqual([token, []])
    }
  })

  it('expressions too long to spell out are matched for a limited time', () => {
    expect(judgePattern('\\p{L}+'.repeat(20), 'u').runs.by).toBe('linear')
    expect(judgePattern('\\p{L}+'.repeat(2_000), 'u').runs.by).toBe('time')
  })

  it('what backtracking alone can match is told where it takes few steps, and else not', () => {
    const told = [
      ['^(.+)\\1$', 'abab', true],
      ['^(.+)\\1$', 'aba', false],
      ['^(.+)\\1$', 'ab'.repeat(100), true],
      [`^(["']).*\\1$`, '"a sentence of some words, as examples are"', true],
      ['a(?=b)c*d', 'abd', false],
      ['(?<!x)y+z', 'ayyz', true],
      ['(?<=a(?:b|c)+)d', 'abcbd', true],
      ['^(a{1,100}){1,100}$', 'a'.repeat(10), true],
      ['^(a{1,100}){1,100}$', 'a'.repeat(30), null],
      ['^(a*)*(?<=a)\\1$', `${'a'.repeat(40)}b`, null],
      ['(?<=^(?:a*)*)b', `${'a'.repeat(40)}c`, null],
      ['(?:a|b|c|d)*'.repeat(100) + '(?<=a)', 'abcdx', null],
    ] as const
    expect(told.map(([pattern, text]) => [pattern, text, matchesPattern(pattern, text)])).toEqual(
      told,
    )
  })

  it('which is the same whatever was asked before', () => {
    const ask = () => matchesPattern('^(.+)-\\1$', 'same-same')
    const before = ask()
    const texts = Array.from({ length: 100 }, (_, i) => `${'a'.repeat(40)}${i}b`)
    const hostile = texts.map((text, i) => matchesPattern(`^(a*)*(?<=a)\\1c{${i}}$`, text))
    expect(new Set(hostile)).toEqual(new Set([null]))
    expect([before, ask()]).toEqual([true, true])
  })
})

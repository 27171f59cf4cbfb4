// Proves that automata read texts as expressions do that were not written for Unicode mode: by units of UTF-16, so that
// the halves of a pair are two characters, and lone ones are some too. Held against the engine of the language.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgePattern } from '../../../../cli/src/ir/patterns/judge.js'
import { matchesPattern } from '../../../../cli/src/ir/patterns/matches.js'
import { linearPattern } from '../../../../runtime/src/patterns/linear.js'
import { Issues } from '../../../../runtime/src/validate/issues.js'

/** What automata say; null where the pattern does not run on them. */
const byAutomata = (source: string, flags: 'u' | '', text: string): boolean | null => {
  const { runs } = judgePattern(source, flags)
  if (runs.by !== 'linear') return null
  const { all, none, reads } = runs.linear
  return linearPattern(all, none, reads).test(text, new Issues())
}

describe('a pattern that compiles without Unicode mode only', () => {
  it.each([
    ['^(\\-|a|[^😀])*$', 'a😀b'],
    ['^(\\-|a|[^😀])*$', 'a-b'],
    ['^(\\-|.|..)*$', '😀'],
    ['^(\\-|a|a|😀)*$', '😀a😀'],
    ['^(\\-|a|a|[😀])*$', '\ude00\ud83d'],
    ['^(\\-|a|\\W)*$', '😀'],
    ['^(?:\\-|[^\\ud83d]|[^\\ud83d])*$', '\u{1f63d}'],
    ['(\\-|a)*\\ude00(a|a)*$', '😀'],
  ])('%s says of %j what the language says', (source, text) => {
    expect(() => new RegExp(source, 'u')).toThrow()
    expect(byAutomata(source, '', text)).toBe(new RegExp(source).test(text))
    expect(matchesPattern(source, text)).toBe(new RegExp(source).test(text))
  })
})

const atoms = [
  'a',
  '-',
  'é',
  '😀',
  '.',
  '\\w',
  '\\W',
  '\\S',
  '[^a]',
  '[a-é]',
  '[😀]',
  '[^😀]',
  '[^😀a]',
  '\\ud83d',
  '\\ude00',
  '[\\ud800-\\udbff]',
  '[^\\udc00-\\udfff]',
  '[\\uff00-\\uffff]',
  '\\b',
]

/** Patterns that a backtracking engine is quick with on short texts, each with a part that needs automata. */
const patterns = fc
  .tuple(
    fc.constantFrom('^', ''),
    fc.array(
      fc.tuple(
        fc.array(fc.constantFrom(...atoms), { minLength: 1, maxLength: 2 }),
        fc.constantFrom('', '*', '+', '?', '{2}'),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.constantFrom('$', ''),
  )
  .map(([start, parts, end]) => {
    const inner = parts.map(([some, count]) => `(?:${some.join('|')})${count}`)
    return `${start}(?:${inner.join('')}|a|a)*${end}`
  })

const texts = fc.string({
  unit: fc.constantFrom('a', '-', 'é', '😀', '\ud83d', '\ude00', '\u{1f63d}', '\uffff', '\n'),
  maxLength: 6,
})

it.each(['', 'u'] as const)('automata and the language agree, with flags "%s"', (flags) => {
  let compared = 0
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 4, maxLength: 4 }), (source, some) => {
      const own = new RegExp(source, flags)
      for (const text of some) {
        const found = byAutomata(source, flags, text)
        if (found === null) continue
        compared++
        expect([source, text, found]).toEqual([source, text, own.test(text)])
      }
    }),
    {
      seed: Number(process.env['FUZZ_SEED'] ?? 11),
      numRuns: Number(process.env['FUZZ_RUNS'] ?? 150),
    },
  )
  expect(compared).toBeGreaterThan(200)
})

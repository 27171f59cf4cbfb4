// House rule about questions that every pass asks: each has one home in the compiler.

import { describe, expect, it } from 'vitest'
import { type Source, sourcesIn } from './sources.js'

const questions = [
  {
    question: 'whether a value is an object of JSON',
    homes: ['cli/src/ir/json-values.ts'],
    asked:
      /typeof (\w+) [!=]== 'object'\s*(&&|\|\|)\s*\1 [!=]== null\s*\2\s*!?(?:Array\.isArray|isList)\(\1\)/,
  },
  {
    question: 'whether a text is a regular expression',
    // Formats are checked by the text of the runtime's module, which imports nothing of the compiler.
    homes: ['cli/src/ir/patterns/flags.ts', 'cli/src/plan/checks/format-checks.ts'],
    asked: /try \{\s*new RegExp\([^()]*\)\s*return true/,
  },
]

const askedIn = (sources: readonly Source[], asked: RegExp): string[] =>
  sources.filter(({ text }) => asked.test(text)).map(({ path }) => path)

describe('the compiler', () => {
  it.each(questions)('asks in one place $question', ({ homes, asked }) => {
    expect(askedIn(sourcesIn(['cli/src'], ['.ts']), asked)).toEqual(homes)
  })

  it('is seen where it asks twice', () => {
    const [json, pattern] = questions.map(({ asked }) => asked)
    const isSeen = (text: string, asked: RegExp | undefined) =>
      asked !== undefined && askedIn([{ path: 'a.ts', text }], asked).length === 1
    expect(
      isSeen("if (typeof it !== 'object' || it === null || Array.isArray(it)) return", json),
    ).toBe(true)
    expect(isSeen("typeof it === 'object' &&\n  it !== null &&\n  !isList(it)", json)).toBe(true)
    expect(isSeen("typeof it === 'object' && it !== null && !Array.isArray(other)", json)).toBe(
      false,
    )
    expect(isSeen("try {\n    new RegExp(text, 'u')\n    return true\n", pattern)).toBe(true)
  })
})

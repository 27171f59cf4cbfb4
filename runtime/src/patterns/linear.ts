// Owns expressions that are matched in time linear to the text, whatever it is: by RE2's automata, without backtracking.

import { RE2JS } from 're2js'
import type { Issues } from '../validate/issues.js'

/** What generated validators ask. */
export interface Pattern {
  /**
   * Whether a text matches. Where that would cost more than one validation may, `issues` is told that nobody knows,
   * so that the value is refused, and the answer means nothing. `at` is the member or item that the text is.
   */
  test(text: string, issues: Issues, at?: string | number): boolean
}

/** Characters times instructions of expressions that one validation goes through: 60 ms of an old machine. */
export const linearPatternStepsMax = 5_000_000

/**
 * A text matches when each of the expressions is found in it, and none of the others. They are written as RE2 reads
 * them (https://github.com/google/re2/wiki/Syntax); the compiler translates them from ECMA-262. Those without Unicode
 * mode read units of UTF-16.
 *
 * @throws {Error} an expression that RE2 does not know
 * @example
 * linearPattern(['\\A(?:a|a)*b\\z']).test('aab', issues) // true
 */
export const linearPattern = (
  all: readonly string[],
  none: readonly string[] = [],
  reads: 'points' | 'units' = 'points',
): Pattern => {
  const wanted = all.map((each) => RE2JS.compile(each))
  const refused = none.map((each) => RE2JS.compile(each))
  const size = [...wanted, ...refused].reduce((sum, each) => sum + each.programSize(), 0)
  return {
    test: (text, issues, at) => {
      const cost = text.length * size
      if (issues.spent.steps + cost > linearPatternStepsMax) return tooCostly(issues, at)
      issues.spent.steps += cost
      const spelled = reads === 'units' ? spelledUnits(text) : text
      return (
        wanted.every((each) => each.matcher(spelled).find()) &&
        !refused.some((each) => each.matcher(spelled).find())
      )
    },
  }
}

/**
 * A text with every half of a surrogate pair as a code point of its own, of the last 2,048: RE2 reads code points, and
 * the compiler has spelled the expressions so.
 */
const spelledUnits = (text: string): string =>
  text.replace(/[\ud800-\udfff]/g, (half) =>
    String.fromCodePoint(half.charCodeAt(0) - 0xd800 + 0x10f800),
  )

/** Refuses a value whose pattern would have to be run for too long. */
export const tooCostly = (issues: Issues, at: string | number | undefined): true =>
  issues.undecided('pattern', 'takes too long to be held against its pattern', at)

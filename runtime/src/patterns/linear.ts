// Owns expressions that are matched in time linear to the text, whatever it is: by RE2's automata, without backtracking.

import { RE2JS } from 're2js'
import { TurnBudget } from './turn-budget.js'

/** What generated validators ask. */
export interface Pattern {
  test(text: string): boolean
}

/**
 * Characters times instructions of expressions that are gone through in one turn of the event loop, 60 ms of an old
 * machine: a text beyond them does not match.
 */
export const linearPatternStepsMax = 5_000_000

const steps = new TurnBudget(linearPatternStepsMax)

/**
 * A text matches when each of the expressions is found in it, and none of the others. They are written as RE2 reads
 * them (https://github.com/google/re2/wiki/Syntax); the compiler translates them from ECMA-262.
 *
 * @throws {Error} an expression that RE2 does not know
 * @example
 * linearPattern(['\\A(?:a|a)*b\\z']).test('aab') // true
 */
export const linearPattern = (all: readonly string[], none: readonly string[] = []): Pattern => {
  const wanted = all.map((each) => RE2JS.compile(each))
  const refused = none.map((each) => RE2JS.compile(each))
  const size = [...wanted, ...refused].reduce((sum, each) => sum + each.programSize(), 0)
  return {
    test: (text) => {
      const cost = text.length * size
      if (cost > steps.left) return false
      steps.spend(cost)
      return (
        wanted.every((each) => each.matcher(text).find()) &&
        !refused.some((each) => each.matcher(text).find())
      )
    },
  }
}

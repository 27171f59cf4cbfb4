// Owns expressions that only backtracking can match: references back, assertions in the middle. They get so much time
// in a turn of the event loop, and what is not known by then does not match.

import { createContext, Script } from 'node:vm'
import type { Pattern } from './linear.js'
import { TurnBudget } from './turn-budget.js'

/** Milliseconds that all such expressions together may take in one turn of the event loop. */
export const timedPatternMs = 20

const time = new TurnBudget(timedPatternMs)

/** A text so short is matched before a clock is set up, unless the expression is worse than any honest one. */
const shortTextMax = 8

/**
 * An expression of ECMA-262 that is given up when it has backtracked for `timedPatternMs`: the text does not match then.
 *
 * @throws {SyntaxError} an expression that is none
 * @example
 * timedPattern('^(a+)+\\1$', 'u').test('a'.repeat(100) + '!') // false, after 20 ms at most
 */
export const timedPattern = (source: string, flags: 'u' | ''): Pattern => {
  const expression = new RegExp(source, flags)
  const sandbox = createContext({ expression, text: '' })
  const script = new Script('expression.test(text)')
  return {
    test: (text) => {
      if (text.length <= shortTextMax) return expression.test(text)
      if (time.left < 1) return false
      sandbox.text = text
      const start = performance.now()
      try {
        return script.runInContext(sandbox, { timeout: Math.ceil(time.left) }) === true
      } catch {
        return false
      } finally {
        time.spend(performance.now() - start)
        sandbox.text = ''
      }
    },
  }
}

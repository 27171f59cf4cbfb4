// Owns expressions that only backtracking can match: references back, assertions in the middle. They get so much time
// in one validation, and what is not known by then is refused.

import { createContext, Script } from 'node:vm'
import { type Pattern, tooCostly } from './linear.js'

/** Milliseconds that all such expressions together may take in one validation. */
export const timedPatternMs = 20

/** A text so short is matched before a clock is set up, unless the expression is worse than any honest one. */
const shortTextMax = 8

/**
 * An expression of ECMA-262 that is given up when it has backtracked for `timedPatternMs`: the value is refused then.
 *
 * @throws {SyntaxError} an expression that is none
 * @example
 * timedPattern('^(a+)+\\1$', 'u').test('a'.repeat(100) + '!', issues) // refused, after 20 ms at most
 */
export const timedPattern = (source: string, flags: 'u' | ''): Pattern => {
  const expression = new RegExp(source, flags)
  const sandbox = createContext({ expression, text: '' })
  const script = new Script('expression.test(text)')
  return {
    test: (text, issues, at) => {
      if (text.length <= shortTextMax) return expression.test(text)
      const left = timedPatternMs - issues.spent.ms
      if (left < 1) return tooCostly(issues, at)
      sandbox.text = text
      const start = performance.now()
      try {
        return script.runInContext(sandbox, { timeout: Math.ceil(left) }) === true
      } catch {
        return tooCostly(issues, at)
      } finally {
        issues.spent.ms += performance.now() - start
        sandbox.text = ''
      }
    },
  }
}

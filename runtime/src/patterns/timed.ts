// Owns expressions that only backtracking can match: references back, assertions in the middle. They get so much time
// in one validation, and what is not known by then is refused.

import { createContext, Script } from 'node:vm'
import { type Pattern, tooCostly } from './linear.js'

/** Milliseconds of computing that all such expressions together may take in one validation. */
export const timedPatternMs = 20

/**
 * How often one text is tried. The clock that ends a try goes on while other processes have the machine, so that it
 * says little of an honest text on a busy one: what has not had the time itself is tried again, for twice as long.
 */
const triesMax = 3

/** Of the time of a try, the part that it has to have computed for to be over. */
const computedPart = 0.75

/** A text so short is matched before a clock is set up, unless the expression is worse than any honest one. */
const shortTextMax = 8

/**
 * An expression of ECMA-262 that is given up when it has backtracked for `timedPatternMs` of computing: the value is
 * refused then.
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
      const start = new Stopwatch()
      try {
        for (let attempt = 0; attempt < triesMax; attempt++) {
          const attempted = new Stopwatch()
          try {
            const timeout = Math.ceil(left) * 2 ** attempt
            return script.runInContext(sandbox, { timeout }) === true
          } catch (error) {
            const isOver = attempted.computedMs() >= left * computedPart
            if (isOver || !isTimeout(error)) return tooCostly(issues, at)
          }
        }
        return tooCostly(issues, at)
      } finally {
        issues.spent.ms += start.computedMs()
        sandbox.text = ''
      }
    },
  }
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

type CpuUsage = typeof process.cpuUsage

/** Of this thread where Node.js tells (23.9 and later), else of the process. */
const cpuUsage: CpuUsage =
  (process as { readonly threadCpuUsage?: CpuUsage }).threadCpuUsage?.bind(process) ??
  process.cpuUsage.bind(process)

/** What a thread has computed since: of a process with many busy threads not more than the time that went by. */
class Stopwatch {
  readonly #usage = cpuUsage()
  readonly #at = performance.now()

  computedMs(): number {
    const { user, system } = cpuUsage()
    const computed = (user + system - this.#usage.user - this.#usage.system) / 1000
    return Math.min(computed, performance.now() - this.#at)
  }
}

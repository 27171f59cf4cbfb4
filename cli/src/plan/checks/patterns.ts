// Owns how a regular expression of the document is run: its flags, and what keeps it within bounds.

import { judgePattern } from '../../ir/patterns/judge.js'
import type { PatternPlan } from '../../ir/plan/checks.js'

const compiles = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}

/** ECMA-262 in Unicode mode; a pattern that only works without it keeps working. */
export const patternOf = (source: string): PatternPlan | null => {
  const flags = (['u', ''] as const).find((each) => compiles(source, each))
  return flags === undefined ? null : { source, flags, runs: judgePattern(source, flags).runs }
}

// Owns how a regular expression of the document is run: its flags, and what keeps it within bounds.

import { flagsOf } from '../../ir/patterns/flags.js'
import { judgePattern } from '../../ir/patterns/judge.js'
import type { PatternPlan } from '../../ir/plan/checks.js'

export const patternOf = (source: string): PatternPlan | null => {
  const flags = flagsOf(source)
  return flags === null ? null : { source, flags, runs: judgePattern(source, flags).runs }
}

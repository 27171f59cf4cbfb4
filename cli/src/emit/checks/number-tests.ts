// Owns where the truth of a schema is asked and no value is let in by it: `not`, `if`, `contains`, a second look at
// `oneOf`. A number that is refused elsewhere, since no double has its digits, is a number there.

import { type CheckPlan, partsOf } from '../../ir/plan/checks.js'
import { type Code, code } from '../code/code.js'
import type { StatementPrinter } from '../code/statements.js'
import { reaching } from './reaching.js'

const asksItself = (check: CheckPlan): boolean => {
  if (check.kind !== 'value') return false
  const isDouble = check.exact !== 'integer' && check.exact !== 'real' && check.enum === null
  if (isDouble && check.types?.some((type) => type === 'integer' || type === 'number')) return true
  return partsOf(check).some(asksItself)
}

/** Whether a check has a type that a bigint is refused by. */
const asksForDoubles = reaching(asksItself)

/** Statements that only test `check`: what it refuses by size alone it takes there. */
export const asTest = (
  { printing }: StatementPrinter,
  check: CheckPlan,
  body: readonly Code[],
): readonly Code[] =>
  asksForDoubles(printing, check) ? [code`issues.tests++`, ...body, code`issues.tests--`] : body

/** Statements that count the branches of `oneOf`: once more where one may have failed by the size of a number alone. */
export const inRounds = (
  printer: StatementPrinter,
  branches: readonly CheckPlan[],
  matched: Code,
  counting: readonly Code[],
): readonly Code[] => {
  if (!branches.some((branch) => asksForDoubles(printer.printing, branch))) return counting
  const round = printer.fresh('round')
  const body = [code`${matched} = 0`, ...counting]
  return [
    code`let ${round} = 0`,
    code`do {\n  ${body}\n} while (issues.again(${matched}, ${round}++))`,
  ]
}

// Owns printing a check as a function: a validator of its own, or one of a schema.

import type { CheckPlan } from '../../ir/plan/checks.js'
import { type Code, code } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import { type Printing, unitOf } from '../code/printing.js'
import { CheckPrinter } from './checks.js'

/** A function that checks one value, null where there is nothing to check. */
export const checkFunction = (printing: Printing, constants: Constants, check: CheckPlan): Code => {
  const { imports } = printing
  if (check.kind === 'call') {
    const unit = unitOf(printing, check.unit)
    return imports.value(unit.file, `validate${unit.name}`)
  }
  // Its names are its own: it is a function beside the reader.
  const statements = new CheckPrinter(printing, constants).statements(check, code`value`, null)
  if (statements.length === 0) return code`null`
  const issues = imports.runtimeType('@nexusrt/runtime/validate', 'Issues')
  const body = code`(value: unknown, issues: ${issues}): void => {\n  ${statements}\n}`
  return constants.use('check', body)
}

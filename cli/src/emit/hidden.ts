// Owns telling whether a check hides members: readOnly ones, which handlers do not see.

import { type CheckPlan, partsOf } from '../ir/plan/checks.js'
import { type Printing, unitOf } from './types.js'

/** Whether checking a value may note members to drop. A unit with an input type of its own may. */
export const hides = (printing: Printing, check: CheckPlan): boolean => {
  if (check.kind === 'call') return unitOf(printing, check.unit).inputType !== null
  if (check.kind !== 'value') return false
  const isHiding = (check.object?.hidden.length ?? 0) > 0
  return isHiding || partsOf(check).some((part) => hides(printing, part))
}

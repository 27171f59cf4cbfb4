// Owns telling whether a check hides members: readOnly ones, which handlers do not see.

import type { CheckPlan } from '../ir/plan/api.js'
import { type Printing, unitOf } from './types.js'

/** Whether checking a value may note members to drop. A unit with an input type of its own may. */
export const hides = (printing: Printing, check: CheckPlan): boolean => {
  if (check.kind === 'call') return unitOf(printing, check.unit).inputType !== null
  if (check.kind !== 'value') return false
  const { array, object, choice, not } = check
  const parts: CheckPlan[] = [
    ...check.allOf,
    ...check.anyOf,
    ...check.oneOf,
    ...(not === null ? [] : [not]),
    ...(choice?.branches.map((branch) => branch.check) ?? []),
    ...(array === null ? [] : [array.items, ...array.prefix]),
    ...(object === null ? [] : [object.rest, ...object.members.map((entry) => entry.check)]),
  ]
  return (object?.hidden.length ?? 0) > 0 || parts.some((part) => hides(printing, part))
}

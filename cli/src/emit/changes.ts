// Owns telling whether a check changes what it checks: readOnly members are taken out, defaults put in.

import type { UnitPlan } from '../ir/plan/api.js'
import { type CheckPlan, partsOf } from '../ir/plan/checks.js'
import { type Printing, unitOf } from './types.js'

type Known = Map<string, boolean>

// Per plan: a document may have thousands of units that call each other.
const knownOf = new WeakMap<ReadonlyMap<string, UnitPlan>, Known>()

/** Whether checking a value may note changes of it. */
export const changes = (printing: Printing, check: CheckPlan): boolean => {
  if (check.kind === 'call') return unitChanges(printing, check.unit)
  if (check.kind !== 'value') return false
  const { object } = check
  if (object !== null && object.hidden.length > 0) return true
  if (object?.members.some((entry) => entry.default !== null)) return true
  return partsOf(check).some((part) => changes(printing, part))
}

/** A unit that calls itself changes what its other parts change. */
const unitChanges = (printing: Printing, id: string): boolean => {
  const known: Known = knownOf.get(printing.units) ?? new Map()
  knownOf.set(printing.units, known)
  const found = known.get(id)
  if (found !== undefined) return found
  known.set(id, false)
  const { check } = unitOf(printing, id)
  const result = check !== null && changes(printing, check)
  known.set(id, result)
  return result
}

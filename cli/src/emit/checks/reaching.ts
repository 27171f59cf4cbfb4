// Owns telling whether a check does something itself or by what it calls, for any kind of doing.

import type { UnitPlan } from '../../ir/plan/api.js'
import { type CheckPlan, partsOf } from '../../ir/plan/checks.js'
import type { SchemaId } from '../../ir/schema.js'
import type { Printing } from '../code/printing.js'

/** `doesItself` looks at a check and its parts, without what these call. */
export const reaching = (
  doesItself: (check: CheckPlan) => boolean,
): ((printing: Printing, check: CheckPlan) => boolean) => {
  // Per plan: a document may have thousands of units that call each other.
  const unitsOf = new WeakMap<ReadonlyMap<string, UnitPlan>, ReadonlySet<SchemaId>>()
  return ({ units }, check) => {
    const known = unitsOf.get(units) ?? unitsThat(units, doesItself)
    unitsOf.set(units, known)
    return doesItself(check) || callsIn(check).some((unit) => known.has(unit))
  }
}

/** Units whose checks do it, and those that call them. Callers may lie on a circle. */
const unitsThat = (
  units: ReadonlyMap<string, UnitPlan>,
  doesItself: (check: CheckPlan) => boolean,
): ReadonlySet<SchemaId> => {
  const callers = new Map<SchemaId, SchemaId[]>()
  const open: SchemaId[] = []
  for (const [id, unit] of units) {
    const check = unit.check ?? unit.noted
    if (check === null) continue
    if (doesItself(check)) open.push(id)
    for (const called of callsIn(check)) {
      const list = callers.get(called)
      if (list) list.push(id)
      else callers.set(called, [id])
    }
  }
  const reached = new Set<SchemaId>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    open.push(...(callers.get(id) ?? []))
  }
  return reached
}

const callsIn = (check: CheckPlan): SchemaId[] =>
  check.kind === 'call' ? [check.unit] : partsOf(check).flatMap(callsIn)

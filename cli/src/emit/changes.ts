// Owns telling whether a check changes what it checks: readOnly members are taken out, defaults put in.

import type { UnitPlan } from '../ir/plan/api.js'
import { type CheckPlan, partsOf } from '../ir/plan/checks.js'
import type { SchemaId } from '../ir/schema.js'
import type { Printing } from './types.js'

// Per plan: a document may have thousands of units that call each other.
const changingOf = new WeakMap<ReadonlyMap<string, UnitPlan>, ReadonlySet<SchemaId>>()

/** Whether checking a value may note changes of it. */
export const changes = ({ units }: Printing, check: CheckPlan): boolean => {
  const known = changingOf.get(units) ?? changingUnits(units)
  changingOf.set(units, known)
  return changesItself(check) || callsIn(check).some((unit) => known.has(unit))
}

/** Units whose checks change something, and those that call them. Callers may lie on a circle. */
const changingUnits = (units: ReadonlyMap<string, UnitPlan>): ReadonlySet<SchemaId> => {
  const callers = new Map<SchemaId, SchemaId[]>()
  const open: SchemaId[] = []
  for (const [id, unit] of units) {
    const check = unit.check ?? unit.noted
    if (check === null) continue
    if (changesItself(check)) open.push(id)
    for (const called of callsIn(check)) {
      const list = callers.get(called)
      if (list) list.push(id)
      else callers.set(called, [id])
    }
  }
  const changing = new Set<SchemaId>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (changing.has(id)) continue
    changing.add(id)
    open.push(...(callers.get(id) ?? []))
  }
  return changing
}

/** Without what it calls. */
const changesItself = (check: CheckPlan): boolean => {
  if ('becomes' in check && check.becomes !== undefined) return true
  if (check.kind !== 'value') return false
  const { object } = check
  if (object !== null && object.hidden.length > 0) return true
  if (object?.members.some((entry) => entry.default !== null)) return true
  return partsOf(check).some(changesItself)
}

const callsIn = (check: CheckPlan): SchemaId[] =>
  check.kind === 'call' ? [check.unit] : partsOf(check).flatMap(callsIn)

// Owns leaving out what nobody calls: validators and writers that merged shapes made needless.

import type { OperationPlan, UnitPlan, WritePlan } from '../ir/plan/api.js'
import { type CheckPlan, partsOf } from '../ir/plan/checks.js'
import type { SchemaId } from '../ir/schema.js'

/** Units with only those validators and writers that some operation reaches. */
export const pruneUnits = (
  units: readonly UnitPlan[],
  operations: readonly OperationPlan[],
): UnitPlan[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const checked = follow(
    operations.flatMap((operation) => [
      ...operation.parameters.flatMap((parameter) => callsOfCheck(parameter.check)),
      ...(operation.body?.contents.flatMap((content) => callsOfCheck(content.check)) ?? []),
      ...callsOfCheck(operation.webSocket?.receive ?? null),
    ]),
    (id) => callsOfCheck(byId.get(id)?.check ?? null),
  )
  const written = follow(
    operations.flatMap((operation) => [
      ...operation.replies.flatMap(({ contents }) =>
        contents.flatMap((content) => callsOfWrite(content.write)),
      ),
      ...callsOfWrite(operation.webSocket?.send ?? null),
      ...operation.locals.flatMap((local) => callsOfWrite(local.write)),
    ]),
    (id) => {
      const unit = byId.get(id)
      return [
        ...callsOfWrite(unit?.write ?? null),
        ...(unit?.locals.flatMap((local) => callsOfWrite(local.write)) ?? []),
      ]
    },
  )
  return units.map((unit) => ({
    ...unit,
    check: checked.has(unit.id) ? unit.check : null,
    write: written.has(unit.id) ? unit.write : null,
    locals: written.has(unit.id) ? unit.locals : [],
  }))
}

const follow = (
  roots: readonly SchemaId[],
  next: (id: SchemaId) => readonly SchemaId[],
): Set<SchemaId> => {
  const seen = new Set<SchemaId>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...next(id))
  }
  return seen
}

/** Units whose validators a check calls. */
export const callsOfCheck = (check: CheckPlan | null): SchemaId[] => {
  if (check === null || check.kind === 'any' || check.kind === 'never') return []
  if (check.kind === 'call') return [check.unit]
  return partsOf(check).flatMap(callsOfCheck)
}

/** Units whose writers a writer calls. */
const callsOfWrite = (write: WritePlan | null): SchemaId[] => {
  if (write === null) return []
  switch (write.kind) {
    case 'call':
      return [write.unit]
    case 'nullable':
      return callsOfWrite(write.of)
    case 'choice':
      return write.branches.map((branch) => branch.unit)
    case 'value':
      return [
        ...callsOfWrite(write.array),
        ...callsOfWrite(write.object?.rest ?? null),
        ...(write.object?.members.flatMap((entry) => callsOfWrite(entry.write)) ?? []),
      ]
    default:
      return []
  }
}

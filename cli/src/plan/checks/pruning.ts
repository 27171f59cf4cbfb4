// Owns leaving out what nobody calls: validators and writers that merged shapes made needless.

import type { OperationPlan, ReplyPartPlan, ReplyPartsPlan, UnitPlan } from '../../ir/plan/api.js'
import { type CheckMode, type CheckPlan, partsOf } from '../../ir/plan/checks.js'
import type { SenderPlan } from '../../ir/plan/senders.js'
import type { WritePlan } from '../../ir/plan/writes.js'
import type { SchemaId } from '../../ir/schema.js'

/** Units without those inline ones that nothing names: a form with files has a type of its own. */
export const pruneTypes = (
  units: readonly UnitPlan[],
  operations: readonly OperationPlan[],
  senders: readonly SenderPlan[],
  isComponent: (id: SchemaId) => boolean,
): UnitPlan[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const isCalled = ({ check, noted, write }: UnitPlan): boolean =>
    check !== null || noted !== null || write !== null
  const roots = units.filter((unit) => isComponent(unit.id) || isCalled(unit)).map(({ id }) => id)
  const named = follow([...roots, ...unitsIn([operations, senders])], (id) => {
    const { outputType = null, inputType = null } = byId.get(id) ?? {}
    return unitsIn([outputType, inputType])
  })
  return units.filter((unit) => named.has(unit.id))
}

/** Units that types in a plan name, wherever they stand; what several share is looked through once. */
const unitsIn = (plan: unknown): SchemaId[] => {
  const found: SchemaId[] = []
  const seen = new Set<object>()
  const open: unknown[] = [plan]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue
    seen.add(value)
    const { kind, unit } = value as { readonly kind?: unknown; readonly unit?: unknown }
    if (kind === 'named' && typeof unit === 'string') found.push(unit)
    for (const member of Object.values(value)) if (typeof member === 'object') open.push(member)
  }
  return found
}

/** Units with only those validators and writers that some operation reaches. */
export const pruneUnits = (
  units: readonly UnitPlan[],
  operations: readonly OperationPlan[],
  senders: readonly SenderPlan[],
): UnitPlan[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const checked = follow(
    [
      ...senders.flatMap(({ answers }) =>
        answers.flatMap(({ content }) => callsOfCheck(content?.check ?? null)),
      ),
      ...operations.flatMap((operation) => [
        ...operation.parameters.flatMap((parameter) => callsOfCheck(parameter.check)),
        ...(operation.body?.contents.flatMap(({ check, parts, otherParts: { rest } }) =>
          [
            check,
            ...[...parts, ...(typeof rest === 'object' && rest !== null ? [rest] : [])].flatMap(
              ({ headers, checks }) => [headers?.check ?? null, ...checks],
            ),
          ].flatMap(callsOfCheck),
        ) ?? []),
        ...callsOfCheck(operation.webSocket?.receive ?? null),
      ]),
    ],
    (call) => callsOfCheck(checkOfCall(byId, call)),
  )
  const written = follow(
    [
      ...senders.flatMap(({ body, locals }) => [
        ...callsOfWrite(body?.write ?? null),
        ...locals.flatMap((local) => callsOfWrite(local.write)),
      ]),
      ...operations.flatMap((operation) => [
        ...operation.replies.flatMap(({ contents, headers }) => [
          ...contents.flatMap(({ write, events, parts }) =>
            [{ write }, ...events, ...writtenParts(parts)].flatMap((each) =>
              callsOfWrite(each.write),
            ),
          ),
          ...headers.flatMap(({ write }) =>
            write?.style === 'json' ? callsOfWrite(write.write) : [],
          ),
        ]),
        ...callsOfWrite(operation.webSocket?.send ?? null),
        ...operation.locals.flatMap((local) => callsOfWrite(local.write)),
      ]),
    ],
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
    check: checked.has(callKey('alone', unit.id)) ? unit.check : null,
    noted: checked.has(callKey('noted', unit.id)) ? unit.noted : null,
    write: written.has(unit.id) ? unit.write : null,
    locals: written.has(unit.id) ? unit.locals : [],
  }))
}

const writtenParts = (parts: ReplyPartsPlan | undefined): readonly ReplyPartPlan[] =>
  parts === undefined ? [] : [...parts.places, ...(parts.rest === null ? [] : [parts.rest])]

const follow = <T extends string>(roots: readonly T[], next: (id: T) => readonly T[]): Set<T> => {
  const seen = new Set<T>()
  const open = [...roots]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    open.push(...next(id))
  }
  return seen
}

/** A validator of a unit: its mode, a space, the unit. */
export type CheckCall = `${CheckMode} ${SchemaId}`

export const callKey = (mode: CheckMode, unit: SchemaId): CheckCall => `${mode} ${unit}`

const checkOfCall = (units: ReadonlyMap<SchemaId, UnitPlan>, call: CheckCall): CheckPlan | null => {
  const unit = units.get(unitOfCall(call))
  return (call.startsWith('noted ') ? unit?.noted : unit?.check) ?? null
}

export const unitOfCall = (call: CheckCall): SchemaId => call.slice(call.indexOf(' ') + 1)

/** Validators that a check calls. */
export const callsOfCheck = (check: CheckPlan | null): CheckCall[] => {
  if (check === null || check.kind === 'any' || check.kind === 'never') return []
  if (check.kind === 'call') return [callKey(check.mode, check.unit)]
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
      return [...write.branches.map((branch) => branch.write), write.fallback].flatMap(callsOfWrite)
    case 'value':
      return [
        ...[...(write.array?.first ?? []), write.array?.rest ?? null].flatMap(callsOfWrite),
        ...callsOfWrite(write.object?.rest ?? null),
        ...[...(write.object?.members ?? []), ...(write.object?.patterns ?? [])].flatMap((entry) =>
          callsOfWrite(entry.write),
        ),
      ]
    default:
      return []
  }
}

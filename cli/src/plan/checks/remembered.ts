// Owns which validators remember what they said of a value. A schema that several branches of a union share is asked
// again by each of them; where such unions lie below each other, that is 2^n times. These answer the second time at once.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { UnitPlan } from '../../ir/plan/api.js'
import type { ArrayCheck, CheckPlan, ObjectCheck } from '../../ir/plan/checks.js'
import type { SchemaId } from '../../ir/schema.js'
import { schemaOf } from '../schemas/graph.js'

/** Checks of one value and what is in it that one unit may ask for, following one way down; more are remembered. */
export const repeatedChecksMax = 10_000

/** Levels of members and items that are followed down; what repeats has grown beyond the limit by then. */
const levelsMax = 64

/** The units with those marked that remember. */
export const rememberRepeated = (units: readonly UnitPlan[]): UnitPlan[] => {
  const remembering = repeatedUnits(new Map(units.map((unit) => [unit.id, unit])))
  if (remembering.size === 0) return [...units]
  return units.map((unit) => (remembering.has(unit.id) ? { ...unit, remembers: true } : unit))
}

/** Units that would have to remember what they evaluated as well, for an `unevaluated...` above them: none does. */
export const repeatedNotes = (api: Api, units: readonly UnitPlan[]): readonly Diagnostic[] => {
  const first = units.find(({ remembers, noted }) => remembers === true && noted !== null)
  if (first === undefined) return []
  const message = `one value is checked against \`${first.name}\` more than ${repeatedChecksMax} times, and an \`unevaluated...\` asks each time`
  return [diagnostic('NX4054', { message, at: schemaOf(api, first.id).at })]
}

/** How often each unit is called on the value itself (''), and on its parts, by the way to them. */
type Calls = ReadonlyMap<string, ReadonlyMap<SchemaId, number>>

const repeatedUnits = (units: ReadonlyMap<SchemaId, UnitPlan>): ReadonlySet<SchemaId> => {
  const calls = new AllCalls(units)
  const counts = new Map([...units.keys()].map((id) => [id, calls.inPlace(id)]))
  for (let level = 0; level < levelsMax; level++) {
    const next = new Map([...units.keys()].map((id) => [id, calls.most(id, counts)]))
    const isSame = [...next].every(([id, count]) => counts.get(id) === count)
    for (const [id, count] of next) counts.set(id, count)
    if (isSame) break
  }
  const heavy = [...counts].flatMap(([id, count]) => (count > repeatedChecksMax ? [id] : []))
  return calls.sharedBelow(heavy)
}

class AllCalls {
  readonly #own = new Map<SchemaId, Calls>()
  readonly #whole = new Map<SchemaId, Calls>()
  constructor(readonly units: ReadonlyMap<SchemaId, UnitPlan>) {}

  /** Checks of the value itself. */
  inPlace(id: SchemaId): number {
    return 1 + sum(this.#wholeOf(id).get('')?.values() ?? [])
  }

  /** The most checks along one way down, when each unit below needs `counts`. */
  most(id: SchemaId, counts: ReadonlyMap<SchemaId, number>): number {
    const whole = this.#wholeOf(id)
    const checks = (way: string): number =>
      sum([...(whole.get(way) ?? [])].map(([unit, times]) => times * (counts.get(unit) ?? 1)))
    const below = [...whole.keys()]
      .filter((way) => way !== '')
      .map((way) => {
        // What is said of any member is said of this one too.
        const anyMember = way.slice(0, way.lastIndexOf('/') + 1)
        return checks(way) + (anyMember === way ? 0 : checks(anyMember))
      })
    return Math.min(Math.max(this.inPlace(id), ...below), repeatedChecksMax * 2)
  }

  /** Units below some that more than one place calls: what is asked repeatedly passes through them. */
  sharedBelow(starts: readonly SchemaId[]): ReadonlySet<SchemaId> {
    const seen = new Set<SchemaId>()
    const places = new Map<SchemaId, number>()
    const open = [...starts]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.size === seen.add(id).size) continue
      for (const called of this.#ownOf(id).values())
        for (const [unit, times] of called) {
          places.set(unit, (places.get(unit) ?? 0) + times)
          open.push(unit)
        }
    }
    return new Set([...places].flatMap(([id, count]) => (count > 1 ? [id] : [])))
  }

  #ownOf(id: SchemaId): Calls {
    const known = this.#own.get(id)
    if (known !== undefined) return known
    const unit = this.units.get(id)
    const check = unit?.check ?? unit?.noted ?? null
    const calls = check === null ? new Map() : callsIn(check, '')
    this.#own.set(id, calls)
    return calls
  }

  /** With the calls of units that are called on the same value. No unit is in place of itself (NX2118). */
  #wholeOf(id: SchemaId): Calls {
    const known = this.#whole.get(id)
    if (known !== undefined) return known
    const own = this.#ownOf(id)
    const parts: { readonly calls: Calls; readonly times: number }[] = [{ calls: own, times: 1 }]
    for (const [unit, times] of own.get('') ?? []) parts.push({ calls: this.#wholeOf(unit), times })
    const whole = added(parts)
    this.#whole.set(id, whole)
    return whole
  }
}

const sum = (numbers: Iterable<number>): number => {
  let total = 0
  for (const each of numbers) total += each
  return total
}

const added = (parts: readonly { readonly calls: Calls; readonly times: number }[]): Calls => {
  const whole = new Map<string, Map<SchemaId, number>>()
  for (const { calls, times } of parts)
    for (const [way, called] of calls) {
      const into = whole.get(way) ?? new Map<SchemaId, number>()
      whole.set(way, into)
      for (const [unit, count] of called) into.set(unit, (into.get(unit) ?? 0) + count * times)
    }
  return whole
}

/** Calls of a check on a value that lies `way` below the unit's. */
const callsIn = (check: CheckPlan, way: string): Calls => {
  if (check.kind === 'call') return new Map([[way, new Map([[check.unit, 1]])]])
  if (check.kind !== 'value') return new Map()
  const { condition, choice, unevaluated } = check
  const inPlace = [
    ...check.allOf,
    ...check.anyOf,
    ...check.oneOf,
    ...(check.not === null ? [] : [check.not]),
    ...(condition === null ? [] : [condition.test, condition.matched, condition.otherwise]),
  ]
  const below = [unevaluated?.members, unevaluated?.items].filter((each) => each != null)
  return joined([
    ...inPlace.map((part) => callsIn(part, way)),
    ...below.map((part) => callsIn(part, `${way}/`)),
    ...(check.array === null ? [] : arrayCalls(check.array, way)),
    ...(check.object === null ? [] : objectCalls(check.object, way)),
    // A discriminator asks one branch.
    ...(choice === null ? [] : [greatest(choice.branches.map((each) => callsIn(each.check, way)))]),
  ])
}

const joined = (parts: readonly Calls[]): Calls =>
  added(parts.map((calls) => ({ calls, times: 1 })))

const greatest = (branches: readonly Calls[]): Calls => {
  const most = new Map<string, Map<SchemaId, number>>()
  for (const calls of branches)
    for (const [way, called] of calls) {
      const into = most.get(way) ?? new Map<SchemaId, number>()
      most.set(way, into)
      for (const [unit, count] of called) into.set(unit, Math.max(into.get(unit) ?? 0, count))
    }
  return most
}

const arrayCalls = ({ prefix, items, contains }: ArrayCheck, way: string): Calls[] => [
  ...prefix.map((item, i) => callsIn(item, `${way}/[${i}]`)),
  callsIn(items, `${way}/[]`),
  ...(contains === null ? [] : [callsIn(contains.check, `${way}/[]`)]),
]

const objectCalls = (object: ObjectCheck, way: string): Calls[] => [
  ...object.members.map((member) =>
    callsIn(member.check, `${way}/.${member.name.replaceAll('/', '~1')}`),
  ),
  ...object.patterns.map((entry) => callsIn(entry.check, `${way}/`)),
  callsIn(object.rest, `${way}/`),
  ...object.dependentSchemas.map((entry) => callsIn(entry.check, way)),
]

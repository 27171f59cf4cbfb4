// Owns what schemas demand besides types, bounds and members: conditions that are compared as wholes.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import type { SchemaRuleId } from './rules.js'

/** Conditions by what the user calls them, several where parts of an `allOf` have one each: plain data with ids in it. */
export type Conditions = ReadonlyMap<string, readonly unknown[]>

/** Pairs of schemas that are looked at to see whether two conditions demand the same. */
const pairsMax = 2_000

/** The conditions of schemas that hold together. */
export const conditionsOf = (api: Api, parts: readonly Schema[]): Conditions => {
  const found = new Map<string, unknown[]>()
  for (const part of parts)
    for (const [name, demands] of of(api, part)) {
      const list = found.get(name)
      if (list === undefined) found.set(name, [demands])
      else list.push(demands)
    }
  return found
}

function* of(api: Api, schema: Schema): Generator<[string, unknown]> {
  const { contains, minContains, maxContains, unevaluatedProperties: rest } = schema
  if (contains !== null) yield ['contains', { contains, minContains, maxContains }]
  if (schema.propertyNames !== null) yield ['propertyNames', schema.propertyNames]
  if (schema.unevaluatedItems !== null) yield ['unevaluatedItems', schema.unevaluatedItems]
  // Where it is `false` the object is closed, and `true` asks nothing.
  if (rest !== null && (api.schemas.get(rest)?.boolean ?? null) === null)
    yield ['unevaluatedProperties', rest]
  if (schema.if !== null) yield ['if', [schema.if, schema.thenId, schema.elseId]]
  if (schema.not !== null) yield ['not', schema.not]
  for (const { name, required } of schema.dependentRequired)
    for (const other of required) yield [`dependentRequired: ${name} needs ${other}`, true]
  for (const each of schema.dependentSchemas) yield [`dependentSchemas: ${each.name}`, each.schema]
  for (const each of schema.patternProperties)
    yield [`patternProperties: ${each.pattern}`, each.schema]
}

/** What a schema demands of values: what names and describes it is left out, and the order of what has none. */
const demandsOf = (schema: Schema): unknown => {
  const { id: _, at, name, title, description, examples, default: value, ...demands } = schema
  const { discriminator, properties, required, types, deprecated, ...rest } = demands
  return {
    ...rest,
    discriminator: discriminator === null ? null : { ...discriminator, at: null },
    properties: [...properties].sort((a, b) => (a.name < b.name ? -1 : 1)),
    required: [...required].sort(),
    types: types === null ? null : [...types].sort(),
  }
}

/** The value with a mark in place of each schema that it names, and those schemas. */
const shallow = (api: Api, value: unknown): { readonly text: string; readonly ids: SchemaId[] } => {
  const ids: SchemaId[] = []
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'string' || !api.schemas.has(member)) return member
    ids.push(member)
    return { schema: true }
  })
  return { text, ids }
}

type Verdict = 'same' | 'other' | 'unknown'

/** Whether two conditions demand the same; schemas that contain themselves are looked at once with each other. */
const compared = (before: Api, after: Api, left: unknown, right: unknown): Verdict => {
  const seen = new Set<string>()
  const open: [unknown, unknown][] = [[left, right]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [old, now] = [shallow(before, next[0]), shallow(after, next[1])]
    if (old.text !== now.text) return 'other'
    for (const [i, id] of old.ids.entries()) {
      const [one, other] = [before.schemas.get(id), after.schemas.get(now.ids[i] ?? '')]
      const key = `${id} ${now.ids[i]}`
      if (seen.has(key) || one === undefined || other === undefined) continue
      if (seen.size >= pairsMax) return 'unknown'
      seen.add(key)
      open.push([demandsOf(one), demandsOf(other)])
    }
  }
  return 'same'
}

/** Verdicts of two documents: what many operations use is looked at once. */
const verdicts = new WeakMap<Api, WeakMap<Api, Map<string, Verdict>>>()

const verdictOf = (before: Api, after: Api, left: unknown, right: unknown): Verdict => {
  const ofBefore = verdicts.get(before) ?? new WeakMap<Api, Map<string, Verdict>>()
  verdicts.set(before, ofBefore)
  const known = ofBefore.get(after) ?? new Map<string, Verdict>()
  ofBefore.set(after, known)
  const key = JSON.stringify([left, right])
  const found = known.get(key) ?? compared(before, after, left, right)
  known.set(key, found)
  return found
}

const best = (verdicts: readonly Verdict[]): Verdict =>
  (['same', 'unknown'] as const).find((each) => verdicts.includes(each)) ?? 'other'

/** Tells each condition that came, went or changed. */
export const compareConditions = (
  [before, old]: readonly [Api, Conditions],
  [after, now]: readonly [Api, Conditions],
  tell: (rule: SchemaRuleId, detail: string) => void,
): void => {
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name) ?? [], now.get(name) ?? []]
    const table = was.map((left) => is.map((right) => verdictOf(before, after, left, right)))
    const gone = table.map(best).filter((verdict) => verdict !== 'same')
    const come = is
      .map((_, i) => best(table.map((row) => row[i] ?? 'other')))
      .filter((verdict) => verdict !== 'same')
    if ([...gone, ...come].includes('unknown')) {
      tell('not-compared', `\`${name}\` is too large to be compared`)
      continue
    }
    if (gone.length > 0 && come.length > 0)
      tell('condition-changed', `\`${name}\` demands something else`)
    if (come.length > gone.length)
      tell(name === 'not' ? 'not-added' : 'condition-added', `\`${name}\` was added`)
    if (gone.length > come.length) tell('condition-removed', `\`${name}\` was removed`)
  }
}

// Owns what schemas demand besides types, bounds and members: conditions that are compared as wholes.

import type { Api } from '../../ir/api.js'
import type { Schema } from '../../ir/schema.js'
import type { SchemaRuleId } from './rules.js'
import { type Verdict, verdictOf } from './sameness.js'

/** Conditions by what the user calls them, several where parts of an `allOf` have one each: plain data with ids in it. */
export type Conditions = ReadonlyMap<string, readonly unknown[]>

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

// Owns which members and items of a value its schema evaluates, itself or through what applies in place: the rest is
// what `unevaluatedProperties` and `unevaluatedItems` are about (JSON Schema 2020-12, 11).

import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { choiceOfSchema, chosenBranch } from '../schemas/choices.js'

/** What telling needs of the judgement that it is part of. */
export interface Evaluating {
  readonly schemaOf: (id: SchemaId) => Schema
  readonly sub: (child: SchemaId, part: JsonValue) => boolean
  readonly matches: (pattern: string, text: string) => boolean
}

/** Whether a member, or an item, of `value` was evaluated by a schema whose other keywords it satisfies. */
export const evaluatedBy = (
  asking: Evaluating,
  schema: Schema,
  value: JsonValue,
): {
  readonly hasName: (name: string) => boolean
  readonly hasItem: (index: number) => boolean
} => {
  const own = { ...schema, unevaluatedProperties: null, unevaluatedItems: null }
  const applied = appliedTo(asking, own, value)
  const declared = new Set(applied.flatMap(({ properties }) => properties.map(({ name }) => name)))
  const hasAllNames = applied.some(
    (each) => each.additionalProperties !== null || each.unevaluatedProperties !== null,
  )
  const patterns = [
    ...new Set(applied.flatMap((each) => each.patternProperties.map(({ pattern }) => pattern))),
  ]
  const hasAllItems = applied.some(
    ({ items, unevaluatedItems }) => items !== null || unevaluatedItems !== null,
  )
  const upTo = applied.reduce((most, each) => Math.max(most, each.prefixItems.length), 0)
  const contained = applied.flatMap(({ contains }) => (contains === null ? [] : [contains]))
  const list = Array.isArray(value) ? value : []
  return {
    hasName: (name) =>
      hasAllNames ||
      declared.has(name) ||
      patterns.some((pattern) => asking.matches(pattern, name)),
    hasItem: (index) =>
      hasAllItems || index < upTo || contained.some((id) => asking.sub(id, list[index] ?? null)),
  }
}

/** The schema and all that apply in place and hold, once each. */
const appliedTo = (asking: Evaluating, root: Schema, value: JsonValue): readonly Schema[] => {
  const seen = new Set<SchemaId>()
  const applied: Schema[] = [root]
  for (const schema of applied)
    for (const id of inPlace(asking, schema, value)) {
      if (seen.has(id)) continue
      seen.add(id)
      applied.push(asking.schemaOf(id))
    }
  return applied
}

const inPlace = ({ sub }: Evaluating, schema: Schema, value: JsonValue): readonly SchemaId[] => {
  const names = typeof value === 'object' && value !== null ? value : {}
  const holding = (ids: readonly SchemaId[]) => ids.filter((id) => sub(id, value))
  const isThen = schema.if !== null && sub(schema.if, value)
  return [
    ...schema.allOf,
    ...unionParts(schema, value, holding),
    ...(schema.if !== null && isThen ? [schema.if] : []),
    ...[isThen ? schema.thenId : schema.elseId].filter((id) => id !== null),
    ...schema.dependentSchemas
      .filter((each) => Object.hasOwn(names, each.name))
      .map((each) => each.schema),
  ]
}

const unionParts = (
  schema: Schema,
  value: JsonValue,
  holding: (ids: readonly SchemaId[]) => readonly SchemaId[],
): readonly SchemaId[] => {
  const choice = choiceOfSchema(schema)
  if (choice === null || typeof value !== 'object' || value === null)
    return holding([...schema.anyOf, ...schema.oneOf])
  const { [choice.property]: tag } = value as { readonly [name: string]: JsonValue }
  const chosen = chosenBranch(choice, tag)
  // The discriminator decides about one union; where there are two, the other one is an `anyOf`.
  return [
    ...(chosen === null ? [] : [chosen]),
    ...(schema.oneOf.length > 0 ? holding(schema.anyOf) : []),
  ]
}

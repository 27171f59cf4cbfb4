// Owns a schema together with the parts of its `allOf` as one: what all of them ask for, as far as one schema can say
// it. For making values up; whether a value satisfies the parts is asked of them.

import type { Api } from '../../ir/api.js'
import type { JsonType, Schema } from '../../ir/schema.js'
import { schemaOf } from './graph.js'

/** Parts of one schema, and parts of those, that are looked at. */
const partsMax = 64

/** The schema with its parts. */
export const mergedSchema = (api: Api, schema: Schema): Schema => {
  const ids = new Set(schema.allOf)
  // A set that grows while it is gone through: every part once.
  for (const id of ids) {
    if (ids.size > partsMax) break
    for (const part of schemaOf(api, id).allOf) ids.add(part)
  }
  return [...ids].map((id) => schemaOf(api, id)).reduce(both, { ...schema, allOf: [] })
}

const both = (a: Schema, b: Schema): Schema => ({
  ...a,
  types: typesOfBoth(a.types, b.types),
  format: a.format ?? b.format,
  pattern: a.pattern ?? b.pattern,
  enum: a.enum ?? b.enum ?? (b.const === null ? null : [b.const.value]),
  minimum: greater(a.minimum, b.minimum),
  maximum: less(a.maximum, b.maximum),
  exclusiveMinimum: greater(a.exclusiveMinimum, b.exclusiveMinimum),
  exclusiveMaximum: less(a.exclusiveMaximum, b.exclusiveMaximum),
  multipleOf: greater(a.multipleOf, b.multipleOf),
  minLength: greater(a.minLength, b.minLength),
  maxLength: less(a.maxLength, b.maxLength),
  minItems: greater(a.minItems, b.minItems),
  maxItems: less(a.maxItems, b.maxItems),
  uniqueItems: a.uniqueItems || b.uniqueItems,
  items: a.items ?? b.items,
  prefixItems: a.prefixItems.length > 0 ? a.prefixItems : b.prefixItems,
  contains: a.contains ?? b.contains,
  minContains: greater(a.minContains, b.minContains),
  properties: [
    ...a.properties,
    ...b.properties.filter(({ name }) => !a.properties.some((each) => each.name === name)),
  ],
  required: [...new Set([...a.required, ...b.required])],
  minProperties: greater(a.minProperties, b.minProperties),
  propertyNames: a.propertyNames ?? b.propertyNames,
  patternProperties: [...a.patternProperties, ...b.patternProperties],
  dependentRequired: [...a.dependentRequired, ...b.dependentRequired],
  dependentSchemas: [...a.dependentSchemas, ...b.dependentSchemas],
  ...(a.if === null ? { if: b.if, thenId: b.thenId, elseId: b.elseId } : {}),
})

const greater = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b)

const less = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b)

/** Types of both; every integer is a number. */
const typesOfBoth = (
  a: readonly JsonType[] | null,
  b: readonly JsonType[] | null,
): readonly JsonType[] | null => {
  if (a === null || b === null) return a ?? b
  const isIn = (type: JsonType, types: readonly JsonType[]): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'))
  return [...new Set([...a.filter((type) => isIn(type, b)), ...b.filter((type) => isIn(type, a))])]
}

// Owns which keywords of a schema hold other schemas, and how they apply: to the value itself, or to its parts.
// Whoever walks schemas asks here, so that a new keyword is known everywhere.

import type { Schema, SchemaId } from './schema.js'

/** Schemas that apply to the value that the schema itself is about. */
export const inPlaceChildrenOf = (schema: Schema): SchemaId[] => {
  const found: SchemaId[] = []
  addInPlace(schema, found)
  return found
}

/** Schemas that `schema` refers to directly, in document order of their kinds. */
export const childrenOf = (schema: Schema): SchemaId[] => {
  const found: SchemaId[] = []
  for (const property of schema.properties) found.push(property.schema)
  for (const entry of schema.patternProperties) found.push(entry.schema)
  add(schema.propertyNames, found)
  if (typeof schema.additionalProperties === 'string') found.push(schema.additionalProperties)
  add(schema.unevaluatedProperties, found)
  add(schema.items, found)
  for (const id of schema.prefixItems) found.push(id)
  add(schema.contains, found)
  add(schema.unevaluatedItems, found)
  addInPlace(schema, found)
  for (const entry of schema.discriminator?.mapping ?? []) found.push(entry.schema)
  add(schema.discriminator?.fallback ?? null, found)
  return found
}

// One list that grows: a document has 40,000 schemas, and every pass walks them.
const addInPlace = (schema: Schema, found: SchemaId[]): void => {
  for (const id of schema.allOf) found.push(id)
  for (const id of schema.anyOf) found.push(id)
  for (const id of schema.oneOf) found.push(id)
  add(schema.not, found)
  add(schema.if, found)
  add(schema.thenId, found)
  add(schema.elseId, found)
  for (const entry of schema.dependentSchemas) found.push(entry.schema)
}

const add = (id: SchemaId | null, found: SchemaId[]): void => {
  if (id !== null) found.push(id)
}

/** The schema with other references. */
export const mapChildren = (schema: Schema, to: (id: SchemaId) => SchemaId): Schema => {
  const { additionalProperties, discriminator } = schema
  const single = (id: SchemaId | null) => (id === null ? null : to(id))
  const each = <T extends { readonly schema: SchemaId }>(entries: readonly T[]): T[] =>
    entries.map((entry) => ({ ...entry, schema: to(entry.schema) }))
  return {
    ...schema,
    items: single(schema.items),
    prefixItems: schema.prefixItems.map(to),
    contains: single(schema.contains),
    unevaluatedItems: single(schema.unevaluatedItems),
    properties: each(schema.properties),
    patternProperties: each(schema.patternProperties),
    propertyNames: single(schema.propertyNames),
    dependentSchemas: each(schema.dependentSchemas),
    unevaluatedProperties: single(schema.unevaluatedProperties),
    additionalProperties:
      typeof additionalProperties === 'string' ? to(additionalProperties) : additionalProperties,
    allOf: schema.allOf.map(to),
    anyOf: schema.anyOf.map(to),
    oneOf: schema.oneOf.map(to),
    not: single(schema.not),
    if: single(schema.if),
    thenId: single(schema.thenId),
    elseId: single(schema.elseId),
    discriminator: discriminator && {
      ...discriminator,
      mapping: each(discriminator.mapping),
      fallback: single(discriminator.fallback),
    },
  }
}

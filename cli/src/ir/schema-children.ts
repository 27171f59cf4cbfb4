// Owns which keywords of a schema hold other schemas, and how they apply: to the value itself, or to its parts.
// Whoever walks schemas asks here, so that a new keyword is known everywhere.

import type { Schema, SchemaId } from './schema.js'

/** Schemas that apply to the value that the schema itself is about. */
export const inPlaceChildrenOf = (schema: Schema): SchemaId[] => [
  ...schema.allOf,
  ...schema.anyOf,
  ...schema.oneOf,
  ...present(schema.not),
  ...present(schema.if),
  ...present(schema.thenId),
  ...present(schema.elseId),
  ...schema.dependentSchemas.map((entry) => entry.schema),
]

/** Schemas that `schema` refers to directly, in document order of their kinds. */
export const childrenOf = (schema: Schema): SchemaId[] => [
  ...schema.properties.map((property) => property.schema),
  ...schema.patternProperties.map((entry) => entry.schema),
  ...present(schema.propertyNames),
  ...(typeof schema.additionalProperties === 'string' ? [schema.additionalProperties] : []),
  ...present(schema.unevaluatedProperties),
  ...present(schema.items),
  ...schema.prefixItems,
  ...present(schema.contains),
  ...present(schema.unevaluatedItems),
  ...inPlaceChildrenOf(schema),
  ...(schema.discriminator?.mapping.map((entry) => entry.schema) ?? []),
]

const present = (id: SchemaId | null): readonly SchemaId[] => (id === null ? [] : [id])

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
    discriminator: discriminator && { ...discriminator, mapping: each(discriminator.mapping) },
  }
}

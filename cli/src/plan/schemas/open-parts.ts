// Owns what a schema says of members and items that it does not name, whichever keyword says it.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { schemaOf } from './graph.js'

/** Of undeclared members: a schema, whether there may be any; null where nothing is said. */
export const undeclaredOf = (api: Api, schema: Schema): SchemaId | boolean | null => {
  const { additionalProperties, unevaluatedProperties } = schema
  if (additionalProperties !== null) return additionalProperties
  // What closes a schema whose parts name members closes them as well: only the whole tells.
  if (unevaluatedProperties === null) return null
  return schemaOf(api, unevaluatedProperties).boolean === false ? null : unevaluatedProperties
}

/** Of items behind the first ones: a schema, `false` where none may come; null where nothing is said. */
export const furtherItemsOf = (schema: Schema): SchemaId | false | null => {
  const { items, prefixItems, maxItems, unevaluatedItems } = schema
  if (items !== null) return items
  if (maxItems !== null && prefixItems.length > 0 && maxItems <= prefixItems.length) return false
  const parts = [...schema.allOf, ...schema.anyOf, ...schema.oneOf, schema.contains, schema.if]
  return parts.some((part) => part !== null) ? null : unevaluatedItems
}

/** Whether a schema says nothing of members, items and values beside the schemas that it is composed of. */
export const isComposedOnly = (api: Api, schema: Schema): boolean =>
  schema.properties.length + schema.patternProperties.length + schema.prefixItems.length === 0 &&
  schema.dependentSchemas.length === 0 &&
  schema.if === null &&
  undeclaredOf(api, schema) === null &&
  schema.items === null &&
  schema.unevaluatedItems === null &&
  schema.enum === null &&
  schema.const === null

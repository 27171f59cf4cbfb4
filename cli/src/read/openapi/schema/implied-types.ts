// Owns the reading of documents that leave `type` out: what only objects or arrays have means that the value is one.
// By the letter it does not (JSON Schema 2020-12, 7.6.1), but handlers are typed as what the author means; `schemas.impliedTypes: false` turns it off.

import type { Api } from '../../../ir/api.js'
import type { JsonType, Schema } from '../../../ir/schema.js'

/** The document with the types that its schemas imply. */
export const withImpliedTypes = (api: Api): Api => ({
  ...api,
  schemas: new Map(
    [...api.schemas].map(([id, schema]) => {
      const type = impliedType(schema)
      return [id, type === null ? schema : { ...schema, types: [type] }]
    }),
  ),
})

const impliedType = (schema: Schema): JsonType | null => {
  if (schema.types !== null || schema.enum !== null || schema.const !== null) return null
  const isObject =
    schema.properties.length + schema.patternProperties.length > 0 ||
    schema.additionalProperties !== null
  const isArray = schema.items !== null || schema.prefixItems.length > 0
  if (isObject === isArray) return null
  return isObject ? 'object' : 'array'
}

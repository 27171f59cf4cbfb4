// Owns the reading of `type: array` beside an `enum` that holds no array: by the letter nothing is valid, and what the
// author means is an enumeration of the items. `schemas.impliedTypes: false` turns it off.

import { diagnostic } from '../../../diagnostics/codes.js'
import type { Diagnostic, PassResult } from '../../../diagnostics/diagnostic.js'
import { child } from '../../../diagnostics/pointer.js'
import type { Api } from '../../../ir/api.js'
import type { JsonValue, Schema, SchemaId } from '../../../ir/schema.js'
import { bareSchema } from './bare-schema.js'

/** The document with such enumerations at the items, each with a warning. */
export const withItemsEnums = (api: Api): PassResult<Api> => {
  const diagnostics: Diagnostic[] = []
  const schemas = new Map<SchemaId, Schema>()
  for (const [id, schema] of api.schemas) {
    const items = itemsOf(api, schema)
    if (items === null) {
      schemas.set(id, schema)
      continue
    }
    schemas.set(id, { ...schema, enum: null, items: items.id })
    schemas.set(items.id, items)
    const message = `\`enum\` beside \`type: array\` holds no array: it is taken for an enumeration of the items`
    const at = {
      file: schema.at.file,
      pointer: child(schema.at.pointer, 'enum'),
      part: 'key' as const,
    }
    diagnostics.push(diagnostic('NX2221', { message, at }))
  }
  return { value: diagnostics.length === 0 ? api : { ...api, schemas }, diagnostics }
}

/** The schema of the items with the enumeration; null where a schema is right, or nobody can tell what is meant. */
const itemsOf = (api: Api, schema: Schema): Schema | null => {
  const { types, enum: values, id } = schema
  if (values === null || values.length === 0 || schema.const !== null) return null
  const isList = types?.includes('array') === true && types.every(isListOrNull)
  // Values of several types, and those that the array itself may be, are left as they stand.
  if (!isList || values.some((value) => !isText(value)) || schema.prefixItems.length > 0)
    return null
  const items = schema.items === null ? null : (api.schemas.get(schema.items) ?? null)
  if (items !== null && (items.enum !== null || items.const !== null)) return null
  if (items?.types != null && !items.types.includes('string')) return null
  const base = items ?? { ...bareSchema(id, schema.at), types: ['string' as const] }
  return { ...base, id: `${id}/enum`, name: null, enum: values }
}

const isListOrNull = (type: string): boolean => type === 'array' || type === 'null'

const isText = (value: JsonValue): boolean => typeof value === 'string'

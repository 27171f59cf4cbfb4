// Owns the schema inside of a parameter, header or Items Object: they carry its keywords themselves.

import { isObject, type JsonObject } from '../../ir/json-values.js'
import type { JsonValue, SchemaId } from '../../ir/schema.js'
import type { ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'
import { schemaAt } from '../openapi/schema/schema-at.js'

/** Keywords that describe values, of a parameter, a header and an Items Object alike (Swagger 2.0, "Items Object"). */
const valueKeywords = [
  'type', 'format', 'items', 'default', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'maxLength',
  'minLength', 'pattern', 'maxItems', 'minItems', 'uniqueItems', 'enum', 'multipleOf', 'x-nullable',
] // biome-ignore format: a table of words

/** The id of the schema that an object's own keywords are; it stands where the object stands. */
export const itemsSchema = (reader: Reader, node: ObjectNode): SchemaId =>
  schemaAt(reader, { ...node, value: valuePart(node.value) })

const valuePart = (object: JsonObject): JsonObject => {
  const value: Record<string, JsonValue> = {}
  for (const key of valueKeywords) {
    const each = Object.hasOwn(object, key) ? object[key] : undefined
    if (each !== undefined) value[key] = key === 'items' && isObject(each) ? valuePart(each) : each
  }
  return value
}

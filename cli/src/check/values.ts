// Owns judging a value of the document by a schema's own keywords: enough for defaults and enums,
// not a validator.

import { hasType, isEqual } from '../ir/json-values.js'
import type { JsonValue, Schema } from '../ir/schema.js'

/** The first keyword of the schema itself that refuses a value, null when none does. */
export const refusedBy = (value: JsonValue, schema: Schema): string | null => {
  if (schema.types !== null && !schema.types.some((type) => hasType(value, type)))
    return `type: ${schema.types.join(', ')}`
  if (schema.enum !== null && !schema.enum.some((each) => isEqual(each, value))) return 'enum'
  if (schema.const !== null && !isEqual(schema.const.value, value)) return 'const'
  if (typeof value === 'number') return numberRefusedBy(value, schema)
  if (typeof value === 'string') return stringRefusedBy(value, schema)
  if (Array.isArray(value))
    return countRefusedBy(value.length, schema.minItems, schema.maxItems, 'Items')
  return null
}

const numberRefusedBy = (value: number, schema: Schema): string | null => {
  if (schema.minimum !== null && value < schema.minimum) return `minimum: ${schema.minimum}`
  if (schema.maximum !== null && value > schema.maximum) return `maximum: ${schema.maximum}`
  if (schema.exclusiveMinimum !== null && value <= schema.exclusiveMinimum)
    return `exclusiveMinimum: ${schema.exclusiveMinimum}`
  if (schema.exclusiveMaximum !== null && value >= schema.exclusiveMaximum)
    return `exclusiveMaximum: ${schema.exclusiveMaximum}`
  return null
}

const stringRefusedBy = (value: string, schema: Schema): string | null =>
  countRefusedBy([...value].length, schema.minLength, schema.maxLength, 'Length')

const countRefusedBy = (
  count: number,
  min: number | null,
  max: number | null,
  what: string,
): string | null => {
  if (min !== null && count < min) return `min${what}: ${min}`
  return max !== null && count > max ? `max${what}: ${max}` : null
}

/** A value for a message, cut where it is long. */
export const shown = (value: JsonValue): string => {
  const text = JSON.stringify(value)
  return `\`${text.length > 40 ? `${text.slice(0, 40)}...` : text}\``
}

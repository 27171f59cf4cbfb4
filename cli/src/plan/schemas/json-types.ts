// Owns telling the JSON type of a value of the document.

import type { JsonType, JsonValue } from '../../ir/schema.js'

/** Whether a JSON value has a JSON type. */
export const isOf = (value: JsonValue, type: JsonType): boolean => {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'integer') return typeof value === 'number' && Number.isInteger(value)
  return typeof value === type
}

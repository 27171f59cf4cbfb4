// Owns what JSON values are to JSON Schema: of which types they are, and which are equal. Every pass asks here.

import type { JsonType, JsonValue } from './schema.js'

/** Whether a value has a type; 1.0 is an integer (JSON Schema 2020-12, 6.1.1). */
export const hasType = (value: JsonValue, type: JsonType): boolean => {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return isList(value)
    case 'object':
      return isObject(value)
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value)
    case 'boolean':
    case 'number':
    case 'string':
      return typeof value === type
  }
}

export type JsonObject = { readonly [name: string]: JsonValue }

export const isObject = (value: JsonValue | undefined): value is JsonObject => isRecord(value)

export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value)

/** The same of what nobody looked at yet: parsed files, settings. */
export type UnknownRecord = { readonly [name: string]: unknown }

export const isRecord = (value: unknown): value is UnknownRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether two values are equal (JSON Schema 2020-12, 4.2.2): the order of members says nothing. */
export const isEqual = (a: JsonValue, b: JsonValue): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a) || isList(b)) {
    return (
      isList(a) &&
      isList(b) &&
      a.length === b.length &&
      a.every((item, i) => isEqual(item, b[i] ?? null))
    )
  }
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name] ?? null, b[name] ?? null))
  )
}

/** A text that equal values share, and no others: for sets of values. */
export const equalityText = (value: JsonValue): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(equalityText).join(',')}]`
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${equalityText(value[name] ?? null)}`)
  return `{${members.join(',')}}`
}

// Owns the narrow view of parsed JSON that the ABI reader works with.

import type { UnknownRecord } from '../../ir/json-values.js'

/** An own property; names such as `constructor` never reach Object.prototype. */
export const own = (object: UnknownRecord, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** What a message says a value is: `an array`, `null`, `a number`. */
export const describe = (value: unknown): string => {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A piece of untrusted text, cut and quoted for a message. */
export const quote = (text: string): string => {
  const cut = text.length > 60 ? `${text.slice(0, 60)}...` : text
  return JSON.stringify(cut)
}

// Owns types and equality of JSON values where all digits of decimals count, beside `values.ts` where they are doubles.

import { isReal, type Real } from './exact.js'
import { digitsAt, normalised, parseExact, tooLong, wholeNumber } from './exact-json.js'
import type { Issues } from './issues.js'
import { isInteger, isNumber, isObject, own } from './values.js'

/** As `isNumber`, of a place where decimals come with all their digits. */
export const isNumberInDigits = (value: unknown, issues: Issues): value is Real =>
  typeof value === 'symbol' ? isReal(value) : isNumber(value, issues)

/** As `isInteger`, of a place where decimals come with all their digits: 12345678901234567890.0 is one. */
export const isIntegerInDigits = (value: unknown, issues: Issues): value is Real =>
  typeof value === 'symbol'
    ? wholeNumber(value.description ?? '') !== undefined
    : isInteger(value, issues)

/** `uniqueItems` of items that are or hold numbers with all their digits. One pass, as `isUnique`. */
export const isUniqueInDigits = (items: readonly unknown[]): boolean =>
  new Set(items.map((item, i) => keyOf(item, digitsAt(items, i)))).size === items.length

/**
 * An enumeration, given as JSON, that has a value only where it has all digits of it.
 *
 * @example digitSet('[{"a":0.1}]').has(parseExact('{"a":0.10000000000000000001}')) // false
 */
export const digitSet = (json: string): { readonly has: (value: unknown) => boolean } => {
  const members = parseExact(json) as unknown[]
  const keys = new Set(members.map((member, i) => keyOf(member, digitsAt(members, i))))
  return { has: (value) => keys.has(keyOf(value, undefined)) }
}

/** A text that two JSON values share exactly when they are equal. `digits` are those that stand beside its double. */
const keyOf = (value: unknown, digits: string | undefined): string => {
  if (digits !== undefined) return numberKey(digits)
  if (typeof value === 'symbol') return numberKey(value.description ?? '')
  if (typeof value === 'number' || typeof value === 'bigint') return numberKey(String(value))
  if (Array.isArray(value))
    return `[${value.map((item, i) => keyOf(item, digitsAt(value, i))).join()}]`
  if (!isObject(value)) return String(JSON.stringify(value))
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${keyOf(own(value, name), digitsAt(value, name))}`)
  return `{${members.join()}}`
}

// Digits that are more than anybody computes with are refused by whatever asks for a number there.
const numberKey = (digits: string): string => (digits === tooLong ? tooLong : normalised(digits))

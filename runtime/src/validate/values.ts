// Owns the tests of JSON values that generated validators call. Pure; linear in the size of the value.

import { type Real, scaled } from './exact.js'
import { digitsAt, wholeNumber } from './exact-json.js'
import type { Issues } from './issues.js'

/** True for a JSON object: not null, not an array. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * True for a number that JSON can hold: `1e400` is parsed as Infinity, which is none. A bigint, which is what an integer
 * beyond 2^53 arrives as, is one only where nothing but the truth is asked: comparing it works as with any number.
 */
export const isNumber = (value: unknown, issues: Issues): value is number =>
  Number.isFinite(value) || (typeof value === 'bigint' && issues.countsBigint())

/** True for a whole number, however it was written: 1, 1.0 and 1e0; of a bigint as `isNumber`. */
export const isInteger = (value: unknown, issues: Issues): value is number =>
  Number.isInteger(value) || (typeof value === 'bigint' && issues.countsBigint())

/** True for an integer that no rounding made; of a bigint as `isNumber`. */
export const isSafeInteger = (value: unknown, issues: Issues): value is number =>
  Number.isSafeInteger(value) || (typeof value === 'bigint' && issues.countsBigint())

/** Why a value is no number: integers whose digits a double would lose arrive as bigint. */
export const numberMessage = (value: unknown, message: string): string =>
  typeof value === 'bigint' ? 'must be between -(2^53-1) and 2^53-1' : message

/** Own property, for names that every object inherits (`constructor`, `__proto__` ...). */
export const own = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined

/** Number of own enumerable properties, without making a list of them. */
export const countKeys = (object: object): number => {
  let count = 0
  for (const name in object) if (Object.hasOwn(object, name)) count++
  return count
}

/** Length in Unicode code points, which is what JSON Schema counts (2020-12 validation, 6.3.1). */
export const codePoints = (text: string): number => {
  let count = text.length
  for (let i = 0; i < text.length - 1; i++) {
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  }
  return count
}

/**
 * Whether `value` is a whole multiple of `divisor`, in decimal: 0.3 is a multiple of 0.1 although the
 * binary quotient is not whole.
 */
export const isMultipleOf = (value: Real, divisor: number | string): boolean => {
  if (isSafe(value) && isSafe(divisor)) return value % divisor === 0
  const [a, aExponent] = scaled(value)
  const [b, bExponent] = scaled(divisor)
  const low = Math.min(aExponent, bExponent)
  return (a * 10n ** BigInt(aExponent - low)) % (b * 10n ** BigInt(bExponent - low)) === 0n
}

const isSafe = (value: unknown): value is number => Number.isSafeInteger(value)

/** Equality of JSON values: members in any order, 1 and 1.0 the same, numbers never equal to booleans. */
export const jsonEqual = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a === 'bigint' || typeof b === 'bigint') return integersEqual(a, b)
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, i) => jsonEqual(item, b[i]))
  }
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length) return false
  return names.every((name) => Object.hasOwn(b, name) && jsonEqual(own(a, name), own(b, name)))
}

// Integers beyond 2^53 arrive as bigint, and constants of the document are numbers.
const integersEqual = (a: unknown, b: unknown): boolean => {
  if (typeof a === 'number') return Number.isInteger(a) && BigInt(a) === b
  return typeof b === 'number' && Number.isInteger(b) && BigInt(b) === a
}

/**
 * A double that is an integer beyond 2^53 (1e20) as bigint, like one that was written as digits alone; from the digits
 * that it was written with (9007199254740993.0), where these say another one.
 */
const comparable = (value: unknown, holder: object, key: string | number): unknown => {
  if (typeof value !== 'number' || !Number.isInteger(value) || isSafe(value)) return value
  return wholeNumber(digitsAt(holder, key) ?? '') ?? BigInt(value)
}

/** A text that two JSON values share exactly when they are equal. */
const canonical = (value: unknown, holder: object, key: string | number): string => {
  if (Array.isArray(value))
    return `[${value.map((item, i) => canonical(item, value, i)).join(',')}]`
  if (isObject(value)) {
    const members = Object.keys(value).sort()
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(own(value, name), value, name)}`).join(',')}}`
  }
  const same = comparable(value, holder, key)
  if (typeof same === 'bigint') return String(same)
  return Object.is(same, -0) ? '0' : String(JSON.stringify(same))
}

/** `uniqueItems`: no two items are equal. One pass, so a long array cannot cost quadratic time. */
export const isUnique = (items: readonly unknown[]): boolean => {
  const seen = new Set<unknown>()
  const seenDeep = new Set<string>()
  for (const [i, item] of items.entries()) {
    if (typeof item === 'object' && item !== null) seenDeep.add(canonical(item, items, i))
    else seen.add(comparable(item, items, i))
  }
  return seen.size + seenDeep.size === items.length
}

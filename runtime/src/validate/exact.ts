// Owns numbers whose digits a double would lose. Integers beyond 2^53 come as bigint; a decimal with more digits than a
// double holds comes as a symbol that its digits describe, which no other JSON value is. Handlers get bigint or text.

import { digitsAt, isLossless, tooLong } from './exact-json.js'

/** A number as validators see it where all digits count. */
export type Real = number | bigint | symbol

/** True for an integer that is exact: a bigint, or a number that is safe. */
export const isExactInteger = (value: unknown): value is number | bigint =>
  typeof value === 'bigint' || Number.isSafeInteger(value)

/** Why a value is no exact integer: `9.3e18` has lost digits already. */
export const integerMessage = (value: unknown, message: string): string =>
  Number.isInteger(value)
    ? 'must be written without point and exponent where it is beyond 2^53'
    : message

/** True for a number, however many digits it has; false where these are more than anybody computes with. */
export const isReal = (value: unknown): value is Real =>
  typeof value === 'bigint' ||
  (typeof value === 'symbol' ? value.description !== tooLong : Number.isFinite(value))

/**
 * A member or item with the digits that it was written with.
 *
 * @example
 * const order = parseExact('{"price":0.10000000000000000001}') as object
 * String(exactMember(order, 'price')) // 'Symbol(0.10000000000000000001)'
 */
export const exactMember = (holder: object, key: string | number): unknown => {
  const digits = digitsAt(holder, key)
  if (digits !== undefined) return Symbol(digits)
  return Object.hasOwn(holder, key) ? (holder as Record<string | number, unknown>)[key] : undefined
}

/** A body that is one number, with the digits of its text. */
export const exactRoot = (value: unknown, text: string): unknown =>
  typeof value === 'number' && !isLossless(text.trim()) ? Symbol(text.trim()) : value

/** Digits of a finite number or a text of one, and the exponent of the last: 1.25 is [125n, -2]. */
export const scaled = (value: Real | string): [digits: bigint, exponent: number] => {
  const text = typeof value === 'symbol' ? (value.description ?? '0') : String(value)
  const [mantissa = '0', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return [BigInt(whole + fraction), Number(exponent) - fraction.length]
}

/** Negative, zero or positive, as `a` is less than, equal to, or more than `b`: in decimal, so that no digit is lost. */
export const compareNumbers = (a: Real, b: number | string): number => {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0
  const [[x, xExponent], [y, yExponent]] = [scaled(a), scaled(b)]
  const low = Math.min(xExponent, yExponent)
  const difference = x * 10n ** BigInt(xExponent - low) - y * 10n ** BigInt(yExponent - low)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** An exact integer as bigint; other values, which other branches of a schema allow, stay. */
export const toBigint = (value: unknown): unknown =>
  typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value

/** An exact integer as its digits. */
export const integerText = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'number' && Number.isSafeInteger(value) ? digitsOf(value) : value
}

/** Any number as its digits, in the notation of JSON. */
export const decimalText = (value: unknown): unknown => {
  if (typeof value === 'symbol') return value.description
  return typeof value === 'number' || typeof value === 'bigint' ? digitsOf(value) : value
}

/** Minus zero is zero. */
const digitsOf = (value: number | bigint): string => String(value)

// Owns the texts that stand for numbers: what handlers get and give where a project asks for all digits as text
// (`schemas.int64: 'string'`, `schemas.decimal: 'string'`), and how they are made.

declare const format: unique symbol

/** Digits of a signed 64-bit integer: `-9223372036854775808` to `9223372036854775807`. Made by `int64`. */
export type Int64 = string & { readonly [format]: 'int64' }

/** Digits of an unsigned 64-bit integer: `0` to `18446744073709551615`. Made by `uint64`. */
export type Uint64 = string & { readonly [format]: 'uint64' }

/** A decimal number as JSON writes it: `-12.50`, `1e3`. Made by `decimal`. */
export type Decimal = string & { readonly [format]: 'decimal' }

const integerText = /^-?(?:0|[1-9]\d{0,19})$/
const decimalNotation = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/

/** Characters of a decimal. */
const decimalCharsMax = 400

/**
 * Whether a text is a number as JSON writes it (RFC 8259, 6), of at most 400 characters.
 *
 * @example isDecimal('12.50') // true
 */
export const isDecimal = (text: string): boolean =>
  text.length <= decimalCharsMax && decimalNotation.test(text)

/**
 * A signed 64-bit integer as text.
 * @throws {RangeError} for text that is none, and for what 64 bits do not hold.
 *
 * @example int64(2n ** 62n) // '4611686018427387904'
 */
export const int64 = (value: string | number | bigint): Int64 =>
  within(value, -(2n ** 63n), 2n ** 63n - 1n, 'a signed 64-bit integer') as Int64

/**
 * An unsigned 64-bit integer as text.
 * @throws {RangeError} for text that is none, and for what 64 bits do not hold.
 *
 * @example uint64('18446744073709551615')
 */
export const uint64 = (value: string | number | bigint): Uint64 =>
  within(value, 0n, 2n ** 64n - 1n, 'an unsigned 64-bit integer') as Uint64

/**
 * A decimal number as text.
 * @throws {RangeError} for text that is no number of JSON, or has more than 400 characters.
 *
 * @example decimal('12.50')
 */
export const decimal = (value: string | number | bigint): Decimal => {
  const text = String(value)
  if (!isDecimal(text)) throw new RangeError('not a decimal number')
  return text as Decimal
}

const within = (
  value: string | number | bigint,
  least: bigint,
  most: bigint,
  what: string,
): string => {
  const text = String(value)
  const isLost = typeof value === 'number' && !Number.isSafeInteger(value)
  if (isLost || !integerText.test(text)) throw new RangeError(`not ${what}`)
  const found = BigInt(text)
  if (found < least || found > most) throw new RangeError(`not ${what}`)
  return String(found)
}

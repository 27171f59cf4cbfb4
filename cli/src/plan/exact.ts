// Owns what handlers see of numbers whose digits a double may lose, and bounds that keep theirs.

import type { BecomesPlan, ExactBound } from '../ir/plan/checks.js'
import type { ExactNumber, JsonValue, Schema } from '../ir/schema.js'

/** What an exact number becomes once a request is checked. */
export const becomesOf = ({ format, as }: ExactNumber): BecomesPlan =>
  as === 'bigint' ? 'bigint' : format === 'decimal' ? 'decimalText' : 'integerText'

export const becomings: readonly BecomesPlan[] = ['bigint', 'integerText', 'decimalText']

/** Ranges of the formats (OpenAPI Format Registry). */
const ranges: Readonly<Record<ExactNumber['format'], readonly [string, string] | null>> = {
  int64: ['-9223372036854775808', '9223372036854775807'],
  uint64: ['0', '18446744073709551615'],
  decimal: null,
}

/** A number of the schema with the digits that the document has: at `/maximum`, `/enum/2`. */
export const exactOf = (schema: Schema, pointer: string, value: number): ExactBound => {
  const digits = schema.digits?.[pointer] ?? String(value)
  if (Number.isSafeInteger(value) || String(value) === digits) {
    const isWhole = Number.isInteger(value) && !Number.isSafeInteger(value)
    return isWhole ? String(BigInt(value)) : value
  }
  return /e/i.test(digits) && Number.isInteger(value) ? String(BigInt(value)) : digits
}

/** Least and greatest value: the document's, or the format's where that is narrower. */
export const exactRange = (
  schema: Schema,
): { least: ExactBound | null; most: ExactBound | null } => {
  const { minimum, maximum } = schema
  const [low, high] = (schema.exact && ranges[schema.exact.format]) ?? [null, null]
  const least = minimum === null ? null : exactOf(schema, '/minimum', minimum)
  const most = maximum === null ? null : exactOf(schema, '/maximum', maximum)
  return {
    least: low === null || (least !== null && whole(least) >= BigInt(low)) ? least : low,
    most: high === null || (most !== null && whole(most) <= BigInt(high)) ? most : high,
  }
}

const isInteger = (digits: string): boolean => /^-?\d+$/.test(digits)

/** A bound as an integer, rounded to zero: good enough to compare it with the range of a format. */
const whole = (bound: ExactBound): bigint =>
  typeof bound === 'string' && isInteger(bound) ? BigInt(bound) : BigInt(Math.trunc(Number(bound)))

/** A number of the document as handlers get it. */
export const becomeOf = (
  schema: Schema,
  pointer: string,
  value: JsonValue,
  origin: Schema = schema,
): JsonValue | bigint => {
  if (typeof value !== 'number' || schema.exact === undefined) return value
  const digits = String(exactOf(origin, pointer, value))
  if (schema.exact.as === 'string') return digits
  return isInteger(digits) ? BigInt(digits) : value
}

/** The same as requests have it while they are checked: integers beyond 2^53 are bigint. */
export const readAs = (schema: Schema, pointer: string, value: JsonValue): JsonValue | bigint => {
  if (typeof value !== 'number' || schema.exact === undefined) return value
  const exact = exactOf(schema, pointer, value)
  return typeof exact === 'string' && isInteger(exact) ? BigInt(exact) : value
}

// Owns what handlers see of numbers whose digits a double may lose, and bounds that keep theirs.

import { child } from '../../diagnostics/pointer.js'
import { isList } from '../../ir/json-values.js'
import type { BecomesPlan, CodeValue, ExactBound } from '../../ir/plan/checks.js'
import type { ExactNumber, JsonValue, Schema } from '../../ir/schema.js'

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

/** The same as requests have it while they are checked: integers beyond 2^53 are bigint where all digits count. */
export const readAs = (schema: Schema, pointer: string, value: JsonValue): CodeValue => {
  if (typeof value === 'number') {
    // Elsewhere a number that has a type is a double, and one that is none of them is refused.
    if (schema.exact === undefined && (schema.types !== null || !schema.digits?.[pointer]))
      return value
    const exact = exactOf(schema, pointer, value)
    return typeof exact === 'string' && isInteger(exact) ? BigInt(exact) : value
  }
  if (typeof value !== 'object' || value === null || schema.digits === undefined) return value
  if (isList(value)) return value.map((item, i) => readAs(untyped(schema), child(pointer, i), item))
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      readAs(untyped(schema), child(pointer, key), each),
    ]),
  )
}

/** What the type of a holder says is not said of its members. */
const untyped = (schema: Schema): Schema => ({ ...schema, types: null })

/** A value of the document as JSON, with the digits that it has there. */
export const jsonText = (schema: Schema, pointer: string, value: JsonValue): string => {
  if (typeof value === 'number') return schema.digits?.[pointer] ?? String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value))
    return `[${value.map((item, i) => jsonText(schema, child(pointer, i), item)).join()}]`
  const members = Object.entries(value).map(([key, each]) => {
    return `${JSON.stringify(key)}:${jsonText(schema, child(pointer, key), each)}`
  })
  return `{${members.join()}}`
}

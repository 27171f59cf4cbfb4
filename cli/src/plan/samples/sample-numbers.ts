// Owns numbers that are tried for a schema: small ones, its bounds, what is between them, and as many as a list has items.

import type { Schema } from '../../ir/schema.js'

/** Items of a made-up list. */
export const itemsMax = 128

/** Numbers that may satisfy the schema, the likeliest first. */
export function* numbers(schema: Schema): Generator<number> {
  const step = schema.multipleOf ?? 1
  const lowest =
    schema.minimum ?? (schema.exclusiveMinimum === null ? null : schema.exclusiveMinimum + step)
  yield 1
  yield 0
  if (lowest !== null)
    yield* [lowest, Math.ceil(lowest / step) * step, Math.ceil(lowest / step) * step + step]
  const highest =
    schema.maximum ?? (schema.exclusiveMaximum === null ? null : schema.exclusiveMaximum - step)
  if (highest !== null) yield* [highest, Math.floor(highest / step) * step]
  yield step
  // Between bounds that are close, and one after the other where all have to differ.
  if (lowest !== null && highest !== null) yield (lowest + highest) / 2
  const { exclusiveMinimum: above, exclusiveMaximum: below } = schema
  if (above !== null && below !== null) yield (above + below) / 2
  const from = Math.ceil((lowest ?? 0) / step)
  for (let i = 0; i < itemsMax; i++) yield (from + i) * step
}

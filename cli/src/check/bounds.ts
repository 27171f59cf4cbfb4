// Owns the rule that lower bounds stay below upper bounds.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Schema } from '../ir/schema.js'

export const checkBounds = (api: Api): readonly Diagnostic[] =>
  [...api.schemas.values()].flatMap((schema) => [...countBounds(schema), ...numberBounds(schema)])

type Bound =
  | 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum' | 'minLength' | 'maxLength'
  | 'minItems' | 'maxItems' | 'minProperties' | 'maxProperties' // biome-ignore format: a table

const countPairs: readonly (readonly [Bound, Bound])[] = [
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
  ['minimum', 'maximum'],
]

const exclusivePairs: readonly (readonly [Bound, Bound])[] = [
  ['exclusiveMinimum', 'maximum'],
  ['minimum', 'exclusiveMaximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
]

const countBounds = (schema: Schema): readonly Diagnostic[] =>
  countPairs.flatMap((pair) => compare(schema, pair, (low, high) => low > high))

const numberBounds = (schema: Schema): readonly Diagnostic[] =>
  exclusivePairs.flatMap((pair) => compare(schema, pair, (low, high) => low >= high))

const compare = (
  schema: Schema,
  [lowName, highName]: readonly [Bound, Bound],
  areOdd: (low: number, high: number) => boolean,
): readonly Diagnostic[] => {
  const low = schema[lowName]
  const high = schema[highName]
  if (low === null || high === null || !areOdd(low, high)) return []
  return [
    diagnostic('NX2108', {
      message: `nothing satisfies \`${lowName}: ${low}\` and \`${highName}: ${high}\``,
      at: { file: schema.at.file, pointer: child(schema.at.pointer, lowName), part: 'key' },
    }),
  ]
}

// Owns the plan of answers that are lists of parts (RFC 2046, 5.1; OpenAPI 3.2, 4.14.5.2): how each part is written.

import type { Encoding, MediaType } from '../../ir/operation.js'
import type { PartPlan, ReplyPartPlan, ReplyPartsPlan, TypePlan } from '../../ir/plan/api.js'
import type { SchemaId } from '../../ir/schema.js'
import type { PlanContext } from '../context.js'
import type { Expression, Items } from '../schemas/shape.js'
import type { WriterPlanner } from '../schemas/writers.js'
import { hintOf } from './hints.js'
import { listType, partAt, placesOf } from './part-lists.js'

const contentType: TypePlan = { kind: 'runtime', name: 'PartContent' }

/** The type of such an answer, and what writes it. */
export const planPartReply = (
  context: PlanContext,
  schema: SchemaId,
  { encoding, isSequence }: MediaType,
  items: Items,
  writers: WriterPlanner,
): { readonly type: TypePlan; readonly parts: ReplyPartsPlan } => {
  const { places, rest } = placesOf(items, encoding)
  const planAt = (expression: Expression, own: Encoding | undefined): ReplyPartPlan => {
    // Headers of a part are what the handler gives it.
    const bare = own === undefined ? undefined : { ...own, headers: null }
    return writtenPart(context, expression, partAt(context, '', expression, bare), writers)
  }
  const planned = places.map((place) => planAt(place.expression, place.encoding))
  const others = rest === null ? null : planAt(rest.expression, rest.encoding)
  const isFileAt = (index: number): boolean => (planned[index] ?? others)?.kind === 'file'
  const of = listType(
    context,
    schema,
    { places, rest },
    { direction: 'output', file: contentType, isFileAt },
  )
  return {
    type: { kind: 'runtime', name: 'Parts', of },
    parts: { places: planned, rest: others, isSequence: isSequence === true },
  }
}

const writtenPart = (
  context: PlanContext,
  expression: Expression,
  { kind, types }: PartPlan,
  writers: WriterPlanner,
): ReplyPartPlan => {
  const named = types.find((type) => !type.includes('*')) ?? usualTypes[kind]
  const hint = hintOf(context.outputShapes, expression)
  return {
    kind,
    contentType: named.startsWith('text/') ? `${named}; charset=utf-8` : named,
    write: kind === 'json' ? writers.ofPlace(expression) : null,
    isScalar: kind === 'text' && typeof hint === 'string' && scalars.has(hint),
  }
}

const scalars: ReadonlySet<string> = new Set(['integer', 'number', 'boolean'])

const usualTypes = {
  text: 'text/plain',
  json: 'application/json',
  file: 'application/octet-stream',
} as const

// Owns which forms of exact numbers, and which texts, schemas allow at one place.

import type { Api } from '../../ir/api.js'
import { checkedFormats } from '../../ir/formats.js'
import type { BecomesPlan } from '../../ir/plan/checks.js'
import type { Schema } from '../../ir/schema.js'
import { schemaOf } from '../schemas/graph.js'
import type { Expression } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'
import { becomesOf } from './exact.js'

export interface FoundForm {
  readonly becomes: BecomesPlan
  readonly schema: Schema
}

/** Forms that numbers of a place may have, by the schemas that say so. */
export const formsOf = (api: Api, place: Expression): readonly FoundForm[] =>
  composingOf(api, place).flatMap((schema) =>
    schema.exact === undefined ? [] : [{ becomes: becomesOf(schema.exact), schema }],
  )

/** A schema by which the place may hold a text that is a number as JSON writes it; null without one. */
export const textBeside = (shapes: Shapes, place: Expression): Schema | null => {
  const shape = shapes.of(place)
  const schemas = composingOf(shapes.api, place)
  // Where any value may be, a text may.
  if (shape.kind === 'any') return schemas[0] ?? null
  return shape.scalars.has('string') ? (schemas.find(mayBeNumber) ?? null) : null
}

const composingOf = (api: Api, place: Expression): readonly Schema[] => {
  const found = new Set<Schema>()
  const add = (part: Expression): void => {
    if (part.kind === 'one') found.add(schemaOf(api, part.id))
    else if ('of' in part) part.of.forEach(add)
  }
  add(place)
  // A set is walked in the order in which it grows.
  for (const { allOf, anyOf, oneOf, thenId, elseId } of found)
    for (const id of [...allOf, ...anyOf, ...oneOf, thenId, elseId])
      if (id !== null) found.add(schemaOf(api, id))
  return [...found]
}

const mayBeNumber = ({ types, enum: values, const: value, format }: Schema): boolean => {
  const all = value !== null ? [value.value] : values
  if (all !== null) return all.some((each) => typeof each === 'string' && isNumber(each))
  if (types === null || !types.includes('string')) return false
  return format === null || !(format in checkedFormats) || digitFormats.has(format)
}

/** Formats of texts, some of which are numbers. */
const digitFormats = new Set(['decimal', 'regex', 'byte', 'hostname', 'uri-reference'])

const isNumber = (text: string): boolean =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text)

// Owns the places of values by their shapes: every schema, and every way in which several meet at one member or item.

import { choiceOfSchema } from '../schemas/choices.js'
import { schemaOf } from '../schemas/graph.js'
import { declaredMember, matchingAll } from '../schemas/pattern-members.js'
import { type Expression, keyOf, type ObjectShape } from '../schemas/shape.js'
import type { Shapes } from '../schemas/shapes.js'

/** Places that are looked at, in each direction. */
const placesMax = 100_000

export const placesOf = (shapes: Shapes): readonly Expression[] => {
  const seen = new Map<string, Expression>()
  const reach = (place: Expression): void => {
    const key = keyOf(place)
    if (seen.size < placesMax && !seen.has(key)) seen.set(key, place)
  }
  for (const id of shapes.api.schemas.keys()) reach({ kind: 'one', id })
  // A map is walked in the order in which it grows.
  for (const place of seen.values()) for (const below of partsOf(shapes, place)) reach(below)
  return [...seen.values()]
}

/** Branches that are told apart are places of their own: what they say of one member never meets. */
const partsOf = (shapes: Shapes, place: Expression): readonly Expression[] => {
  const shape = shapes.of(place)
  if (shape.kind === 'any' || isToldApart(shapes, place)) return []
  const { array, object } = shape
  return [
    ...(array === null ? [] : [...array.first, array.rest].filter((each) => each !== null)),
    ...(object === null ? [] : membersOf(object)),
  ]
}

const membersOf = (object: ObjectShape): readonly Expression[] => [
  ...[...object.members].map(([name, { expression }]) => declaredMember(object, name, expression)),
  ...matchingAll(object.patterns).map(({ expression }) => expression),
  ...[object.rest, object.unmatched].filter((each) => typeof each === 'object'),
]

const isToldApart = ({ api, tags }: Shapes, place: Expression): boolean => {
  if (place.kind === 'one')
    return tags.ofUnion(place.id) !== null || choiceOfSchema(schemaOf(api, place.id)) !== null
  if (place.kind !== 'or') return false
  const ids = place.of.flatMap((part) => (part.kind === 'one' ? [part.id] : []))
  return ids.length === place.of.length && tags.ofBranches(ids) !== null
}

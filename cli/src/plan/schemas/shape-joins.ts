// Owns joining shapes: what holds of values of both, of either, and where a condition applies.

import { matchesPattern } from '../../ir/patterns/matches.js'
import { becomings } from '../exact-numbers/exact.js'
import {
  allScalars,
  any,
  combine,
  type Expression,
  free,
  type Items,
  isNumeric,
  keyOf,
  type Member,
  type Members,
  type ObjectShape,
  type Scalar,
  type Shape,
  type Undeclared,
} from './shape.js'

export type Elsewhere = (expression: Expression) => Expression

/** Members that only a condition declares may be there as well. */
export const extend = (shape: Shape, condition: Shape, elsewhere: Elsewhere): Shape => {
  if (shape.kind === 'any' || condition.kind === 'any') return shape
  if (shape.object === null || condition.object === null) return shape
  const members: Members = new Map(shape.object.members)
  for (const [name, { expression }] of condition.object.members) {
    const known = members.get(name)
    if (known === undefined)
      members.set(name, {
        expression: orUndeclared(
          shape.object.closed ? expression : elsewhere(expression),
          shape.object.unmatched,
        ),
        required: false,
        isOfSome: true,
      })
    else members.set(name, { ...known, expression: combine('or', [known.expression, expression]) })
  }
  return { ...shape, object: { ...shape.object, members } }
}

/** A member that is described in some branches only is one of the others where none of these applies. */
const orUndeclared = (expression: Expression, undeclared: Undeclared): Expression =>
  typeof undeclared === 'object' ? combine('or', [expression, undeclared]) : expression

type Typed = Exclude<Shape, { readonly kind: 'any' }>

const typedOf = (shapes: readonly Shape[]): readonly Typed[] =>
  shapes.filter((shape): shape is Typed => shape.kind === 'shape')

/** What holds of values of all shapes. All at once: a document may have thousands. */
export const intersect = (shapes: readonly Shape[]): Shape => {
  const typed = typedOf(shapes)
  if (typed.length === 0) return any
  const arrays = typed.map(({ array }) => array)
  const objects = typed.map(({ object }) => object)
  return {
    kind: 'shape',
    scalars: typed.map(({ scalars }) => scalars).reduce(intersectScalars),
    array: arrays.some((each) => each === null) ? null : itemsOf('and', arrays.filter(isThere)),
    object: objects.some((each) => each === null)
      ? null
      : intersectObjects(objects.filter(isThere)),
  }
}

const isThere = <T>(value: T | null): value is T => value !== null

const intersectScalars = (a: ReadonlySet<Scalar>, b: ReadonlySet<Scalar>): ReadonlySet<Scalar> => {
  const takes = (scalars: ReadonlySet<Scalar>, type: Scalar): boolean =>
    scalars.has(type) ||
    (type === 'integer' && scalars.has('number')) ||
    (becomings.some((each) => each === type) && [...scalars].some(isNumeric))
  return new Set(allScalars.filter((type) => takes(a, type) && takes(b, type)))
}

/** Items place by place: behind the end of a list that none may follow, the others tell. */
const itemsOf = (kind: 'and' | 'or', arrays: readonly Items[]): Items => {
  const places = Math.max(...arrays.map(({ first }) => first.length))
  const at = (i: number): Expression[] =>
    arrays.map(({ first, rest }) => first[i] ?? rest).filter(isThere)
  const rests = at(places)
  const isOver = kind === 'and' ? rests.length < arrays.length : rests.length === 0
  return {
    first: Array.from({ length: places }, (_, i) => joined(kind, at(i))),
    rest: isOver ? null : joined(kind, rests),
  }
}

/** One expression is itself. */
const joined = (kind: 'and' | 'or', parts: readonly Expression[]): Expression => {
  const [first] = parts
  return first !== undefined && parts.length === 1 ? first : combine(kind, parts)
}

const intersectObjects = (objects: readonly ObjectShape[]): ObjectShape => {
  const members: Members = new Map()
  const unmatched = objects.map((each) => each.unmatched).reduce(strictRest)
  for (const [name, { all }] of membersOf(objects)) {
    const whole = joined(
      'and',
      all.map(({ expression }) => expression),
    )
    const isOfSome = all.every((each) => each.isOfSome === true)
    members.set(name, {
      expression: isOfSome ? orUndeclared(whole, unmatched) : whole,
      required: all.some(({ required }) => required),
      ...(isOfSome ? { isOfSome } : {}),
    })
  }
  return withoutHidden(members, objects, {
    rest: objects.map(({ rest }) => rest).reduce(strictRest),
    patterns: distinctPatterns(objects),
    unmatched,
    closed: objects.some(({ closed }) => closed),
  })
}

/** What several parts say in the same words is said once: parts that meet again would double it with each level. */
const distinctPatterns = (objects: readonly ObjectShape[]): ObjectShape['patterns'] => {
  const [only] = objects
  if (only !== undefined && objects.length === 1) return only.patterns
  const all = objects.flatMap(({ patterns }) => patterns)
  return [
    ...new Map(
      all.map((each) => [JSON.stringify([each.source, keyOf(each.expression)]), each]),
    ).values(),
  ]
}

const strictRest = (a: ObjectShape['rest'], b: ObjectShape['rest']): ObjectShape['rest'] => {
  if (a === 'loose') return b
  if (b === 'loose') return a
  if (typeof a === 'object' && typeof b === 'object') return combine('and', [a, b])
  if (typeof a === 'object') return a
  if (typeof b === 'object') return b
  return a === 'free' || b === 'free' ? 'free' : 'dropped'
}

/** What holds of values of at least one shape. */
export const unite = (shapes: readonly Shape[], elsewhere: Elsewhere): Shape => {
  const typed = typedOf(shapes)
  if (typed.length < shapes.length) return any
  const arrays = typed.map(({ array }) => array).filter(isThere)
  return {
    kind: 'shape',
    scalars: new Set(typed.flatMap(({ scalars }) => [...scalars])),
    array: arrays.length === 0 ? null : itemsOf('or', arrays),
    object: uniteObjects(typed.map(({ object }) => object).filter(isThere), elsewhere),
  }
}

const uniteObjects = (
  objects: readonly ObjectShape[],
  elsewhere: Elsewhere,
): ObjectShape | null => {
  const [first] = objects
  if (first === undefined || objects.length === 1) return first ?? null
  const openCount = objects.filter(({ closed }) => !closed).length
  const members: Members = new Map()
  for (const [name, { all, open }] of membersOf(objects)) {
    const parts = [
      ...all.map(({ expression }) => expression),
      ...objects.flatMap((each) => undeclaredAs(each, name)),
    ]
    members.set(name, {
      // Values of a branch that does not describe a member may have it too, unless that one is closed.
      expression: joined('or', open < openCount ? parts.map(elsewhere) : parts),
      required: all.length === objects.length && all.every(({ required }) => required),
      ...(all.length < objects.length || all.some(({ isOfSome }) => isOfSome)
        ? { isOfSome: true }
        : {}),
    })
  }
  return withoutHidden(members, objects, {
    rest: objects.map(({ rest }) => rest).reduce(openRest),
    patterns: patternsOfAny(objects),
    unmatched: objects.map(({ unmatched }) => unmatched).reduce(openRest),
    closed: openCount === 0,
  })
}

/** What an object that does not declare a member says of it. */
const undeclaredAs = (
  { members, patterns, unmatched }: ObjectShape,
  name: string,
): Expression[] => {
  if (members.has(name)) return []
  const matching = patterns.filter(({ source }) => matchesPattern(source, name) === true)
  if (matching.length > 0) return matching.map(({ expression }) => expression)
  return typeof unmatched === 'object' ? [unmatched] : []
}

/** Each pattern once: what all that have it say, and what the others say of names that they do not declare. */
const patternsOfAny = (objects: readonly ObjectShape[]): ObjectShape['patterns'] => {
  const sources = new Set(objects.flatMap(({ patterns }) => patterns.map(({ source }) => source)))
  return [...sources].map((source) => {
    const parts = objects.flatMap(({ patterns, unmatched }): Expression[] => {
      const own = patterns.filter((each) => each.source === source)
      if (own.length > 0) return own.map(({ expression }) => expression)
      if (typeof unmatched === 'object') return [unmatched]
      return unmatched === 'dropped' ? [] : [free]
    })
    return { source, expression: joined('or', parts) }
  })
}

interface Found {
  readonly all: Member[]
  /** How many of those that have it are not closed. */
  open: number
}

const membersOf = (objects: readonly ObjectShape[]): ReadonlyMap<string, Found> => {
  const found = new Map<string, Found>()
  for (const { members, closed } of objects)
    for (const [name, member] of members) {
      const known = found.get(name) ?? { all: [], open: 0 }
      found.set(name, known)
      known.all.push(member)
      if (!closed) known.open++
    }
  return found
}

const openRest = (a: ObjectShape['rest'], b: ObjectShape['rest']): ObjectShape['rest'] => {
  const isFreeRest = (rest: ObjectShape['rest']) => rest === 'free' || rest === 'loose'
  if (isFreeRest(a) || isFreeRest(b)) return 'free'
  if (typeof a === 'object' && typeof b === 'object') return combine('or', [a, b])
  return typeof a === 'object' ? a : b
}

const withoutHidden = (
  members: Members,
  objects: readonly ObjectShape[],
  undeclared: Pick<ObjectShape, 'rest' | 'patterns' | 'unmatched' | 'closed'>,
): ObjectShape => {
  const hidden = new Set(objects.flatMap((each) => [...each.hidden]))
  for (const name of hidden) members.delete(name)
  return { members, hidden, ...undeclared }
}

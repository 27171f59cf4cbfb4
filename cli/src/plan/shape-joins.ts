// Owns joining shapes: what holds of values of both, of either, and where a condition applies.

import {
  allTypes,
  any,
  combine,
  type Expression,
  type Member,
  type Members,
  type ObjectShape,
  type Scalar,
  type Shape,
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
        expression: shape.object.closed ? expression : elsewhere(expression),
        required: false,
      })
    else members.set(name, { ...known, expression: combine('or', [known.expression, expression]) })
  }
  return { ...shape, object: { ...shape.object, members } }
}

export const intersect = (a: Shape, b: Shape): Shape => {
  if (a.kind === 'any') return b
  if (b.kind === 'any') return a
  const whole = (scalars: ReadonlySet<Scalar>) =>
    scalars.has('number') ? new Set([...scalars, 'integer']) : scalars
  return {
    kind: 'shape',
    scalars: new Set(
      allTypes.filter(
        (type): type is Scalar =>
          whole(a.scalars).has(type as Scalar) && whole(b.scalars).has(type as Scalar),
      ),
    ),
    array: a.array === null || b.array === null ? null : joinItems('and', a.array, b.array),
    object: a.object === null || b.object === null ? null : intersectObjects(a.object, b.object),
  }
}

const joinItems = (
  kind: 'and' | 'or',
  a: 'free' | Expression,
  b: 'free' | Expression,
): 'free' | Expression => {
  if (kind === 'or') return a === 'free' || b === 'free' ? 'free' : combine('or', [a, b])
  if (a === 'free') return b
  return b === 'free' ? a : combine('and', [a, b])
}

const intersectObjects = (a: ObjectShape, b: ObjectShape): ObjectShape => {
  const members: Members = new Map(a.members)
  for (const [name, member] of b.members) {
    const other = members.get(name)
    members.set(name, {
      expression: other ? combine('and', [other.expression, member.expression]) : member.expression,
      required: member.required || other?.required === true,
    })
  }
  return withoutHidden(members, a, b, {
    rest: strictRest(a.rest, b.rest),
    closed: a.closed || b.closed,
  })
}

const strictRest = (a: ObjectShape['rest'], b: ObjectShape['rest']): ObjectShape['rest'] => {
  if (a === 'loose') return b
  if (b === 'loose') return a
  if (typeof a === 'object' && typeof b === 'object') return combine('and', [a, b])
  if (typeof a === 'object') return a
  if (typeof b === 'object') return b
  return a === 'free' || b === 'free' ? 'free' : 'dropped'
}

export const unite = (a: Shape, b: Shape, elsewhere: Elsewhere): Shape => {
  if (a.kind === 'any' || b.kind === 'any') return any
  return {
    kind: 'shape',
    scalars: new Set([...a.scalars, ...b.scalars]),
    array:
      a.array === null ? b.array : b.array === null ? a.array : joinItems('or', a.array, b.array),
    object:
      a.object === null
        ? b.object
        : b.object === null
          ? a.object
          : uniteObjects(a.object, b.object, elsewhere),
  }
}

const uniteObjects = (a: ObjectShape, b: ObjectShape, elsewhere: Elsewhere): ObjectShape => {
  const members: Members = new Map()
  for (const name of new Set([...a.members.keys(), ...b.members.keys()])) {
    const [inA, inB] = [a.members.get(name), b.members.get(name)]
    if (inA && inB)
      members.set(name, {
        expression: combine('or', [inA.expression, inB.expression]),
        required: inA.required && inB.required,
      })
    else if (inA) members.set(name, fromOne(inA, b, elsewhere))
    else if (inB) members.set(name, fromOne(inB, a, elsewhere))
  }
  return withoutHidden(members, a, b, {
    rest: openRest(a.rest, b.rest),
    closed: a.closed && b.closed,
  })
}

/** A member that one branch describes: values of the other may have it too, unless that one is closed. */
const fromOne = (member: Member, other: ObjectShape, elsewhere: Elsewhere): Member => ({
  expression: other.closed ? member.expression : elsewhere(member.expression),
  required: false,
})

const openRest = (a: ObjectShape['rest'], b: ObjectShape['rest']): ObjectShape['rest'] => {
  const isFreeRest = (rest: ObjectShape['rest']) => rest === 'free' || rest === 'loose'
  if (isFreeRest(a) || isFreeRest(b)) return 'free'
  if (typeof a === 'object' && typeof b === 'object') return combine('or', [a, b])
  return typeof a === 'object' ? a : b
}

const withoutHidden = (
  members: Members,
  a: ObjectShape,
  b: ObjectShape,
  undeclared: Pick<ObjectShape, 'rest' | 'closed'>,
): ObjectShape => {
  const hidden = new Set([...a.hidden, ...b.hidden])
  for (const name of hidden) members.delete(name)
  return { members, hidden, ...undeclared }
}

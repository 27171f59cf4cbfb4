// Owns the shape of a schema: which JSON types, members and items it declares once allOf, anyOf and oneOf
// are merged. Writers and the coercion of text are planned from it; validators are not.

import type { Api } from '../ir/api.js'
import type { Direction } from '../ir/plan/api.js'
import type { JsonType, JsonValue, Schema, SchemaId } from '../ir/schema.js'
import { isVisible } from './directions.js'
import { isFree, schemaOf, typesOf } from './graph.js'
import { digestOf } from './names.js'

/**
 * One schema, or several that hold together (`and`) or of which at least one holds (`or`). What no schema
 * describes is `free`; a member that a schema describes which may not apply can be any other `scalar` as well.
 */
export type Expression =
  | { readonly kind: 'one'; readonly id: SchemaId }
  | { readonly kind: 'free' | 'scalar' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

type Scalar = Exclude<JsonType, 'array' | 'object'>

export interface ObjectShape {
  readonly members: ReadonlyMap<string, Member>
  /** Declared names that this direction does not have. */
  readonly hidden: ReadonlySet<string>
  /** Undeclared members: dropped, free only because nothing was declared, free, or described. */
  readonly rest: 'dropped' | 'loose' | 'free' | Expression
  /** Whether the document forbids undeclared members; otherwise they are valid, even where they are dropped. */
  readonly closed: boolean
}

export type Shape =
  | { readonly kind: 'any' }
  | {
      readonly kind: 'shape'
      readonly scalars: ReadonlySet<Scalar>
      /** Items, `free` for items without a schema. */
      readonly array: 'free' | Expression | null
      readonly object: ObjectShape | null
    }

const any: Shape = { kind: 'any' }
const free: Expression = { kind: 'free' }
const scalar: Expression = { kind: 'scalar' }
const anyScalar: Shape = {
  kind: 'shape',
  scalars: new Set(['null', 'boolean', 'integer', 'number', 'string']),
  array: null,
  object: null,
}
const allTypes: readonly JsonType[] = [
  'null',
  'boolean',
  'integer',
  'number',
  'string',
  'array',
  'object',
]

/** Expressions hold each other, and the same one many times: each is looked at once. */
const keys = new WeakMap<Expression, string>()

/** A text that equal expressions share. */
export const keyOf = (expression: Expression): string => {
  if (expression.kind === 'one') return expression.id
  if (!isJoined(expression)) return expression.kind
  const known = keys.get(expression)
  if (known !== undefined) return known
  const key = `${expression.kind} ${digestOf(expression.of.map(keyOf).sort().join(' '))}`
  keys.set(expression, key)
  return key
}

type Joined = Extract<Expression, { readonly of: readonly Expression[] }>

const isJoined = (expression: Expression): expression is Joined => 'of' in expression

/** Joins expressions, without repetitions. What is free adds nothing to a conjunction, and takes a choice in. */
const combine = (kind: 'and' | 'or', parts: readonly Expression[]): Expression => {
  const isFreePart = (part: Expression) => part.kind === 'free'
  if (kind === 'or' ? parts.some(isFreePart) : parts.every(isFreePart)) return free
  const flat = parts
    .filter((part) => !isFreePart(part))
    .flatMap((part) => (isJoined(part) && part.kind === kind ? part.of : [part]))
  const distinct = new Map(flat.map((part) => [keyOf(part), part]))
  const [first] = distinct.values()
  if (first && distinct.size === 1) return first
  return { kind, of: [...distinct.values()] }
}

/** Shapes of expressions in one direction. */
export class Shapes {
  readonly #known = new Map<string, Shape>()
  constructor(
    readonly api: Api,
    readonly direction: Direction,
  ) {}

  of(expression: Expression): Shape {
    if (expression.kind === 'one') return this.ofSchema(expression.id)
    if (!isJoined(expression)) return expression.kind === 'free' ? any : anyScalar
    const key = keyOf(expression)
    const known = this.#known.get(key)
    if (known) return known
    const shapes = expression.of.map((part) => this.of(part))
    const shape = expression.kind === 'and' ? shapes.reduce(intersect) : this.#unite(shapes)
    this.#known.set(key, shape)
    return shape
  }

  ofSchema(id: SchemaId): Shape {
    const known = this.#known.get(id)
    if (known) return known
    this.#known.set(id, any)
    const shape = this.#compute(schemaOf(this.api, id))
    this.#known.set(id, shape)
    return shape
  }

  #compute(schema: Schema): Shape {
    if (schema.boolean === false)
      return { kind: 'shape', scalars: new Set(), array: null, object: null }
    if (isFree(schema)) return any
    const parts: Shape[] = [this.#own(schema), ...schema.allOf.map((part) => this.ofSchema(part))]
    if (schema.anyOf.length > 0)
      parts.push(this.#unite(schema.anyOf.map((part) => this.ofSchema(part))))
    if (schema.oneOf.length > 0)
      parts.push(this.#unite(schema.oneOf.map((part) => this.ofSchema(part))))
    const shape = conditionalOf(schema).reduce(
      (whole, id) => extend(whole, this.ofSchema(id), this.#elsewhere),
      parts.reduce(intersect),
    )
    return this.direction === 'output' ? withRequired(shape, requiredOf(this.api, schema)) : shape
  }

  #unite(shapes: readonly Shape[]): Shape {
    return shapes.reduce((a, b) => unite(a, b, this.#elsewhere))
  }

  /**
   * What a member is where the schema that describes it need not apply: an answer may hold any value there, and
   * scalars are written whatever they are. Objects are not: their undeclared members would leave with them. Text
   * that is read keeps to what is described.
   */
  readonly #elsewhere = (expression: Expression): Expression =>
    this.direction === 'output' && isScalar(this.api, expression)
      ? combine('or', [expression, scalar])
      : expression

  #own(schema: Schema): Shape {
    const values = schema.const !== null ? [schema.const.value] : schema.enum
    const types = typesOf(schema) ?? (values === null ? null : values.map(typeOfValue))
    if (types === null) return any
    const scalars = types.filter((type): type is Scalar => type !== 'array' && type !== 'object')
    return {
      kind: 'shape',
      scalars: new Set(scalars),
      array: types.includes('array') ? itemsOf(schema) : null,
      object: types.includes('object') ? this.#object(schema) : null,
    }
  }

  #object(schema: Schema): ObjectShape {
    const visible = schema.properties.filter((property) =>
      isVisible(this.api, property, this.direction),
    )
    const hidden = schema.properties.filter(
      (property) => !isVisible(this.api, property, this.direction),
    )
    return {
      members: new Map(
        visible.map(({ name, schema: id, required }) => [
          name,
          { expression: { kind: 'one', id }, required },
        ]),
      ),
      hidden: new Set(hidden.map((property) => property.name)),
      rest: restOf(schema),
      closed: schema.additionalProperties === false,
    }
  }
}

const typeOfValue = (value: JsonValue): JsonType => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as 'string' | 'boolean' | 'object'
}

const itemsOf = (schema: Schema): 'free' | Expression => {
  const ids = [...schema.prefixItems, ...(schema.items === null ? [] : [schema.items])]
  if (ids.length === 0 || (schema.prefixItems.length > 0 && schema.items === null)) return 'free'
  return combine(
    'or',
    ids.map((id) => ({ kind: 'one', id })),
  )
}

/** Schemas that hold of some values only. */
const conditionalOf = (schema: Schema): SchemaId[] =>
  [
    schema.if,
    schema.thenId,
    schema.elseId,
    ...schema.dependentSchemas.map((entry) => entry.schema),
  ].filter((id) => id !== null)

/** How far compositions are followed to see whether all that they allow is scalar. */
const scalarDepthMax = 4

/** Whether only scalars are described. */
const isScalar = (api: Api, expression: Expression, depth = 0): boolean => {
  if (isJoined(expression))
    return expression.kind === 'and'
      ? expression.of.some((part) => isScalar(api, part, depth))
      : expression.of.every((part) => isScalar(api, part, depth))
  if (expression.kind !== 'one') return expression.kind === 'scalar'
  const schema = schemaOf(api, expression.id)
  const values = schema.const !== null ? [schema.const.value] : schema.enum
  const types = typesOf(schema) ?? values?.map(typeOfValue)
  if (types) return types.every((type) => type !== 'array' && type !== 'object')
  const inner = (id: SchemaId) => isScalar(api, { kind: 'one', id }, depth + 1)
  if (depth >= scalarDepthMax) return false
  return [schema.anyOf, schema.oneOf].some((branches) => branches.length > 0 && branches.every(inner))
}

/** Names that a schema asks for, and those that its parts without a type of their own do. */
const requiredOf = (api: Api, schema: Schema, depth = 0): ReadonlySet<string> => {
  const parts = depth < scalarDepthMax ? [...schema.allOf, ...schema.anyOf, ...schema.oneOf] : []
  const typeless = parts.map((id) => schemaOf(api, id)).filter((part) => typesOf(part) === null)
  return new Set([
    ...schema.required,
    ...typeless.flatMap((part) => [...requiredOf(api, part, depth + 1)]),
  ])
}

/** Members that are asked for without being described: dropping them would make every answer wrong. */
const withRequired = (shape: Shape, names: ReadonlySet<string>): Shape => {
  const object = shape.kind === 'shape' ? shape.object : null
  if (shape.kind === 'any' || object === null || object.rest !== 'dropped' || object.closed) return shape
  const missing = [...names].filter((name) => !object.members.has(name) && !object.hidden.has(name))
  if (missing.length === 0) return shape
  const members: Members = new Map(object.members)
  for (const name of missing) members.set(name, { expression: free, required: false })
  return { ...shape, object: { ...object, members } }
}

type Elsewhere = (expression: Expression) => Expression

/** Members that only a condition declares may be there as well. */
const extend = (shape: Shape, condition: Shape, elsewhere: Elsewhere): Shape => {
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

const restOf = (schema: Schema): ObjectShape['rest'] => {
  const { additionalProperties, properties } = schema
  // Names that match a pattern are declared by it.
  if (schema.patternProperties.length > 0) return 'free'
  if (additionalProperties === null) return properties.length === 0 ? 'loose' : 'dropped'
  if (additionalProperties === true) return 'free'
  return additionalProperties === false ? 'dropped' : { kind: 'one', id: additionalProperties }
}

type Member = { readonly expression: Expression; readonly required: boolean }
type Members = Map<string, Member>

const intersect = (a: Shape, b: Shape): Shape => {
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

const unite = (a: Shape, b: Shape, elsewhere: Elsewhere): Shape => {
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

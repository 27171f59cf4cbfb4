// Owns the shape of a schema: which JSON types, members and items it declares once allOf, anyOf and oneOf
// are merged. Writers and the coercion of text are planned from it; validators are not.

import type { Api } from '../ir/api.js'
import type { Direction } from '../ir/plan/api.js'
import type { JsonType, JsonValue, Schema, SchemaId } from '../ir/schema.js'
import { isVisible } from './directions.js'
import { isFree, schemaOf, typesOf } from './graph.js'
import { digestOf } from './names.js'

/** One schema, or several that hold together (`and`) or of which at least one holds (`or`). */
export type Expression =
  | { readonly kind: 'one'; readonly id: SchemaId }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

type Scalar = Exclude<JsonType, 'array' | 'object'>

export interface ObjectShape {
  readonly members: ReadonlyMap<
    string,
    { readonly expression: Expression; readonly required: boolean }
  >
  /** Declared names that this direction does not have. */
  readonly hidden: ReadonlySet<string>
  /** Undeclared members: dropped, free only because nothing was declared, free, or described. */
  readonly rest: 'dropped' | 'loose' | 'free' | Expression
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
  const known = keys.get(expression)
  if (known !== undefined) return known
  const key = `${expression.kind} ${digestOf(expression.of.map(keyOf).sort().join(' '))}`
  keys.set(expression, key)
  return key
}

/** Joins expressions, without repetitions. */
const combine = (kind: 'and' | 'or', parts: readonly Expression[]): Expression => {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.of : [part]))
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
    const key = keyOf(expression)
    const known = this.#known.get(key)
    if (known) return known
    const shapes = expression.of.map((part) => this.of(part))
    const shape = expression.kind === 'and' ? shapes.reduce(intersect) : shapes.reduce(unite)
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
      parts.push(schema.anyOf.map((part) => this.ofSchema(part)).reduce(unite))
    if (schema.oneOf.length > 0)
      parts.push(schema.oneOf.map((part) => this.ofSchema(part)).reduce(unite))
    return conditionalOf(schema).reduce(
      (shape, id) => extend(shape, this.ofSchema(id)),
      parts.reduce(intersect),
    )
  }

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

/** Members that only a condition declares may be there as well. */
const extend = (shape: Shape, condition: Shape): Shape => {
  if (shape.kind === 'any' || condition.kind === 'any') return shape
  if (shape.object === null || condition.object === null) return shape
  const members: Members = new Map(shape.object.members)
  for (const [name, { expression }] of condition.object.members) {
    const known = members.get(name)
    if (known === undefined) members.set(name, { expression, required: false })
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

type Members = Map<string, { expression: Expression; required: boolean }>

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
  return withoutHidden(members, a, b, strictRest(a.rest, b.rest))
}

const strictRest = (a: ObjectShape['rest'], b: ObjectShape['rest']): ObjectShape['rest'] => {
  if (a === 'loose') return b
  if (b === 'loose') return a
  if (typeof a === 'object' && typeof b === 'object') return combine('and', [a, b])
  if (typeof a === 'object') return a
  if (typeof b === 'object') return b
  return a === 'free' || b === 'free' ? 'free' : 'dropped'
}

const unite = (a: Shape, b: Shape): Shape => {
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
          : uniteObjects(a.object, b.object),
  }
}

const uniteObjects = (a: ObjectShape, b: ObjectShape): ObjectShape => {
  const members: Members = new Map()
  for (const name of new Set([...a.members.keys(), ...b.members.keys()])) {
    const found = [a.members.get(name), b.members.get(name)].filter(
      (member) => member !== undefined,
    )
    members.set(name, {
      expression: combine(
        'or',
        found.map((member) => member.expression),
      ),
      required: found.length === 2 && found.every((member) => member.required),
    })
  }
  return withoutHidden(members, a, b, openRest(a.rest, b.rest))
}

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
  rest: ObjectShape['rest'],
): ObjectShape => {
  const hidden = new Set([...a.hidden, ...b.hidden])
  for (const name of hidden) members.delete(name)
  return { members, hidden, rest }
}

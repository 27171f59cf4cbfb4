// Owns the shape of a schema: which JSON types, members and items it declares once allOf, anyOf and oneOf
// are merged. Writers and the coercion of text are planned from it; validators are not.

import type { Api } from '../../ir/api.js'
import type { Direction } from '../../ir/plan/api.js'
import type { JsonType, JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { inPlaceChildrenOf } from '../../ir/schema-children.js'
import { becomesOf } from '../exact-numbers/exact.js'
import { Leaves } from './absorb.js'
import { isVisible } from './directions.js'
import { isFree, schemaOf, typesOf } from './graph.js'
import { furtherItemsOf, undeclaredOf } from './open-parts.js'
import { PatternMeetings } from './pattern-meetings.js'
import {
  any,
  anyScalar,
  combine,
  type Expression,
  free,
  type Items,
  isJoined,
  isNumeric,
  keyOf,
  type Members,
  type ObjectShape,
  type Scalar,
  type Shape,
  scalar,
  type Undeclared,
} from './shape.js'
import { extend, intersect, unite } from './shape-joins.js'
import { Tags } from './told-apart.js'

/** Shapes of expressions in one direction. */
export class Shapes {
  readonly #known = new Map<string, Shape>()
  readonly #scalars: KnownScalars = new WeakMap()
  readonly leaves: Leaves
  readonly tags: Tags
  readonly meetings = new PatternMeetings()
  constructor(
    readonly api: Api,
    readonly direction: Direction,
  ) {
    this.tags = new Tags(api)
    this.leaves = new Leaves(api, this.tags, (id) => hidesAny(this.ofSchema(id)))
  }

  of(expression: Expression): Shape {
    if (expression.kind === 'one') return this.ofSchema(expression.id)
    if (!isJoined(expression)) return expression.kind === 'free' ? any : anyScalar
    const key = keyOf(expression)
    const known = this.#known.get(key)
    if (known) return known
    const shapes = expression.of.map((part) => this.of(part))
    const shape = this.#join(expression.kind, shapes, expression)
    this.#known.set(key, shape)
    return shape
  }

  ofSchema(id: SchemaId): Shape {
    const known = this.#known.get(id)
    if (known) return known
    this.#known.set(id, any)
    const shape = this.#compute(id, schemaOf(this.api, id))
    this.#known.set(id, shape)
    return shape
  }

  #compute(id: SchemaId, schema: Schema): Shape {
    if (schema.boolean === false)
      return { kind: 'shape', scalars: new Set(), array: null, object: null }
    if (isFree(schema)) return any
    const at: Expression = { kind: 'one', id }
    const parts: Shape[] = [this.#own(schema), ...schema.allOf.map((part) => this.ofSchema(part))]
    for (const branches of [schema.anyOf, schema.oneOf])
      if (branches.length > 0) {
        const shapes = branches.map((part) => this.ofSchema(part))
        parts.push(this.#join('or', shapes, at))
      }
    const shape = conditionalOf(schema).reduce(
      (whole, part) => extend(whole, this.ofSchema(part), this.#elsewhere),
      this.#join('and', parts, at),
    )
    const listed = withUnevaluatedItems(this.api, schema, shape)
    return this.direction === 'output' ? withRequired(listed, requiredOf(this.api, schema)) : listed
  }

  #join(kind: 'and' | 'or', shapes: readonly Shape[], at: Expression): Shape {
    if (!this.meetings.allows(shapes, at)) return any
    return kind === 'and' ? intersect(shapes) : unite(shapes, this.#elsewhere)
  }

  /**
   * What a member is where the schema that describes it need not apply: an answer may hold any value there, and
   * scalars are written whatever they are. Objects are not: their undeclared members would leave with them. Text
   * that is read keeps to what is described.
   */
  readonly #elsewhere = (expression: Expression): Expression =>
    this.direction === 'output' && isScalar(this.api, expression, this.#scalars)
      ? combine('or', [expression, scalar])
      : expression

  #own(schema: Schema): Shape {
    const values = schema.const !== null ? [schema.const.value] : schema.enum
    const types = typesOf(schema) ?? (values === null ? null : values.map(typeOfValue))
    if (types === null) return this.#describesRest(schema) ? this.#anyWithRest(schema) : any
    const scalars: Scalar[] = types
      .filter((type) => type !== 'array' && type !== 'object')
      .map((type) => (isNumeric(type) && schema.exact ? becomesOf(schema.exact) : type))
    // Without a type it is compared, and handed over, with all its digits.
    if (schema.types === null && values?.some(isBig) === true) scalars.push('bigint')
    return {
      kind: 'shape',
      scalars: new Set(scalars),
      array: types.includes('array') ? itemsOf(schema) : null,
      object: types.includes('object') ? this.#object(schema) : null,
    }
  }

  /** Whether members or items that no part of a schema names are described, be it an object or not. */
  #describesRest(schema: Schema): boolean {
    return undeclaredOf(this.api, schema) !== null || schema.unevaluatedItems !== null
  }

  #anyWithRest(schema: Schema): Shape {
    return { ...anyScalar, array: itemsOf(schema), object: this.#object(schema) }
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
      rest: schema.patternProperties.length > 0 ? 'free' : restOf(this.api, schema),
      patterns: schema.patternProperties.map(({ pattern, schema: id }) => {
        return { source: pattern, expression: { kind: 'one', id } }
      }),
      unmatched: restOf(this.api, schema),
      closed: schema.additionalProperties === false,
    }
  }
}

const hidesAny = (shape: Shape): boolean =>
  shape.kind === 'shape' && shape.object !== null && shape.object.hidden.size > 0

const isBig = (value: JsonValue): boolean =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)

const typeOfValue = (value: JsonValue): JsonType => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value as 'string' | 'boolean' | 'object'
}

const one = (id: SchemaId): Expression => ({ kind: 'one', id })

const itemsOf = (schema: Schema): Items => {
  const further = furtherItemsOf(schema)
  return {
    first: schema.prefixItems.map(one),
    rest: further === null ? free : further === false ? null : one(further),
  }
}

/** Items that no part of a schema names are as `unevaluatedItems` says: each item is as one of all these says. */
const withUnevaluatedItems = (api: Api, schema: Schema, shape: Shape): Shape => {
  const { unevaluatedItems } = schema
  const array = shape.kind === 'any' ? null : shape.array
  if (unevaluatedItems === null || shape.kind === 'any' || array === null) return shape
  const ids = [...inPlaceOf(api, schema)].flatMap((part) => [
    ...part.prefixItems,
    ...[part.items, part.contains, part.unevaluatedItems].filter((id) => id !== null),
  ])
  const described = combine('or', [...new Set(ids)].map(one))
  const orDescribed = (item: Expression): Expression => (item.kind === 'free' ? described : item)
  const rest = array.rest && orDescribed(array.rest)
  return { ...shape, array: { first: array.first.map(orDescribed), rest } }
}

/** A schema, and all that say which items of the same value they name. */
const inPlaceOf = (api: Api, schema: Schema): ReadonlySet<Schema> => {
  const found = new Set([schema])
  // A set is walked in the order in which it grows.
  for (const part of found)
    for (const id of inPlaceChildrenOf(part)) if (id !== part.not) found.add(schemaOf(api, id))
  return found
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

/** What is known of expressions, which hold each other, and the same one many times: each is looked at once. */
type KnownScalars = WeakMap<Expression, boolean>

/** Whether only scalars are described. */
const isScalar = (api: Api, expression: Expression, known: KnownScalars): boolean => {
  const found = known.get(expression) ?? findScalar(api, expression, known)
  known.set(expression, found)
  return found
}

const findScalar = (api: Api, expression: Expression, known: KnownScalars): boolean => {
  const inner = (part: Expression) => isScalar(api, part, known)
  if (isJoined(expression))
    return expression.kind === 'and' ? expression.of.some(inner) : expression.of.every(inner)
  return expression.kind === 'one'
    ? isScalarSchema(api, expression.id, 0, new Map())
    : expression.kind === 'scalar'
}

/** What is known of schemas at a depth. */
type Known = Map<string, boolean>

const isScalarSchema = (api: Api, id: SchemaId, depth: number, known: Known): boolean => {
  const key = `${depth} ${id}`
  const found = known.get(key) ?? findScalarSchema(api, id, depth, known)
  known.set(key, found)
  return found
}

const findScalarSchema = (api: Api, id: SchemaId, depth: number, known: Known): boolean => {
  const schema = schemaOf(api, id)
  const values = schema.const !== null ? [schema.const.value] : schema.enum
  const types = typesOf(schema) ?? values?.map(typeOfValue)
  if (types) return types.every((type) => type !== 'array' && type !== 'object')
  const inner = (branch: SchemaId) => isScalarSchema(api, branch, depth + 1, known)
  if (depth >= scalarDepthMax) return false
  return [schema.anyOf, schema.oneOf].some(
    (branches) => branches.length > 0 && branches.every(inner),
  )
}

/** Names that a schema asks for, and those that its parts without a type of their own do. */
const requiredOf = (api: Api, whole: Schema): ReadonlySet<string> => {
  const names = new Set(whole.required)
  const seen = new Set([whole])
  let level: readonly Schema[] = [whole]
  // Level by level, each schema once: where all are parts of all, the ways to one are more than anybody could go.
  for (let depth = 0; depth < scalarDepthMax && level.length > 0; depth++) {
    const below = new Set(
      level.flatMap(({ allOf, anyOf, oneOf }) => [...allOf, ...anyOf, ...oneOf]),
    )
    level = [...below]
      .map((id) => schemaOf(api, id))
      .filter((part) => typesOf(part) === null && !seen.has(part))
    for (const part of level) {
      seen.add(part)
      for (const name of part.required) names.add(name)
    }
  }
  return names
}

/** Members that are asked for without being described: dropping them would make every answer wrong. */
const withRequired = (shape: Shape, names: ReadonlySet<string>): Shape => {
  const object = shape.kind === 'shape' ? shape.object : null
  if (shape.kind === 'any' || object === null || object.rest !== 'dropped' || object.closed)
    return shape
  const missing = [...names].filter((name) => !object.members.has(name) && !object.hidden.has(name))
  if (missing.length === 0) return shape
  const members: Members = new Map(object.members)
  for (const name of missing) members.set(name, { expression: free, required: false })
  return { ...shape, object: { ...object, members } }
}

const restOf = (api: Api, schema: Schema): Undeclared => {
  const undeclared = undeclaredOf(api, schema)
  const { properties, patternProperties } = schema
  // What is described by patterns is open where nothing closes it.
  if (undeclared === null && patternProperties.length > 0) return 'free'
  if (undeclared === null) return properties.length === 0 ? 'loose' : 'dropped'
  if (undeclared === true) return 'free'
  return undeclared === false ? 'dropped' : { kind: 'one', id: undeclared }
}

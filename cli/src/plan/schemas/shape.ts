// Owns what the shape of a schema is: which JSON types, members and items values have, and the expressions that
// stand for schemas in it.

import type { BecomesPlan } from '../../ir/plan/checks.js'
import type { JsonType, SchemaId } from '../../ir/schema.js'
import { becomings } from '../exact-numbers/exact.js'
import { digestOf } from '../names/names.js'

/**
 * One schema, or several that hold together (`and`) or of which at least one holds (`or`). What no schema
 * describes is `free`; a member that a schema describes which may not apply can be any other `scalar` as well.
 */
export type Expression =
  | { readonly kind: 'one'; readonly id: SchemaId }
  | { readonly kind: 'free' | 'scalar' }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }

/** Exact numbers are told by what handlers see of them. */
export type Scalar = Exclude<JsonType, 'array' | 'object'> | BecomesPlan

/** A member of an object. */
export type Member = {
  readonly expression: Expression
  readonly required: boolean
  /** Only some branches describe it: where none of them applies, it is one of the undeclared. */
  readonly isOfSome?: true
}
export type Members = Map<string, Member>

export type Undeclared = 'dropped' | 'loose' | 'free' | Expression

/** Members of names that a regular expression describes. */
export interface NamedByPattern {
  readonly source: string
  readonly expression: Expression
}

export interface ObjectShape {
  readonly members: ReadonlyMap<string, Member>
  /** Declared names that this direction does not have. */
  readonly hidden: ReadonlySet<string>
  /** Undeclared members: dropped, free only because nothing was declared, free, or described. */
  readonly rest: Undeclared
  /** Members whose names match a regular expression (`patternProperties`); then `rest` is free, as these are in it. */
  readonly patterns: readonly NamedByPattern[]
  /** Members that are not declared and match none of `patterns`. */
  readonly unmatched: Undeclared
  /** Whether the document forbids undeclared members; otherwise they are valid, even where they are dropped. */
  readonly closed: boolean
}

/** Items of a list: those at the first places, each for itself, and all behind them; null where none may come. */
export interface Items {
  readonly first: readonly Expression[]
  readonly rest: Expression | null
}

export type Shape =
  | { readonly kind: 'any' }
  | {
      readonly kind: 'shape'
      readonly scalars: ReadonlySet<Scalar>
      readonly array: Items | null
      readonly object: ObjectShape | null
    }

export const any: Shape = { kind: 'any' }
export const free: Expression = { kind: 'free' }
export const scalar: Expression = { kind: 'scalar' }
export const anyScalar: Extract<Shape, { readonly kind: 'shape' }> = {
  kind: 'shape',
  scalars: new Set(['null', 'boolean', 'integer', 'number', 'string']),
  array: null,
  object: null,
}
export const allScalars: readonly Scalar[] = [
  ...becomings,
  'null',
  'boolean',
  'integer',
  'number',
  'string',
]

export const isNumeric = (type: Scalar): boolean => type === 'integer' || type === 'number'

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

export type Joined = Extract<Expression, { readonly of: readonly Expression[] }>

export const isJoined = (expression: Expression): expression is Joined => 'of' in expression

/** What an item may be wherever it stands. */
export const anyItem = ({ first, rest }: Items): Expression =>
  combine('or', [...first, ...(rest === null ? [] : [rest])])

/** Joins expressions, without repetitions. What is free adds nothing to a conjunction, and takes a choice in. */
export const combine = (kind: 'and' | 'or', parts: readonly Expression[]): Expression => {
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

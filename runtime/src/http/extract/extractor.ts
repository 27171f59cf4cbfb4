// Owns extractors: typed descriptions of what a route takes from a request. Reading them is in reading.ts.

import type { Attribute } from '../attributes.js'
import type { Schema } from './schema.js'
import { text, type Value } from './values.js'

/** What is taken when a request does not have it. */
export type Absent =
  | { readonly kind: 'refused' }
  | { readonly kind: 'value'; readonly value: unknown }

/** Values of a model, by the names they have in path, query or form. */
export type ModelFields = Readonly<Record<string, Value<unknown> | OptionalValue<unknown>>>

/** What an extractor describes. */
export type ExtractorPlan =
  | {
      readonly kind: 'parameter'
      readonly place: 'path' | 'query' | 'header' | 'cookie'
      readonly name: string
      readonly value: Value<unknown>
      readonly absent: Absent
    }
  | {
      readonly kind: 'matrix'
      readonly variable: string
      readonly name: string
      readonly value: Value<unknown>
      readonly absent: Absent
    }
  | { readonly kind: 'json'; readonly schema: Schema<unknown> | null; readonly absent: Absent }
  | { readonly kind: 'form'; readonly fields: ModelFields; readonly absent: Absent }
  | { readonly kind: 'text' | 'bytes'; readonly absent: Absent }
  | {
      readonly kind: 'model'
      readonly fields: ModelFields
      readonly schema: Schema<unknown> | null
      readonly absent: Absent
    }
  | { readonly kind: 'state'; readonly pick: (state: never) => unknown; readonly absent: Absent }
  | { readonly kind: 'attribute'; readonly key: Attribute<unknown>; readonly absent: Absent }

const refused: Absent = { kind: 'refused' }

/**
 * Takes one value of type `T` from a request. `Variable` is the path variable it needs, which the route's template
 * must have.
 *
 * @example
 * const limit: Extractor<number> = fromQuery('limit', integer({ maximum: 100 })).default(20)
 */
export class Extractor<T, Variable extends string = never> {
  /** Only types. */
  declare readonly gives: T
  declare readonly needs: Variable

  constructor(readonly plan: ExtractorPlan) {}

  /** Undefined where the request does not have it. */
  optional(): Extractor<T | undefined, Variable> {
    return new Extractor({ ...this.plan, absent: { kind: 'value', value: undefined } })
  }

  /** `value` where the request does not have it. */
  default(value: T): Extractor<T, Variable> {
    return new Extractor({ ...this.plan, absent: { kind: 'value', value } })
  }
}

const parameter = <T, Variable extends string = never>(
  place: 'path' | 'query' | 'header' | 'cookie',
  name: string,
  value: Value<T>,
): Extractor<T, Variable> =>
  new Extractor({ kind: 'parameter', place, name, value: value as Value<unknown>, absent: refused })

/**
 * A variable of the path: `fromPath('petId', integer())`. The template must have it.
 *
 * @example fromPath('petId', integer())
 */
export function fromPath<const Name extends string>(name: Name): Extractor<string, Name>
export function fromPath<const Name extends string, T>(
  name: Name,
  value: Value<T>,
): Extractor<T, Name>
export function fromPath(name: string, value: Value<unknown> = text()): Extractor<unknown, string> {
  return parameter('path', name, value)
}

/**
 * A parameter of the query: `fromQuery('limit', integer({ maximum: 100 })).default(20)`.
 *
 * @example fromQuery('limit', integer({ maximum: 100 })).default(20)
 */
export function fromQuery(name: string): Extractor<string>
export function fromQuery<T>(name: string, value: Value<T>): Extractor<T>
export function fromQuery(name: string, value: Value<unknown> = text()): Extractor<unknown> {
  return parameter('query', name, value)
}

/**
 * A header: `fromHeader('x-trace').optional()`.
 *
 * @example fromHeader('x-trace').optional()
 */
export function fromHeader(name: string): Extractor<string>
export function fromHeader<T>(name: string, value: Value<T>): Extractor<T>
export function fromHeader(name: string, value: Value<unknown> = text()): Extractor<unknown> {
  return parameter('header', name.toLowerCase(), value)
}

/**
 * A cookie: `fromCookie('session').optional()`.
 *
 * @example fromCookie('session').optional()
 */
export function fromCookie(name: string): Extractor<string>
export function fromCookie<T>(name: string, value: Value<T>): Extractor<T>
export function fromCookie(name: string, value: Value<unknown> = text()): Extractor<unknown> {
  return parameter('cookie', name, value)
}

/**
 * A matrix variable of a path segment: of `/cars/42;color=red` it is `fromMatrix('carId', 'color')`, where the
 * template has `{carId}` as a whole segment. `fromPath('carId')` then is `42`.
 *
 * @example fromMatrix('carId', 'color')
 */
export const fromMatrix = <const Variable extends string, T = string>(
  variable: Variable,
  name: string,
  value: Value<T> = text() as unknown as Value<T>,
): Extractor<T, Variable> =>
  new Extractor({
    kind: 'matrix',
    variable,
    name,
    value: value as Value<unknown>,
    absent: refused,
  })

/**
 * The body as JSON, checked by a generated validator or a schema that speaks Standard Schema (zod, valibot, ...).
 *
 * @example fromJson(z.object({ name: z.string() }))
 */
export const fromJson = <T = unknown>(schema: Schema<T> | null = null): Extractor<T> =>
  new Extractor({ kind: 'json', schema: schema as Schema<unknown> | null, absent: refused })

/** A value of a form or model that may be missing. */
export interface OptionalValue<T> {
  readonly optional: Value<T>
  readonly fallback: T | undefined
}

/**
 * Lets a value of a form or model be missing: `optional(integer())`, or `optional(integer(), 20)`.
 *
 * @example fromForm({ name: text(), age: optional(integer()) })
 */
export function optional<T>(value: Value<T>): OptionalValue<T | undefined>
export function optional<T>(value: Value<T>, fallback: T): OptionalValue<T>
export function optional<T>(value: Value<T>, fallback?: T): OptionalValue<T | undefined> {
  return { optional: value as Value<T | undefined>, fallback }
}

/** What an object of values comes to. */
export type ModelOf<F> = {
  [N in keyof F]: F[N] extends Value<infer T> ? T : F[N] extends OptionalValue<infer T> ? T : never
}

/**
 * Fields of a form (application/x-www-form-urlencoded): `fromForm({ name: text(), age: integer() })`.
 *
 * @example fromForm({ name: text(), age: integer() })
 */
export const fromForm = <F extends ModelFields>(fields: F): Extractor<ModelOf<F>> =>
  new Extractor({ kind: 'form', fields, absent: refused })

/**
 * One object bound from path, query and form: a field is looked for in this order, by its name, and then checked;
 * `schema` checks the whole. The request's body, if it has one, is a form.
 *
 * @example
 * fromModel({ id: integer(), name: text({ maxLength: 40 }), notify: optional(flag(), false) })
 */
export const fromModel = <F extends ModelFields>(
  fields: F,
  schema: Schema<ModelOf<F>> | null = null,
): Extractor<ModelOf<F>> =>
  new Extractor({
    kind: 'model',
    fields,
    schema: schema as Schema<unknown> | null,
    absent: refused,
  })

/**
 * The body as text.
 *
 * @example fromText()
 */
export const fromText = (): Extractor<string> => new Extractor({ kind: 'text', absent: refused })

/**
 * The body as bytes, whole.
 *
 * @example fromBytes()
 */
export const fromBytes = (): Extractor<Uint8Array> =>
  new Extractor({ kind: 'bytes', absent: refused })

/**
 * A part of the application's state: `fromState((state: State) => state.pets)`.
 *
 * @example fromState((state: { readonly pets: ReadonlySet<string> }) => state.pets)
 */
export const fromState = <State, T>(pick: (state: State) => T): Extractor<T> =>
  new Extractor({ kind: 'state', pick: pick as (state: never) => unknown, absent: refused })

/**
 * What middleware has left under a key. Missing, without `optional()`, it is an error of the server: 500.
 *
 * @example fromAttribute(attribute<string>('user')).optional()
 */
export const fromAttribute = <T>(key: Attribute<T>): Extractor<T> =>
  new Extractor({ kind: 'attribute', key: key as Attribute<unknown>, absent: refused })

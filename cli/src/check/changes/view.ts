// Owns the view that two versions of a schema are compared in: `allOf` merged into one set of demands, so that
// moving a property into a base schema is no change.

import type { Api } from '../../ir/api.js'
import { equalityText } from '../../ir/json-values.js'
import type { Discriminator, ExactNumber, JsonType, Schema, SchemaId } from '../../ir/schema.js'
import { type Conditions, conditionsOf } from './conditions.js'

/** Schemas that hold for the same value: parts of an `allOf` may each say something of one member. */
export type Together = readonly SchemaId[]

/** What schemas that hold together demand, `allOf` merged in. */
export interface SchemaView {
  readonly at: Schema['at']
  /** null: all types. */
  readonly types: ReadonlySet<JsonType> | null
  /** Members as JSON text; null: any. */
  readonly values: ReadonlySet<string> | null
  readonly bounds: { readonly [name in BoundName]: number | null }
  readonly patterns: ReadonlySet<string>
  readonly formats: ReadonlySet<string>
  readonly multiples: ReadonlySet<number>
  readonly uniqueItems: boolean
  readonly conditions: Conditions
  /** By position; empty: nothing is said of that one. */
  readonly prefixItems: readonly Together[]
  /** Empty: nothing is said. */
  readonly items: Together
  readonly properties: ReadonlyMap<string, Together>
  readonly required: ReadonlySet<string>
  /** Of declared members, as JSON text: what stands for one that a request leaves out. */
  readonly defaults: ReadonlyMap<string, string>
  /** A number that handlers have with all its digits, and as what. */
  readonly exact: ExactNumber | null
  /** Declared members that will go. */
  readonly deprecated: ReadonlySet<string>
  /** Of members that are not declared; empty: nothing is said. */
  readonly additional: Together
  /** `additionalProperties: false`, or `unevaluatedProperties: false`. */
  readonly isClosed: boolean
  /** Of the JSON that a text holds. */
  readonly contents: Together
  readonly discriminator: Discriminator | null
  /** There are more schemas that hold together than are merged. */
  readonly isCut: boolean
  /** Alternatives, of `anyOf` and `oneOf` together. */
  readonly branches: readonly SchemaId[]
  /** Some alternatives exclude each other: `oneOf`. */
  readonly isExclusive: boolean
}

/** Lower bounds count up when they narrow, upper bounds down. */
export const lowerBounds = [
  'minimum',
  'exclusiveMinimum',
  'minLength',
  'minItems',
  'minProperties',
] as const
export const upperBounds = [
  'maximum',
  'exclusiveMaximum',
  'maxLength',
  'maxItems',
  'maxProperties',
] as const
export type BoundName = (typeof lowerBounds)[number] | (typeof upperBounds)[number]

/** Schemas merged into one view; a schema that has more is cut there. */
const mergedMax = 256

/** The view of schemas that hold together; null when the document has none under these ids. */
export const viewOf = (api: Api, ids: Together): SchemaView | null => {
  const views = knownViews.get(api) ?? new Map<string, SchemaView | null>()
  knownViews.set(api, views)
  const key = JSON.stringify(ids)
  const view = views.get(key)
  if (view !== undefined) return view
  const made = makeView(api, ids)
  views.set(key, made)
  return made
}

/** What many operations use is looked at once. */
const knownViews = new WeakMap<Api, Map<string, SchemaView | null>>()

const makeView = (api: Api, ids: Together): SchemaView | null => {
  const parts = partsOf(api, ids)
  const [first] = parts
  if (first === undefined) return null
  const given = <T>(pick: (schema: Schema) => T | null): readonly T[] =>
    parts.map(pick).filter((each) => each !== null)
  return {
    at: first.at,
    types: common(ids.map((id) => typesOf(api, id))),
    values: common(parts.map(valuesOf)),
    bounds: boundsOf(parts),
    patterns: new Set(given(({ pattern }) => pattern)),
    formats: new Set(given(({ format }) => format)),
    multiples: new Set(given(({ multipleOf }) => multipleOf)),
    uniqueItems: parts.some(({ uniqueItems }) => uniqueItems),
    conditions: conditionsOf(api, parts),
    prefixItems: prefixOf(parts),
    items: given(({ items }) => items),
    properties: propertiesOf(parts),
    required: new Set(parts.flatMap(({ required }) => required)),
    defaults: defaultsOf(api, parts),
    exact: parts.find(({ exact }) => exact !== undefined)?.exact ?? null,
    deprecated: new Set(parts.flatMap((part) => deprecatedOf(api, part))),
    additional: given(typedRest),
    contents: given(({ contentSchema }) => contentSchema ?? null),
    isClosed: parts.some((part) => isClosed(api, part)),
    discriminator: parts.reduce<Discriminator | null>(
      (found, { discriminator }) => discriminator ?? found,
      null,
    ),
    isCut: parts.length >= mergedMax,
    branches: parts.flatMap(({ anyOf, oneOf }) => [...anyOf, ...oneOf]),
    isExclusive: parts.some(({ oneOf }) => oneOf.length > 1),
  }
}

/** The schemas and all that hold together with them. */
const partsOf = (api: Api, ids: Together): readonly Schema[] => {
  const seen = new Set<SchemaId>(ids)
  const parts: Schema[] = []
  for (const each of seen) {
    const schema = api.schemas.get(each)
    if (schema === undefined || parts.length >= mergedMax) continue
    parts.push(schema)
    for (const base of schema.allOf) seen.add(base)
  }
  return parts
}

const typedRest = ({ additionalProperties: rest }: Schema): SchemaId | null =>
  typeof rest === 'string' ? rest : null

const isClosed = (
  api: Api,
  { additionalProperties, unevaluatedProperties: rest }: Schema,
): boolean =>
  additionalProperties === false || (rest !== null && api.schemas.get(rest)?.boolean === false)

/** What each part says of a member: as declared, or else as one that is not. */
const propertiesOf = (parts: readonly Schema[]): SchemaView['properties'] => {
  const found = new Map<string, SchemaId[]>()
  for (const { properties } of parts)
    for (const { name, schema } of properties) {
      const list = found.get(name)
      if (list === undefined) found.set(name, [schema])
      else if (!list.includes(schema)) list.push(schema)
    }
  for (const part of parts) {
    const rest = typedRest(part)
    if (rest === null) continue
    const own = new Set(part.properties.map(({ name }) => name))
    for (const [name, list] of found) if (!own.has(name)) list.push(rest)
  }
  return found
}

const defaultsOf = (api: Api, parts: readonly Schema[]): SchemaView['defaults'] => {
  const found = new Map<string, string>()
  for (const { properties } of parts)
    for (const { name, schema } of properties) {
      const value = api.schemas.get(schema)?.default ?? null
      if (value !== null && !found.has(name)) found.set(name, equalityText(value.value))
    }
  return found
}

const deprecatedOf = (api: Api, { properties }: Schema): readonly string[] =>
  properties
    .filter(({ schema, beside }) => beside?.deprecated || api.schemas.get(schema)?.deprecated)
    .map(({ name }) => name)

const prefixOf = (parts: readonly Schema[]): SchemaView['prefixItems'] => {
  const length = Math.max(...parts.map(({ prefixItems }) => prefixItems.length))
  return Array.from({ length }, (_, i) =>
    parts.flatMap(({ prefixItems, items }) => prefixItems[i] ?? items ?? []),
  )
}

const ownTypes = ({ boolean, types }: Schema): ReadonlySet<JsonType> | null => {
  if (boolean === false) return new Set()
  return types === null ? null : widened(types)
}

type Types = ReadonlySet<JsonType> | null

/** Types by schema: found once, since schemas that each name the next one twice are two to their number. */
const known = new WeakMap<Api, Map<SchemaId, Types>>()

/** The types that a schema allows with all that apply to the same value; null: all. NX2132 bounds how deep these are. */
const typesOf = (api: Api, id: SchemaId): Types => {
  const types = known.get(api) ?? new Map<SchemaId, Types>()
  known.set(api, types)
  const found = types.get(id)
  if (found !== undefined) return found
  // What contains itself in place says nothing by that.
  types.set(id, null)
  const schema = api.schemas.get(id)
  if (schema === undefined) return null
  const { allOf } = schema
  const each = [
    ownTypes(schema),
    ...typesOfUnions(api, schema),
    ...allOf.map((part) => typesOf(api, part)),
  ]
  const all = common(each)
  types.set(id, all)
  return all
}

const typesOfUnions = (api: Api, { anyOf, oneOf }: Schema): readonly Types[] =>
  [anyOf, oneOf]
    .filter((ids) => ids.length > 0)
    .map((ids) => {
      const each = ids.map((id) => typesOf(api, id))
      return each.includes(null) ? null : new Set(each.flatMap((types) => [...(types ?? [])]))
    })

/** Whether every value satisfies it. */
export const asksNothing = (view: SchemaView): boolean =>
  view.types === null && view.values === null && asksNothingBut(view)

/** Whether it says no more than that a value is a text, which a header or a text body is anyway. */
export const asksForText = (view: SchemaView): boolean =>
  view.values === null && [...(view.types ?? [])].join() === 'string' && asksNothingBut(view)

/** Besides types and values. */
const asksNothingBut = (view: SchemaView): boolean =>
  Object.values(view.bounds).every((bound) => bound === null) &&
  [...view.formats].every((format) => format === 'binary') &&
  !view.uniqueItems &&
  !view.isClosed &&
  view.patterns.size + view.multiples.size + view.conditions.size === 0 &&
  view.properties.size + view.required.size === 0 &&
  view.prefixItems.length + view.items.length + view.additional.length === 0 &&
  view.branches.length === 0

// An integer is a number: `number` has room for both.
const widened = (types: readonly JsonType[]): ReadonlySet<JsonType> =>
  new Set(types.includes('number') ? [...types, 'integer'] : types)

/** What all sets have in common; null ones allow everything. */
const common = <T>(sets: readonly (ReadonlySet<T> | null)[]): ReadonlySet<T> | null => {
  const [first, ...others] = sets.filter((each) => each !== null)
  if (first === undefined) return null
  return new Set([...first].filter((each) => others.every((other) => other.has(each))))
}

const valuesOf = ({ enum: members, const: one }: Schema): ReadonlySet<string> | null => {
  if (one !== null) return new Set([equalityText(one.value)])
  return members === null ? null : new Set(members.map(equalityText))
}

const boundsOf = (parts: readonly Schema[]): SchemaView['bounds'] => {
  const of = (
    name: BoundName,
    pick: (...values: number[]) => number,
  ): [BoundName, number | null] => {
    const values = parts.map((part) => part[name]).filter((value) => value !== null)
    return [name, values.length === 0 ? null : pick(...values)]
  }
  return Object.fromEntries([
    ...lowerBounds.map((name) => of(name, Math.max)),
    ...upperBounds.map((name) => of(name, Math.min)),
  ]) as SchemaView['bounds']
}

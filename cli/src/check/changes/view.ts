// Owns the view that two versions of a schema are compared in: `allOf` merged into one set of demands, so that
// moving a property into a base schema is no change.

import type { Api } from '../../ir/api.js'
import { equalityText } from '../../ir/json-values.js'
import type { Discriminator, JsonType, Schema, SchemaId } from '../../ir/schema.js'
import { type Conditions, conditionsOf } from './conditions.js'

/** What a schema demands, `allOf` merged in. */
export interface SchemaView {
  readonly at: Schema['at']
  /** null: all types. */
  readonly types: ReadonlySet<JsonType> | null
  /** Members as JSON text; null: any. */
  readonly values: ReadonlySet<string> | null
  readonly bounds: { readonly [name in BoundName]: number | null }
  readonly pattern: string | null
  readonly format: string | null
  readonly multipleOf: number | null
  readonly uniqueItems: boolean
  readonly conditions: Conditions
  readonly prefixItems: readonly SchemaId[]
  readonly items: SchemaId | null
  readonly properties: ReadonlyMap<string, SchemaId>
  readonly required: ReadonlySet<string>
  readonly additional: SchemaId | boolean | null
  readonly discriminator: Discriminator | null
  /** There are more schemas that hold together than are merged. */
  readonly isCut: boolean
  /** `unevaluatedProperties: false`. */
  readonly isSealed: boolean
  /** Alternatives, of `anyOf` and `oneOf` together. */
  readonly branches: readonly SchemaId[]
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

/** The view of a schema; null when the document has none under this id. */
export const viewOf = (api: Api, id: SchemaId): SchemaView | null => {
  const parts = partsOf(api, id)
  const [first] = parts
  if (first === undefined) return null
  const last = <T>(pick: (schema: Schema) => T | null): T | null =>
    parts.reduce<T | null>((found, part) => pick(part) ?? found, null)
  return {
    at: first.at,
    types: typesOf(api, id),
    values: common(parts.map(valuesOf)),
    bounds: boundsOf(parts),
    pattern: last(({ pattern }) => pattern),
    format: last(({ format }) => format),
    multipleOf: last(({ multipleOf }) => multipleOf),
    uniqueItems: parts.some(({ uniqueItems }) => uniqueItems),
    conditions: conditionsOf(api, parts),
    prefixItems: last(({ prefixItems }) => (prefixItems.length === 0 ? null : prefixItems)) ?? [],
    items: last(({ items }) => items),
    properties: new Map(
      parts.flatMap(({ properties }) => properties.map(({ name, schema }) => [name, schema])),
    ),
    required: new Set(parts.flatMap(({ required }) => required)),
    additional: last(({ additionalProperties }) => additionalProperties),
    discriminator: last(({ discriminator }) => discriminator),
    isCut: parts.length >= mergedMax,
    isSealed: parts.some(
      ({ unevaluatedProperties: rest }) =>
        rest !== null && api.schemas.get(rest)?.boolean === false,
    ),
    branches: parts.flatMap(({ anyOf, oneOf }) => [...anyOf, ...oneOf]),
  }
}

/** The schema and all that hold together with it. */
const partsOf = (api: Api, id: SchemaId): readonly Schema[] => {
  const seen = new Set<SchemaId>([id])
  const parts: Schema[] = []
  for (const each of seen) {
    const schema = api.schemas.get(each)
    if (schema === undefined || parts.length >= mergedMax) continue
    parts.push(schema)
    for (const base of schema.allOf) seen.add(base)
  }
  return parts
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
  [view.pattern, view.multipleOf, view.items].every((each) => each === null) &&
  (view.format === null || view.format === 'binary') &&
  !view.uniqueItems &&
  !view.isSealed &&
  view.conditions.size + view.properties.size + view.required.size === 0 &&
  view.prefixItems.length + view.branches.length === 0 &&
  (view.additional === null || view.additional === true)

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

// Owns where decimals stand that keep all their digits: whichever schema of a place says so, all others that judge the
// same value have to see the same digits. A place is all schemas that apply to one value. Integers need no places: those
// that a double does not hold come as bigint wherever they stand.

import type { Api } from '../../ir/api.js'
import { matchesPattern } from '../../ir/patterns/matches.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { schemaOf } from '../schemas/graph.js'

export interface ExactPlaces {
  /** Schemas that may meet a decimal, whose digits stand beside its double. */
  readonly decimal: ReadonlySet<SchemaId>
  /** Schemas of values that are or hold such decimals. */
  readonly holding: ReadonlySet<SchemaId>
}

const none: ReadonlySet<SchemaId> = new Set()

const noExactPlaces: ExactPlaces = { decimal: none, holding: none }

/** Places of one document that are told apart; where there are more, every schema may meet every number. */
const placesMax = 100_000

/** Where the decimals of a document stand; nowhere where numbers are doubles. */
export const exactPlacesOf = (api: Api): ExactPlaces => {
  if (![...api.schemas.values()].some(isDecimal)) return noExactPlaces
  const walk = new Walk(api)
  if (walk.isComplete) return walk.found()
  const all = new Set(api.schemas.keys())
  return { decimal: all, holding: all }
}

const isDecimal = ({ exact }: Schema): boolean => exact?.format === 'decimal'

/** Schemas of one value. What only tests it (`not`, `contains`) gives its handler nothing. */
type Applying = Map<SchemaId, 'gives' | 'tests'>

interface Place {
  readonly applying: Applying
  readonly above: Place[]
}

/** Lookups of names in schemas, for all places together. */
const lookupsMax = 5_000_000

/** Names that patterns are held against; every other one may have any member. */
const matchesMax = 20_000

class Walk {
  #lookups = 0
  readonly #properties = new Map<SchemaId, ReadonlyMap<string, SchemaId>>()
  readonly #matches = new Map<string, boolean>()
  readonly #places = new Map<string, Place>()
  readonly #open: Place[] = []
  readonly #numbers = new Map<SchemaId, number>()

  constructor(readonly api: Api) {
    for (const id of api.schemas.keys()) this.#numbers.set(id, this.#numbers.size)
    for (const id of api.schemas.keys()) this.#reach(new Map([[id, 'gives']]), null)
    for (let place = this.#open.pop(); place !== undefined; place = this.#open.pop()) {
      if (!this.isComplete) return
      for (const part of this.#partsOf(place)) this.#reach(part, place)
      if (!this.isComplete) return
    }
  }

  get isComplete(): boolean {
    return this.#places.size < placesMax && this.#lookups < lookupsMax
  }

  found(): ExactPlaces {
    const decimal = new Set<SchemaId>()
    const holding = new Set<SchemaId>()
    const holders: Place[] = []
    for (const place of this.#places.values()) {
      if (!this.#isDecimal(place)) continue
      addAll(decimal, place)
      holders.push(place)
    }
    const seen = new Set(holders)
    for (let place = holders.pop(); place !== undefined; place = holders.pop()) {
      addAll(holding, place)
      for (const above of place.above) if (seen.size < seen.add(above).size) holders.push(above)
    }
    return { decimal, holding }
  }

  #isDecimal({ applying }: Place): boolean {
    return [...applying].some(([id, how]) => how === 'gives' && isDecimal(schemaOf(this.api, id)))
  }

  #reach(part: Applying, above: Place | null): void {
    const applying = this.#closed(part)
    const key = [...applying]
      .map(([id, how]) => `${this.#numbers.get(id)}${how === 'gives' ? '' : 't'}`)
      .sort()
      .join()
    const known = this.#places.get(key)
    const place = known ?? { applying, above: [] }
    if (above !== null) place.above.push(above)
    if (known !== undefined) return
    this.#places.set(key, place)
    this.#open.push(place)
  }

  /** With all schemas that apply in place. */
  #closed(part: Applying): Applying {
    const applying: Applying = new Map()
    const open = [...part]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [id, how] = next
      const known = applying.get(id)
      if (known === 'gives' || known === how) continue
      applying.set(id, how)
      const schema = schemaOf(this.api, id)
      for (const child of givingInPlace(schema)) open.push([child, how])
      if (schema.not !== null) open.push([schema.not, 'tests'])
    }
    return applying
  }

  #partsOf({ applying }: Place): Applying[] {
    const schemas = [...applying].map(([id, how]) => ({ schema: schemaOf(this.api, id), how }))
    const names = new Set(schemas.flatMap(({ schema }) => [...this.#propertiesOf(schema).keys()]))
    this.#lookups +=
      names.size * sum(schemas.map(({ schema }) => 1 + schema.patternProperties.length))
    if (!this.isComplete) return []
    const places = Math.max(0, ...schemas.map(({ schema }) => schema.prefixItems.length))
    const of = (parts: (schema: Schema) => readonly (readonly [SchemaId, 'gives' | 'tests'])[]) =>
      union(
        schemas.flatMap(({ schema, how }) =>
          parts(schema).map(([id, own]) => [id, how === 'tests' ? how : own] as const),
        ),
      )
    return [
      ...[...names].map((name) => of((schema) => this.#memberParts(schema, name).map(given))),
      of((schema) => restParts(schema).map(given)),
      ...Array.from({ length: places + 1 }, (_, i) => of((schema) => itemParts(schema, i))),
    ].filter((part) => part.size > 0)
  }

  /** Schemas of the member of that name. */
  #memberParts(schema: Schema, name: string): SchemaId[] {
    const declared = this.#propertiesOf(schema).get(name)
    const matching = schema.patternProperties
      .filter(({ pattern }) => this.#mayMatch(pattern, name))
      .map((entry) => entry.schema)
    if (declared !== undefined) return [declared, ...matching]
    return [...matching, ...there(schema.additionalProperties, schema.unevaluatedProperties)]
  }

  #propertiesOf(schema: Schema): ReadonlyMap<string, SchemaId> {
    const known = this.#properties.get(schema.id)
    if (known !== undefined) return known
    const found = new Map(schema.properties.map((each) => [each.name, each.schema]))
    this.#properties.set(schema.id, found)
    return found
  }

  #mayMatch(pattern: string, name: string): boolean {
    const key = JSON.stringify([pattern, name])
    const known = this.#matches.get(key)
    if (known !== undefined) return known
    if (this.#matches.size >= matchesMax) return true
    const found = matchesPattern(pattern, name) ?? true
    this.#matches.set(key, found)
    return found
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

const addAll = (ids: Set<SchemaId>, { applying }: Place): void => {
  for (const id of applying.keys()) ids.add(id)
}

const given = (id: SchemaId) => [id, 'gives'] as const

const union = (parts: readonly (readonly [SchemaId, 'gives' | 'tests'])[]): Applying => {
  const all: Applying = new Map()
  for (const [id, how] of parts) if (all.get(id) !== 'gives') all.set(id, how)
  return all
}

const there = (...ids: readonly (SchemaId | boolean | null)[]): SchemaId[] =>
  ids.filter((id) => typeof id === 'string')

const givingInPlace = (schema: Schema): SchemaId[] => [
  ...schema.allOf,
  ...schema.anyOf,
  ...schema.oneOf,
  ...there(schema.if, schema.thenId, schema.elseId),
  ...schema.dependentSchemas.map((entry) => entry.schema),
  ...(schema.discriminator?.mapping ?? []).map((entry) => entry.schema),
  ...there(schema.discriminator?.fallback ?? null),
]

/** Schemas of members that no `properties` names: one reading of a member serves all of them. */
const restParts = (schema: Schema): SchemaId[] => [
  ...schema.patternProperties.map((entry) => entry.schema),
  ...there(schema.additionalProperties, schema.unevaluatedProperties),
]

const itemParts = (schema: Schema, index: number): (readonly [SchemaId, 'gives' | 'tests'])[] => [
  ...there(schema.prefixItems[index] ?? schema.items, schema.unevaluatedItems).map(given),
  ...there(schema.contains).map((id) => [id, 'tests'] as const),
]

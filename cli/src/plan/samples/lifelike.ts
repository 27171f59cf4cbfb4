// Owns making up whole values as `nexus mock` answers them: objects with all their members, lists with items. What
// turns out not to satisfy its schema is replaced by the smallest value that does.

import type { Api } from '../../ir/api.js'
import { isObject } from '../../ir/json-values.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { conforms } from '../checks/conforms.js'
import { choiceOfSchema } from '../schemas/choices.js'
import { isVisible } from '../schemas/directions.js'
import { schemaOf, typesOf } from '../schemas/graph.js'
import type { Chance } from './chance.js'
import { lifelikeText } from './lifelike-texts.js'
import { type Sample, sampleOf } from './samples.js'

/** Values inside of one made-up value; what comes after is left out where it may be. */
const partsMax = 300

/** Values that are made for one, of required parts too: of parts that have each other's parts there is no end. */
const madeMax = 20_000

/** Characters of a text that count as one value. */
const partChars = 50

/** Levels of optional members and of items. */
const depthMax = 6

/** Items of a list that may have as many. */
const itemsUsual = 2

interface Making {
  readonly api: Api
  parts: number
  /** The smallest values, by schema. */
  readonly samples: Map<SchemaId, Sample>
  /** Schemas that are being made: one inside itself is left out where it may be. */
  readonly open: Set<SchemaId>
}

/** A value for one place: how deep it is, and the name of the member that it is. */
interface Place {
  readonly chance: Chance
  readonly depth: number
  readonly name: string
}

/** A value of the schema, as `chance` has it; null where none was found. */
export const lifelikeValue = (api: Api, id: SchemaId, chance: Chance): Sample => {
  const value = madeOf({ api, parts: 0, samples: new Map(), open: new Set() }, id, {
    chance,
    depth: 0,
    name: '',
  })
  return value === undefined ? null : { value }
}

const madeOf = (making: Making, id: SchemaId, place: Place): JsonValue | undefined => {
  if (making.parts++ > madeMax) return undefined
  if (place.depth > depthMax + 2) return smallest(making, id)
  const outer = making.open.has(id)
  making.open.add(id)
  const made = makeUp(making, schemaOf(making.api, id), place)
  if (!outer) making.open.delete(id)
  if (made !== undefined && conforms(making.api, id, made)) return made
  return smallest(making, id)
}

const smallest = ({ api, samples }: Making, id: SchemaId): JsonValue | undefined => {
  const known = samples.get(id)
  const found = known === undefined ? sampleOf(api, id) : known
  samples.set(id, found)
  return found?.value
}

const makeUp = (making: Making, schema: Schema, place: Place): JsonValue | undefined => {
  const { chance } = place
  if (schema.const !== null) return schema.const.value
  if (schema.enum !== null) return chance.one(schema.enum)
  const own = schema.examples.filter((each) => conforms(making.api, schema.id, each))
  if (own.length > 0) return chance.one(own)
  if (schema.default !== null) return schema.default.value
  const parts = [...schema.allOf, ...branchOf(schema, chance)].map((id) =>
    madeOf(making, id, {
      ...place,
      chance: chance.at(id),
      depth: place.depth + (making.open.has(id) ? 1 : 0),
    }),
  )
  const whole =
    parts.length === 0 ? ofType(making, schema, place) : joined(making, schema, parts, place)
  const choice = choiceOfSchema(schema)
  const [branch] = branchOf(schema, chance)
  const tag = branch === undefined ? undefined : choice?.values.get(branch)?.[0]
  return choice === null || tag === undefined || !isObject(whole)
    ? whole
    : { ...whole, [choice.property]: tag }
}

/** The branch of a union that is made up. */
const branchOf = ({ oneOf, anyOf }: Schema, chance: Chance): readonly SchemaId[] =>
  [oneOf, anyOf].flatMap((branches) => chance.one(branches, 'branch') ?? [])

/** Objects hold the members of all parts; of other values the first part's is the whole. */
const joined = (
  making: Making,
  schema: Schema,
  parts: readonly (JsonValue | undefined)[],
  place: Place,
): JsonValue | undefined => {
  const [first] = parts
  if (!isObject(first)) return first
  const own = schema.properties.length > 0 ? objectOf(making, schema, place) : {}
  return Object.assign({}, ...parts.filter(isObject), own)
}

const ofType = (making: Making, schema: Schema, place: Place): JsonValue | undefined => {
  const types = typesOf(schema) ?? ['string']
  switch (types.find((type) => type !== 'null') ?? 'null') {
    case 'string': {
      const text = lifelikeText(schema, place.name, place.chance)
      making.parts += Math.floor(text.length / partChars)
      return text
    }
    case 'integer':
      return numberOf(schema, place.chance, 1)
    case 'number':
      return numberOf(schema, place.chance, 0.01)
    case 'boolean':
      return place.chance.below(2, 'flag') === 1
    case 'null':
      return null
    case 'array':
      return listOf(making, schema, place)
    case 'object':
      return objectOf(making, schema, place)
  }
}

/** A number in the bounds, a whole multiple of `multipleOf` or else of `unit`. */
const numberOf = (schema: Schema, chance: Chance, unit: number): number => {
  const step = schema.multipleOf ?? unit
  const lowest = schema.minimum ?? schema.exclusiveMinimum
  const highest = schema.maximum ?? schema.exclusiveMaximum
  const from = lowest ?? (highest === null ? 1 : Math.min(1, highest - 100 * step))
  const first = Math.ceil(from / step) + (from === schema.exclusiveMinimum ? 1 : 0)
  const last = Math.min(Math.floor((highest ?? Infinity) / step), first + stepsMax)
  const count = Math.max(1, last - first + (highest === schema.exclusiveMaximum ? 0 : 1))
  return rounded((first + chance.below(count, 'number')) * step)
}

/** Numbers are so many steps above the lowest one at most. */
const stepsMax = 10_000

/** Without the digits that a product of doubles brings in: 3 * 0.1. */
const rounded = (value: number): number =>
  Math.abs(value) < 1e15 ? Number(value.toFixed(6)) : value

const listOf = (making: Making, schema: Schema, place: Place): JsonValue | undefined => {
  const least = Math.max(schema.minItems ?? 0, schema.prefixItems.length)
  const isEndless = schema.items !== null && making.open.has(schema.items)
  const isFull = place.depth >= depthMax || making.parts > partsMax || isEndless
  const usual = isFull
    ? least
    : Math.max(least, Math.min(itemsUsual, schema.maxItems ?? itemsUsual))
  const items: JsonValue[] = []
  for (let i = 0; i < usual; i++) {
    const id = schema.prefixItems[i] ?? schema.items
    const inside = {
      chance: place.chance.at(String(i)),
      depth: place.depth + 1,
      name: singular(place.name),
    }
    const item = id === null ? `item ${i + 1}` : madeOf(making, id, inside)
    if (item === undefined) return undefined
    items.push(item)
  }
  return schema.uniqueItems ? distinct(items) : items
}

const singular = (name: string): string => name.replace(/s$/, '')

const distinct = (items: readonly JsonValue[]): JsonValue[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
]

const objectOf = (making: Making, schema: Schema, place: Place): JsonValue | undefined => {
  const whole: { [name: string]: JsonValue } = Object.create(null)
  const add = (name: string, id: SchemaId): boolean => {
    const inside = { chance: place.chance.at(name), depth: place.depth + 1, name }
    const value = madeOf(making, id, inside)
    if (value !== undefined) whole[name] = value
    return value !== undefined
  }
  for (const property of schema.properties) {
    if (!isVisible(making.api, property, 'input')) continue
    const isFull = place.depth >= depthMax || making.parts > partsMax
    if (!property.required && (isFull || isEndless(making, property.schema))) continue
    if (!add(property.name, property.schema) && property.required) return undefined
  }
  const { additionalProperties: rest } = schema
  if (schema.properties.length === 0 && typeof rest === 'string' && !isEndless(making, rest))
    for (const name of ['first', 'second']) add(name, rest)
  return { ...whole }
}

/** Whether a schema is being made already: itself, a part of it, or items that a list of it must have. */
const isEndless = ({ api, open }: Making, id: SchemaId): boolean => {
  if (open.has(id)) return true
  const { items, minItems, allOf, anyOf, oneOf } = schemaOf(api, id)
  if ([...allOf, ...anyOf, ...oneOf].some((each) => open.has(each))) return true
  return items !== null && (minItems ?? 0) > 0 && open.has(items)
}

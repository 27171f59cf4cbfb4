// Owns making up values that satisfy a schema: for contract tests, mock and conform.

import type { Api } from '../../ir/api.js'
import { isObject, type JsonObject } from '../../ir/json-values.js'
import { matchesPattern } from '../../ir/patterns/matches.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { type Budget, conformsWithin } from '../checks/conforms.js'
import { choiceOfSchema } from '../schemas/choices.js'
import { isVisible } from '../schemas/directions.js'
import { schemaOf, typesOf } from '../schemas/graph.js'
import { mergedSchema } from '../schemas/merged-schema.js'
import { addDependents, leftOut, type MemberMaker, type Members } from './dependents.js'
import { sampleOfPattern } from './pattern-samples.js'
import { itemsMax, numbers } from './sample-numbers.js'
import { formatsFit, texts } from './sample-texts.js'

/** A made-up value; none is a box around nothing, so that `null` can be one. */
export type Sample = { readonly value: JsonValue } | null

/** Schemas nested deeper get no sample. */
const depthMax = 12

/** Schemas that are looked at, and members that are made, for one sample: unions of unions have more than anybody could try. */
const triesMax = 20_000

/** Schemas that candidates of one search are held against: a union of 2,000 has as many candidates, each for all. */
const judgementsMax = 20_000

/** Harder ways of making one value, each of which looks at many more candidates: so many, not far below the top. */
const hardWaysMax = 8

const hardDepthMax = 1

const isHardWayLeft = (search: Search, depth: number): boolean =>
  depth <= hardDepthMax && search.hardWays++ < hardWaysMax

/** One search for samples. */
interface Search {
  readonly api: Api
  tries: number
  readonly judgements: Budget
  hardWays: number
}

const searchIn = (api: Api): Search => ({
  api,
  tries: 0,
  hardWays: 0,
  judgements: { left: judgementsMax },
})

/** Whether a candidate is a value of the schema; none is when the search has gone on for too long. */
const isFitting = (search: Search, id: SchemaId, candidate: JsonValue): boolean =>
  fits(search, id, candidate) && formatsFit(search.api, id, candidate)

const fits = ({ api, judgements }: Search, id: SchemaId, value: JsonValue): boolean =>
  conformsWithin(judgements, api, id, value)

/** A value that satisfies the schema, the document's own example first; null where none was found. */
export const sampleOf = (api: Api, id: SchemaId): Sample => {
  const value = first(searchIn(api), id, 0, new Set())
  return value === undefined ? null : { value }
}

/** Up to `max` different values that satisfy the schema, in the order in which `sampleOf` looks at them. */
export const samplesOf = (api: Api, id: SchemaId, max: number): readonly JsonValue[] => {
  const found = new Map<string, JsonValue>()
  const search = searchIn(api)
  for (const candidate of candidatesOf(search, id, 0)) {
    if (found.size >= max || search.judgements.left <= 0) break
    if (isFitting(search, id, candidate)) found.set(JSON.stringify(candidate), candidate)
  }
  return [...found.values()]
}

function* candidatesOf(search: Search, id: SchemaId, depth: number): Generator<JsonValue> {
  if (search.tries++ > triesMax) return
  const schema = schemaOf(search.api, id)
  if (schema.const !== null) yield schema.const.value
  if (schema.enum !== null) yield* schema.enum
  if (depth === 0) yield* schema.examples
  if (schema.default !== null) yield schema.default.value
  if (depth > depthMax) return
  yield* ofTypes(search, schema, depth)
  const choice = choiceOfSchema(schema)
  for (const branch of [...schema.anyOf, ...schema.oneOf]) {
    const candidates = candidatesOf(search, branch, depth + 1)
    const values = choice?.values.get(branch)
    if (choice === null || values === undefined) yield* candidates
    else if (branch === choice.fallback) yield* candidates
    else yield* tagged(candidates, choice.property, values)
  }
  if (schema.allOf.length === 0) return
  yield* merged(search, schema, depth)
  // What the parts ask for together: bounds of numbers and lengths, members and items.
  if (!isHardWayLeft(search, depth)) return
  const whole = mergedSchema(search.api, schema)
  if (whole.enum !== null) yield* whole.enum
  yield* ofTypes(search, whole, depth)
}

function* ofTypes(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  for (const type of typesOf(schema) ?? guessedTypes(schema)) {
    switch (type) {
      case 'string':
        yield* texts(schema)
        break
      case 'integer':
      case 'number':
        yield* numbers(schema)
        break
      case 'boolean':
        yield true
        yield false
        break
      case 'null':
        yield null
        break
      case 'array':
        yield* list(search, schema, depth)
        break
      case 'object':
        yield* object(search, schema, depth)
        break
    }
  }
}

/** Objects with the values of a discriminator by which a branch is chosen. */
function* tagged(
  candidates: Iterable<JsonValue>,
  property: string,
  values: readonly string[],
): Generator<JsonValue> {
  for (const candidate of candidates) {
    if (!isObject(candidate)) continue
    for (const value of values) yield { ...candidate, [property]: value }
  }
}

const guessedTypes = (schema: Schema) =>
  schema.allOf.length + schema.anyOf.length + schema.oneOf.length > 0
    ? []
    : (['string', 'object'] as const)

function* list(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  const count = Math.max(schema.minItems ?? 0, schema.prefixItems.length)
  yield* listOf(search, schema, depth, count)
  // Where nothing cannot be written, such as in a path, one item can.
  if (count === 0) yield* listOf(search, schema, depth, 1)
  if (schema.contains !== null && isHardWayLeft(search, depth))
    yield* listWith(search, schema, schema.contains, depth, count)
}

/** As many items as have to be of one kind, then those that fill the list. */
function* listWith(
  search: Search,
  schema: Schema,
  contains: SchemaId,
  depth: number,
  count: number,
): Generator<JsonValue> {
  const least = schema.minContains ?? 1
  if (least > itemsMax) return
  const kind = [
    ...take(candidatesOf(search, contains, depth + 1), candidatesMax),
    ...take(ofBoth(search, contains, schema.items, depth), candidatesMax),
  ].filter(
    (each) =>
      fits(search, contains, each) && (schema.items === null || fits(search, schema.items, each)),
  )
  const [usual] = kind
  if (usual === undefined) return
  const distinct = [...new Map(kind.map((each) => [JSON.stringify(each), each])).values()]
  const items = schema.uniqueItems
    ? distinct.slice(0, least)
    : Array.from({ length: least }, () => usual)
  const [rest] = take(listOf(search, schema, depth, Math.max(0, count - least)), 1)
  yield [...items, ...(Array.isArray(rest) ? rest : [])]
}

/** Candidates of one schema that has the types of another where it names none. */
function* ofBoth(
  search: Search,
  id: SchemaId,
  items: SchemaId | null,
  depth: number,
): Generator<JsonValue> {
  if (items === null) return
  const whole = mergedSchema(search.api, { ...schemaOf(search.api, id), allOf: [items] })
  yield* ofTypes(search, whole, depth + 1)
}

/** Candidates of which some are needed at once. */
const candidatesMax = 256

const take = <T>(from: Iterable<T>, max: number): T[] => {
  const taken: T[] = []
  if (max === 0) return taken
  for (const each of from) {
    taken.push(each)
    if (taken.length >= max) break
  }
  return taken
}

function* listOf(
  search: Search,
  schema: Schema,
  depth: number,
  count: number,
): Generator<JsonValue> {
  if (count > itemsMax) return
  const items: JsonValue[] = []
  for (let i = 0; i < count; i++) {
    const child = schema.prefixItems[i] ?? schema.items
    const used = new Set(items.map((item) => JSON.stringify(item)))
    const found =
      child === null
        ? `item ${i}`
        : first(search, child, depth + 1, schema.uniqueItems ? used : new Set())
    if (found === undefined) return
    items.push(found)
  }
  yield items
}

/** The first valid candidate that is not taken. */
const first = (
  search: Search,
  id: SchemaId,
  depth: number,
  taken: ReadonlySet<string>,
): JsonValue | undefined => {
  for (const candidate of candidatesOf(search, id, depth)) {
    if (search.judgements.left <= 0) return undefined
    if (isFitting(search, id, candidate) && !taken.has(JSON.stringify(candidate))) return candidate
  }
  return undefined
}

function* object(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  const value = requiredMembers(search, schema, depth, schema.minProperties ?? 0)
  if (value === null) return
  yield value
  const some = Object.keys(value).length > 0 ? null : requiredMembers(search, schema, depth, 1)
  if (some !== null) yield some
  yield* completed(search, schema, depth, value)
}

/** The object with what depends on the members that it has. */
function* completed(
  search: Search,
  schema: Schema,
  depth: number,
  start: JsonObject,
): Generator<JsonValue> {
  const asks = schema.dependentRequired.length + schema.dependentSchemas.length
  if ((asks === 0 && schema.if === null) || !isHardWayLeft(search, depth)) return
  const value: Members = Object.assign(Object.create(null), start)
  const make = memberMaker(search, schema, depth)
  let isOther = false
  for (let round = 0; round < roundsMax; round++) {
    const before = Object.keys(value).length
    for (const id of conditions(search, schema, value)) {
      const usual = requiredBeside(search, schema, schemaOf(search.api, id), depth)
      const part = [...usual, ...take(candidatesOf(search, id, depth + 1), candidatesMax)].find(
        (each) =>
          isObject(each) && search.judgements.left > 0 && fits(search, id, { ...value, ...each }),
      )
      if (part === undefined || !isObject(part)) continue
      Object.assign(value, part)
      isOther = true
    }
    addDependents(schema, value, make)
    const count = Object.keys(value).length
    if (count === before) break
    isOther = true
  }
  if (isOther) yield value
}

/** Makes members of an object by their names; none where no value of one was found, or too many were looked at. */
const memberMaker = (search: Search, schema: Schema, depth: number): MemberMaker => {
  const declared = new Map(schema.properties.map((property) => [property.name, property]))
  return (name) => {
    const property = declared.get(name)
    if (property && !isVisible(search.api, property, 'input')) return leftOut
    if (!property) return search.tries++ > triesMax ? null : { value: 'text' }
    const found = first(search, property.schema, depth + 1, new Set())
    return found === undefined ? null : { value: found }
  }
}

/** What a condition requires, as the object around it declares what the condition does not. */
const requiredBeside = (
  search: Search,
  { properties }: Schema,
  asked: Schema,
  depth: number,
): readonly JsonValue[] => {
  const own = new Set(asked.properties.map(({ name }) => name))
  const others = properties.filter(({ name }) => !own.has(name) && asked.required.includes(name))
  if (others.length === 0) return []
  const whole = { ...asked, properties: [...asked.properties, ...others] }
  const found = requiredMembers(search, whole, depth, 0)
  return found === null ? [] : [found]
}

/** Times that what was added may ask for more. */
const roundsMax = 4

/** Schemas that an object has to satisfy for what it holds. */
const conditions = (search: Search, schema: Schema, value: JsonObject): readonly SchemaId[] => {
  const branch =
    schema.if === null ? null : fits(search, schema.if, value) ? schema.thenId : schema.elseId
  const dependent = schema.dependentSchemas.filter(({ name }) => Object.hasOwn(value, name))
  return [...(branch === null ? [] : [branch]), ...dependent.map((each) => each.schema)]
}

const requiredMembers = (
  search: Search,
  schema: Schema,
  depth: number,
  least: number,
): Members | null => {
  const value: Members = Object.create(null)
  const make = memberMaker(search, schema, depth)
  for (const name of schema.required) {
    const found = make(name)
    if (found === null) return null
    if (found !== leftOut) value[name] = found.value
  }
  if (Object.keys(value).length >= least) return value
  const spareNames = namesOf(search, schema, depth)
  for (let i = 0; Object.keys(value).length < Math.min(least, 8) && i < 16; i++) {
    const spare = schema.properties.filter((property) => !(property.name in value))[0]
    const name = spare?.name ?? spareNames[i]?.name ?? `member${i}`
    const id =
      spare?.schema ??
      spareNames[i]?.schema ??
      (typeof schema.additionalProperties === 'string' ? schema.additionalProperties : null)
    const found = id === null ? 'text' : first(search, id, depth + 1, new Set())
    if (found === undefined) return null
    value[name] = found
  }
  return value
}

/** Names that members without a declaration may have, where not every name will do. */
const namesOf = (
  search: Search,
  { propertyNames, patternProperties }: Schema,
  depth: number,
): readonly { readonly name: string; readonly schema: SchemaId | null }[] => {
  if (propertyNames !== null)
    return [...distinctTexts(search, propertyNames, depth)].map((name) => ({ name, schema: null }))
  return patternProperties.flatMap(({ pattern, schema }) => {
    const name = sampleOfPattern(pattern)
    return name === null
      ? []
      : [name, ...suffixes.map((each) => `${name}${each}`)]
          .filter((each) => matchesPattern(pattern, each) === true)
          .map((each) => ({ name: each, schema }))
  })
}

/** What makes other names of one that fits. */
const suffixes = ['1', 'a', '2', 'b', '12', 'ab', '123', 'abc']

const distinctTexts = (search: Search, id: SchemaId, depth: number): Set<string> => {
  const found = new Set<string>()
  for (const each of take(candidatesOf(search, id, depth + 1), candidatesMax))
    if (typeof each === 'string')
      for (const name of [each, ...suffixes.map((suffix) => `${each}${suffix}`)])
        if (fits(search, id, name)) found.add(name)
  return found
}

/** Required members of all parts together. */
function* merged(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  const whole: { [name: string]: JsonValue } = Object.create(null)
  for (const id of schema.allOf) {
    const [part] = candidatesOf(search, id, depth + 1)
    if (part === undefined) return
    if (!isObject(part)) {
      yield part
      continue
    }
    Object.assign(whole, part)
  }
  Object.assign(whole, requiredMembers(search, schema, depth, schema.minProperties ?? 0))
  yield whole
}

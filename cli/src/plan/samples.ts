// Owns making up values that satisfy a schema: for the requests of generated contract tests.

import type { Api } from '../ir/api.js'
import { isCheckedFormat } from '../ir/formats.js'
import type { JsonValue, Schema, SchemaId } from '../ir/schema.js'
import { choiceOfSchema } from './choices.js'
import { type Budget, conformsWithin } from './conforms.js'
import { isVisible } from './directions.js'
import { schemaOf, typesOf } from './graph.js'
import { sampleOfPattern } from './pattern-samples.js'

/** A made-up value; none is a box around nothing, so that `null` can be one. */
export type Sample = { readonly value: JsonValue } | null

/** Schemas nested deeper get no sample. */
const depthMax = 12

/** Schemas that are looked at for one sample: unions of unions have more than anybody could try. */
const triesMax = 20_000

/** Schemas that candidates of one search are held against: a union of 2,000 has as many candidates, each for all. */
const judgementsMax = 20_000

/** One search for samples. */
interface Search {
  readonly api: Api
  tries: number
  readonly judgements: Budget
}

const searchIn = (api: Api): Search => ({ api, tries: 0, judgements: { left: judgementsMax } })

/** Whether a candidate is a value of the schema; none is when the search has gone on for too long. */
const isFitting = ({ api, judgements }: Search, id: SchemaId, candidate: JsonValue): boolean =>
  conformsWithin(judgements, api, id, candidate) && formatsFit(api, id, candidate)

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
  const choice = choiceOfSchema(schema)
  for (const branch of [...schema.anyOf, ...schema.oneOf]) {
    const candidates = candidatesOf(search, branch, depth + 1)
    const values = choice?.values.get(branch)
    if (choice === null || values === undefined) yield* candidates
    else if (branch === choice.fallback) yield* candidates
    else yield* tagged(candidates, choice.property, values)
  }
  if (schema.allOf.length > 0) yield* merged(search, schema, depth)
}

/** Objects with the values of a discriminator by which a branch is chosen. */
function* tagged(
  candidates: Iterable<JsonValue>,
  property: string,
  values: readonly string[],
): Generator<JsonValue> {
  for (const candidate of candidates) {
    if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) continue
    for (const value of values) yield { ...candidate, [property]: value }
  }
}

const guessedTypes = (schema: Schema) =>
  schema.allOf.length + schema.anyOf.length + schema.oneOf.length > 0
    ? []
    : (['string', 'object'] as const)

const formatTexts: { readonly [format: string]: string } = {
  'date-time': '2024-02-29T10:00:00Z',
  date: '2024-02-29',
  time: '10:00:00Z',
  duration: 'P1D',
  email: 'somebody@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/a',
  'uri-reference': '/a',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  regex: 'a',
  byte: 'YQ==',
  'json-pointer': '/a',
  decimal: '12.50',
}

const words = [
  'text',
  'a',
  '1',
  'A1',
  'abc',
  'ABC',
  '123',
  'en',
  'USD',
  '0x1',
  '2024-02-29',
  'a-b',
  '12345678',
]

function* texts(schema: Schema): Generator<string> {
  const format = schema.format === null ? undefined : formatTexts[schema.format]
  if (format !== undefined) {
    yield format
    return
  }
  const matching = schema.pattern === null ? null : sampleOfPattern(schema.pattern)
  if (matching !== null) yield matching
  yield* words
  const length = Math.max(schema.minLength ?? 0, 1)
  if (length <= 4096) for (const unit of ['a', '1', 'A', 'f']) yield unit.repeat(length)
}

function* numbers(schema: Schema): Generator<number> {
  const step = schema.multipleOf ?? 1
  const lowest =
    schema.minimum ?? (schema.exclusiveMinimum === null ? null : schema.exclusiveMinimum + step)
  yield 1
  yield 0
  if (lowest !== null)
    yield* [lowest, Math.ceil(lowest / step) * step, Math.ceil(lowest / step) * step + step]
  const highest =
    schema.maximum ?? (schema.exclusiveMaximum === null ? null : schema.exclusiveMaximum - step)
  if (highest !== null) yield* [highest, Math.floor(highest / step) * step]
  yield step
}

function* list(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  const count = Math.max(schema.minItems ?? 0, schema.prefixItems.length)
  yield* listOf(search, schema, depth, count)
  // Where nothing cannot be written, such as in a path, one item can.
  if (count === 0) yield* listOf(search, schema, depth, 1)
}

function* listOf(
  search: Search,
  schema: Schema,
  depth: number,
  count: number,
): Generator<JsonValue> {
  if (count > 16) return
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
}

const requiredMembers = (
  search: Search,
  schema: Schema,
  depth: number,
  least: number,
): { [name: string]: JsonValue } | null => {
  const value: { [name: string]: JsonValue } = Object.create(null)
  const declared = new Map(schema.properties.map((property) => [property.name, property]))
  for (const name of schema.required) {
    const property = declared.get(name)
    if (property && !isVisible(search.api, property, 'input')) continue
    const found = property ? first(search, property.schema, depth + 1, new Set()) : 'text'
    if (found === undefined) return null
    value[name] = found
  }
  for (let i = 0; Object.keys(value).length < Math.min(least, 8); i++) {
    const spare = schema.properties.filter((property) => !(property.name in value))[0]
    const name = spare?.name ?? `member${i}`
    const id =
      spare?.schema ??
      (typeof schema.additionalProperties === 'string' ? schema.additionalProperties : null)
    const found = id === null ? 'text' : first(search, id, depth + 1, new Set())
    if (found === undefined) return null
    value[name] = found
  }
  return value
}

/** Required members of all parts together. */
function* merged(search: Search, schema: Schema, depth: number): Generator<JsonValue> {
  const whole: { [name: string]: JsonValue } = Object.create(null)
  for (const id of schema.allOf) {
    const [part] = candidatesOf(search, id, depth + 1)
    if (part === undefined) return
    if (typeof part !== 'object' || part === null || Array.isArray(part)) {
      yield part
      continue
    }
    Object.assign(whole, part)
  }
  Object.assign(whole, requiredMembers(search, schema, depth, schema.minProperties ?? 0))
  yield whole
}

/** Formats that validators check are trusted only for texts of the table above. */
const formatsFit = (api: Api, id: SchemaId, value: JsonValue): boolean => {
  const schema = schemaOf(api, id)
  if (typeof value === 'string') {
    const { format } = schema
    return !isCheckedFormat(format) || value === formatTexts[format]
  }
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value))
    return schema.items === null || value.every((item) => formatsFit(api, schema.items ?? '', item))
  const members = value as { readonly [name: string]: JsonValue }
  return schema.properties.every((property) => {
    const member = members[property.name]
    return member === undefined || formatsFit(api, property.schema, member)
  })
}

// Owns checking values that stand in the document (defaults, examples) against the document's schemas.
// Interprets the IR: slow and small. Requests are checked by generated validators instead.

import type { Api } from '../../ir/api.js'
import { equalityText, hasType, isEqual, isList, isObject } from '../../ir/json-values.js'
import { matchesPattern } from '../../ir/patterns/matches.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { inPlaceChildrenOf } from '../../ir/schema-children.js'
import { type Choice, choiceOfSchema, chosenBranch } from '../schemas/choices.js'
import { isVisible } from '../schemas/directions.js'
import { schemaOf } from '../schemas/graph.js'
import { evaluatedBy } from './evaluated.js'
import { formatFits } from './format-checks.js'

/** Recursion through schemas ends here; deeper values count as not conforming. */
const depthMax = 512

/**
 * Whether `value` satisfies schema `id` in a request: readOnly members are not required. Formats are not looked at.
 * True also where a pattern takes too long to tell, whatever its answer would have led to.
 */
export const conforms = (api: Api, id: SchemaId, value: JsonValue): boolean =>
  conformsWithin({ left: Number.POSITIVE_INFINITY }, api, id, value)

/** As `conforms`, with formats: what the validators of answers say. */
export const conformsInFormat = (api: Api, id: SchemaId, value: JsonValue): boolean => {
  const judgement = new Judgement(api, { left: Number.POSITIVE_INFINITY }, formatFits)
  return judgement.of(id, value, 0) || judgement.isUndecided
}

/** Schemas that may still be asked, for many judgements together. */
export interface Budget {
  left: number
}

/** As `conforms`; no value conforms when the budget is used up. */
export const conformsWithin = (
  budget: Budget,
  api: Api,
  id: SchemaId,
  value: JsonValue,
): boolean => {
  const judgement = new Judgement(api, budget)
  return judgement.of(id, value, 0) || judgement.isUndecided
}

/** One value judged: what several branches ask of the same part is found out once. */
class Judgement {
  readonly #known = new Map<SchemaId, Map<JsonValue, boolean>>()
  isUndecided = false
  constructor(
    readonly api: Api,
    readonly budget: Budget,
    readonly inFormat: Asking['inFormat'] = () => true,
  ) {}

  of(id: SchemaId, value: JsonValue, depth: number): boolean {
    if (this.budget.left-- <= 0) return false
    const schema = schemaOf(this.api, id)
    if (schema.boolean !== null) return schema.boolean
    if (depth > depthMax) return false
    const asking: Asking = {
      api: this.api,
      sub: (child, part) => this.of(child, part, depth + 1),
      matches: (pattern, text) => this.#matches(pattern, text),
      inFormat: this.inFormat,
    }
    if (inPlaceChildrenOf(schema).length === 0) return fits(asking, schema, value)
    const known = this.#known.get(id) ?? new Map<JsonValue, boolean>()
    this.#known.set(id, known)
    const found = known.get(value)
    if (found !== undefined) return found
    // A schema that contains itself in place (NX2118) ends here.
    known.set(value, false)
    const result = fits(asking, schema, value)
    known.set(value, result)
    return result
  }

  #matches(pattern: string, text: string): boolean {
    const found = matchesPattern(pattern, text)
    this.isUndecided ||= found === null
    return found ?? true
  }
}

/** What a schema asks of the judgement that it is part of. */
interface Asking {
  readonly api: Api
  readonly sub: Sub
  readonly matches: Matches
  readonly inFormat: (schema: Schema, value: JsonValue) => boolean
}

type Sub = (child: SchemaId, part: JsonValue) => boolean
type Matches = (pattern: string, text: string) => boolean

const fits = (asking: Asking, schema: Schema, value: JsonValue): boolean => {
  const { sub } = asking
  const { types } = schema
  const choice = choiceOfSchema(schema)
  if (types !== null && !types.some((type) => hasType(value, type))) return false
  if (schema.enum !== null && !schema.enum.some((member) => isEqual(member, value))) return false
  if (schema.const !== null && !isEqual(schema.const.value, value)) return false
  return (
    valueFits(asking, schema, value) &&
    asking.inFormat(schema, value) &&
    schema.allOf.every((part) => sub(part, value)) &&
    (choice === null || chosenFits(choice, value, sub)) &&
    (schema.anyOf.length === 0 ||
      isChosen(schema, choice, 'anyOf') ||
      schema.anyOf.some((part) => sub(part, value))) &&
    (schema.oneOf.length === 0 ||
      isChosen(schema, choice, 'oneOf') ||
      schema.oneOf.filter((part) => sub(part, value)).length === 1) &&
    (schema.not === null || !sub(schema.not, value)) &&
    conditionFits(schema, value, sub) &&
    restFits(asking, schema, value)
  )
}

/** Whether the discriminator decides about this union. */
const isChosen = (schema: Schema, choice: Choice | null, union: 'anyOf' | 'oneOf'): boolean =>
  choice !== null && (union === 'oneOf' || schema.oneOf.length === 0)

const chosenFits = (choice: Choice, value: JsonValue, sub: Sub): boolean => {
  if (!isObject(value)) return false
  const { property } = choice
  const branch = chosenBranch(choice, Object.hasOwn(value, property) ? value[property] : undefined)
  return branch !== null && sub(branch, value)
}

const conditionFits = (schema: Schema, value: JsonValue, sub: Sub): boolean => {
  if (schema.if === null) return true
  const chosen = sub(schema.if, value) ? schema.thenId : schema.elseId
  return chosen === null || sub(chosen, value)
}

/** What no other keyword has evaluated. */
const restFits = (asking: Asking, schema: Schema, value: JsonValue): boolean => {
  if (typeof value !== 'object' || value === null) return true
  const rest = isList(value) ? schema.unevaluatedItems : schema.unevaluatedProperties
  if (rest === null) return true
  const { api, sub, matches } = asking
  const seen = evaluatedBy({ schemaOf: (id) => schemaOf(api, id), sub, matches }, schema, value)
  if (isList(value)) return value.every((item, i) => seen.hasItem(i) || sub(rest, item))
  return Object.entries(value).every(([name, member]) => seen.hasName(name) || sub(rest, member))
}

const valueFits = (asking: Asking, schema: Schema, value: JsonValue): boolean => {
  if (typeof value === 'string') return textFits(schema, value, asking.matches)
  if (typeof value === 'number') return numberFits(schema, value)
  if (isList(value)) return listFits(schema, value, asking.sub)
  return isObject(value) ? objectFits(asking, schema, value) : true
}

const between = (value: number, least: number | null, most: number | null): boolean =>
  (least === null || value >= least) && (most === null || value <= most)

/** Whether a text or number has the length, pattern, bounds and step that a schema asks for. */
export const scalarFits = (schema: Schema, value: JsonValue): boolean => {
  if (typeof value === 'string') return textFits(schema, value, mayMatch)
  return typeof value === 'number' ? numberFits(schema, value) : true
}

const mayMatch: Matches = (pattern, text) => matchesPattern(pattern, text) ?? true

const textFits = (schema: Schema, value: string, matches: Matches): boolean => {
  if (!between([...value].length, schema.minLength, schema.maxLength)) return false
  return schema.pattern === null || matches(schema.pattern, value)
}

const numberFits = (schema: Schema, value: number): boolean => {
  const { exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema
  return (
    between(value, schema.minimum, schema.maximum) &&
    (above === null || value > above) &&
    (below === null || value < below) &&
    (multipleOf === null || Math.abs(value / multipleOf - Math.round(value / multipleOf)) < 1e-9)
  )
}

const listFits = (schema: Schema, value: readonly JsonValue[], sub: Sub): boolean => {
  if (!between(value.length, schema.minItems, schema.maxItems)) return false
  // A set and no pairs: examples of a document may have hundreds of thousands of items.
  if (schema.uniqueItems && new Set(value.map(equalityText)).size < value.length) return false
  const { contains } = schema
  const count = contains === null ? null : value.filter((item) => sub(contains, item)).length
  if (count !== null && !between(count, schema.minContains ?? 1, schema.maxContains)) return false
  return value.every((item, i) => {
    const child = schema.prefixItems[i] ?? schema.items
    return child === null || sub(child, item)
  })
}

const objectFits = (
  asking: Asking,
  schema: Schema,
  value: { readonly [name: string]: JsonValue },
): boolean => {
  const { api, sub } = asking
  const names = Object.keys(value)
  if (!between(names.length, schema.minProperties, schema.maxProperties)) return false
  const hidden = new Set(
    schema.properties
      .filter((property) => !isVisible(api, property, 'input'))
      .map((property) => property.name),
  )
  const isThere = (name: string) => Object.hasOwn(value, name) || hidden.has(name)
  if (!schema.required.every(isThere)) return false
  const { propertyNames } = schema
  if (propertyNames !== null && !names.every((name) => sub(propertyNames, name))) return false
  const isGiven = (entry: { readonly name: string }) => Object.hasOwn(value, entry.name)
  if (!schema.dependentRequired.filter(isGiven).every((entry) => entry.required.every(isThere)))
    return false
  if (!schema.dependentSchemas.filter(isGiven).every((entry) => sub(entry.schema, value)))
    return false
  return membersFit(asking, schema, value)
}

const membersFit = (
  { sub, matches }: Asking,
  schema: Schema,
  value: { readonly [name: string]: JsonValue },
): boolean => {
  const declared = new Map(schema.properties.map((property) => [property.name, property.schema]))
  return Object.keys(value).every((name) => {
    const patterns = schema.patternProperties.filter((entry) => matches(entry.pattern, name))
    if (!patterns.every((entry) => sub(entry.schema, value[name] ?? null))) return false
    const child = declared.get(name) ?? (patterns.length > 0 ? null : schema.additionalProperties)
    if (child === null || child === true) return true
    return child !== false && sub(child, value[name] ?? null)
  })
}

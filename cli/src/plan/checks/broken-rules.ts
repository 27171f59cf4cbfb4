// Owns saying which of a schema's rules about a whole value is broken: counts, names, and what other schemas have to
// match or must not. In words, for who reads an answer that does not fit.

import type { Api } from '../../ir/api.js'
import { equalityText, isList, isObject, type JsonObject } from '../../ir/json-values.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { choiceOfSchema, chosenBranch } from '../schemas/choices.js'
import { conformsInFormat } from './conforms.js'

/** The first of these rules that is broken; null: what is broken is none of them. */
export const brokenRule = (api: Api, schema: Schema, value: JsonValue): string | null => {
  const fits = (id: SchemaId, part: JsonValue): boolean => conformsInFormat(api, id, part)
  return (
    (isList(value) ? itemsRule(schema, value, fits) : null) ??
    (isObject(value) ? membersRule(schema, value, fits) : null) ??
    unionRule(schema, value, fits) ??
    (schema.not !== null && fits(schema.not, value)
      ? 'must not match the schema of `not`'
      : null) ??
    restRule(schema, value)
  )
}

type Fits = (id: SchemaId, part: JsonValue) => boolean

const itemsRule = (schema: Schema, value: readonly JsonValue[], fits: Fits): string | null => {
  const { minItems, maxItems, contains, minContains, maxContains } = schema
  const counted = countRule(value.length, minItems, maxItems, 'items')
  if (counted !== null) return counted
  if (schema.uniqueItems && new Set(value.map(equalityText)).size < value.length)
    return 'must not have an item twice'
  if (contains === null) return null
  const count = value.filter((item) => fits(contains, item)).length
  return countRule(count, minContains ?? 1, maxContains, 'items that match `contains`')
}

const countRule = (
  count: number,
  least: number | null,
  most: number | null,
  what: string,
): string | null => {
  if (least !== null && count < least) return `must have at least ${least} ${what}`
  return most !== null && count > most ? `must have at most ${most} ${what}` : null
}

const membersRule = (schema: Schema, value: JsonObject, fits: Fits): string | null => {
  const names = Object.keys(value)
  const counted = countRule(names.length, schema.minProperties, schema.maxProperties, 'members')
  if (counted !== null) return counted
  const { propertyNames } = schema
  const odd = propertyNames === null ? undefined : names.find((name) => !fits(propertyNames, name))
  if (odd !== undefined) return `must not have a member called \`${odd}\``
  for (const { name, required } of schema.dependentRequired) {
    const missing = required.find((each) => !Object.hasOwn(value, each))
    if (Object.hasOwn(value, name) && missing !== undefined)
      return `must have the member \`${missing}\` with \`${name}\``
  }
  return null
}

const unionRule = (schema: Schema, value: JsonValue, fits: Fits): string | null => {
  const { anyOf, oneOf } = schema
  const choice = choiceOfSchema(schema)
  if (choice !== null) {
    const tag =
      isObject(value) && Object.hasOwn(value, choice.property) ? value[choice.property] : undefined
    if (chosenBranch(choice, tag) === null) return `must have a known \`${choice.property}\``
  }
  const isDecided = (union: readonly SchemaId[]): boolean =>
    choice !== null && (union === oneOf || oneOf.length === 0)
  const matching = (union: readonly SchemaId[]): number =>
    union.filter((branch) => fits(branch, value)).length
  if (anyOf.length > 0 && !isDecided(anyOf) && matching(anyOf) === 0)
    return `must match one of ${anyOf.length} schemas`
  return oneOf.length > 0 && !isDecided(oneOf) && matching(oneOf) !== 1
    ? `must match exactly one of ${oneOf.length} schemas`
    : null
}

/** What is left of a value that keeps all other rules: members and items that nothing allows. */
const restRule = (schema: Schema, value: JsonValue): string | null => {
  if (isObject(value)) {
    const declared = new Set(schema.properties.map(({ name }) => name))
    const more = Object.keys(value).find((name) => !declared.has(name))
    if (
      schema.additionalProperties === false &&
      schema.patternProperties.length === 0 &&
      more !== undefined
    )
      return `must not have the member \`${more}\``
    if (schema.unevaluatedProperties !== null) return 'must not have members that are not declared'
  }
  return isList(value) && schema.unevaluatedItems !== null
    ? 'must not have items that are not declared'
    : null
}

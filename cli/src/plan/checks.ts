// Owns what a request's values have to satisfy: JSON Schema (2020-12) as a tree that printing walks.

import type { Api } from '../ir/api.js'
import { isCheckedFormat } from '../ir/formats.js'
import type {
  ArrayCheck,
  CheckPlan,
  ChoicePlan,
  NumberCheck,
  ObjectCheck,
  StringCheck,
} from '../ir/plan/api.js'
import type { JsonValue, Schema, SchemaId } from '../ir/schema.js'
import { scalarFits } from './conforms.js'
import { isVisible } from './directions.js'
import { isFree, schemaOf, typesOf } from './graph.js'
import { isOf } from './types.js'

export interface CheckContext {
  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
}

const any: CheckPlan = { kind: 'any' }

/** The check of a schema where it is used: a call of the unit's validator, or the check itself. */
export const checkOf = (context: CheckContext, id: SchemaId): CheckPlan => {
  const schema = schemaOf(context.api, id)
  if (schema.boolean !== null) return schema.boolean ? any : { kind: 'never' }
  if (context.units.has(id)) return isFree(schema) ? any : { kind: 'call', unit: id }
  return bodyCheckOf(context, id)
}

/** The check that a unit's validator performs. */
export const bodyCheckOf = (context: CheckContext, id: SchemaId): CheckPlan => {
  const schema = schemaOf(context.api, id)
  if (schema.boolean !== null) return schema.boolean ? any : { kind: 'never' }
  if (isFree(schema)) return any
  const choice = choiceOf(context, schema)
  const members = enumOf(schema)
  return {
    kind: 'value',
    types: typesOf(schema),
    enum: members,
    // An enumeration has been checked against these already.
    string: members === null ? stringCheck(schema) : null,
    number: members === null ? numberCheck(schema) : null,
    array: arrayCheck(context, schema),
    object: objectCheck(context, schema),
    allOf: schema.allOf
      .map((part) => checkOf(context, part))
      .filter((check) => check.kind !== 'any'),
    anyOf: choice && schema.oneOf.length === 0 ? [] : branches(context, schema.anyOf),
    oneOf: choice && schema.oneOf.length > 0 ? [] : branches(context, schema.oneOf),
    choice,
    not: schema.not === null ? null : checkOf(context, schema.not),
  }
}

const branches = (context: CheckContext, ids: readonly SchemaId[]): CheckPlan[] =>
  ids.map((branch) => checkOf(context, branch))

/** Members that the rest of the schema allows; the others could never match. */
const enumOf = (schema: Schema): readonly JsonValue[] | null => {
  const members = schema.const !== null ? [schema.const.value] : schema.enum
  if (members === null) return null
  const types = typesOf(schema)
  const allowed = members.filter((value) => scalarFits(schema, value))
  return types === null
    ? allowed
    : allowed.filter((value) => types.some((type) => isOf(value, type)))
}

const compiles = (source: string, flags: string): boolean => {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}

/** ECMA-262 in Unicode mode; a pattern that only works without it keeps working. */
const patternOf = (source: string | null): StringCheck['pattern'] => {
  if (source === null) return null
  if (compiles(source, 'u')) return { source, flags: 'u' }
  return compiles(source, '') ? { source, flags: '' } : null
}

const stringCheck = (schema: Schema): StringCheck | null => {
  const format = isCheckedFormat(schema.format) ? schema.format : null
  const pattern = patternOf(schema.pattern)
  const lengthMin = schema.minLength === 0 ? null : schema.minLength
  if (lengthMin === null && schema.maxLength === null && pattern === null && format === null)
    return null
  return { lengthMin, lengthMax: schema.maxLength, pattern, format }
}

const int32 = { minimum: -2147483648, maximum: 2147483647 }

const numberCheck = (schema: Schema): NumberCheck | null => {
  const { exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const isInt32 = schema.format === 'int32'
  const safe = schema.format === 'int64' || schema.format === 'uint64'
  const minimum = isInt32
    ? Math.max(schema.minimum ?? int32.minimum, int32.minimum)
    : schema.minimum
  const maximum = isInt32
    ? Math.min(schema.maximum ?? int32.maximum, int32.maximum)
    : schema.maximum
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf]
  if (bounds.every((bound) => bound === null) && !safe) return null
  return { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, safe }
}

const arrayCheck = (context: CheckContext, schema: Schema): ArrayCheck | null => {
  const prefix = branches(context, schema.prefixItems)
  const items = schema.items === null ? any : checkOf(context, schema.items)
  const asks =
    prefix.length > 0 ||
    items.kind !== 'any' ||
    schema.uniqueItems ||
    schema.minItems !== null ||
    schema.maxItems !== null
  if (!asks) return null
  return {
    prefix,
    items,
    itemsMin: schema.minItems,
    itemsMax: schema.maxItems,
    unique: schema.uniqueItems,
  }
}

const objectCheck = (context: CheckContext, schema: Schema): ObjectCheck | null => {
  const visible = schema.properties.filter((property) => isVisible(context.api, property, 'input'))
  const hidden = schema.properties.filter((property) => !isVisible(context.api, property, 'input'))
  const declared = new Set(schema.properties.map((property) => property.name))
  // What is readOnly may be sent back (a document that was read, edited and returned): it is not looked at,
  // and dropped before the handler runs.
  const members = [
    ...visible.map(({ name, required, schema: id }) => ({
      name,
      required,
      check: checkOf(context, id),
    })),
    ...hidden.map(({ name }) => ({ name, required: false, check: any })),
  ]
  const required = schema.required.filter((name) => !declared.has(name))
  const rest = restCheck(context, schema)
  const asks =
    members.length > 0 ||
    required.length > 0 ||
    rest.kind !== 'any' ||
    schema.minProperties !== null ||
    schema.maxProperties !== null
  if (!asks) return null
  return {
    members,
    hidden: hidden.map(({ name }) => name),
    required,
    rest,
    membersMin: schema.minProperties,
    membersMax: schema.maxProperties,
  }
}

const restCheck = (context: CheckContext, schema: Schema): CheckPlan => {
  const { additionalProperties } = schema
  if (additionalProperties === null || additionalProperties === true) return any
  return additionalProperties === false ? { kind: 'never' } : checkOf(context, additionalProperties)
}

/** A discriminator that chooses among all branches; one that covers only some is left to `oneOf`. */
const choiceOf = (context: CheckContext, schema: Schema): ChoicePlan | null => {
  const branchIds = schema.oneOf.length > 0 ? schema.oneOf : schema.anyOf
  if (schema.discriminator === null || branchIds.length === 0) return null
  const { propertyName, mapping } = schema.discriminator
  const values = new Map<SchemaId, string[]>()
  for (const { value, schema: id } of mapping) {
    if (!branchIds.includes(id)) continue
    const list = values.get(id)
    if (list) list.push(value)
    else values.set(id, [value])
  }
  if (!branchIds.every((id) => values.has(id))) return null
  return {
    property: propertyName,
    branches: [...values].map(([id, texts]) => ({ values: texts, check: checkOf(context, id) })),
  }
}

// Owns what a request's values have to satisfy: JSON Schema (2020-12) as a tree that printing walks.

import type { Api } from '../../ir/api.js'
import { isCheckedFormat } from '../../ir/formats.js'
import { hasType } from '../../ir/json-values.js'
import type { Direction } from '../../ir/plan/api.js'
import type {
  ArrayCheck,
  BecomesPlan,
  CheckMode,
  CheckPlan,
  CodeValue,
  ConditionPlan,
  ContainsPlan,
  NumberCheck,
  ObjectCheck,
  StringCheck,
  UnevaluatedPlan,
  ValueCheck,
} from '../../ir/plan/checks.js'
import type { JsonValue, Schema, SchemaId, SchemaProperty } from '../../ir/schema.js'
import { becomings, exactOf, exactRange, jsonText, readAs } from '../exact-numbers/exact.js'
import type { ExactPlaces } from '../exact-numbers/exact-places.js'
import { isVisible } from '../schemas/directions.js'
import { isFree, schemaOf } from '../schemas/graph.js'
import type { Shapes } from '../schemas/shapes.js'
import type { Tags } from '../schemas/told-apart.js'
import { scalarFits } from './conforms.js'
import { type DefaultValues, defaultOf } from './defaults.js'
import type { Evaluation } from './evaluation.js'
import { patternOf } from './patterns.js'
import { choiceOf, constantsOf, type InPlace } from './unions.js'

export interface CheckContext {
  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
  readonly evaluation: Evaluation
  readonly exactPlaces: ExactPlaces
  readonly inputShapes: Shapes
  /** Which branch of a union a value of a property means, in requests and in answers. */
  readonly tags: Tags
  /** Absent: what comes in. */
  readonly direction?: Direction
  readonly defaultValues: DefaultValues
  /** Whether a value of the document satisfies a schema of it. */
  readonly conforms: (id: SchemaId, value: JsonValue) => boolean
}

const any: CheckPlan = { kind: 'any' }

/** The check of a schema where it is used: a call of the unit's validator, or the check itself. */
export const checkOf = (
  context: CheckContext,
  id: SchemaId,
  mode: CheckMode = 'alone',
): CheckPlan => {
  const check = useOf(context, id, mode)
  if (context.api.exactNumbers !== true || check.kind === 'any' || check.kind === 'never')
    return check
  const becomes = becoming(context, id)
  return {
    ...check,
    ...(context.exactPlaces.decimal.has(id) ? { hasDigits: true } : {}),
    ...(becomes === null ? {} : { becomes }),
  }
}

/** What the numbers of a schema become, whichever of its parts says so. */
const becoming = ({ inputShapes, direction }: CheckContext, id: SchemaId): BecomesPlan | null => {
  const shape = inputShapes.ofSchema(id)
  if (direction === 'output' || shape.kind === 'any') return null
  return becomings.find((each) => shape.scalars.has(each)) ?? null
}

const useOf = (context: CheckContext, id: SchemaId, mode: CheckMode): CheckPlan => {
  const schema = schemaOf(context.api, id)
  if (schema.boolean !== null) return schema.boolean ? any : { kind: 'never' }
  if (!context.units.has(id)) return bodyCheckOf(context, id, mode)
  // What evaluates nothing has nothing to note.
  const isNoted = mode === 'noted' && context.evaluation.evaluating.has(id)
  if (isNoted) return { kind: 'call', unit: id, mode }
  return isFree(schema) ? any : { kind: 'call', unit: id, mode: 'alone' }
}

/** The check that a unit's validator performs. */
export const bodyCheckOf = (
  context: CheckContext,
  id: SchemaId,
  mode: CheckMode = 'alone',
): CheckPlan => {
  const schema = schemaOf(context.api, id)
  if (schema.boolean !== null) return schema.boolean ? any : { kind: 'never' }
  const unevaluated = unevaluatedOf(context, schema)
  const isNoted = mode === 'noted' || unevaluated !== null
  if (isFree(schema) && !isNoted) return any
  const inPlace: InPlace = (child) => checkOf(context, child, isNoted ? 'noted' : 'alone')
  const constants = constantsOf(context.api, schema)
  const choice = constants === null ? choiceOf(context.tags, schema, inPlace) : null
  const members = constants ?? enumOf(schema)
  const isDecided = constants !== null || choice !== null
  const isMet = context.exactPlaces.decimal.has(id)
  const isExact = isMet || (context.api.exactNumbers === true && schema.types === null)
  const numbers = members === null ? numberCheck(schema, isExact) : null
  return {
    kind: 'value',
    types: schema.types,
    ...exactnessOf(schema, numbers, isMet),
    enum: members,
    ...(context.exactPlaces.holding.has(id) ? { inDigits: inDigits(schema) } : {}),
    // An enumeration has been checked against these already.
    string: members === null ? stringCheck(schema) : null,
    number: numbers,
    array: arrayCheck(context, schema, isNoted),
    object: objectCheck(context, schema, inPlace, isNoted),
    allOf: schema.allOf.map(inPlace).filter((check) => check.kind !== 'any'),
    anyOf: isDecided && schema.oneOf.length === 0 ? [] : schema.anyOf.map(inPlace),
    oneOf: isDecided && schema.oneOf.length > 0 ? [] : schema.oneOf.map(inPlace),
    choice,
    not: schema.not === null ? null : checkOf(context, schema.not),
    condition: conditionOf(schema, inPlace),
    unevaluated,
  }
}

const unevaluatedOf = (context: CheckContext, schema: Schema): UnevaluatedPlan | null => {
  const { unevaluatedProperties: members, unevaluatedItems: items } = schema
  if (members === null && items === null) return null
  return {
    members: members === null ? null : checkOf(context, members),
    items: items === null ? null : checkOf(context, items),
  }
}

const conditionOf = (schema: Schema, inPlace: InPlace): ConditionPlan | null => {
  if (schema.if === null) return null
  return {
    test: inPlace(schema.if),
    matched: schema.thenId === null ? any : inPlace(schema.thenId),
    otherwise: schema.elseId === null ? any : inPlace(schema.elseId),
  }
}

/** Members that the rest of the schema allows; the others could never match. */
const allowedMembers = (schema: Schema) => {
  const members = schema.const !== null ? [schema.const.value] : schema.enum
  if (members === null) return null
  const { types } = schema
  return members.flatMap((value, i) => {
    if (!scalarFits(schema, value)) return []
    if (types !== null && !types.some((type) => hasType(value, type))) return []
    return [{ value, pointer: schema.const !== null ? '/const' : `/enum/${i}` }]
  })
}

const enumOf = (schema: Schema): readonly CodeValue[] | null =>
  allowedMembers(schema)?.map(({ value, pointer }) => readAs(schema, pointer, value)) ?? null

/** The enumeration as JSON, with the digits that the document has. */
const inDigits = (schema: Schema): NonNullable<ValueCheck['inDigits']> => {
  const members = allowedMembers(schema)
  if (members === null) return { members: null }
  return {
    members: `[${members.map(({ value, pointer }) => jsonText(schema, pointer, value)).join()}]`,
  }
}

/**
 * How numbers come: a bound without a type is one of all numbers, however many digits they have, and so is one that
 * stands beside an exact number.
 */
const exactnessOf = (
  schema: Schema,
  numbers: NumberCheck | null,
  isMet: boolean,
): Pick<ValueCheck, 'exact'> => {
  if (schema.exact !== undefined)
    return { exact: schema.exact.format === 'decimal' ? 'real' : 'integer' }
  if (isMet && schema.types?.some((type) => type === 'integer' || type === 'number'))
    return { exact: 'digits' }
  return schema.types === null && numbers !== null ? { exact: 'real' } : {}
}

const stringCheck = (schema: Schema): StringCheck | null => {
  const format = isCheckedFormat(schema.format) ? schema.format : null
  const pattern = schema.pattern === null ? null : patternOf(schema.pattern)
  const lengthMin = schema.minLength === 0 ? null : schema.minLength
  if (lengthMin === null && schema.maxLength === null && pattern === null && format === null)
    return null
  return { lengthMin, lengthMax: schema.maxLength, pattern, format }
}

const int32 = { minimum: -2147483648, maximum: 2147483647 }

const numberCheck = (schema: Schema, isExact: boolean): NumberCheck | null => {
  if (schema.exact !== undefined || (isExact && schema.format !== 'int32'))
    return exactCheck(schema)
  const { exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const isInt32 = schema.format === 'int32'
  const safe = isSafeFormat(schema)
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

const isSafeFormat = ({ format }: Schema): boolean => format === 'int64' || format === 'uint64'

const exactCheck = (schema: Schema): NumberCheck | null => {
  const bound = (name: 'exclusiveMinimum' | 'exclusiveMaximum' | 'multipleOf') => {
    const value = schema[name]
    return value === null ? null : exactOf(schema, `/${name}`, value)
  }
  const { least, most } = exactRange(schema)
  const check: NumberCheck = {
    minimum: least,
    maximum: most,
    exclusiveMinimum: bound('exclusiveMinimum'),
    exclusiveMaximum: bound('exclusiveMaximum'),
    multipleOf: bound('multipleOf'),
    safe: schema.exact === undefined && schema.types !== null && isSafeFormat(schema),
  }
  return Object.values(check).every((each) => each === null || each === false) ? null : check
}

const arrayCheck = (context: CheckContext, schema: Schema, isNoted: boolean): ArrayCheck | null => {
  const prefix = schema.prefixItems.map((item) => checkOf(context, item))
  const items = schema.items === null ? any : checkOf(context, schema.items)
  const contains = containsOf(context, schema)
  const asks =
    prefix.length > 0 ||
    items.kind !== 'any' ||
    schema.uniqueItems ||
    schema.minItems !== null ||
    schema.maxItems !== null ||
    contains !== null ||
    (isNoted && schema.items !== null)
  if (!asks) return null
  return {
    prefix,
    items,
    takesItems: schema.items !== null,
    itemsMin: schema.minItems,
    itemsMax: schema.maxItems,
    unique: schema.uniqueItems,
    contains,
  }
}

/** `minContains` and `maxContains` ask nothing alone (JSON Schema 2020-12 validation, 6.4.4 and 6.4.5). */
const containsOf = (context: CheckContext, schema: Schema): ContainsPlan | null => {
  if (schema.contains === null) return null
  return {
    check: checkOf(context, schema.contains),
    countMin: schema.minContains ?? 1,
    countMax: schema.maxContains,
  }
}

const objectCheck = (
  context: CheckContext,
  schema: Schema,
  inPlace: InPlace,
  isNoted: boolean,
): ObjectCheck | null => {
  const direction = context.direction ?? 'input'
  const isSeen = (property: SchemaProperty) => isVisible(context.api, property, direction)
  const visible = schema.properties.filter(isSeen)
  const hidden = schema.properties.filter((property) => !isSeen(property))
  const declared = new Set(schema.properties.map((property) => property.name))
  // What is readOnly may be sent back (a document that was read, edited and returned): it is not looked at,
  // and dropped before the handler runs.
  const members = [
    ...visible.map(({ name, required, schema: id }) => ({
      name,
      required,
      check: checkOf(context, id),
      default: required || direction === 'output' ? null : defaultOf(context, id),
    })),
    ...hidden.map(({ name }) => ({ name, required: false, check: any, default: null })),
  ]
  const required = schema.required.filter((name) => !declared.has(name))
  const check: ObjectCheck = {
    members,
    // Answers have lost what is writeOnly when they are checked.
    hidden: direction === 'input' ? hidden.map(({ name }) => name) : [],
    required,
    patterns: patternsOf(context, schema),
    rest: restCheck(context, schema),
    takesRest: schema.additionalProperties !== null,
    membersMin: schema.minProperties,
    membersMax: schema.maxProperties,
    names: schema.propertyNames === null ? any : checkOf(context, schema.propertyNames),
    dependentRequired: schema.dependentRequired,
    dependentSchemas: schema.dependentSchemas.map((entry) => ({
      name: entry.name,
      check: inPlace(entry.schema),
    })),
  }
  return asksOfObjects(check) || (isNoted && check.takesRest) ? check : null
}

const asksOfObjects = (check: ObjectCheck): boolean =>
  check.members.length + check.required.length + check.patterns.length > 0 ||
  check.dependentRequired.length + check.dependentSchemas.length > 0 ||
  check.rest.kind !== 'any' ||
  check.names.kind !== 'any' ||
  check.membersMin !== null ||
  check.membersMax !== null

/** A pattern that does not compile was refused before (NX2111). */
const patternsOf = (context: CheckContext, schema: Schema): ObjectCheck['patterns'] =>
  schema.patternProperties.flatMap((entry) => {
    const pattern = patternOf(entry.pattern)
    return pattern === null ? [] : [{ pattern, check: checkOf(context, entry.schema) }]
  })

const restCheck = (context: CheckContext, schema: Schema): CheckPlan => {
  const { additionalProperties } = schema
  if (additionalProperties === null || additionalProperties === true) return any
  return additionalProperties === false ? { kind: 'never' } : checkOf(context, additionalProperties)
}

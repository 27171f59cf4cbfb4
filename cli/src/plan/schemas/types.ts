// Owns the TypeScript type of a schema.

import type { Api } from '../../ir/api.js'
import { hasType } from '../../ir/json-values.js'
import type { Direction, MemberPlan, TypePlan } from '../../ir/plan/api.js'
import type {
  ExactNumber,
  JsonType,
  JsonValue,
  Schema,
  SchemaId,
  SchemaProperty,
} from '../../ir/schema.js'
import { type DefaultValues, defaultOf } from '../checks/defaults.js'
import { docLengthMax, docTextOf } from '../docs.js'
import { becomeOf } from '../exact-numbers/exact.js'
import { choiceOfSchema } from './choices.js'
import { isVisible } from './directions.js'
import { isFree, schemaOf, typesOf } from './graph.js'
import { furtherItemsOf, undeclaredOf } from './open-parts.js'

const keyword = (name: Extract<TypePlan, { kind: 'keyword' }>['name']): TypePlan => ({
  kind: 'keyword',
  name,
})

export const unknownType = keyword('unknown')

/** What types are made from. */
export interface TypeContext {
  readonly api: Api
  readonly units: ReadonlySet<SchemaId>
  readonly split: ReadonlySet<SchemaId>
  readonly defaultValues: DefaultValues
  /** Whether a value of the document satisfies a schema of it. */
  readonly conforms: (id: SchemaId, value: JsonValue) => boolean
}

/** The type of a schema where it is used: the unit's name, or the type itself. */
export const typeOf = (context: TypeContext, id: SchemaId, direction: Direction): TypePlan => {
  if (!context.units.has(id)) return bodyTypeOf(context, id, direction)
  return { kind: 'named', unit: id, direction: context.split.has(id) ? direction : 'output' }
}

/** The type that a unit's name stands for. */
export const bodyTypeOf = (context: TypeContext, id: SchemaId, direction: Direction): TypePlan => {
  const schema = schemaOf(context.api, id)
  if (schema.boolean !== null) return keyword(schema.boolean ? 'unknown' : 'never')
  const inner = (child: SchemaId) => typeOf(context, child, direction)
  const parts: TypePlan[] = []
  const own = ownType(context, schema, direction)
  if (own) parts.push(own)
  for (const part of schema.allOf)
    if (!isFree(schemaOf(context.api, part)) || context.units.has(part)) parts.push(inner(part))
  if (schema.anyOf.length > 0) pushBranches(context, schema, schema.anyOf, direction, parts)
  if (schema.oneOf.length > 0) pushBranches(context, schema, schema.oneOf, direction, parts)
  if (parts.length > 0 && own === null && hasOpenRest(context.api, schema)) parts.push(openObject)
  return both(parts)
}

const openObject: TypePlan = { kind: 'object', members: [], rest: unknownType }

/** Whether objects of a composition may have members that none of its parts names. */
const hasOpenRest = (api: Api, schema: Schema): boolean => {
  const undeclared = undeclaredOf(api, schema)
  return undeclared !== null && undeclared !== false && isObject(api, schema)
}

/** Whether every value is an object, as far as types say it. */
const isObject = (api: Api, schema: Schema, known = new Map<Schema, boolean>()): boolean => {
  const found = known.get(schema)
  if (found !== undefined) return found
  known.set(schema, false)
  const types = typesOf(schema)
  const isOne = (id: SchemaId): boolean => isObject(api, schemaOf(api, id), known)
  const isIt =
    types !== null
      ? types.length === 1 && types[0] === 'object'
      : schema.allOf.some(isOne) ||
        [schema.anyOf, schema.oneOf].some((each) => each.length > 0 && each.every(isOne))
  known.set(schema, isIt)
  return isIt
}

/** Adds a union, unless its branches only say which members are required of a type that is already there. */
const pushBranches = (
  context: TypeContext,
  schema: Schema,
  branches: readonly SchemaId[],
  direction: Direction,
  parts: TypePlan[],
): void => {
  const choice = choiceOfSchema(schema)
  const types = branches.map((branch) => {
    const type = typeOf(context, branch, direction)
    const values = choice?.values.get(branch)
    return choice === null ||
      values === undefined ||
      branch === choice.fallback ||
      isTagged(context.api, branch, choice.property)
      ? type
      : taggedType(type, choice.property, values)
  })
  const isTyped = schema.properties.length > 0 || parts.length > 0
  if (isTyped && types.some((type) => type === unknownType || isUnknown(type))) return
  parts.push(union(types))
}

/** A branch that the discriminator chooses, told apart by it in TypeScript too. */
const taggedType = (type: TypePlan, name: string, values: readonly string[]): TypePlan => {
  const tag = { name, optional: false, type: union(values.map(literalType)), doc: null }
  return { kind: 'both', of: [type, { kind: 'object', members: [tag], rest: null }] }
}

/** Whether a schema says by itself which values the property has. */
const isTagged = (
  api: Api,
  id: SchemaId,
  property: string,
  seen = new Set<SchemaId>(),
): boolean => {
  if (seen.size === seen.add(id).size) return false
  const schema = schemaOf(api, id)
  const own = schema.properties.find(({ name }) => name === property)
  const tag = own && schemaOf(api, own.schema)
  if (own?.required && (tag?.enum ?? tag?.const ?? null) !== null) return true
  if (schema.allOf.some((part) => isTagged(api, part, property, seen))) return true
  const branches = [...schema.oneOf, ...schema.anyOf]
  return branches.length > 0 && branches.every((part) => isTagged(api, part, property, seen))
}

const isUnknown = (type: TypePlan): boolean => type.kind === 'keyword' && type.name === 'unknown'

const ownType = (context: TypeContext, schema: Schema, direction: Direction): TypePlan | null => {
  if (schema.const !== null) return literalType(becomeOf(schema, '/const', schema.const.value))
  const types = typesOf(schema)
  if (schema.enum !== null) {
    const fitting = schema.enum.map((value, i) => {
      const isFitting = types === null || types.some((type) => hasType(value, type))
      return isFitting ? literalType(becomeOf(schema, `/enum/${i}`, value)) : keyword('never')
    })
    return union(fitting)
  }
  if (types === null) return null
  const hasStructure = schema.allOf.length + schema.anyOf.length + schema.oneOf.length > 0
  if (hasStructure && isBareObject(schema, types)) return null
  return union(types.map((type) => typeOfJson(context, schema, type, direction)))
}

/** `type: object` beside a composition adds nothing to its type. */
const isBareObject = (schema: Schema, types: readonly JsonType[]): boolean =>
  types.length === 1 &&
  types[0] === 'object' &&
  schema.properties.length === 0 &&
  typeof schema.additionalProperties !== 'string'

const typeOfJson = (
  context: TypeContext,
  schema: Schema,
  type: JsonType,
  direction: Direction,
): TypePlan => {
  switch (type) {
    case 'integer':
    case 'number':
      return schema.exact === undefined ? keyword('number') : exactType(schema.exact)
    case 'string':
    case 'boolean':
    case 'null':
      return keyword(type)
    case 'array':
      return listType(context, schema, direction)
    case 'object':
      return objectType(context, schema, direction)
  }
}

const exactType = ({ format, as }: ExactNumber): TypePlan =>
  as === 'bigint' ? keyword('bigint') : { kind: 'runtime', name: exactNames[format] }

const exactNames = { int64: 'Int64', uint64: 'Uint64', decimal: 'Decimal' } as const

const listType = (context: TypeContext, schema: Schema, direction: Direction): TypePlan => {
  const further = furtherItemsOf(schema)
  const rest =
    further === null
      ? unknownType
      : further === false
        ? keyword('never')
        : typeOf(context, further, direction)
  if (schema.prefixItems.length === 0) return { kind: 'list', item: rest }
  const required = schema.minItems ?? 0
  if (required < schema.prefixItems.length) {
    const items = schema.prefixItems.map((item) => typeOf(context, item, direction))
    return { kind: 'list', item: union([...items, rest]) }
  }
  const items = schema.prefixItems.map((item) => typeOf(context, item, direction))
  return { kind: 'tuple', items, rest: isNever(rest) ? null : rest }
}

const isNever = (type: TypePlan): boolean => type.kind === 'keyword' && type.name === 'never'

/** What is said beside a reference is of this member, and more than what its type says of all of them. */
const memberDoc = (
  context: TypeContext,
  { schema, beside }: SchemaProperty,
  target: Schema,
): string | null => {
  const isNamed = context.units.has(schema) && target.name === null
  const own = isNamed ? null : docOf(target, docLengthMax.member)
  if (beside === undefined) return own
  const { description, deprecated } = beside
  if (description === null) return docTextOf([own], deprecated, docLengthMax.member)
  return docTextOf([description], deprecated || target.deprecated, docLengthMax.member)
}

const objectType = (context: TypeContext, schema: Schema, direction: Direction): TypePlan => {
  const members: MemberPlan[] = schema.properties
    .filter((property) => isVisible(context.api, property, direction))
    .map((property) => {
      const target = schemaOf(context.api, property.schema)
      // Reading has put the default in.
      const filled =
        !property.required && direction === 'input' && defaultOf(context, property.schema) !== null
      return {
        name: property.name,
        optional: !property.required && !filled,
        ...(filled ? { filled } : {}),
        ...(direction === 'input' ? { received: true } : {}),
        type: typeOf(context, property.schema, direction),
        doc: memberDoc(context, property, target),
      }
    })
  const declared = new Set(schema.properties.map((property) => property.name))
  for (const name of schema.required) {
    if (!declared.has(name) && members.length > 0) {
      members.push({ name, optional: false, type: unknownType, doc: null })
    }
  }
  return { kind: 'object', members, rest: restType(context, schema, members, direction) }
}

const restType = (
  context: TypeContext,
  schema: Schema,
  members: readonly MemberPlan[],
  direction: Direction,
): TypePlan | null => {
  const undeclared = undeclaredOf(context.api, schema)
  if (schema.patternProperties.length > 0) return patternType(context, schema, members, direction)
  if (undeclared === false) return null
  if (undeclared === null) return schema.properties.length === 0 ? unknownType : null
  // An index signature has to fit the declared members as well (TS2411).
  if (members.length > 0 || undeclared === true) return unknownType
  return typeOf(context, undeclared, direction)
}

/** An index signature knows no patterns: it takes in every value that one of them, or the rest, allows. */
const patternType = (
  context: TypeContext,
  schema: Schema,
  members: readonly MemberPlan[],
  direction: Direction,
): TypePlan => {
  const { additionalProperties } = schema
  const isOpen = additionalProperties === null || additionalProperties === true
  if (isOpen || members.length > 0) return unknownType
  const rest =
    additionalProperties === false ? [] : [typeOf(context, additionalProperties, direction)]
  return union([
    ...schema.patternProperties.map((entry) => typeOf(context, entry.schema, direction)),
    ...rest,
  ])
}

/** Title and description as a doc comment. */
export const docOf = (schema: Schema, lengthMax: number = docLengthMax.whole): string | null =>
  docTextOf([schema.title, schema.description], schema.deprecated, lengthMax)

const literalType = (value: JsonValue | bigint): TypePlan => {
  if (typeof value === 'bigint') return { kind: 'integer', digits: String(value) }
  if (value === null || typeof value !== 'object') return { kind: 'literal', value }
  if (Array.isArray(value)) return { kind: 'tuple', items: value.map(literalType), rest: null }
  const members = Object.entries(value as { readonly [name: string]: JsonValue })
  return {
    kind: 'object',
    members: members.map(([name, member]) => ({
      name,
      optional: false,
      type: literalType(member),
      doc: null,
    })),
    rest: null,
  }
}

/** A union without repetitions; `unknown` takes everything in. */
export const union = (types: readonly TypePlan[]): TypePlan => {
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.of : [type]))
  if (flat.some(isUnknown)) return unknownType
  const distinct = distinctTypes(flat.filter((type) => !isNever(type)))
  const [first] = distinct
  if (first === undefined) return keyword('never')
  return distinct.length === 1 ? first : { kind: 'union', of: distinct }
}

/** An intersection; `unknown` adds nothing to it. */
export const both = (types: readonly TypePlan[]): TypePlan => {
  const distinct = distinctTypes(types.filter((type) => !isUnknown(type)))
  const [first] = distinct
  if (first === undefined) return unknownType
  return distinct.length === 1 ? first : { kind: 'both', of: distinct }
}

const distinctTypes = (types: readonly TypePlan[]): TypePlan[] => {
  if (types.length < 2) return [...types]
  const seen = new Set<string>()
  return types.filter((type) => {
    const text = JSON.stringify(type)
    return seen.size < seen.add(text).size
  })
}

// Owns saying where a value does not satisfy a schema, and which rule it breaks: the innermost place that one can name.

import { child } from '../../diagnostics/pointer.js'
import type { Api } from '../../ir/api.js'
import { hasType, isEqual, isList, isObject, type JsonObject } from '../../ir/json-values.js'
import { matchesPattern } from '../../ir/patterns/matches.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { choiceOfSchema, chosenBranch } from '../schemas/choices.js'
import { schemaOf } from '../schemas/graph.js'
import { brokenRule } from './broken-rules.js'
import { conformsInFormat, scalarFits } from './conforms.js'
import { formatFits } from './format-checks.js'

/** A broken rule, at a pointer into the value. */
export interface Misfit {
  readonly pointer: string
  readonly rule: string
}

/** Parts of a value and schemas within each other; what is deeper is told by its outer part. */
const depthMax = 64

/** The first broken rule of a value that does not conform: `/name`, `must be string`. */
export const misfitOf = (api: Api, id: SchemaId, value: JsonValue): Misfit =>
  within(api, id, value, { pointer: '', depth: 0 })

interface At {
  readonly pointer: string
  readonly depth: number
}

const within = (api: Api, id: SchemaId, value: JsonValue, at: At): Misfit => {
  const schema = schemaOf(api, id)
  const own = ownRule(schema, value)
  if (own !== null) return { pointer: at.pointer, rule: own }
  const bad = (each: Part): boolean => !conformsInFormat(api, each.schema, each.value)
  const part = at.depth < depthMax ? partsOf(api, schema, value).find(bad) : undefined
  if (part === undefined) {
    const rule = brokenRule(api, schema, value) ?? 'does not match its schema'
    return { pointer: at.pointer, rule }
  }
  const pointer = part.key === null ? at.pointer : child(at.pointer, part.key)
  return within(api, part.schema, part.value, { pointer, depth: at.depth + 1 })
}

const ownRule = (schema: Schema, value: JsonValue): string | null => {
  const { types, enum: members, required } = schema
  if (schema.boolean === false) return 'must not be there'
  if (types !== null && !types.some((type) => hasType(value, type)))
    return `must be ${types.join(' or ')}`
  if (members !== null && !members.some((member) => isEqual(member, value)))
    return 'must be one of the values of `enum`'
  if (schema.const !== null && !isEqual(schema.const.value, value))
    return `must be ${JSON.stringify(schema.const.value)}`
  if (!scalarFits(schema, value)) return scalarRule(schema, value)
  if (!formatFits(schema, value)) return `must be a valid ${schema.format}`
  const missing = isObject(value) ? required.find((name) => !Object.hasOwn(value, name)) : undefined
  return missing === undefined ? null : `must have the member \`${missing}\``
}

const scalarRule = (schema: Schema, value: JsonValue): string => {
  const words =
    typeof value === 'string'
      ? (['minLength', 'maxLength', 'pattern'] as const)
      : (['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const)
  const asked = words.flatMap((word) =>
    schema[word] === null ? [] : [`${word} ${String(schema[word])}`],
  )
  return `must satisfy ${asked.join(', ')}`
}

interface Part {
  /** Null: the value itself. */
  readonly key: string | number | null
  readonly schema: SchemaId
  readonly value: JsonValue
}

const partsOf = (api: Api, schema: Schema, value: JsonValue): readonly Part[] => [
  ...inPlaceOf(api, schema, value).map((part) => ({ key: null, schema: part, value })),
  ...(isList(value) ? itemsOf(schema, value) : isObject(value) ? membersOf(schema, value) : []),
]

/** Schemas that the whole value has to match, by what it is. */
const inPlaceOf = (api: Api, schema: Schema, value: JsonValue): readonly SchemaId[] => {
  const { allOf, if: condition, thenId, elseId, dependentSchemas } = schema
  const branch =
    condition === null ? null : conformsInFormat(api, condition, value) ? thenId : elseId
  const choice = choiceOfSchema(schema)
  const members = isObject(value) ? value : {}
  const given = (name: string): boolean => Object.hasOwn(members, name)
  const chosen =
    choice === null || !given(choice.property)
      ? null
      : chosenBranch(choice, members[choice.property])
  const asked = dependentSchemas.filter(({ name }) => given(name)).map((each) => each.schema)
  return [...allOf, ...asked, ...[branch, chosen].filter((id) => id !== null)]
}

const itemsOf = (schema: Schema, value: readonly JsonValue[]): readonly Part[] =>
  value.flatMap((item, key) => {
    const each = schema.prefixItems[key] ?? schema.items
    return each === null ? [] : [{ key, schema: each, value: item }]
  })

const membersOf = (schema: Schema, value: JsonObject): readonly Part[] => {
  const declared = new Map(schema.properties.map(({ name, schema: id }) => [name, id]))
  const { patternProperties, additionalProperties: rest } = schema
  return Object.entries(value).flatMap(([key, member]) => {
    const patterns = patternProperties.filter(
      ({ pattern }) => matchesPattern(pattern, key) === true,
    )
    const own = declared.get(key) ?? (patterns.length > 0 ? null : rest)
    const all = [...patterns.map((each) => each.schema), ...(typeof own === 'string' ? [own] : [])]
    return all.map((each) => ({ key, schema: each, value: member }))
  })
}

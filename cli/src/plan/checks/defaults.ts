// Owns which defaults of members are applied to what comes in, and what they are with the defaults below them.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import { child } from '../../diagnostics/pointer.js'
import type { Api } from '../../ir/api.js'
import { hasType, isList, type JsonObject } from '../../ir/json-values.js'
import type { CodeValue } from '../../ir/plan/checks.js'
import type { JsonValue, Schema, SchemaId } from '../../ir/schema.js'
import { becomeOf } from '../exact-numbers/exact.js'
import { choiceOfSchema, chosenBranch } from '../schemas/choices.js'
import { isVisible } from '../schemas/directions.js'
import { schemaOf } from '../schemas/graph.js'

/** What defaults are judged by. */
export interface DefaultContext {
  readonly api: Api
  readonly defaultValues: DefaultValues
  /** Whether a value of the document satisfies a schema of it. */
  readonly conforms: (id: SchemaId, value: JsonValue) => boolean
}

/** Values that the defaults of one document may be put together from. */
const defaultValuesMax = 200_000

/** How many values the defaults may still hold: objects that each have the next one twice are two to their number. */
export interface DefaultValues {
  left: number
  /** The default that was too much. */
  tooMuch: SourceRef | null
}

export const defaultValues = (): DefaultValues => ({ left: defaultValuesMax, tooMuch: null })

/** Defaults inside each other; a schema may ask for itself in its own default. */
const depthMax = 64

/** The default of a schema, whole; one that its own schema refuses is not applied (NX2113, NX4051). */
export const defaultOf = (
  context: DefaultContext,
  id: SchemaId,
): { readonly value: CodeValue } | null => {
  const found = schemaOf(context.api, id).default
  if (found === null || !context.conforms(id, found.value)) return null
  const schema = schemaOf(context.api, id)
  const value = completed(context, id, found.value, { schema, pointer: '/default', depth: 0 })
  if (context.defaultValues.left < 0) context.defaultValues.tooMuch ??= defaultAt(schema)
  return { value }
}

const defaultAt = ({ at }: Schema): SourceRef => ({
  file: at.file,
  pointer: `${at.pointer}/default`,
})

/** The document whose defaults hold more values than anybody would send. */
export const heavyDefaults = ({
  defaultValues: { tooMuch },
}: DefaultContext): readonly Diagnostic[] => {
  const message = `defaults put into each other are more than ${defaultValuesMax} values (limit defaultValuesMax)`
  return tooMuch === null ? [] : [diagnostic('NX1105', { message, at: tooMuch })]
}

/** Defaults of members that only what is below them refuses; NX2113 tells of the others. */
export const wrongDefaults = ({ api, conforms }: DefaultContext): readonly Diagnostic[] => {
  const members = new Set(
    [...api.schemas.values()].flatMap(({ properties }) => properties.map(({ schema }) => schema)),
  )
  return [...members].flatMap((id) => {
    const { default: found, types } = schemaOf(api, id)
    if (found === null || typeof found.value !== 'object' || conforms(id, found.value)) return []
    if (types !== null && !types.some((type) => hasType(found.value, type))) return []
    const message = 'the default is refused by the schemas below it, so it is not applied'
    return [diagnostic('NX4051', { message, at: defaultAt(schemaOf(api, id)) })]
  })
}

/** Where a part of a default stands in the document: its numbers may have more digits there. */
interface Origin {
  readonly schema: Schema
  /** Below that schema. */
  readonly pointer: string
  readonly depth: number
}

const below = (origin: Origin, key: string | number): Origin => ({
  ...beside(origin),
  pointer: child(origin.pointer, key),
})

const beside = (origin: Origin): Origin => ({ ...origin, depth: origin.depth + 1 })

/** A value that satisfies a schema with the defaults of absent members, as reading would put them into a request. */
const completed = (
  context: DefaultContext,
  id: SchemaId,
  value: JsonValue,
  origin: Origin,
): CodeValue => {
  const schema = schemaOf(context.api, id)
  const isTooMuch = context.defaultValues.left-- <= 0
  if (typeof value !== 'object' || value === null || origin.depth > depthMax || isTooMuch)
    return exactly(context, schema, value, origin)
  const whole = isList(value)
    ? value.map((item, i) => {
        const child = schema.prefixItems[i] ?? schema.items
        return child === null ? item : completed(context, child, item, below(origin, i))
      })
    : completedObject(context, schema, value as JsonObject, origin)
  return inPlaceOf(context, schema, value).reduce<CodeValue>(
    (filled, part) => completed(context, part, filled as JsonValue, beside(origin)),
    whole,
  )
}

/** A scalar as handlers get it. */
const exactly = (
  context: DefaultContext,
  schema: Schema,
  value: JsonValue,
  origin: Origin,
): CodeValue => {
  if (typeof value !== 'number' || context.api.exactNumbers !== true) return value
  if (schema.exact !== undefined) return becomeOf(schema, origin.pointer, value, origin.schema)
  if (origin.depth > depthMax) return value
  for (const part of inPlaceOf(context, schema, value)) {
    const found = exactly(context, schemaOf(context.api, part), value, beside(origin))
    if (typeof found !== 'number') return found
  }
  return value
}

const completedObject = (
  context: DefaultContext,
  schema: Schema,
  value: JsonObject,
  origin: Origin,
): { readonly [name: string]: CodeValue } => {
  const { api } = context
  const filled = new Map<string, CodeValue>(Object.entries(value))
  const declared = new Set<string>()
  for (const property of schema.properties) {
    declared.add(property.name)
    const given = filled.get(property.name)
    if (given !== undefined) {
      filled.set(
        property.name,
        completed(context, property.schema, given as JsonValue, below(origin, property.name)),
      )
      continue
    }
    const fallback = schemaOf(api, property.schema).default
    const isPut = !property.required && isVisible(api, property, 'input')
    if (!isPut || fallback === null || !context.conforms(property.schema, fallback.value)) continue
    filled.set(
      property.name,
      completed(context, property.schema, fallback.value, {
        schema: schemaOf(api, property.schema),
        pointer: '/default',
        depth: origin.depth + 1,
      }),
    )
  }
  const { additionalProperties: rest } = schema
  if (typeof rest === 'string')
    for (const [name, member] of filled)
      if (!declared.has(name))
        filled.set(name, completed(context, rest, member as JsonValue, below(origin, name)))
  return Object.fromEntries(filled)
}

/** Schemas in place whose defaults hold: all of `allOf`, and of a union the branch that the value satisfies. */
const inPlaceOf = (
  { conforms }: DefaultContext,
  schema: Schema,
  value: JsonValue,
): readonly SchemaId[] => {
  const choice = choiceOfSchema(schema)
  const tag = choice && !isList(value) ? (value as JsonObject)[choice.property] : undefined
  const fitting = [schema.anyOf, schema.oneOf].map((union) =>
    union.find((branch) => conforms(branch, value)),
  )
  const branches = choice === null ? fitting : [chosenBranch(choice, tag) ?? undefined]
  return [...schema.allOf, ...branches].filter((id) => id !== undefined)
}

// Owns which schemas have numbers that a double may not hold: int64, uint64 and decimal, where `schemas.int64` or
// `schemas.decimal` of nexus.config.ts asks for all their digits. Without that nothing is marked.

import { child } from '../../../diagnostics/pointer.js'
import type { Sources } from '../../../diagnostics/source.js'
import type { Api } from '../../../ir/api.js'
import type { ExactNumber, JsonType, JsonValue, Schema, SchemaId } from '../../../ir/schema.js'
import type { SchemaOptions } from '../../../ir/schema-options.js'

/** The document with its exact numbers marked. */
export const withExactNumbers = (
  api: Api,
  { int64, decimal }: Pick<SchemaOptions, 'int64' | 'decimal'>,
  sources: Sources,
): Api => {
  if (int64 === 'number' && decimal === 'number') return api
  const forms = { int64, uint64: int64, decimal }
  const marked = new Map<SchemaId, Schema>()
  for (const [id, schema] of api.schemas) {
    const format = exactFormat(schema, schema.format) ?? inheritedFormat(api, schema)
    const as = format === null ? 'number' : forms[format]
    const exact = format === null || as === 'number' ? {} : { exact: { format, as } }
    marked.set(id, { ...schema, ...exact, ...lostDigits(schema, sources) })
  }
  return { ...api, schemas: marked, exactNumbers: true }
}

type Format = ExactNumber['format']

/** The types that a format is about. */
const typesOf: Readonly<Record<Format, readonly JsonType[]>> = {
  int64: ['integer', 'number'],
  uint64: ['integer', 'number'],
  decimal: ['number'],
}

const exactFormat = ({ types }: Schema, format: string | null): Format | null => {
  const found = format === 'int64' || format === 'uint64' || format === 'decimal' ? format : null
  return found !== null && types?.some((type) => typesOf[found].includes(type)) === true
    ? found
    : null
}

/** How deep `allOf` is followed. */
const depthMax = 16

/** A number that is `allOf` an exact one, and says its type again, is that one. */
const inheritedFormat = (
  api: Api,
  schema: Schema,
  depth = 0,
  known = new Map<Schema, Format | null>(),
): Format | null => {
  if (schema.format !== null || schema.types === null || depth > depthMax) return null
  const before = known.get(schema)
  if (before !== undefined) return before
  // One that is part of itself has nothing to inherit there.
  known.set(schema, null)
  const found = formatOfParts(api, schema, depth, known)
  known.set(schema, found)
  return found
}

const formatOfParts = (
  api: Api,
  schema: Schema,
  depth: number,
  known: Map<Schema, Format | null>,
): Format | null => {
  for (const id of schema.allOf) {
    const part = api.schemas.get(id)
    if (part === undefined) continue
    const found = exactFormat(part, part.format) ?? inheritedFormat(api, part, depth + 1, known)
    if (found !== null && schema.types?.some((type) => typesOf[found].includes(type))) return found
  }
  return null
}

const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const

/** Digits of the document's own numbers: a double has rounded them when they were parsed. */
const lostDigits = (schema: Schema, sources: Sources): Pick<Schema, 'digits'> => {
  const found: Record<string, string> = {}
  const note = (pointer: string, value: JsonValue | undefined): void => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return
    const source = sources.get(schema.at.file)
    const place = source?.locate(`${schema.at.pointer}${pointer}`)
    const literal = place
      ? source?.text.slice(place.value.start, place.value.end).trim()
      : undefined
    if (literal !== undefined && isNumber(literal) && Number(literal) === value)
      found[pointer] = literal.replace(/^\+/, '')
  }
  for (const name of bounds) note(`/${name}`, schema[name] ?? undefined)
  const noteAll = (pointer: string, value: JsonValue | undefined): void => {
    if (typeof value !== 'object' || value === null) note(pointer, value)
    else for (const [key, each] of Object.entries(value)) noteAll(child(pointer, key), each)
  }
  schema.enum?.forEach((value, i) => {
    noteAll(`/enum/${i}`, value)
  })
  noteAll('/const', schema.const?.value)
  noteAll('/default', schema.default?.value)
  return Object.keys(found).length === 0 ? {} : { digits: found }
}

const isNumber = (literal: string): boolean =>
  literal.length <= digitsMax && /^[+-]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(literal)

/** Characters of one number of a document. */
const digitsMax = 400

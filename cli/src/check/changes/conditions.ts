// Owns what schemas demand besides types, bounds and members: conditions that are compared as wholes, by their text.

import { createHash } from 'node:crypto'
import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import type { SchemaRuleId } from './rules.js'

/** Conditions by what the user calls them, several where parts of an `allOf` have one each; equal texts demand the same. */
export type Conditions = ReadonlyMap<string, readonly string[]>

/** Schemas in each other that are written out. */
const depthMax = 16

/** The conditions of schemas that hold together. */
export const conditionsOf = (api: Api, parts: readonly Schema[]): Conditions => {
  const found = new Map<string, string[]>()
  for (const part of parts)
    for (const [name, demands] of of(part)) {
      const texts = found.get(name) ?? []
      const text = textOf(api, demands, 0)
      if (!texts.includes(text)) texts.push(text)
      found.set(name, texts)
    }
  return found
}

function* of(schema: Schema): Generator<[string, unknown]> {
  const { contains, minContains, maxContains } = schema
  if (contains !== null) yield ['contains', { contains, minContains, maxContains }]
  if (schema.propertyNames !== null) yield ['propertyNames', schema.propertyNames]
  if (schema.unevaluatedItems !== null) yield ['unevaluatedItems', schema.unevaluatedItems]
  if (schema.if !== null) yield ['if', [schema.if, schema.thenId, schema.elseId]]
  if (schema.not !== null) yield ['not', schema.not]
  for (const { name, required } of schema.dependentRequired)
    for (const other of required) yield [`dependentRequired: ${name} needs ${other}`, true]
  for (const each of schema.dependentSchemas) yield [`dependentSchemas: ${each.name}`, each.schema]
  for (const each of schema.patternProperties)
    yield [`patternProperties: ${each.pattern}`, each.schema]
}

/** What says nothing about values. */
const words: ReadonlySet<string> = new Set(['id', 'at', 'name', 'title', 'description', 'examples'])

/** Digests of schemas at a depth: written out, schemas that each name the next one twice are two to their number. */
const digests = new WeakMap<Api, Map<string, string>>()

const digestOf = (api: Api, schema: Schema, depth: number): string => {
  const known = digests.get(api) ?? new Map<string, string>()
  digests.set(api, known)
  const key = `${depth} ${schema.id}`
  const found =
    known.get(key) ??
    createHash('sha256')
      .update(textOf(api, schema, depth))
      .digest('base64')
  known.set(key, found)
  return found
}

/** A text that schemas of the same demands share, whatever they are called. */
const textOf = (api: Api, value: unknown, depth: number): string =>
  JSON.stringify(value, (key, member: unknown) => {
    if (words.has(key) || member === null) return undefined
    const schema = typeof member === 'string' ? api.schemas.get(member as SchemaId) : undefined
    if (schema === undefined) return member
    return depth >= depthMax ? (schema.name ?? '') : digestOf(api, schema, depth + 1)
  }) ?? ''

/** Tells each condition that came, went or changed. */
export const compareConditions = (
  old: Conditions,
  now: Conditions,
  tell: (rule: SchemaRuleId, detail: string) => void,
): void => {
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(name) ?? [], now.get(name) ?? []]
    const gone = was.filter((text) => !is.includes(text))
    const come = is.filter((text) => !was.includes(text))
    if (gone.length > 0 && come.length > 0)
      tell('condition-changed', `\`${name}\` demands something else`)
    if (come.length > gone.length)
      tell(name === 'not' ? 'not-added' : 'condition-added', `\`${name}\` was added`)
    if (gone.length > come.length) tell('condition-removed', `\`${name}\` was removed`)
  }
}

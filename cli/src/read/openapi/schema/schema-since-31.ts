// Owns reading what only OpenAPI 3.1 schemas have: conditions, patterns of names, what nothing evaluated
// (JSON Schema 2020-12, 10.2.2, 10.3, 11). In 3.0 these are notes, not keywords.

import type { Schema } from '../../../ir/schema.js'
import { countKey, objectKey, stringsKey } from '../keys.js'
import { atMember, members, type Node, type ObjectNode } from '../node.js'
import type { Reader } from '../reader.js'
import { schemaAt, schemaKey } from './schema-at.js'

type Arrays = Pick<Schema, 'contains' | 'minContains' | 'maxContains' | 'unevaluatedItems'>

const noArrays: Arrays = {
  contains: null,
  minContains: null,
  maxContains: null,
  unevaluatedItems: null,
}

export const readLaterArrays = (reader: Reader, node: ObjectNode): Arrays => {
  if (reader.isDraft4) return noArrays
  return {
    contains: schemaKey(reader, node, 'contains'),
    minContains: countKey(reader, node, 'minContains'),
    maxContains: countKey(reader, node, 'maxContains'),
    unevaluatedItems: schemaKey(reader, node, 'unevaluatedItems'),
  }
}

type Objects = Pick<
  Schema,
  | 'patternProperties'
  | 'propertyNames'
  | 'dependentRequired'
  | 'dependentSchemas'
  | 'unevaluatedProperties'
>

const noObjects: Objects = {
  patternProperties: [],
  propertyNames: null,
  dependentRequired: [],
  dependentSchemas: [],
  unevaluatedProperties: null,
}

export const readLaterObjects = (reader: Reader, node: ObjectNode): Objects => {
  if (reader.isDraft4) return noObjects
  return {
    patternProperties: patterns(reader, node).map(([pattern, schema]) => {
      return { pattern, schema: schemaAt(reader, schema) }
    }),
    propertyNames: schemaKey(reader, node, 'propertyNames'),
    dependentRequired: readDependentRequired(reader, node),
    dependentSchemas: entries(reader, node, 'dependentSchemas').map(([name, schema]) => {
      return { name, schema: schemaAt(reader, schema) }
    }),
    unevaluatedProperties: schemaKey(reader, node, 'unevaluatedProperties'),
  }
}

// Names are free: `x-` is no extension here.
const entries = (
  reader: Reader,
  node: ObjectNode,
  key: string,
): readonly (readonly [string, Node])[] => {
  const map = objectKey(reader, node, key)
  return map === null ? [] : members(map)
}

const patterns = (reader: Reader, node: ObjectNode): readonly (readonly [string, Node])[] => {
  const found = entries(reader, node, 'patternProperties')
  if (found.length <= reader.limits.patternsMax) return found
  const what = (max: number) => `the schema has more than ${max} patterns of properties`
  reader.refuse('patternsMax', what, atMember(node, 'patternProperties'))
  return []
}

const readDependentRequired = (reader: Reader, node: ObjectNode): Schema['dependentRequired'] => {
  const map = objectKey(reader, node, 'dependentRequired')
  if (map === null) return []
  return Object.keys(map.value).map((name) => ({
    name,
    required: [...new Set(stringsKey(reader, map, name))],
  }))
}

/** `then` and `else` ask nothing without an `if`. */
export const readConditional = (
  reader: Reader,
  node: ObjectNode,
): Pick<Schema, 'if' | 'thenId' | 'elseId'> => {
  const test = reader.isDraft4 ? null : schemaKey(reader, node, 'if')
  if (test === null) return { if: null, thenId: null, elseId: null }
  return {
    if: test,
    thenId: schemaKey(reader, node, 'then'),
    elseId: schemaKey(reader, node, 'else'),
  }
}

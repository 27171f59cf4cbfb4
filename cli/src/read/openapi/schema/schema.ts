// Owns the Schema Object: what is read into the IR, with the drafts' differences made equal.
// Which keywords exist is in `schema-keywords.ts`, unions' discriminators in `discriminator.ts`, which node a
// reference means in `schema-at.ts`.

import { lastToken } from '../../../diagnostics/pointer.js'
import { isList } from '../../../ir/json-values.js'
import { isJson } from '../../../ir/media-types.js'
import type { JsonType, JsonValue, Schema, SchemaId, SchemaProperty } from '../../../ir/schema.js'
import {
  arrayKey,
  booleanKey,
  countKey,
  limitedItems,
  numberKey,
  objectNode,
  stringKey,
  stringsKey,
} from '../keys.js'
import { bareType } from '../media-type.js'
import { at, describe, items, member, members, type Node, type ObjectNode } from '../node.js'
import type { Reader } from '../reader.js'
import { dynamicTarget, isDynamicReference, isReference, step } from '../reference.js'
import { bareSchema } from './bare-schema.js'
import { readDiscriminator } from './discriminator.js'
import { schemaOf20 } from './schema-20.js'
import { schemaAt, schemaKey } from './schema-at.js'
import { checkSchemaKeywords } from './schema-keywords.js'
import { readConditional, readLaterArrays, readLaterObjects } from './schema-since-31.js'
import { readTypes } from './schema-types.js'

/** Reads every schema that was asked for, and those that they ask for in turn. */
export const readSchemas = (reader: Reader): ReadonlyMap<SchemaId, Schema> => {
  const schemas = new Map<SchemaId, Schema>()
  // A Map's iteration also visits what is added meanwhile.
  for (const [id, node] of reader.schemaNodes) {
    if (schemas.size >= reader.limits.schemasMax)
      reader.refuse('schemasMax', (max) => `the document has more than ${max} schemas`, at(node))
    if (reader.hasTooMuch) break
    for (const schema of readSchema(reader, id, node)) schemas.set(schema.id, schema)
  }
  for (const [id, schema] of reader.madeSchemas) schemas.set(id, schema)
  return schemas
}

const readSchema = (reader: Reader, id: SchemaId, node: Node): readonly Schema[] => {
  if (typeof node.value === 'boolean') return [{ ...emptySchema(id, node), boolean: node.value }]
  const object = objectNode(reader, node, 'a schema')
  if (object === null) return [{ ...emptySchema(id, node), boolean: true }]
  checkSchemaKeywords(reader, object)
  const known = reader.version === '2.0' ? schemaOf20(object) : object
  const schema = readKeywords(reader, id, known)
  return isNullableWithoutType(reader, known) ? nullableUnion(schema) : [schema]
}

// 3.1 says of files what 3.0 said with `format: binary`: a media type that is no text, and no encoding as text.
const readFormat = (reader: Reader, node: ObjectNode): string | null => {
  const format = stringKey(reader, node, 'format')
  const type = stringKey(reader, node, 'contentMediaType')
  const encoding = stringKey(reader, node, 'contentEncoding')
  // Converters write `binary`, by which MIME means bytes as they are (RFC 2045, 6.2), for what 3.0 had as a format.
  if (encoding === 'binary') return format ?? 'binary'
  const isBinary = type !== null && encoding === null && !/^text\/|[/+](json|xml)$/.test(type)
  return format ?? (isBinary ? 'binary' : null)
}

// "SHOULD be ignored if contentMediaType is not present" (JSON Schema 2020-12 validation, 8.5).
const readContentSchema = (
  reader: Reader,
  node: ObjectNode,
): { readonly contentSchema?: SchemaId } => {
  const found = reader.isDraft4 ? null : member(node, 'contentSchema')
  const type = node.value.contentMediaType
  if (found === null || typeof type !== 'string' || !isJson(bareType(type))) return {}
  return { contentSchema: schemaAt(reader, found) }
}

// One literal in the order of the IR: a document may have 40,000 schemas.
const readKeywords = (reader: Reader, id: SchemaId, node: ObjectNode): Schema => {
  const range = readRange(reader, node)
  const required = readRequired(reader, node)
  return {
    id,
    at: at(node),
    name: nameOf(node),
    boolean: null,
    title: stringKey(reader, node, 'title'),
    description: stringKey(reader, node, 'description'),
    deprecated: booleanKey(reader, node, 'deprecated') ?? false,
    readOnly: booleanKey(reader, node, 'readOnly') ?? false,
    writeOnly: booleanKey(reader, node, 'writeOnly') ?? false,
    default: valueKey(node, 'default'),
    examples: readExamples(reader, node),
    types: readTypes(reader, node),
    enum: arrayKey(reader, node, 'enum')?.value ?? null,
    const: reader.isDraft4 ? null : valueKey(node, 'const'),
    format: readFormat(reader, node),
    ...readContentSchema(reader, node),
    minimum: range.minimum,
    maximum: range.maximum,
    exclusiveMinimum: range.exclusiveMinimum,
    exclusiveMaximum: range.exclusiveMaximum,
    multipleOf: readMultipleOf(reader, node),
    minLength: countKey(reader, node, 'minLength'),
    maxLength: countKey(reader, node, 'maxLength'),
    pattern: stringKey(reader, node, 'pattern'),
    items: schemaKey(reader, node, 'items'),
    prefixItems: reader.isDraft4 ? [] : schemaList(reader, node, 'prefixItems'),
    minItems: countKey(reader, node, 'minItems'),
    maxItems: countKey(reader, node, 'maxItems'),
    uniqueItems: booleanKey(reader, node, 'uniqueItems') ?? false,
    ...readLaterArrays(reader, node),
    properties: readProperties(reader, node, required),
    required,
    additionalProperties: readAdditional(reader, node),
    minProperties: countKey(reader, node, 'minProperties'),
    maxProperties: countKey(reader, node, 'maxProperties'),
    ...readLaterObjects(reader, node),
    allOf: [...referenceTarget(reader, node), ...alternatives(reader, node, 'allOf')],
    anyOf: alternatives(reader, node, 'anyOf'),
    oneOf: alternatives(reader, node, 'oneOf'),
    not: schemaKey(reader, node, 'not'),
    ...readConditional(reader, node),
    discriminator: readDiscriminator(reader, node),
  }
}

type Range = Pick<Schema, 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>

const readRange = (reader: Reader, node: ObjectNode): Range => {
  const low = readBound(reader, node, 'minimum', 'exclusiveMinimum')
  const high = readBound(reader, node, 'maximum', 'exclusiveMaximum')
  return {
    minimum: low.inclusive,
    maximum: high.inclusive,
    exclusiveMinimum: low.exclusive,
    exclusiveMaximum: high.exclusive,
  }
}

// A number is a bound of its own (3.1); `true` makes the plain bound exclusive (3.0).
const readBound = (
  reader: Reader,
  node: ObjectNode,
  plainKey: 'minimum' | 'maximum',
  exclusiveKey: 'exclusiveMinimum' | 'exclusiveMaximum',
): { readonly inclusive: number | null; readonly exclusive: number | null } => {
  const plain = numberKey(reader, node, plainKey)
  const found = member(node, exclusiveKey)
  if (found === null) return { inclusive: plain, exclusive: null }
  const isFlag = typeof found.value === 'boolean'
  if (isFlag !== reader.isDraft4 && (isFlag || typeof found.value === 'number')) {
    const message = `\`${exclusiveKey}: ${String(found.value)}\` is not how OpenAPI ${reader.version} writes it`
    reader.report('NX2019', { message, at: at(found) })
  }
  if (isFlag)
    return found.value === true
      ? { inclusive: null, exclusive: plain }
      : { inclusive: plain, exclusive: null }
  return { inclusive: plain, exclusive: numberKey(reader, node, exclusiveKey) }
}

const readMultipleOf = (reader: Reader, node: ObjectNode): number | null => {
  const value = numberKey(reader, node, 'multipleOf')
  if (value === null || value > 0) return value
  reader.report('NX2008', {
    message: `\`multipleOf\` must be above 0, not ${value}`,
    at: at(member(node, 'multipleOf') ?? node),
  })
  return null
}

const readRequired = (reader: Reader, node: ObjectNode): readonly string[] => {
  const found = member(node, 'required')
  if (found !== null && typeof found.value === 'boolean') {
    reader.report('NX2005', {
      message: '`required` must be an array of property names, not a boolean',
      at: at(found),
      help: 'list the names of required properties in the object that has them: `required: [id]`',
    })
    return []
  }
  const names = stringsKey(reader, node, 'required')
  const distinct = new Set<string>()
  const repeated = names.find((name) => distinct.size === distinct.add(name).size)
  if (repeated !== undefined && found !== null) {
    reader.report('NX2008', { message: `\`required\` lists \`${repeated}\` twice`, at: at(found) })
  }
  return [...new Set(names)]
}

// Properties may have any name, `x-` and `__proto__` included.
const readProperties = (
  reader: Reader,
  node: ObjectNode,
  required: readonly string[],
): readonly SchemaProperty[] => {
  const found = member(node, 'properties')
  const map = found === null ? null : objectNode(reader, found, '`properties`')
  if (map === null) return []
  if (Object.keys(map.value).length > reader.limits.propertiesMax) {
    reader.refuse('propertiesMax', (max) => `the schema has more than ${max} properties`, at(map))
    return []
  }
  const isRequired = new Set(required)
  return members(map).map(([name, property]) => ({
    name,
    schema: schemaAt(reader, property),
    required: isRequired.has(name),
    ...besideReference(reader, property),
  }))
}

const besideReference = (reader: Reader, node: Node): Pick<SchemaProperty, 'beside'> => {
  if (reader.isDraft4 || !isReference(node)) return {}
  const description = member(node, 'description')?.value
  const deprecated = member(node, 'deprecated')?.value === true
  const isSaid = typeof description === 'string'
  if (!isSaid && !deprecated) return {}
  return { beside: { description: isSaid ? description : null, deprecated } }
}

const readAdditional = (reader: Reader, node: ObjectNode): SchemaId | boolean | null => {
  const found = member(node, 'additionalProperties')
  if (found === null) return null
  return typeof found.value === 'boolean' ? found.value : schemaAt(reader, found)
}

// JSON Schema 2020-12, 8.2.3: `$ref` and `$dynamicRef` apply beside their siblings.
const referenceTarget = (reader: Reader, node: ObjectNode): readonly SchemaId[] => {
  const isDynamic = !reader.isDraft4 && isDynamicReference(node)
  const targets = [
    isReference(node) ? step(reader, node) : null,
    isDynamic ? dynamicTarget(reader, node) : null,
  ]
  return targets.flatMap((target) => (target === null ? [] : [schemaAt(reader, target)]))
}

const alternatives = (reader: Reader, node: ObjectNode, key: string): readonly SchemaId[] => {
  const list = limitedItems(reader, node, key, 'alternativesMax')
  return reader.hasTooMuch ? [] : schemasOf(reader, node, key, list)
}

const schemaList = (reader: Reader, node: ObjectNode, key: string): readonly SchemaId[] => {
  const list = arrayKey(reader, node, key)
  return list === null ? [] : schemasOf(reader, node, key, items(list))
}

const schemasOf = (
  reader: Reader,
  node: ObjectNode,
  key: string,
  list: readonly Node[],
): readonly SchemaId[] => {
  const found = member(node, key)
  if (list.length === 0 && isList(found?.value))
    reader.report('NX2008', { message: `\`${key}\` must have at least one schema`, at: at(found) })
  return list.map((item) => schemaAt(reader, item))
}

const valueKey = (node: ObjectNode, key: string): { readonly value: JsonValue } | null => {
  const found = member(node, key)
  return found === null ? null : { value: found.value }
}

const readExamples = (reader: Reader, node: ObjectNode): readonly JsonValue[] => {
  const example = member(node, 'example')
  const examples = member(node, 'examples')
  if (examples === null || reader.isDraft4) return example === null ? [] : [example.value]
  const list = isList(examples.value) ? examples.value : []
  if (!isList(examples.value))
    reader.report('NX2056', {
      message: `\`examples\` of a schema is a list of values, not ${describe(examples.value)}`,
      at: at(examples),
    })
  return example === null ? list : [example.value, ...list]
}

// 3.0 `nullable` beside composition without `type`: what authors mean is "or null".
const isNullableWithoutType = (reader: Reader, node: ObjectNode): boolean =>
  reader.isDraft4 &&
  node.value.nullable === true &&
  member(node, 'type') === null &&
  ['allOf', 'anyOf', 'oneOf'].some((key) => member(node, key) !== null)

const nullableUnion = (schema: Schema): readonly Schema[] => {
  const inner: SchemaId = `${schema.id}~value`
  const none: SchemaId = `${schema.id}~null`
  const empty = bareSchema(schema.id, schema.at)
  return [
    {
      ...empty,
      name: schema.name,
      title: schema.title,
      description: schema.description,
      deprecated: schema.deprecated,
      readOnly: schema.readOnly,
      writeOnly: schema.writeOnly,
      default: schema.default,
      examples: schema.examples,
      anyOf: [inner, none],
    },
    { ...schema, id: inner, name: null, default: null, examples: [] },
    { ...empty, id: none, types: nullOnly },
  ]
}

const nullOnly: readonly JsonType[] = ['null']

const emptySchema = (id: SchemaId, node: Node): Schema => ({
  ...bareSchema(id, at(node)),
  name: nameOf(node),
})

// Components are named by their key, a file that is one schema by its name, and what stands in a file of schemas
// (`schemas.yaml#/Pet`, `schemas.yaml#/schemas/Pet`) by its key there.
const nameOf = (node: Node): string | null => {
  if (node.pointer === '') return /([^/]+?)(?:\.[^./]*)?$/.exec(node.file)?.[1] ?? null
  if (/(?:^\/components\/schemas|\/\$defs|\/definitions)\/[^/]+$/.test(node.pointer))
    return lastToken(node.pointer)
  const key = /^\/(?:schemas\/)?([^/]+)$/.exec(node.pointer)?.[1]
  return key === undefined || partsOfSchema.has(key) ? null : lastToken(node.pointer)
}

/** Keys that lead from a file that is one schema to another schema, with no key of its own. */
const partsOfSchema: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
  'contentSchema',
  'not',
  'if',
  'then',
  'else',
])

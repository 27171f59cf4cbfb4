// Owns the Media Type Object, the `content` map around it, and the Header Object: parts of media types have headers,
// which may have content themselves.

import { isEvents, isLines, isMultipartList } from '../../ir/media-types.js'
import type { MediaType, ResponseHeader } from '../../ir/operation.js'
import type { JsonValue, SchemaId } from '../../ir/schema.js'
import { readEncoding } from './encoding.js'
import { streamKey } from './extensions.js'
import {
  booleanKey,
  checkKeys,
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { at, atKey, isObjectNode, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'
import { bareSchema } from './schema/bare-schema.js'
import { schemaAt } from './schema/schema-at.js'

const shape: Shape = {
  name: 'Media Type',
  required: [],
}

/** Reads a `content` map in document order. */
export const readContent = (reader: Reader, node: ObjectNode): readonly MediaType[] => {
  const found = readEntries(reader, node)
  const schemas = new Map<string, MediaType['schema']>()
  for (const { type, schema, at: place } of found) {
    if (!schemas.has(type)) schemas.set(type, schema)
    if (schemas.get(type) === schema) continue
    const message = `another \`${type}\` stands before this one, and its schema holds for both`
    reader.report('NX2057', { message, at: { ...place, part: 'key' } })
  }
  return found
}

const readEntries = (reader: Reader, node: ObjectNode): readonly MediaType[] =>
  mapEntries(reader, node, 'content').flatMap(([type, each]) => {
    // A media type may begin so as well, and maps are not extended (3.1, 4.9).
    if (type.startsWith('x-') && !type.includes('/')) return []
    // A reference to one of `components.mediaTypes` (3.2, 4.14.1).
    const target = follow(reader, each)
    const media = target === null ? null : objectNode(reader, target, 'a media type')
    if (media === null) return []
    if (!isMediaType(type)) {
      reader.report('NX2017', { message: `\`${type}\` is not a media type`, at: atKey(each) })
      return []
    }
    checkKeys(reader, media, shape)
    return [readMediaType(reader, type, media)]
  })

/** Checks one of `components.mediaTypes`, which has no type of its own. */
export const checkMediaType = (reader: Reader, start: Node): void => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a media type')
  if (node === null) return
  checkKeys(reader, node, shape)
  readMediaType(reader, '*/*', node)
}

const readMediaType = (reader: Reader, type: string, node: ObjectNode): MediaType => {
  const name = bareType(type)
  const whole = member(node, 'schema')
  const item = member(node, 'itemSchema')
  // 3.2, 4.14.2: of a sequence; before 3.2 documents say `schema` and mean an item.
  const isSequential = isLines(name) || isEvents(name)
  const isList = item !== null && isMultipartList(name)
  if (item !== null && !isSequential && !isList)
    reader.note(node, 'Media Type', 'itemSchema', 'notCompiled')
  const schema = isSequential ? (item ?? whole) : whole
  return {
    type: name,
    schema: isList ? listOf(reader, item) : schema === null ? null : schemaAt(reader, schema),
    ...(isList ? { isSequence: true } : {}),
    events: [],
    encoding: readEncoding(reader, node, name, readHeaders),
    examples: readExamples(reader, node),
    stream: streamKey(reader, node),
    at: at(node),
  }
}

/** Parts without names are the items of a list (3.2, 4.14.5.2). */
const listOf = (reader: Reader, item: Node): SchemaId => {
  const id = `${reader.idOf(item)}/list`
  if (!reader.madeSchemas.has(id)) {
    const items = schemaAt(reader, item)
    reader.madeSchemas.set(id, { ...bareSchema(id, atKey(item)), types: ['array'], items })
  }
  return id
}

/** A media type in lower case, without parameters. */
export const bareType = (type: string): string => (type.split(';')[0] ?? type).trim().toLowerCase()

/** Whether a text is a media type or a range of them, parameters allowed. */
export const isMediaType = (type: string): boolean =>
  /^(?:\*|[\w!#$&^.+-]+)\/(?:\*|[\w!#$&^.+-]+(?:\+[\w.-]+)?)\s*(?:;.*)?$/.test(type)

/** Examples of a parameter, header or media type: `example`, or the values of `examples`. */
export const readExamples = (
  reader: Reader,
  node: ObjectNode,
): readonly { readonly name: string; readonly value: JsonValue }[] => {
  const single = member(node, 'example')
  const many = mapEntries(reader, node, 'examples')
  if (single !== null && many.length > 0) {
    const message = '`example` and `examples` exclude each other'
    reader.report('NX2009', { message, at: atKey(single) })
  }
  const named = many.flatMap(([name, each]) => {
    const value = exampleValue(reader, each)
    return value === null ? [] : [{ name, value: value.value }]
  })
  return single === null ? named : [{ name: 'example', value: single.value }, ...named]
}

const exampleValue = (reader: Reader, node: Node): Node | null => {
  const target = follow(reader, node)
  if (target === null || !isObjectNode(target)) return null
  reader.visit(target, 'Example')
  // 3.2 says what a value is, and apart from it how it is written (4.19).
  const data = member(target, 'dataValue')
  return member(target, 'value') ?? data
}

const headerShape: Shape = {
  name: 'Header',
  required: [],
}

/** Reads the `headers` of a response or part. `Content-Type` is not one of them (OpenAPI 3.1, 4.8.15, 4.8.17). */
export const readHeaders = (reader: Reader, response: ObjectNode): readonly ResponseHeader[] =>
  mapEntries(reader, response, 'headers').flatMap(([name, start]) => {
    const header = name.toLowerCase() === 'content-type' ? null : readHeader(reader, start)
    return header === null ? [] : [{ name, ...header }]
  })

/** Reads a header or a reference to one. */
export const readHeader = (reader: Reader, start: Node): Omit<ResponseHeader, 'name'> | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a header')
  if (node === null) return null
  checkKeys(reader, node, headerShape)
  wordKey(reader, node, 'style', ['simple'])
  const schema = member(node, 'schema')
  const [media] = readContent(reader, node)
  return {
    required: booleanKey(reader, node, 'required') ?? false,
    description: stringKey(reader, node, 'description'),
    explode: booleanKey(reader, node, 'explode') ?? false,
    separators: [],
    contentType: schema === null ? (media?.type ?? null) : null,
    schema: schema === null ? (media?.schema ?? null) : schemaAt(reader, schema),
    at: at(node),
  }
}

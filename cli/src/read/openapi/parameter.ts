// Owns the Parameter Object. Headers of responses are in `media-type.ts`.

import type { Parameter, ParameterPlace, ParameterStyle } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import { booleanKey, checkKeys, objectNode, type Shape, stringKey, wordKey } from './keys.js'
import { readContent, readExamples } from './media-type.js'
import { at, atKey, atMember, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'
import { schemaAt } from './schema/schema-at.js'

const shape: Shape = {
  name: 'Parameter',
  required: ['name', 'in'],
}

type WrittenPlace = ParameterPlace | 'querystring'

const places: readonly WrittenPlace[] = ['path', 'query', 'header', 'cookie']

const stylesOf: Record<ParameterPlace, readonly ParameterStyle[]> = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form'],
}

/** Reads a parameter or a reference to one; null when name or place are missing. */
export const readParameter = (reader: Reader, start: Node): Parameter | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a parameter')
  if (node === null) return null
  checkKeys(reader, node, shape)
  readExamples(reader, node)
  const name = stringKey(reader, node, 'name')
  const written = wordKey(reader, node, 'in', placesOf(reader))
  const value = readValue(reader, node)
  if (name === null || written === null || value === null) return null
  if (written === 'querystring' && value.contentType === null) needsContent(reader, node)
  const place = written === 'querystring' ? 'query' : written
  const style = written === 'querystring' ? written : readStyle(reader, node, written)
  return {
    name,
    place,
    at: at(node),
    required: booleanKey(reader, node, 'required') ?? false,
    deprecated: booleanKey(reader, node, 'deprecated') ?? false,
    description: stringKey(reader, node, 'description'),
    style,
    explode: booleanKey(reader, node, 'explode') ?? (style === 'form' || style === 'cookie'),
    allowReserved: booleanKey(reader, node, 'allowReserved') ?? false,
    allowEmptyValue: readAllowEmptyValue(reader, node, 'Parameter', place),
    nested: [],
    ...value,
  }
}

/** Valid of query parameters only, and of one that is not written under its own name it says nothing (3.1, 4.8.12). */
export const readAllowEmptyValue = (
  reader: Reader,
  node: ObjectNode,
  object: 'Parameter' | 'Swagger Parameter',
  place: string,
): boolean => {
  const isAllowed = booleanKey(reader, node, 'allowEmptyValue') ?? false
  const isNamed =
    place === 'query' && node.value.in === 'query' && node.value.style !== 'deepObject'
  if (isAllowed && !isNamed) reader.note(node, object, 'allowEmptyValue', 'notCompiled')
  return isAllowed && isNamed
}

// What came with 3.2 beside what was there.
const placesOf = ({ version }: Reader): readonly WrittenPlace[] =>
  version === '3.2' ? [...places, 'querystring'] : places

const readStyle = (reader: Reader, node: ObjectNode, place: ParameterPlace): ParameterStyle => {
  const known = stylesOf[place]
  const isNew = place === 'cookie' && reader.version === '3.2'
  return (
    wordKey(reader, node, 'style', isNew ? [...known, 'cookie'] : known) ?? known[0] ?? 'simple'
  )
}

// How a whole query is written is said by its media type only (OpenAPI 3.2, 4.12.2).
const needsContent = (reader: Reader, node: ObjectNode): void =>
  reader.report('NX2009', {
    message: 'a parameter `in: querystring` has `content`, not `schema`',
    at: atMember(node, 'schema'),
    help: 'put the schema under `content`, for instance of `application/x-www-form-urlencoded`',
  })

interface ParameterValue {
  readonly schema: SchemaId
  readonly contentType: string | null
}

// Exactly one of `schema` and `content`, and `content` has exactly one entry (3.1, 4.8.12).
const readValue = (reader: Reader, node: ObjectNode): ParameterValue | null => {
  const schema = member(node, 'schema')
  const content = member(node, 'content')
  if (schema !== null && content !== null) {
    reader.report('NX2009', {
      message: 'a parameter has either `schema` or `content`',
      at: atKey(content),
    })
  }
  if (schema !== null) return { schema: schemaAt(reader, schema), contentType: null }
  if (content === null) {
    reader.report('NX2006', {
      message: 'a parameter needs the key `schema` or `content`',
      at: atKey(node),
    })
    return null
  }
  const media = readContent(reader, node)
  const [first] = media
  if (first === undefined || media.length !== 1) {
    reader.report('NX2008', {
      message: '`content` of a parameter must have exactly one media type',
      at: atKey(content),
      help: 'give it one entry, for instance `application/json`',
    })
    return null
  }
  const anything = schemaAt(reader, { ...content, value: true })
  return { schema: first.schema ?? anything, contentType: first.type }
}

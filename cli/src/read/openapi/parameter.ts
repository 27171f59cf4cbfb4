// Owns the Parameter Object. Headers of responses are in `header.ts`.

import type { Parameter, ParameterPlace, ParameterStyle } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import { booleanKey, checkKeys, objectNode, type Shape, stringKey, wordKey } from './keys.js'
import { readContent, readExamples } from './media-type.js'
import { at, atKey, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'
import { schemaAt } from './schema-at.js'

const shape: Shape = {
  name: 'Parameter',
  required: ['name', 'in'],
}

const places: readonly ParameterPlace[] = ['path', 'query', 'header', 'cookie']

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
  if (reader.version === '3.2' && node.value.in === 'querystring') {
    reader.note(node, 'Parameter', 'in', 'notCompiled')
    readValue(reader, node)
    return null
  }
  const place = wordKey(reader, node, 'in', places)
  const value = readValue(reader, node)
  if (name === null || place === null || value === null) return null
  const style = readStyle(reader, node, place)
  return {
    name,
    place,
    at: at(node),
    required: booleanKey(reader, node, 'required') ?? false,
    deprecated: booleanKey(reader, node, 'deprecated') ?? false,
    description: stringKey(reader, node, 'description'),
    style,
    explode: booleanKey(reader, node, 'explode') ?? style === 'form',
    allowReserved: booleanKey(reader, node, 'allowReserved') ?? false,
    ...value,
  }
}

// `style: cookie` (3.2) is `form` without percent-encoding; it is read as that, and the ledger says so.
const readStyle = (reader: Reader, node: ObjectNode, place: ParameterPlace): ParameterStyle => {
  const usual = stylesOf[place][0] ?? 'simple'
  if (reader.version === '3.2' && place === 'cookie' && node.value.style === 'cookie') {
    reader.note(node, 'Parameter', 'style', 'notCompiled')
    return usual
  }
  return wordKey(reader, node, 'style', stylesOf[place]) ?? usual
}

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

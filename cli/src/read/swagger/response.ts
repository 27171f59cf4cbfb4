// Owns the Response and Header Objects of Swagger 2.0.

import { isObject } from '../../ir/json-values.js'
import type { MediaType, Response, ResponseHeader } from '../../ir/operation.js'
import { checkKeys, mapEntries, objectNode, type Shape, stringKey } from '../openapi/keys.js'
import { bareType } from '../openapi/media-type.js'
import { at, member, type Node, type ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'
import { follow } from '../openapi/reference.js'
import { schemaAt } from '../openapi/schema/schema-at.js'
import { readHeaderSeparators } from './collection-format.js'
import { itemsSchema } from './items.js'

const shape: Shape = { name: 'Swagger Response', required: ['description'] }
const headerShape: Shape = {
  name: 'Swagger Header',
  required: ['type'],
}

/** Reads a response or a reference to one. `produces` are the operation's media types, empty when it says none. */
export const readResponse20 = (
  reader: Reader,
  status: string,
  start: Node,
  produces: readonly string[],
): Response | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a response')
  if (node === null) return null
  checkKeys(reader, node, shape)
  return {
    status,
    description: stringKey(reader, node, 'description') ?? '',
    headers: readHeaders(reader, node),
    content: readContent(reader, node, produces),
    at: at(node),
    links: [],
  }
}

const readContent = (
  reader: Reader,
  node: ObjectNode,
  produces: readonly string[],
): readonly MediaType[] => {
  const examples = new Map(
    mapEntries(reader, node, 'examples').map(([type, each]) => [bareType(type), each.value]),
  )
  const found = member(node, 'schema')
  // "If this field does not exist, it means no content is returned as part of the response."
  if (found === null) return []
  const schema = schemaAt(reader, found)
  const isFile = isObject(found.value) && found.value.type === 'file'
  const fallback = isFile ? 'application/octet-stream' : 'application/json'
  return (produces.length === 0 ? [fallback] : produces).map((type) => {
    const value = examples.get(type)
    const named = value === undefined ? [] : [{ name: 'example', value }]
    return { type, schema, examples: named, stream: false, events: [], encoding: [], at: at(node) }
  })
}

const readHeaders = (reader: Reader, response: ObjectNode): readonly ResponseHeader[] =>
  mapEntries(reader, response, 'headers').flatMap(([name, each]) => {
    const node = objectNode(reader, each, 'a header')
    if (node === null || name.toLowerCase() === 'content-type') return []
    checkKeys(reader, node, headerShape)
    const description = stringKey(reader, node, 'description')
    const schema = itemsSchema(reader, node)
    const separators = readHeaderSeparators(reader, node)
    const style = { explode: false, contentType: null, separators }
    return [{ name, required: false, description, schema, ...style, at: at(node) }]
  })

// Owns the Header Object of responses.

import type { ResponseHeader } from '../../ir/operation.js'
import {
  booleanKey,
  checkKeys,
  mapEntries,
  objectNode,
  type Shape,
  stringKey,
  wordKey,
} from './keys.js'
import { readContent } from './media-type.js'
import { at, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'
import { schemaAt } from './schema-at.js'

const shape: Shape = {
  name: 'Header',
  required: [],
}

/** Reads the `headers` of a response. `Content-Type` is not one of them (OpenAPI 3.1, 4.8.17). */
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
  checkKeys(reader, node, shape)
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

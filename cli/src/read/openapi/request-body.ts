// Owns the Request Body Object.

import type { RequestBody } from '../../ir/operation.js'
import { booleanKey, checkKeys, objectNode, type Shape, stringKey } from './keys.js'
import { readContent } from './media-type.js'
import { at, atKey, isObjectNode, member, type Node } from './node.js'
import type { Reader } from './reader.js'
import { follow } from './reference.js'

const shape: Shape = {
  name: 'Request Body',
  required: ['content'],
}

/** Reads a request body or a reference to one. */
export const readRequestBody = (reader: Reader, start: Node): RequestBody | null => {
  const target = follow(reader, start)
  const node = target === null ? null : objectNode(reader, target, 'a request body')
  if (node === null) return null
  checkKeys(reader, node, shape)
  const content = readContent(reader, node)
  const written = member(node, 'content')
  if (content.length === 0) {
    if (written !== null && isObjectNode(written) && Object.keys(written.value).length === 0) {
      reader.report('NX2199', {
        message: 'this request body has no media type, so that the operation takes no body',
        at: atKey(written),
      })
    }
    return null
  }
  return {
    required: booleanKey(reader, node, 'required') ?? false,
    description: stringKey(reader, node, 'description'),
    content,
    at: at(node),
  }
}

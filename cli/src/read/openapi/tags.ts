// Owns the Tag Objects.

import type { Api } from '../../ir/api.js'
import { middlewareKey } from './extensions.js'
import { arrayKey, checkKeys, objectNode, type Shape, stringKey } from './keys.js'
import { items, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

const shape: Shape = {
  name: 'Tag',
  required: ['name'],
  strings: ['summary', 'parent', 'kind'],
}

/** Reads `tags` of the document, as written. */
export const readTags = (reader: Reader, root: ObjectNode): Api['tags'] => {
  const list = arrayKey(reader, root, 'tags')
  if (list === null) return []
  return items(list).flatMap((item) => {
    const node = objectNode(reader, item, 'a tag')
    if (node === null) return []
    checkKeys(reader, node, shape)
    const name = stringKey(reader, node, 'name')
    if (name === null) return []
    const middleware = middlewareKey(reader, node)
    return [{ name, description: stringKey(reader, node, 'description'), middleware }]
  })
}

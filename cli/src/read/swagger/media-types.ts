// Owns `consumes` and `produces`, of the document and of its operations.

import { arrayKey } from '../openapi/keys.js'
import { bareType, isMediaType } from '../openapi/media-type.js'
import { at, items, type ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'

/** Media types in the order of the document, without parameters, none twice; null when the key is not there. */
export const readMediaTypes = (
  reader: Reader,
  node: ObjectNode,
  key: 'consumes' | 'produces',
): readonly string[] | null => {
  const list = arrayKey(reader, node, key)
  if (list === null) return null
  const types = items(list).flatMap((item) => {
    if (typeof item.value === 'string' && isMediaType(item.value)) return [bareType(item.value)]
    reader.report('NX2017', {
      message: `\`${String(item.value)}\` is not a media type`,
      at: at(item),
    })
    return []
  })
  return [...new Set(types)]
}

// Owns the Path Item Object of Swagger 2.0: its operations, with the parameters that they share.

import type { HttpMethod, Operation } from '../../ir/operation.js'
import { checkKeys, objectNode, type Shape } from '../openapi/keys.js'
import { member, type Node } from '../openapi/node.js'
import { layersOf } from '../openapi/path-item.js'
import type { PathText } from '../openapi/path-text.js'
import type { Reader } from '../openapi/reader.js'
import { type Defaults, readInputs, readOperation20 } from './operation.js'

const methods: readonly (readonly [string, HttpMethod])[] = [
  ['get', 'GET'], ['put', 'PUT'], ['post', 'POST'], ['delete', 'DELETE'],
  ['options', 'OPTIONS'], ['head', 'HEAD'], ['patch', 'PATCH'],
] // biome-ignore format: a table

const shape: Shape = { name: 'Swagger Path Item', required: [] }

/** Reads one path; operations come in the order of the document. */
export const readPathItem20 = (
  reader: Reader,
  route: PathText,
  start: Node,
  defaults: Defaults,
): readonly Operation[] => {
  const node = objectNode(reader, start, 'a path item')
  const layers = node === null ? [] : layersOf(reader, node)
  for (const layer of layers) checkKeys(reader, layer, shape)
  const shared = layers.flatMap((layer) => readInputs(reader, layer))
  return layers.flatMap((layer, depth) =>
    Object.keys(layer.value).flatMap((key) => {
      const method = methods.find(([word]) => word === key)?.[1]
      if (method === undefined) return []
      const found = member(layer, key)
      const isHidden = layers.slice(0, depth).some((above) => member(above, key) !== null)
      if (found === null || isHidden) return []
      const operation = readOperation20(reader, found, { ...route, method, shared, ...defaults })
      return operation === null ? [] : [operation]
    }),
  )
}

// Owns the Path Item Object: its operations, with the parameters that they share.

import type { HttpMethod, Operation, SecurityRequirement } from '../../ir/operation.js'
import { checkKeys, objectNode, type Shape } from './keys.js'
import { member, type Node, type ObjectNode } from './node.js'
import { readOperation, readParameters } from './operation.js'
import type { PathText } from './path-text.js'
import type { Reader } from './reader.js'
import { follow, isReference } from './reference.js'

const methods: readonly (readonly [string, HttpMethod])[] = [
  ['get', 'GET'], ['put', 'PUT'], ['post', 'POST'], ['delete', 'DELETE'],
  ['options', 'OPTIONS'], ['head', 'HEAD'], ['patch', 'PATCH'], ['trace', 'TRACE'],
  ['query', 'QUERY'],
] // biome-ignore format: a table

const shape: Shape = {
  name: 'Path Item',
  required: [],
  strings: ['summary', 'description'],
}

/** Reads one path; operations come in the order of the document. */
export const readPathItem = (
  reader: Reader,
  route: PathText,
  start: Node,
  security: readonly SecurityRequirement[],
): readonly Operation[] => {
  const node = objectNode(reader, start, 'a path item')
  const layers = node === null ? [] : layersOf(reader, node)
  for (const layer of layers) checkKeys(reader, layer, shape)
  const shared = layers.flatMap((layer) => readParameters(reader, layer))
  return layers.flatMap((layer, depth) =>
    Object.keys(layer.value).flatMap((key) => {
      const method = methods.find(([word]) => word === key)?.[1]
      if (method === undefined) return []
      const found = member(layer, key)
      const isHidden = layers.slice(0, depth).some((above) => member(above, key) !== null)
      if (found === null || isHidden) return []
      const operation = readOperation(reader, found, { ...route, method, shared, security })
      return operation === null ? [] : [operation]
    }),
  )
}

/** A path item may refer to another and add to it; its own keys win. */
export const layersOf = (reader: Reader, node: ObjectNode): readonly ObjectNode[] => {
  if (!isReference(node)) return [node]
  const target = follow(reader, node)
  const object = target === null ? null : objectNode(reader, target, 'a path item')
  return object === null ? [node] : [node, object]
}

// Owns the Path Item Object: its operations, with the parameters that they share.

import type { Operation } from '../../ir/operation.js'
import { parseExpression } from './expression.js'
import { checkKeys, mapEntries, objectNode, patternedEntries, type Shape } from './keys.js'
import { methodsOf } from './methods.js'
import { isObjectNode, type Node, type ObjectNode } from './node.js'
import { type OperationContext, readOperation, readParameters } from './operation.js'
import type { PathText } from './path-text.js'
import type { Reader } from './reader.js'
import { follow, isReference } from './reference.js'

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
  { security, role }: Pick<OperationContext, 'security' | 'role'>,
): readonly Operation[] => {
  const node = reader.hasTooMuch ? null : objectNode(reader, start, 'a path item')
  const layers = node === null ? [] : layersOf(reader, node)
  for (const layer of layers) checkKeys(reader, layer, shape)
  const shared = layers.flatMap((layer) => readParameters(reader, layer))
  const seen = new Set<string>()
  return layers.flatMap((layer) =>
    methodsOf(reader, layer).flatMap(({ method, node: found }) => {
      if (seen.has(method)) return []
      seen.add(method)
      const context = { ...route, method, shared, security, role }
      const operation = readOperation(reader, found, context)
      if (operation === null) return []
      if (role === 'served') readCallbacks(reader, found, operation)
      return [operation]
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

const toReceivers: PathText = { path: '', repeats: new Map(), queried: new Map() }

/** The operations of a path item that somebody else answers. */
export const readSentItem = (reader: Reader, start: Node): readonly Operation[] =>
  readPathItem(reader, toReceivers, start, { security: [], role: 'sent' })

/** Callbacks stand in the operation whose request gives their address (OpenAPI 3.1, 4.8.18). */
const readCallbacks = (reader: Reader, start: Node, owner: Operation): void => {
  if (!isObjectNode(start)) return
  const owned = { of: owner.at, route: `${owner.method} ${owner.path}` }
  for (const [key, each] of mapEntries(reader, start, 'callbacks')) {
    const target = follow(reader, each)
    const node = target === null ? null : objectNode(reader, target, 'a callback')
    if (node === null) continue
    for (const [text, item] of patternedEntries(reader, node)) {
      const url = parseExpression(reader, item, text)
      if (url === null) {
        reader.note(start, 'Operation', 'callbacks', 'notCompiled')
        continue
      }
      for (const operation of readSentItem(reader, item))
        reader.sent.push({ key, operation, callback: { ...owned, url } })
    }
  }
}

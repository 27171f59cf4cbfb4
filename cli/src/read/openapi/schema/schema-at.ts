// Owns which schema a node means: references followed, and the node noted to be read.

import type { SchemaId } from '../../../ir/schema.js'
import { wrongType } from '../keys.js'
import { at, isObjectNode, member, type Node, type ObjectNode } from '../node.js'
import type { Reader } from '../reader.js'
import { dynamicTarget, isDynamicReference, isReference, refuseChain, step } from '../reference.js'
import { isAnnotation } from './schema-keywords.js'

/**
 * The id of the schema at a node, references followed. The schema itself is read later by
 * `readSchemas`, so that depth of reference never becomes depth of recursion.
 */
export const schemaAt = (reader: Reader, start: Node): SchemaId => {
  let node = reader.entered(start)
  for (let steps = 0; isPlainReference(reader, node); steps++) {
    if (reader.hasTooMuch) return enqueue(reader, { ...start, value: true })
    if (steps >= reader.limits.refChainMax) {
      refuseChain(reader, at(start), node)
      return enqueue(reader, { ...start, value: true })
    }
    if (reader.isDraft4) noteSiblings(reader, node)
    const target = isReference(node) ? step(reader, node) : dynamicTarget(reader, node)
    if (target === null) return enqueue(reader, { ...start, value: true })
    node = reader.entered(target)
  }
  return enqueue(reader, node)
}

const enqueue = (reader: Reader, node: Node): SchemaId => {
  const id = reader.idOf(node)
  if (!reader.schemaNodes.has(id)) reader.schemaNodes.set(id, node)
  return id
}

// In 3.1 keywords beside `$ref` count; annotations alone do not make another schema.
const isPlainReference = (reader: Reader, node: Node): node is ObjectNode => {
  if (!isReference(node))
    return !reader.isDraft4 && isDynamicReference(node) && isAlone(node, '$dynamicRef')
  return reader.isDraft4 || isAlone(node, '$ref')
}

const isAlone = (node: ObjectNode, keyword: string): boolean =>
  Object.keys(node.value).every((key) => key === keyword || isAnnotation(key))

const noteSiblings = (reader: Reader, node: ObjectNode): void => {
  for (const key of Object.keys(node.value)) {
    if (key !== '$ref' && !isAnnotation(key)) reader.note(node, 'Schema', key, 'besideRef')
  }
}

/** The schema under a key, null when there is none. Booleans are schemas since 3.1. */
export const schemaKey = (reader: Reader, node: ObjectNode, key: string): SchemaId | null => {
  const found = member(node, key)
  if (found === null) return null
  if (isObjectNode(found) || (!reader.isDraft4 && typeof found.value === 'boolean')) {
    return schemaAt(reader, found)
  }
  wrongType(reader, found, `\`${key}\` must be a schema`)
  return null
}

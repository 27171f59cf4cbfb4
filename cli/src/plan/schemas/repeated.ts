// Owns which nameless schemas are too large to be printed wherever a reference to them stands: each copy would hold
// copies in turn, so that a document of a few lines could ask for more text than a disk holds.

import type { Schema, SchemaId } from '../../ir/schema.js'
import { childrenOf } from '../../ir/schema-children.js'
import { bottomUp } from './graph.js'

/** Schemas of at most this many nodes are copied: a function of their own would be longer. */
const nodesMax = 16

/** Ids among `schemas`, which make no circle outside of `units`, that several places refer to and that are large. */
export const repeatedIds = (
  schemas: ReadonlyMap<SchemaId, Schema>,
  units: ReadonlySet<SchemaId>,
): readonly SchemaId[] => {
  const inline = (id: SchemaId): SchemaId[] => {
    const schema = schemas.get(id)
    return schema === undefined || units.has(id) ? [] : childrenOf(schema)
  }
  const uses = new Map<SchemaId, number>()
  for (const id of schemas.keys())
    for (const child of inline(id)) uses.set(child, (uses.get(child) ?? 0) + 1)
  const nodes = new Map<SchemaId, number>()
  const found: SchemaId[] = []
  for (const id of bottomUp(schemas.keys(), inline)) {
    if (!schemas.has(id) || units.has(id)) continue
    const count = inline(id).reduce((sum, child) => sum + (nodes.get(child) ?? 0), 1)
    const isRepeated = count > nodesMax && (uses.get(id) ?? 0) > 1
    if (isRepeated) found.push(id)
    nodes.set(id, isRepeated ? 1 : count)
  }
  return found
}

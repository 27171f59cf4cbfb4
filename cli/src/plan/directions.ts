// Owns the difference between what requests carry and what answers carry: readOnly and writeOnly.

import type { Api } from '../ir/api.js'
import type { Direction } from '../ir/plan/api.js'
import type { Schema, SchemaId, SchemaProperty } from '../ir/schema.js'
import { childrenOf } from '../ir/schema-children.js'
import { schemaOf } from './graph.js'

/** Whether a property exists in this direction (OpenAPI 3.1: readOnly is not sent, writeOnly not answered). */
export const isVisible = (api: Api, property: SchemaProperty, direction: Direction): boolean => {
  const schema = schemaOf(api, property.schema)
  return direction === 'input' ? !schema.readOnly : !schema.writeOnly
}

const isDirected = (api: Api, schema: Schema): boolean =>
  schema.properties.some((property) => {
    const target = schemaOf(api, property.schema)
    return target.readOnly || target.writeOnly
  })

/** Ids whose input and output types differ, themselves or through something they contain. */
export const directedIds = (api: Api): Set<SchemaId> => {
  const parents = new Map<SchemaId, SchemaId[]>()
  const open: SchemaId[] = []
  for (const [id, schema] of api.schemas) {
    if (isDirected(api, schema)) open.push(id)
    for (const child of childrenOf(schema)) {
      const list = parents.get(child)
      if (list) list.push(id)
      else parents.set(child, [id])
    }
  }
  const directed = new Set<SchemaId>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (directed.has(id)) continue
    directed.add(id)
    open.push(...(parents.get(id) ?? []))
  }
  return directed
}

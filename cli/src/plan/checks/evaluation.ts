// Owns which schemas an `unevaluatedProperties` or `unevaluatedItems` looks into (JSON Schema 2020-12, 11).
// Units among them get a second validator, which notes what it evaluates: one each, however often it is asked for.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { inPlaceChildrenOf } from '../../ir/schema-children.js'
import { schemaOf } from '../schemas/graph.js'

export interface Evaluation {
  /** Schemas that evaluate members or items of a value, themselves or through what applies in place. */
  readonly evaluating: ReadonlySet<SchemaId>
  /** Those of them that apply in place where an `unevaluated...` stands. */
  readonly followed: ReadonlySet<SchemaId>
}

export const evaluationOf = (api: Api): Evaluation => {
  const evaluating = evaluatingIds(api)
  const followed = new Set<SchemaId>()
  const open = [...api.schemas.values()].filter(asksForTheRest).flatMap(inPlaceChildrenOf)
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (followed.has(id) || !evaluating.has(id)) continue
    followed.add(id)
    open.push(...inPlaceChildrenOf(schemaOf(api, id)))
  }
  return { evaluating, followed }
}

const asksForTheRest = (schema: Schema): boolean =>
  schema.unevaluatedProperties !== null || schema.unevaluatedItems !== null

const evaluatingIds = (api: Api): Set<SchemaId> => {
  const parents = new Map<SchemaId, SchemaId[]>()
  const open: SchemaId[] = []
  for (const [id, schema] of api.schemas) {
    if (evaluates(schema)) open.push(id)
    for (const child of inPlaceChildrenOf(schema)) {
      const list = parents.get(child)
      if (list) list.push(id)
      else parents.set(child, [id])
    }
  }
  const evaluating = new Set<SchemaId>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (evaluating.has(id)) continue
    evaluating.add(id)
    open.push(...(parents.get(id) ?? []))
  }
  return evaluating
}

const evaluates = (schema: Schema): boolean =>
  schema.properties.length + schema.patternProperties.length + schema.prefixItems.length > 0 ||
  schema.additionalProperties !== null ||
  schema.items !== null ||
  schema.contains !== null ||
  asksForTheRest(schema)

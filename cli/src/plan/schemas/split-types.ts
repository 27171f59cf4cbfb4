// Owns which schemas have a type of their own for what comes in: requests have other members than answers, have them
// for certain, or are merged into what answers are made of.

import type { Api } from '../../ir/api.js'
import { isMarked } from '../../ir/marks.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { childrenOf } from '../../ir/schema-children.js'
import { type DefaultContext, defaultOf } from '../checks/defaults.js'
import { schemaOf } from './graph.js'

/** Ids whose input and output types differ, themselves or through something they contain. */
export const splitIds = (context: DefaultContext, uses: Uses): Set<SchemaId> => {
  const { api } = context
  const directed = [...api.schemas].flatMap(([id, schema]) => (isDirected(api, schema) ? [id] : []))
  const both = new Set([...uses.inputs].filter((id) => uses.outputs.has(id)))
  const filled = [...both].filter((id) => isFilled(context, schemaOf(api, id)))
  const split = withParents(api, directed, api.schemas)
  // What contains these comes in and goes out as they do, or in one direction alone.
  for (const id of withParents(api, filled, both)) split.add(id)
  for (const id of mergedIds(api, uses)) split.add(id)
  for (const [id, target] of uses.aliases) if (split.has(target)) split.add(id)
  return split
}

/** What comes in and what goes out, and inline schemas by the shared shape that they are. */
export interface Uses {
  readonly inputs: ReadonlySet<SchemaId>
  readonly outputs: ReadonlySet<SchemaId>
  readonly aliases: ReadonlyMap<SchemaId, SchemaId>
}

const isDirected = (api: Api, schema: Schema): boolean =>
  schema.properties.some(
    ({ schema: id }) => isMarked(api, id, 'readOnly') || isMarked(api, id, 'writeOnly'),
  )

/** Whether reading puts a member in, so that handlers find it there, which answers may leave out. */
const isFilled = (context: DefaultContext, schema: Schema): boolean =>
  schema.properties.some(({ required, schema: id }) => !required && defaultOf(context, id) !== null)

/**
 * What PATCH sends of what an answer consists of: `{ ...found, ...body }` is an answer only where a member that was not
 * sent is no member, and one type for both would let it be `undefined`.
 */
const mergedIds = (api: Api, { inputs, outputs, aliases }: Uses): SchemaId[] => {
  const own = (id: SchemaId): SchemaId => aliases.get(id) ?? id
  const patches = api.operations.filter(({ method }) => method === 'PATCH')
  const bodies = patches.flatMap(({ body }) => (body?.content ?? []).map(({ schema }) => schema))
  const sent = new Set(bodies.flatMap((id) => (id === null ? [] : [own(id)])))
  for (const id of sent) for (const part of inPlaceOf(schemaOf(api, id))) sent.add(own(part))
  const parts = new Set([...outputs].flatMap((id) => schemaOf(api, id).allOf.map(own)))
  return [...sent].filter((id) => inputs.has(id) && parts.has(id) && hasOptional(api, id))
}

const inPlaceOf = ({ allOf, anyOf, oneOf }: Schema): SchemaId[] => [...allOf, ...anyOf, ...oneOf]

const hasOptional = (api: Api, id: SchemaId): boolean =>
  schemaOf(api, id).properties.some(({ required }) => !required)

/** `ids` and all that contain them, as far as these are `among` some. */
const withParents = (
  api: Api,
  ids: readonly SchemaId[],
  among: { has(id: SchemaId): boolean },
): Set<SchemaId> => {
  const parents = new Map<SchemaId, SchemaId[]>()
  for (const [id, schema] of api.schemas) {
    if (!among.has(id)) continue
    for (const child of childrenOf(schema)) {
      const list = parents.get(child)
      if (list) list.push(id)
      else parents.set(child, [id])
    }
  }
  const found = new Set(ids)
  for (const id of found) for (const parent of parents.get(id) ?? []) found.add(parent)
  return found
}

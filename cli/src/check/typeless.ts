// Owns the warning about schemas that say what an object or array holds, and not that the value is one: by the
// letter of JSON Schema a value of any other type is valid then (2020-12, 7.6.1).

import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { childrenOf, inPlaceChildrenOf } from '../ir/schema-children.js'
import { aggregate } from './aggregate.js'

export const checkTypeless = (api: Api): readonly Diagnostic[] => {
  // What applies in place beside a typed schema needs no type of its own.
  const inPlace = new Set<SchemaId>()
  const apart = new Set<SchemaId>()
  for (const schema of api.schemas.values()) {
    const children = inPlaceChildrenOf(schema)
    for (const id of children) inPlace.add(id)
    const partsOnly = new Set(children)
    for (const id of childrenOf(schema)) if (!partsOnly.has(id)) apart.add(id)
  }
  const found = [...api.schemas.values()].filter(
    (schema) => isTypeless(schema) && (apart.has(schema.id) || !inPlace.has(schema.id)),
  )
  return aggregate(
    'NX2130',
    found.map(({ at }) => at),
    (count) =>
      `${count === 1 ? 'this schema says' : `${count} schemas say`} what an object or array holds, but not \`type\`: any other value is let in too`,
  )
}

const isTypeless = (schema: Schema): boolean =>
  schema.types === null &&
  schema.enum === null &&
  schema.const === null &&
  schema.allOf.length + schema.anyOf.length + schema.oneOf.length === 0 &&
  (schema.properties.length > 0 ||
    schema.prefixItems.length > 0 ||
    schema.items !== null ||
    typeof schema.additionalProperties === 'string')

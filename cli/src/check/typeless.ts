// Owns the warning about schemas that say what an object or array holds, and not that the value is one: by the
// letter of JSON Schema a value of any other type is valid then (2020-12, 7.6.1).

import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { Schema, SchemaId } from '../ir/schema.js'
import { childrenOf, inPlaceChildrenOf } from '../ir/schema-children.js'
import { aggregate } from './aggregate.js'

export const checkTypeless = (api: Api): readonly Diagnostic[] => {
  const typeless = [...api.schemas.values()].filter(isTypeless)
  const found = typeless.length === 0 ? [] : withoutParts(api, typeless)
  return aggregate(
    'NX2130',
    found.map(({ at }) => at),
    (count) =>
      `${count === 1 ? 'this schema says' : `${count} schemas say`} what an object or array holds, but not \`type\`: any other value is let in too`,
  )
}

/** What only applies in place, beside a schema that may have a type, needs none of its own. */
const withoutParts = (api: Api, typeless: readonly Schema[]): Schema[] => {
  const asked = new Set<SchemaId>(typeless.map(({ id }) => id))
  const inPlace = new Set<SchemaId>()
  const apart = new Set<SchemaId>()
  for (const schema of api.schemas.values()) {
    const parts = inPlaceChildrenOf(schema)
    for (const id of parts) if (asked.has(id)) inPlace.add(id)
    for (const id of childrenOf(schema)) if (asked.has(id) && !parts.includes(id)) apart.add(id)
  }
  return typeless.filter(({ id }) => apart.has(id) || !inPlace.has(id))
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

// Owns which defaults of members are applied to what comes in.

import type { Api } from '../ir/api.js'
import type { JsonValue, SchemaId } from '../ir/schema.js'
import { schemaOf } from './graph.js'

interface DefaultContext {
  readonly api: Api
  /** Whether a value of the document satisfies a schema of it. */
  readonly conforms: (id: SchemaId, value: JsonValue) => boolean
}

/** A default that its own schema refuses is not applied (NX2113). */
export const defaultOf = (
  { api, conforms }: DefaultContext,
  id: SchemaId,
): { readonly value: JsonValue } | null => {
  const found = schemaOf(api, id).default
  return found !== null && conforms(id, found.value) ? found : null
}

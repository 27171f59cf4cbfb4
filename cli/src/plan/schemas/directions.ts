// Owns the difference between what requests carry and what answers carry: readOnly and writeOnly.

import type { Api } from '../../ir/api.js'
import { isMarked } from '../../ir/marks.js'
import type { Direction } from '../../ir/plan/api.js'
import type { SchemaProperty } from '../../ir/schema.js'

/** Whether a property exists in this direction (OpenAPI 3.1: readOnly is not sent, writeOnly not answered). */
export const isVisible = (api: Api, property: SchemaProperty, direction: Direction): boolean =>
  !isMarked(api, property.schema, direction === 'input' ? 'readOnly' : 'writeOnly')

/** The API with readOnly and writeOnly swapped: what is asked of it as of requests holds for answers. */
export const swappedDirections = (api: Api): Api => {
  const schemas = new Map(
    [...api.schemas].map(([id, schema]) => [
      id,
      { ...schema, readOnly: schema.writeOnly, writeOnly: schema.readOnly },
    ]),
  )
  return { ...api, schemas }
}

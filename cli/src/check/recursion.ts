// Owns the rule that a schema does not contain itself in place: through `allOf`, `anyOf`, `oneOf`,
// `not` and `if` alone, without a property or an item between.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { SchemaId } from '../ir/schema.js'
import { inPlaceChildrenOf } from '../ir/schema-children.js'

export const checkRecursion = (api: Api): readonly Diagnostic[] => {
  const done = new Set<SchemaId>()
  const found: Diagnostic[] = []
  for (const start of api.schemas.keys()) {
    const cycle = findCycle(api, start, done)
    const schema = cycle === null ? undefined : api.schemas.get(cycle)
    if (schema === undefined) continue
    const name = schema.name === null ? 'this schema' : `the schema \`${schema.name}\``
    found.push(
      diagnostic('NX2118', { message: `${name} contains itself without end`, at: schema.at }),
    )
  }
  return found
}

interface Frame {
  readonly id: SchemaId
  readonly rest: SchemaId[]
}

// Depth first with an explicit stack: chains of references may be long.
const findCycle = (api: Api, start: SchemaId, done: Set<SchemaId>): SchemaId | null => {
  if (done.has(start)) return null
  const open = new Set<SchemaId>()
  const stack: Frame[] = []
  let cycle: SchemaId | null = null
  const enter = (id: SchemaId): void => {
    if (open.has(id)) cycle ??= id
    if (open.has(id) || done.has(id)) return
    open.add(id)
    stack.push({ id, rest: inPlace(api, id) })
  }
  enter(start)
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const next = frame.rest.pop()
    if (next !== undefined) enter(next)
    else {
      stack.pop()
      open.delete(frame.id)
      done.add(frame.id)
    }
  }
  return cycle
}

const inPlace = (api: Api, id: SchemaId): SchemaId[] => {
  const schema = api.schemas.get(id)
  return schema === undefined ? [] : inPlaceChildrenOf(schema)
}

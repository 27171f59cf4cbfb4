// Owns the rules about what applies in place, through `allOf`, `anyOf`, `oneOf`, `not` and `if` alone, without a
// property or an item between: a schema does not contain itself, and not too many of them lie below each other.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { SchemaId } from '../ir/schema.js'
import { inPlaceChildrenOf } from '../ir/schema-children.js'

/** Schemas in place below each other; a validator calls as deep for every value. */
export const inPlaceDepthMax = 256

export const checkRecursion = (api: Api): readonly Diagnostic[] => {
  /** How many schemas lie below each one that was left. */
  const done: Depths = new Map()
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
  return found.length > 0 ? found : tooDeep(api, done)
}

/** The first schema that is too deep, where a chain of them may be long. */
const tooDeep = (api: Api, depths: Depths): readonly Diagnostic[] => {
  const first = [...depths].find(([, depth]) => depth > inPlaceDepthMax)
  const schema = first === undefined ? undefined : api.schemas.get(first[0])
  if (schema === undefined) return []
  const message = `more than ${inPlaceDepthMax} schemas apply in place here, each below the other (limit inPlaceDepthMax)`
  return [diagnostic('NX2132', { message, at: schema.at })]
}

type Depths = Map<SchemaId, number>

interface Frame {
  readonly id: SchemaId
  readonly rest: SchemaId[]
  depth: number
}

// Depth first with an explicit stack: chains of references may be long.
const findCycle = (api: Api, start: SchemaId, done: Depths): SchemaId | null => {
  if (done.has(start)) return null
  const open = new Set<SchemaId>()
  const stack: Frame[] = []
  let cycle: SchemaId | null = null
  const enter = (id: SchemaId): void => {
    open.add(id)
    stack.push({ id, rest: inPlace(api, id), depth: 0 })
  }
  enter(start)
  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const next = frame.rest.at(-1)
    const below = next === undefined ? undefined : done.get(next)
    if (next === undefined) {
      stack.pop()
      open.delete(frame.id)
      done.set(frame.id, frame.depth)
    } else if (below === undefined && !open.has(next)) enter(next)
    else {
      if (open.has(next)) cycle ??= next
      frame.rest.pop()
      frame.depth = Math.max(frame.depth, (below ?? 0) + 1)
    }
  }
  return cycle
}

const inPlace = (api: Api, id: SchemaId): SchemaId[] => {
  const schema = api.schemas.get(id)
  return schema === undefined ? [] : inPlaceChildrenOf(schema)
}

// Owns what is readOnly or writeOnly: a schema that says so, or a part of it that applies to every value. What
// becomes of it is the plan's.

import type { Api } from './api.js'
import type { Schema, SchemaId } from './schema.js'

/** Keywords that keep a member out of one direction. */
export type Mark = 'readOnly' | 'writeOnly'

/**
 * Whether a schema marks what it describes, itself or through what applies beside it: one of `allOf`, all branches of
 * `anyOf` or `oneOf` (apart from `null`, which is how 3.1 says "nullable"), `then` and `else` both. One that says true
 * is enough (JSON Schema 2020-12 validation, 9.4).
 */
export const isMarked = ({ schemas }: Pick<Api, 'schemas'>, id: SchemaId, mark: Mark): boolean =>
  markedIn(schemas)[mark].has(id)

/** Parts of a schema from which it may have a mark. */
export const markingParts = (schema: Schema): SchemaId[] => [
  ...schema.allOf,
  ...schema.anyOf,
  ...schema.oneOf,
  ...[schema.thenId, schema.elseId].filter((id) => id !== null),
]

type Schemas = Api['schemas']
type Marked = Readonly<Record<Mark, ReadonlySet<SchemaId>>>

const known = new WeakMap<Schemas, Marked>()

const markedIn = (schemas: Schemas): Marked => {
  const found = known.get(schemas)
  if (found !== undefined) return found
  const marked = { readOnly: spread(schemas, 'readOnly'), writeOnly: spread(schemas, 'writeOnly') }
  known.set(schemas, marked)
  return marked
}

/** From what says it upwards; chains and circles of references may be long, so without recursion. */
const spread = (schemas: Schemas, mark: Mark): ReadonlySet<SchemaId> => {
  const marked = new Set([...schemas].filter(([, each]) => each[mark]).map(([id]) => id))
  if (marked.size === 0) return marked
  const wholes = wholesOf(schemas)
  const open = [...marked]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const whole of wholes.get(id) ?? []) {
      if (marked.has(whole.id) || !isMarkedByParts(schemas, whole, marked)) continue
      marked.add(whole.id)
      open.push(whole.id)
    }
  }
  return marked
}

const wholesOf = (schemas: Schemas): ReadonlyMap<SchemaId, readonly Schema[]> => {
  const wholes = new Map<SchemaId, Schema[]>()
  for (const schema of schemas.values()) {
    for (const part of markingParts(schema)) {
      const list = wholes.get(part)
      if (list) list.push(schema)
      else wholes.set(part, [schema])
    }
  }
  return wholes
}

const isMarkedByParts = (
  schemas: Schemas,
  { allOf, anyOf, oneOf, thenId, elseId }: Schema,
  marked: ReadonlySet<SchemaId>,
): boolean => {
  const isEach = (branches: readonly SchemaId[]): boolean =>
    branches.some((id) => marked.has(id)) &&
    branches.every((id) => marked.has(id) || isNull(schemas.get(id)))
  return (
    allOf.some((id) => marked.has(id)) ||
    isEach(anyOf) ||
    isEach(oneOf) ||
    (thenId !== null && elseId !== null && marked.has(thenId) && marked.has(elseId))
  )
}

const isNull = (schema: Schema | undefined): boolean =>
  schema !== undefined &&
  (schema.types?.join() === 'null' ||
    schema.const?.value === null ||
    JSON.stringify(schema.enum) === '[null]')

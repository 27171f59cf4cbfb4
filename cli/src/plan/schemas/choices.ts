// Owns telling when a discriminator decides alone which branch of a union a value belongs to.

import type { Schema, SchemaId } from '../../ir/schema.js'

/** A union whose branches have values of one property. */
export interface Choice {
  readonly property: string
  /** By branch, in the order of the mapping. */
  readonly values: ReadonlyMap<SchemaId, readonly string[]>
  /** The branch of values that choose none; it may have values of its own as well. */
  readonly fallback: SchemaId | null
}

/** The choice among all branches; null where the discriminator covers only some, which is left to the union. */
export const choiceOfSchema = (schema: Schema): Choice | null => {
  const { discriminator } = schema
  if (discriminator === null) return null
  const branches = schema.oneOf.length > 0 ? schema.oneOf : schema.anyOf
  if (branches.length === 0) return null
  const known = new Set(branches)
  const values = new Map<SchemaId, string[]>()
  for (const { value, schema: id } of discriminator.mapping) {
    if (!known.has(id)) continue
    const list = values.get(id)
    if (list) list.push(value)
    else values.set(id, [value])
  }
  const { propertyName, fallback: wanted } = discriminator
  const fallback = wanted !== null && known.has(wanted) ? wanted : null
  if (fallback !== null && !values.has(fallback)) values.set(fallback, [])
  if (!branches.every((id) => values.has(id))) return null
  return { property: propertyName, values, fallback }
}

/** The branch of a value whose property is `tag`. */
export const chosenBranch = ({ values, fallback }: Choice, tag: unknown): SchemaId | null =>
  [...values].find(([, texts]) => texts.some((text) => text === tag))?.[0] ?? fallback

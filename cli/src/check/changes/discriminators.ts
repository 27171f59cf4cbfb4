// Owns comparing what tells the alternatives of a union apart: the property, and the values that stand for each.

import type { Api } from '../../ir/api.js'
import type { Discriminator } from '../../ir/schema.js'
import type { SchemaRuleId } from './rules.js'
import type { SchemaView } from './view.js'

/** What changed for alternatives that both versions have; those that came or went are told as such. */
export const compareDiscriminators = (
  [before, left]: readonly [Api, SchemaView],
  [after, right]: readonly [Api, SchemaView],
  tell: (rule: SchemaRuleId, detail: string) => void,
): void => {
  const [old, now] = [left.discriminator, right.discriminator]
  if (old === null || now === null) return
  if (old.propertyName !== now.propertyName) {
    const detail = `the discriminator was \`${old.propertyName}\`, is \`${now.propertyName}\``
    tell('discriminator-changed', detail)
  }
  const [was, is] = [valuesOf(before, old), valuesOf(after, now)]
  for (const [name, values] of was) {
    const next = is.get(name)
    if (next === undefined) continue
    const gone = [...values].filter((value) => !next.has(value))
    const come = [...next].filter((value) => !values.has(value))
    if (gone.length > 0)
      tell('discriminator-value-removed', `${listed(gone)} stood for \`${name}\`, and does not now`)
    if (come.length > 0)
      tell('discriminator-value-added', `${listed(come)} stands for \`${name}\` now`)
  }
}

const listed = (values: readonly string[]): string =>
  values.map((value) => `\`${value}\``).join(', ')

/** Values by the name of the alternative. */
const valuesOf = (
  api: Api,
  { mapping }: Discriminator,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const { value, schema } of mapping) {
    const name = api.schemas.get(schema)?.name ?? schema
    found.set(name, (found.get(name) ?? new Set()).add(value))
  }
  return found
}

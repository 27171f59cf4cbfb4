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
  const [wasUnion, isUnion] = [left.branches.length > 0, right.branches.length > 0]
  // A union that came or went altogether is told as such.
  if (old === null && now !== null && (wasUnion || !isUnion))
    tell('discriminator-added', `\`${now.propertyName}\` tells the alternatives apart now`)
  if (old !== null && now === null && (isUnion || !wasUnion))
    tell('discriminator-removed', `\`${old.propertyName}\` told the alternatives apart`)
  if (old === null || now === null) return
  if (old.propertyName !== now.propertyName) {
    const detail = `the discriminator was \`${old.propertyName}\`, is \`${now.propertyName}\``
    tell('discriminator-changed', detail)
  }
  const [was, is] = [valuesOf(before, old), valuesOf(after, now)]
  const stays = namesOf(before, left).filter((name) => namesOf(after, right).includes(name))
  const none: ReadonlySet<string> = new Set()
  for (const name of new Set([...was.keys(), ...is.keys()])) {
    if (!stays.includes(name) && !(was.has(name) && is.has(name))) continue
    const [values, next] = [was.get(name) ?? none, is.get(name) ?? none]
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

const namesOf = (api: Api, { branches }: SchemaView): readonly string[] =>
  branches.map((id) => api.schemas.get(id)?.name ?? id)

/** Values by the name of the alternative. */
const valuesOf = (
  api: Api,
  { mapping, fallback }: Discriminator,
): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>()
  for (const { value, schema } of mapping) {
    const name = api.schemas.get(schema)?.name ?? schema
    found.set(name, (found.get(name) ?? new Set()).add(value))
  }
  if (fallback !== null) {
    const name = api.schemas.get(fallback)?.name ?? fallback
    found.set(name, (found.get(name) ?? new Set()).add('any other value'))
  }
  return found
}

// Owns undoing what dynamic scopes multiplied for nothing: readings of one schema that mean the same are one schema
// again. Two differ when a `$dynamicRef` below them leads elsewhere; finding those is partition refinement.

import type { Api } from '../../../ir/api.js'
import type { Schema, SchemaId } from '../../../ir/schema.js'
import { childrenOf, mapChildren } from '../../../ir/schema-children.js'

/** The id of a schema by itself, of an id in a scope. */
export type HomeIds = ReadonlyMap<SchemaId, SchemaId>

/** The document with one schema for each meaning; `homes` has the ids that are of a scope. */
export const mergeScopes = (api: Api, homes: HomeIds): Api => {
  if (homes.size === 0) return api
  const names = namesOf(api.schemas, homes)
  const to = (id: SchemaId): SchemaId => names.get(id) ?? id
  const schemas = new Map<SchemaId, Schema>()
  for (const [id, schema] of api.schemas) {
    if (!schemas.has(to(id))) schemas.set(to(id), { ...mapChildren(schema, to), id: to(id) })
  }
  // References are of places in files, and have no ids of schemas.
  const { schemas: _, objects, keywordUses, references, ...rest } = api
  return { ...(renamed(rest, names) as typeof rest), references, schemas, objects, keywordUses }
}

/** Ids in scopes to the ids that are left: that of the schema by itself wherever it is among the equals. */
const namesOf = (
  schemas: ReadonlyMap<SchemaId, Schema>,
  homes: HomeIds,
): ReadonlyMap<SchemaId, SchemaId> => {
  const names = new Map<SchemaId, SchemaId>()
  for (const [home, parts] of new Partition(schemas, homes).groups()) {
    for (const part of parts) {
      const [first = home] = [...part].sort()
      const kept = parts.length === 1 || part.includes(home) ? home : first
      for (const id of part) if (id !== kept) names.set(id, kept)
    }
  }
  return names
}

class Partition {
  readonly #groups = new Map<SchemaId, SchemaId[]>()
  readonly #class = new Map<SchemaId, string>()
  readonly #parents = new Map<SchemaId, Set<SchemaId>>()
  readonly #schemas: ReadonlyMap<SchemaId, Schema>
  readonly #homes: HomeIds

  constructor(schemas: ReadonlyMap<SchemaId, Schema>, homes: HomeIds) {
    this.#schemas = schemas
    this.#homes = homes
    for (const id of schemas.keys()) this.#place(id)
    this.#refine()
  }

  /** Readings of each schema that was read more than once or in a scope, those that mean the same together. */
  *groups(): Generator<readonly [SchemaId, readonly (readonly SchemaId[])[]]> {
    for (const [home, members] of this.#groups) {
      const parts = new Map<string, SchemaId[]>()
      for (const id of members) push(parts, this.#class.get(id) ?? '', id)
      yield [home, [...parts.values()]]
    }
  }

  #homeOf(id: SchemaId): SchemaId {
    return this.#homes.get(id) ?? id
  }

  #place(id: SchemaId): void {
    const schema = this.#schemas.get(id)
    if (schema === undefined) return
    const home = this.#homeOf(id)
    push(this.#groups, home, id)
    this.#class.set(id, home)
    for (const each of childrenOf(schema)) {
      const parents = this.#parents.get(this.#homeOf(each)) ?? new Set()
      this.#parents.set(this.#homeOf(each), parents.add(home))
    }
  }

  // A group is looked at again when one that its schemas refer to was split.
  #refine(): void {
    const open = new Set([...this.#groups].flatMap(([home, ids]) => (ids.length > 1 ? [home] : [])))
    for (const home of open) {
      open.delete(home)
      if (!this.#split(home)) continue
      for (const parent of this.#parents.get(home) ?? []) open.add(parent)
    }
  }

  #split(home: SchemaId): boolean {
    const ids = this.#groups.get(home) ?? []
    const before = new Set(ids.map((id) => this.#class.get(id))).size
    const signatures = ids.map((id) => this.#signature(id))
    const order = [...new Set(signatures)]
    if (order.length === before) return false
    for (const [index, id] of ids.entries())
      this.#class.set(id, `${home} ${order.indexOf(signatures[index] ?? '')}`)
    return true
  }

  #signature(id: SchemaId): string {
    const schema = this.#schemas.get(id)
    const children = schema === undefined ? [] : childrenOf(schema)
    return [this.#class.get(id), ...children.map((each) => this.#class.get(each))].join('\n')
  }
}

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

// Ids of scopes are no text that anything else could be, so whoever holds one is renamed without being known here.
const renamed = (value: unknown, names: ReadonlyMap<SchemaId, SchemaId>): unknown => {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((each) => renamed(each, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each, names)]))
}

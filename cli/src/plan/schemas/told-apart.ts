// Owns telling when the branches of a union are told apart by the value of one property that all of them require,
// without a discriminator that says so.

import type { Api } from '../../ir/api.js'
import type { Direction } from '../../ir/plan/api.js'
import type { Schema, SchemaId, SchemaProperty } from '../../ir/schema.js'
import { isVisible } from './directions.js'
import { schemaOf, typesOf } from './graph.js'
import { isComposedOnly } from './open-parts.js'

/** How deep unions of unions, and parts of parts, are looked into for the values of a property. */
const depthMax = 4
/** Properties of the first branch that are tried. */
const propertiesMax = 8
/** Branches, and values of all of them: a `switch` of more is not made. */
const branchesMax = 256
const valuesMax = 512
/** Parts of an `allOf`, and of their own: what holds in place beyond these is not asked. */
const partsMax = 256

export interface ToldApart {
  readonly property: string
  readonly branches: readonly { readonly id: SchemaId; readonly values: readonly string[] }[]
}

/** Which values of a property mean which branch of a union; null where none tells all of them apart. */
export class Tags {
  readonly #known = new Map<string, readonly string[] | null>()
  readonly #unions = new Map<SchemaId, ToldApart | null>()
  readonly #partsOf = new Map<string, readonly Schema[]>()
  /** `directions`: where a property that tells branches apart has to be part of the message. */
  constructor(
    readonly api: Api,
    readonly directions: readonly Direction[] = ['output'],
  ) {}

  /** A bare union of objects: nothing stands beside its branches. */
  ofUnion(id: SchemaId): ToldApart | null {
    const known = this.#unions.get(id)
    if (known !== undefined) return known
    const found = this.#findUnion(id)
    this.#unions.set(id, found)
    return found
  }

  #findUnion(id: SchemaId): ToldApart | null {
    const branches = bareUnionOf(this.api, schemaOf(this.api, id))
    return branches === null ? null : this.ofBranches(branches)
  }

  ofBranches(ids: readonly SchemaId[]): ToldApart | null {
    const [first] = ids
    if (first === undefined || ids.length < 2 || ids.length > branchesMax) return null
    for (const property of this.#candidates(first, 0).slice(0, propertiesMax)) {
      const branches = ids.map((id) => ({ id, values: this.#values(id, property, 0) ?? [] }))
      if (areApart(branches.map(({ values }) => values))) return { property, branches }
    }
    return null
  }

  /** Properties that a branch requires and that have fixed values. */
  #candidates(id: SchemaId, depth: number): readonly string[] {
    const union = bareUnionOf(this.api, schemaOf(this.api, id))
    const [first] = union ?? []
    const names =
      union === null
        ? this.#parts(id, depth).flatMap(({ properties }) => properties.map(({ name }) => name))
        : first === undefined || depth >= depthMax
          ? []
          : this.#candidates(first, depth + 1)
    return [...new Set(names)].filter((name) => this.#values(id, name, depth) !== null)
  }

  /** The values that a property has in a branch, which requires it; null where it may have others. */
  #values(id: SchemaId, property: string, depth: number): readonly string[] | null {
    const key = JSON.stringify([id, property, depth])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const found = this.#find(id, property, depth)
    this.#known.set(key, found)
    return found
  }

  #find(id: SchemaId, property: string, depth: number): readonly string[] | null {
    const schema = schemaOf(this.api, id)
    const union = bareUnionOf(this.api, schema)
    if (union !== null) {
      if (depth >= depthMax || union.length > branchesMax) return null
      const all = union.map((branch) => this.#values(branch, property, depth + 1))
      return all.some((values) => values === null)
        ? null
        : [...new Set(all.flatMap((v) => v ?? []))]
    }
    const parts = this.#parts(id, depth)
    if (!parts.some(isObject) || !parts.some(({ required }) => required.includes(property)))
      return null
    for (const { properties } of parts) {
      const found = properties.find(({ name }) => name === property)
      if (found === undefined || !this.#isSent(found)) continue
      const values = textsOf(schemaOf(this.api, found.schema))
      if (values !== null) return values
    }
    return null
  }

  #isSent(property: SchemaProperty): boolean {
    return this.directions.every((direction) => isVisible(this.api, property, direction))
  }

  /** A schema and the parts of its `allOf`, which all hold, the nearest first and each once. */
  #parts(id: SchemaId, depth: number): readonly Schema[] {
    const key = JSON.stringify([id, depth])
    const known = this.#partsOf.get(key)
    if (known !== undefined) return known
    const seen = new Set([id])
    let level = [id]
    for (let at = depth; at < depthMax && level.length > 0; at++) {
      const parts = level.flatMap((each) => schemaOf(this.api, each).allOf)
      level = [...new Set(parts)].filter((part) => !seen.has(part)).slice(0, partsMax - seen.size)
      for (const part of level) seen.add(part)
    }
    const found = [...seen].map((each) => schemaOf(this.api, each))
    this.#partsOf.set(key, found)
    return found
  }
}

/** The branches of a union with nothing beside them; null for anything else. */
export const bareUnionOf = (api: Api, schema: Schema): readonly SchemaId[] | null => {
  const { anyOf, oneOf, types } = schema
  if (anyOf.length > 0 === oneOf.length > 0) return null
  const isBare =
    schema.allOf.length === 0 &&
    isComposedOnly(api, schema) &&
    (types === null || types.length === 0 || (types.length === 1 && types[0] === 'object'))
  return isBare ? [...anyOf, ...oneOf] : null
}

const isObject = (schema: Schema): boolean => {
  const types = typesOf(schema)
  return types !== null && types.length === 1 && types[0] === 'object'
}

const textsOf = (schema: Schema): readonly string[] | null => {
  const values = schema.const !== null ? [schema.const.value] : schema.enum
  if (values === null || values.length === 0) return null
  return values.every((value) => typeof value === 'string') ? values : null
}

const areApart = (all: readonly (readonly string[])[]): boolean => {
  const values = all.flat()
  return (
    all.every((each) => each.length > 0) &&
    values.length <= valuesMax &&
    new Set(values).size === values.length
  )
}

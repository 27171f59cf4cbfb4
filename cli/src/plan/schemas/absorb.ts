// Owns leaving out what a conjunction says twice: a union adds nothing to one of its branches.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { schemaOf } from './graph.js'
import { combine, type Expression } from './shape.js'
import { bareUnionOf } from './told-apart.js'

/** Schemas that unions of unions are followed to. */
const leavesMax = 512

/** Parts of a conjunction that are compared with each other: each with each. */
const partsMax = 32

/** What a schema may be: itself, and the branches of bare unions, through and through. */
export class Leaves {
  readonly #known = new Map<SchemaId, ReadonlySet<SchemaId>>()
  constructor(readonly api: Api) {}

  /** `and` of a union and of what is among its branches is the latter. */
  absorb(whole: Expression): Expression {
    if (whole.kind === 'one') {
      const schema = schemaOf(this.api, whole.id)
      const { allOf } = schema
      if (allOf.length < 2 || !saysNothing(schema)) return whole
      const less = this.absorb(combine('and', allOf.map(one)))
      // What is not less keeps its name.
      return less.kind === 'and' && less.of.length === allOf.length ? whole : less
    }
    const expression = whole
    if (expression.kind !== 'and' || expression.of.length > partsMax) return expression
    const all = expression.of.map((part) => this.#of(part))
    const kept = expression.of.filter((_, i) => {
      const mine = all[i] ?? null
      if (mine === null) return true
      // Of two that are the same the first stays.
      return !all.some(
        (other, j) =>
          other !== null && i !== j && isWithin(other, mine) && (other.size < mine.size || j < i),
      )
    })
    return kept.length === expression.of.length ? expression : combine('and', kept)
  }

  #of(expression: Expression): ReadonlySet<SchemaId> | null {
    if (expression.kind === 'one') return this.#ofSchema(expression.id)
    if (expression.kind !== 'or') return null
    const found = new Set<SchemaId>()
    for (const part of expression.of) {
      if (part.kind !== 'one') return null
      for (const leaf of this.#ofSchema(part.id)) found.add(leaf)
    }
    return found
  }

  #ofSchema(id: SchemaId): ReadonlySet<SchemaId> {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const leaves = new Set<SchemaId>()
    const seen = new Set([id])
    // A set is walked in the order in which it grows.
    for (const each of seen) {
      const branches = seen.size > leavesMax ? null : bareUnionOf(schemaOf(this.api, each))
      if (branches === null) leaves.add(each)
      for (const branch of branches ?? []) seen.add(branch)
    }
    this.#known.set(id, leaves)
    return leaves
  }
}

const one = (id: SchemaId): Expression => ({ kind: 'one', id })

/** Whether a schema describes nothing of what is written beside its `allOf`. */
const saysNothing = (schema: Schema): boolean =>
  schema.properties.length + schema.patternProperties.length + schema.required.length === 0 &&
  schema.anyOf.length + schema.oneOf.length + schema.dependentSchemas.length === 0 &&
  schema.if === null &&
  schema.additionalProperties === null &&
  schema.items === null &&
  schema.prefixItems.length === 0 &&
  schema.enum === null &&
  schema.const === null &&
  (schema.types === null || schema.types.length === 0)

const isWithin = (small: ReadonlySet<SchemaId>, large: ReadonlySet<SchemaId>): boolean =>
  small.size <= large.size && [...small].every((id) => large.has(id))

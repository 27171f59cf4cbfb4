// Owns leaving out what a conjunction says twice: a union of which only one branch can hold adds nothing to that branch.
// Where more of them can, what the others declare is written as well.

import type { Api } from '../../ir/api.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import { schemaOf } from './graph.js'
import { isComposedOnly } from './open-parts.js'
import { combine, type Expression } from './shape.js'
import { bareUnionOf, type Tags } from './told-apart.js'

/** Schemas that unions of unions are followed to. */
const leavesMax = 512

/** Parts of a conjunction that are compared with each other: each with each. */
const partsMax = 32

/** What a schema may be: itself, and the branches of bare unions, through and through. */
interface Found {
  readonly leaves: ReadonlySet<SchemaId>
  /** Whether a value is never two of them. */
  readonly areApart: boolean
}

export class Leaves {
  readonly #known = new Map<SchemaId, Found>()
  constructor(
    readonly api: Api,
    readonly tags: Tags,
    /** Whether a schema declares members that are never written. */
    readonly hides: (id: SchemaId) => boolean,
  ) {}

  /** `and` of a union and of what is among its branches is the latter. */
  absorb(whole: Expression): Expression {
    if (whole.kind === 'one') {
      const schema = schemaOf(this.api, whole.id)
      const { allOf } = schema
      if (allOf.length < 2 || !saysNothing(this.api, schema)) return whole
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
        (other, j) => other !== null && i !== j && this.#saysMine(other, mine, j < i),
      )
    })
    return kept.length === expression.of.length ? expression : combine('and', kept)
  }

  /** Whether nothing is written otherwise where only `other` is left of the two. */
  #saysMine({ leaves }: Found, mine: Found, isFirst: boolean): boolean {
    if (leaves.size > mine.leaves.size || ![...leaves].every((id) => mine.leaves.has(id)))
      return false
    if (leaves.size === mine.leaves.size) return isFirst
    // What a branch that goes hides, one that stays could let out where it allows any member.
    return mine.areApart && ![...mine.leaves].some((id) => !leaves.has(id) && this.hides(id))
  }

  #of(expression: Expression): Found | null {
    if (expression.kind === 'one') return this.#ofSchema(expression.id)
    if (expression.kind !== 'or') return null
    const ids = expression.of.flatMap((part) => (part.kind === 'one' ? [part.id] : []))
    if (ids.length < expression.of.length) return null
    const parts = ids.map((id) => this.#ofSchema(id))
    return {
      leaves: new Set(parts.flatMap(({ leaves }) => [...leaves])),
      areApart: parts.every(({ areApart }) => areApart) && this.tags.ofBranches(ids) !== null,
    }
  }

  #ofSchema(id: SchemaId): Found {
    const known = this.#known.get(id)
    if (known !== undefined) return known
    const leaves = new Set<SchemaId>()
    const seen = new Set([id])
    let areApart = true
    // A set is walked in the order in which it grows.
    for (const each of seen) {
      const schema = schemaOf(this.api, each)
      const branches = seen.size > leavesMax ? null : bareUnionOf(this.api, schema)
      if (branches === null) leaves.add(each)
      else areApart &&= schema.oneOf.length > 0 || this.tags.ofUnion(each) !== null
      for (const branch of branches ?? []) seen.add(branch)
    }
    const found = { leaves, areApart }
    this.#known.set(id, found)
    return found
  }
}

const one = (id: SchemaId): Expression => ({ kind: 'one', id })

/** Whether a schema describes nothing of what is written beside its `allOf`. */
const saysNothing = (api: Api, schema: Schema): boolean =>
  schema.required.length + schema.anyOf.length + schema.oneOf.length === 0 &&
  isComposedOnly(api, schema) &&
  (schema.types === null || schema.types.length === 0)

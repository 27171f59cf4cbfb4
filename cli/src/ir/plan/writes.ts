// Owns the plan of writers: how values become JSON.

import type { SchemaId } from '../schema.js'
import type { PatternPlan } from './checks.js'

/** How a value is written as JSON. */
export type WritePlan =
  | { readonly kind: 'any' }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'call'; readonly unit: SchemaId }
  /** A function of the same module, for a shape that has no name of its own. */
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'nullable'; readonly of: WritePlan }
  /** A union whose branches a property tells apart: its value chooses how the object is written. */
  | {
      readonly kind: 'choice'
      readonly property: string
      readonly branches: readonly {
        readonly values: readonly string[]
        readonly write: WritePlan
      }[]
      /** How an object with another value is written; null where it is refused. */
      readonly fallback: WritePlan | null
    }
  | {
      readonly kind: 'value'
      readonly scalars: readonly ScalarWrite[]
      readonly array: ArrayWrite | null
      readonly object: ObjectWrite | null
    }

export interface ArrayWrite {
  /** Items at the first places, each in its own way. */
  readonly first: readonly WritePlan[]
  readonly rest: WritePlan
}

/** `digits`: a text that is written as a number. */
export type ScalarWrite = 'string' | 'number' | 'bigint' | 'digits' | 'boolean' | 'null'

export interface ObjectWrite {
  readonly members: readonly {
    readonly name: string
    readonly required: boolean
    readonly write: WritePlan
  }[]
  /** Declared names that never leave (writeOnly). */
  readonly hidden: readonly string[]
  /** Undeclared members by their names; the first whose patterns all match counts. */
  readonly patterns: readonly { readonly all: readonly PatternPlan[]; readonly write: WritePlan }[]
  /** null: all other members are dropped. */
  readonly rest: WritePlan | null
}

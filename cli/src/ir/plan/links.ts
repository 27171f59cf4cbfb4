// Owns the plan of links: what of a request and its answer makes the address of another operation.

import type { Expression } from '../expression.js'
import type { JsonValue } from '../schema.js'

/** A link of an answer: a function that makes the address of another operation. */
export interface LinkPlan {
  readonly name: string
  readonly doc: string | null
  /** Key of the reply that has it. */
  readonly status: string
  readonly target: { readonly name: string; readonly file: string }
  readonly parameters: readonly {
    readonly place: 'path' | 'query'
    readonly name: string
    readonly value: { readonly expression: Expression } | { readonly constant: JsonValue }
  }[]
  /** Members of the request's context that its expressions look at. */
  readonly request: readonly ContextMember[]
  /** Parts of the answer that they look at. */
  readonly answer: readonly ('body' | 'headers' | 'status')[]
}

/** A member of a handler's context that runtime expressions look at. */
export type ContextMember = 'body' | 'headers' | 'path' | 'query' | 'method' | 'target'

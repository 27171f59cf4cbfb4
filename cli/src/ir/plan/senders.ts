// Owns the plan of what the server calls: webhooks and callbacks.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import type { Expression } from '../expression.js'
import type { TypePlan, UnitPlan } from './api.js'
import type { CheckPlan } from './checks.js'
import type { ContextMember } from './links.js'
import type { StylePlan } from './parameters.js'
import type { WritePlan } from './writes.js'

/** A parameter that the server sends. */
export interface SentParameterPlan {
  readonly wireName: string
  readonly name: string
  readonly required: boolean
  readonly type: TypePlan
  readonly check: CheckPlan
  /** Writes what is checked, where its type may be digits; absent: the value itself is checked. */
  readonly write?: WritePlan
  readonly doc: string | null
}

/** A typed sender of a webhook or callback. */
export interface SenderPlan {
  readonly kind: 'webhook' | 'callback'
  readonly name: string
  readonly typePrefix: string
  /** Module below `src/generated`. */
  readonly file: string
  readonly at: SourceRef
  readonly method: string
  readonly title: string
  readonly doc: string | null
  readonly body: {
    readonly contentType: string
    readonly required: boolean
    readonly type: TypePlan
    readonly check: CheckPlan
    /** null: text or bytes as they are. */
    readonly write: WritePlan | null
  } | null
  readonly headers: readonly SentParameterPlan[]
  readonly query: readonly SentParameterPlan[]
  readonly styles: readonly StylePlan[]
  /** Success answers that the document describes. */
  readonly answers: readonly {
    readonly status: string
    readonly doc: string | null
    /** null: no body. */
    readonly content: {
      readonly form: 'json' | 'text' | 'bytes'
      readonly type: TypePlan
      readonly check: CheckPlan
    } | null
  }[]
  /** A callback's: the address that a request gives. */
  readonly url: {
    readonly expression: Expression
    /** The operation that it belongs to. */
    readonly of: { readonly file: string; readonly typePrefix: string }
    /** Members of its context that the expression looks at. */
    readonly needs: readonly ContextMember[]
    /** Whether it looks at the answer too. */
    readonly needsAnswer: boolean
    /** Every valid request gives it. */
    readonly isSure: boolean
  } | null
  readonly locals: readonly { readonly name: string; readonly write: WritePlan }[]
}

/** What the server sends, and the validators of that. */
export interface SendersPlan {
  readonly senders: readonly SenderPlan[]
  /** Units whose validators senders call; they check what leaves. */
  readonly units: readonly UnitPlan[]
}

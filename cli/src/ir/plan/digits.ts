// Owns the plan of where exact numbers stand in a JSON value.

import type { BecomesPlan, PatternPlan } from './checks.js'

/** One place; other places are named by their keys. */
export interface DigitsPlan {
  /** What a number here becomes; null: none is exact. */
  readonly becomes: BecomesPlan | null
  /** A text that is no number is a text here. */
  readonly orText: boolean
  /** Of items at the first places, and of those behind them. */
  readonly first: readonly string[]
  readonly items: string | null
  readonly members: readonly { readonly name: string; readonly node: string }[]
  /** By names: the first whose patterns all match counts. */
  readonly patterns: readonly { readonly all: readonly PatternPlan[]; readonly node: string }[]
  readonly rest: string | null
}

/** Exact numbers of one operation's bodies. */
export interface OperationDigits {
  /** By media type. */
  readonly body: readonly { readonly mediaType: string; readonly node: string }[]
  /** By the key of the reply, and the media type. */
  readonly replies: readonly {
    readonly status: string
    readonly mediaType: string
    readonly node: string
  }[]
}

/** Of a whole document, by the modules of operations. */
export interface DocumentDigits {
  /** What 64-bit integers become. */
  readonly integers: 'bigint' | 'text'
  readonly nodes: ReadonlyMap<string, DigitsPlan>
  readonly operations: ReadonlyMap<string, OperationDigits>
}

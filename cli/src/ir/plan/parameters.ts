// Owns the plan of where a parameter comes from and how its text becomes a value.

import type { ListSeparator } from '../operation.js'
import type { PatternPlan } from './checks.js'

export type ParamKind = 'string' | 'integer' | 'number' | 'boolean' | 'list'

/** A parameter as the native engine sees it. */
export interface ParamSpecPlan {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly kind: ParamKind
  readonly required: boolean
  readonly explode: boolean | null
  readonly separator: ListSeparator | null
}

type HintWord =
  | 'string'
  | 'integer'
  | 'number'
  | 'exactInteger'
  | 'exactNumber'
  | 'boolean'
  | 'null'
  | 'json'

/** How a text becomes a value; mirrors the runtime's `Hint`. */
export type HintPlan =
  | HintWord
  | { readonly anyOf: readonly HintPlan[] }
  /** Below a parameter's own list: what parts it, a comma unless there is one. */
  | ListHint
  | {
      readonly fields: { readonly [name: string]: HintPlan }
      /** Of names that are no field; absent: none is told by a pattern. */
      readonly patterns?: readonly { readonly pattern: PatternPlan; readonly hint: HintPlan }[]
      readonly rest: HintPlan | null
    }

export interface ListHint {
  /** Of the items at the first places, each for itself. */
  readonly first?: readonly HintPlan[]
  readonly items: HintPlan
  readonly separator?: ListSeparator
}

/** The same where no name is told by a pattern: data. */
export type PlainHintPlan =
  | HintWord
  | { readonly anyOf: readonly PlainHintPlan[] }
  | {
      readonly first?: readonly PlainHintPlan[]
      readonly items: PlainHintPlan
      readonly separator?: ListSeparator
    }
  | {
      readonly fields: { readonly [name: string]: PlainHintPlan }
      readonly rest: PlainHintPlan | null
    }

/** A parameter's place in a path. */
export interface SegmentPlan {
  /** Number of its segment. */
  readonly index: number
  /** What stands before, between and behind the segment's parameters; null where it is all of the segment. */
  readonly literals: readonly string[] | null
  /** Number of the parameter among those of the segment. */
  readonly position: number
}

/** Where a reader takes a parameter from. */
export type ParamSource =
  /** Coerced natively: number `index` of the params. */
  | { readonly kind: 'native'; readonly index: number; readonly as: ParamKind }
  /** Text of params[index], coerced by hint. */
  | { readonly kind: 'text'; readonly index: number; readonly hint: HintPlan }
  | {
      readonly kind: 'list'
      readonly index: number
      readonly explode: boolean
      readonly separator: ListSeparator
      readonly isHeader: boolean
      /** Of items; of those at the first places, where these have hints of their own. */
      readonly hint: HintPlan
      readonly first?: readonly HintPlan[]
    }
  | {
      readonly kind: 'styled'
      readonly index: number
      readonly style: 'simple' | 'label' | 'matrix'
      readonly explode: boolean
      /** Where its text is read before it is decoded. */
      readonly segment: SegmentPlan
      readonly hint: HintPlan
    }
  | {
      readonly kind: 'listed'
      readonly index: number
      readonly between: ',' | '='
      readonly separator: ListSeparator
      /** Its parts are told apart before they are decoded, each place in its own way. */
      readonly place: 'query' | 'header' | 'cookie'
      readonly hint: HintPlan
    }
  | { readonly kind: 'deepObject'; readonly hint: HintPlan }
  | {
      readonly kind: 'exploded'
      readonly names: readonly string[]
      readonly taken: readonly string[] | null
      readonly hint: HintPlan
    }
  /** The whole query as one text. */
  | { readonly kind: 'wholeQuery'; readonly hint: HintPlan }
  /** Cookies: one, one for each item or member, or several values in one; as they came, or escaped as a form is. */
  | {
      readonly kind: 'cookie'
      readonly style: 'form' | 'cookie'
      readonly form: 'one' | 'list' | 'fields'
      readonly explode: boolean
      readonly names: readonly string[]
      readonly taken: readonly string[] | null
      /** Of the value; of a list, of its items. */
      readonly hint: HintPlan
      readonly first?: readonly HintPlan[]
    }

/** How a parameter is written where it is not written as most are: exploded `form` in a query, else `simple`. */
export interface StylePlan {
  readonly place: 'path' | 'query' | 'header'
  readonly name: string
  readonly style: string
  readonly explode: boolean
  readonly allowReserved: boolean
  /** What parts lists inside of the list, outermost first; a text of such characters. */
  readonly nested: string
}

/** How one field of a form is written (OpenAPI 3.1, 4.8.15). */
export interface FieldStylePlan {
  readonly name: string
  readonly style: string
  readonly explode: boolean
}

// Owns runtime expressions as the compiler takes them apart; mirrors the runtime's `Expression`.

/** A part of an expression (OpenAPI 3.1, 4.8.20.4). */
export type ExpressionPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'url' | 'method' | 'status' }
  | {
      readonly kind: 'value'
      readonly of: 'request' | 'response'
      readonly place: 'header' | 'query' | 'path'
      readonly name: string
    }
  | {
      readonly kind: 'body'
      readonly of: 'request' | 'response'
      readonly pointer: readonly string[]
    }

/** Text and values, in order. */
export type Expression = readonly ExpressionPart[]

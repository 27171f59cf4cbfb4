// Owns the syntax of runtime expressions (OpenAPI 3.1, 4.8.20.4): `{$request.body#/url}` inside of a text, or alone.

import { tokensOf } from '../../diagnostics/pointer.js'
import type { Expression, ExpressionPart } from '../../ir/expression.js'
import { atKey, type Node } from './node.js'
import type { Reader } from './reader.js'

/** An expression, or a text with expressions in braces; null, and a warning, when one of them is none. */
export const parseExpression = (reader: Reader, node: Node, text: string): Expression | null => {
  if (text.startsWith('$') && !text.includes('{$')) {
    const bare = partOf(text)
    if (bare === null) wrong(reader, node, text)
    return bare === null ? null : [bare]
  }
  const parts: ExpressionPart[] = []
  for (const [piece = '', inside] of text.matchAll(/\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    const part = inside === undefined ? ({ kind: 'text', text: piece } as const) : partOf(inside)
    if (part === null || piece === '{' || piece === '}') {
      wrong(reader, node, piece)
      return null
    }
    parts.push(part)
  }
  return parts
}

const partOf = (text: string): ExpressionPart | null => {
  if (text === '$url') return { kind: 'url' }
  if (text === '$method') return { kind: 'method' }
  if (text === '$statusCode') return { kind: 'status' }
  const found = /^\$(request|response)\.(?:(header|query|path)\.(.+)|body(?:#(.*))?)$/.exec(text)
  if (found === null) return null
  const [, of, place, name, pointer = ''] = found
  const source = of as 'request' | 'response'
  if (place !== undefined && name !== undefined)
    return { kind: 'value', of: source, place: place as 'header' | 'query' | 'path', name }
  if (pointer !== '' && !pointer.startsWith('/')) return null
  return { kind: 'body', of: source, pointer: tokensOf(pointer) }
}

const wrong = (reader: Reader, node: Node, text: string): void =>
  reader.report('NX2181', {
    message: `\`${text}\` is no runtime expression`,
    at: atKey(node),
  })

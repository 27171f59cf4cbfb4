// Owns which methods a path item has operations for: those with a key of their own, and any other one under
// `additionalOperations` (OpenAPI 3.2, 4.9.1).

import { nearest } from '../../diagnostics/suggest.js'
import { type HttpMethod, methodLengthMax } from '../../ir/operation.js'
import { mapEntries } from './keys.js'
import { atKey, member, type Node, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

const fixed: readonly (readonly [string, HttpMethod])[] = [
  ['get', 'GET'], ['put', 'PUT'], ['post', 'POST'], ['delete', 'DELETE'],
  ['options', 'OPTIONS'], ['head', 'HEAD'], ['patch', 'PATCH'], ['trace', 'TRACE'],
  ['query', 'QUERY'],
] // biome-ignore format: a table

const additional = 'additionalOperations'

/** An operation's method, and where the operation stands. */
export interface MethodEntry {
  readonly method: HttpMethod
  readonly node: Node
}

/** The operations of one path item, in the order of the document; those that have no method are reported. */
export const methodsOf = (reader: Reader, item: ObjectNode): readonly MethodEntry[] =>
  Object.keys(reader.hasTooMuch ? {} : item.value).flatMap((key): readonly MethodEntry[] => {
    if (key === additional) return additionalOf(reader, item)
    const method = fixed.find(([word]) => word === key)?.[1]
    const node = method === undefined ? null : member(item, key)
    return method === undefined || node === null ? [] : [{ method, node }]
  })

const additionalOf = (reader: Reader, item: ObjectNode): readonly MethodEntry[] =>
  mapEntries(reader, item, additional).flatMap(([method, node]) =>
    isMethod(reader, method, node) && isServed(reader, item, method, node)
      ? [{ method, node }]
      : [],
  )

// RFC 9110, 5.6.2.
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const isMethod = (reader: Reader, method: string, node: Node): boolean => {
  const own = fixed.find(([word]) => word === method.toLowerCase())?.[0]
  if (own === undefined && token.test(method)) return true
  const meant =
    own ??
    nearest(
      method.toLowerCase(),
      fixed.map(([word]) => word),
    )
  reader.report('NX2183', {
    message:
      own === undefined
        ? `\`${method}\` is no method: methods are tokens (RFC 9110, 9.1)`
        : `\`${method}\` has a key of its own, which \`${additional}\` must not repeat`,
    at: atKey(node),
    ...(meant === null ? {} : { help: `write it as \`${meant}\` of the path item` }),
  })
  return false
}

const isServed = (reader: Reader, item: ObjectNode, method: string, node: Node): boolean => {
  if (method !== 'CONNECT' && method.length <= methodLengthMax) return true
  reader.note(item, 'Path Item', additional, 'methodNotServed')
  reader.report('NX2184', {
    message:
      method === 'CONNECT'
        ? 'CONNECT asks for a tunnel and names no path (RFC 9110, 9.3.6); it is not served'
        : `a method has more than ${methodLengthMax} characters (limit methodLengthMax); it is not served`,
    at: atKey(node),
  })
  return false
}

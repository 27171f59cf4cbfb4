// Owns rules about routes: malformed templates, and those that match the same requests.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'
import { faultOf, type Segment, segmentsOf } from '../ir/path-template.js'

export const checkRoutes = (api: Api): readonly Diagnostic[] => [
  ...malformed(api.operations),
  ...ambiguous(api.operations),
]

const malformed = (operations: readonly Operation[]): readonly Diagnostic[] =>
  firstOfEachPath(operations).flatMap((operation) => {
    const fault = faultOf(operation.path)
    if (fault === null) return []
    const message = `the path template \`${operation.path}\` ${fault}`
    return [diagnostic('NX2117', { message, at: operation.at })]
  })

const firstOfEachPath = (operations: readonly Operation[]): readonly Operation[] =>
  [...new Map([...operations].reverse().map((each) => [each.path, each])).values()].reverse()

// Pairs with one method, as many segments, and literals crosswise: `/{a}/me` and `/books/{b}`.
const ambiguous = (operations: readonly Operation[]): readonly Diagnostic[] => {
  const groups = new Map<string, { operation: Operation; segments: readonly Segment[] }[]>()
  for (const operation of operations) {
    const segments = segmentsOf(operation.path)
    const key = `${operation.method} ${segments.length}`
    groups.set(key, [...(groups.get(key) ?? []), { operation, segments }])
  }
  return [...groups.values()].flatMap((group) =>
    group.flatMap((left, index) =>
      group
        .slice(index + 1)
        .filter((right) => areAmbiguous(left.segments, right.segments))
        .map((right) => ambiguity(left.operation, right.operation)),
    ),
  )
}

const ambiguity = (left: Operation, right: Operation): Diagnostic =>
  diagnostic('NX2115', {
    message: `${right.method} ${right.path} and ${left.path} match the same requests`,
    at: right.at,
    related: [{ message: `\`${left.path}\` is at {place}`, at: left.at }],
  })

const areAmbiguous = (left: readonly Segment[], right: readonly Segment[]): boolean => {
  let isLeftConcrete = false
  let isRightConcrete = false
  for (const [index, a] of left.entries()) {
    const b = right[index]
    if (b === undefined) return false
    const isLiteralA = a.names.length === 0
    const isLiteralB = b.names.length === 0
    if (isLiteralA && isLiteralB && a.text !== b.text) return false
    if (isLiteralA && !isLiteralB) isLeftConcrete = true
    if (!isLiteralA && isLiteralB) isRightConcrete = true
  }
  return isLeftConcrete && isRightConcrete
}

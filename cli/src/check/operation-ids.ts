// Owns the rule that an `operationId` names one operation.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'

export const checkOperationIds = (api: Api): readonly Diagnostic[] => {
  const seen = new Map<string, Operation>()
  return api.operations.flatMap((operation) => {
    const { operationId } = operation
    const first = operationId === null ? undefined : seen.get(operationId)
    if (operationId !== null && first === undefined) seen.set(operationId, operation)
    if (first === undefined) return []
    return [
      diagnostic('NX2105', {
        message: `two operations are called \`${operationId}\``,
        at: idOf(operation),
        related: [
          { message: `first used at {place} by ${first.method} ${first.path}`, at: idOf(first) },
        ],
      }),
    ]
  })
}

const idOf = ({ at }: Operation): SourceRef => ({
  file: at.file,
  pointer: child(at.pointer, 'operationId'),
})

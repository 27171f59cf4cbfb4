// Owns the rule that an `operationId` names one operation.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
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
        at: { file: operation.at.file, pointer: `${operation.at.pointer}/operationId` },
        related: [
          { message: `first used at {place} by ${first.method} ${first.path}`, at: first.at },
        ],
      }),
    ]
  })
}

// Owns which operation answers where a document has several on one route: the first. Templates that differ only in
// the names of their parameters are one route (OpenAPI 3.1, 4.8.8); documents in use have such pairs all the same.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult } from '../diagnostics/diagnostic.js'
import { lastToken, parentOf } from '../diagnostics/pointer.js'
import type { Api, KeywordUse } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'
import { routeOf } from '../ir/path-template.js'

/** The document with one operation for each route; every other one is told, and is in the ledger. */
export const servedOperations = (api: Api): PassResult<Api> => {
  const first = new Map<string, Operation>()
  const left: { readonly operation: Operation; readonly by: Operation }[] = []
  for (const operation of api.operations) {
    const route = `${operation.method} ${routeOf(operation.path)}`
    const by = first.get(route)
    if (by === undefined) first.set(route, operation)
    else left.push({ operation, by })
  }
  if (left.length === 0) return { value: api, diagnostics: [] }
  const value = {
    ...api,
    operations: [...first.values()],
    keywordUses: [...api.keywordUses, ...left.map(({ operation }) => useOf(operation))],
  }
  return { value, diagnostics: left.map(({ operation, by }) => told(operation, by)) }
}

const told = (operation: Operation, by: Operation): Diagnostic =>
  diagnostic('NX2104', {
    message: `two operations answer ${operation.method} ${operation.path}; only the first is served`,
    at: operation.at,
    label: `left out${asName(operation)}`,
    related: [{ message: `served is the one at {place}${asName(by)}`, at: by.at }],
  })

const asName = ({ operationId }: Operation): string =>
  operationId === null ? '' : ` (\`${operationId}\`)`

const useOf = ({ at }: Operation): KeywordUse => {
  // An operation of `additionalOperations` is accounted for with all of them.
  const above = parentOf(at.pointer)
  const isAdditional = lastToken(above) === 'additionalOperations'
  const pointer = isAdditional ? above : at.pointer
  return {
    keyword: lastToken(pointer),
    object: 'Path Item',
    reason: 'routeTaken',
    at: { ...at, pointer },
  }
}

// Owns the checking pass: the list of rules. Each rule has its own file.

import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import { checkOperationIds } from './operation-ids.js'
import { checkPathParameters } from './path-parameters.js'
import { checkRoutes } from './routes.js'

type Rule = (api: Api) => readonly Diagnostic[]

const rules: readonly Rule[] = [checkRoutes, checkPathParameters, checkOperationIds]

/**
 * Applies every rule that needs more than one object of the document, in the order of the table.
 *
 * @example
 * const problems = checkApi(readOpenapi(document).value)
 */
export const checkApi = (api: Api): readonly Diagnostic[] => rules.flatMap((rule) => rule(api))

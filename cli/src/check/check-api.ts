// Owns the checking pass: the list of rules. Each rule has its own file.

import { condense } from '../diagnostics/condense.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import { checkBodies } from './bodies.js'
import { checkBounds } from './bounds.js'
import { checkDefaults } from './defaults.js'
import { checkDiscriminators } from './discriminators.js'
import { checkEnums } from './enums.js'
import { checkFormats } from './formats.js'
import { checkImpossible } from './impossible.js'
import { checkKeywords } from './keyword-uses.js'
import { checkMarks } from './marks.js'
import { checkOperationIds } from './operation-ids.js'
import { checkOwnProblems } from './own-problems.js'
import { checkPathParameters } from './path-parameters.js'
import { checkPatterns } from './patterns.js'
import { checkRecursion } from './recursion.js'
import { checkRequiredNames } from './required-names.js'
import { checkRoutes } from './routes.js'
import { checkSecurity } from './security.js'
import { checkTags } from './tags.js'
import { checkTypeless } from './typeless.js'

type Rule = (api: Api) => readonly Diagnostic[]

const rules: readonly Rule[] = [
  checkRoutes,
  checkPathParameters,
  checkOperationIds,
  checkSecurity,
  checkTags,
  checkBodies,
  checkOwnProblems,
  checkRecursion,
  checkDiscriminators,
  checkBounds,
  checkPatterns,
  checkEnums,
  checkImpossible,
  checkRequiredNames,
  checkDefaults,
  checkFormats,
  checkTypeless,
  checkMarks,
  checkKeywords,
]

/**
 * Applies every rule that needs more than one object of the document, in the order of the table;
 * warnings that repeat are condensed.
 *
 * @example
 * const { value: api } = readOpenapi(document)
 * const problems = api === null ? [] : checkApi(api)
 */
export const checkApi = (api: Api): readonly Diagnostic[] =>
  condense(rules.flatMap((rule) => rule(api)))

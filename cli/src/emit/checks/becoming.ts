// Owns printing what an exact number becomes: checks see the number that came, handlers its digits.

import type { CheckPlan } from '../../ir/plan/checks.js'
import { type Code, code } from '../code/code.js'
import type { Imports } from '../code/imports.js'
import type { StatementPrinter } from '../code/statements.js'

const functions = {
  bigint: 'toBigint',
  integerText: 'integerText',
  decimalText: 'decimalText',
} as const

/** What a checked value becomes; itself where it is no exact number. */
export const become = (imports: Imports, check: CheckPlan, value: Code): Code => {
  const made = becomes(imports, check)
  return made === null ? value : code`${made}(${value})`
}

/** The function that makes it; null where nothing has to. */
export const becomes = (imports: Imports, check: CheckPlan): Code | null => {
  const kind = 'becomes' in check ? check.becomes : undefined
  return kind === undefined ? null : imports.check(functions[kind])
}

/** Statements that note it of a member or item that is there. */
export const becoming = (
  { printing: { imports } }: StatementPrinter,
  check: CheckPlan,
  { holder, key, value }: { readonly holder: Code; readonly key: Code; readonly value: Code },
): Code[] => {
  const isExact = 'becomes' in check && check.becomes !== undefined
  return isExact ? [code`issues.assign(${holder}, ${key}, ${become(imports, check, value)})`] : []
}

/** Whether the digits of a number count that stand beside its double. */
export const hasDigits = (check: CheckPlan): boolean =>
  'hasDigits' in check && check.hasDigits === true

/** Reading a member or item: with the digits that it was written with, where these count. */
export const exactAccess = (
  { printing: { imports } }: StatementPrinter,
  check: CheckPlan,
  { holder, key, access }: { readonly holder: Code; readonly key: Code; readonly access: Code },
): Code => (hasDigits(check) ? code`${imports.check('exactMember')}(${holder}, ${key})` : access)

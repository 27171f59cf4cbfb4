// Owns the question of a writer which pattern describes a member of an answer.

import type { Pattern } from '../patterns/linear.js'
import { Issues } from './issues.js'
import { WriteError } from './write.js'

/**
 * Whether a member's name matches.
 *
 * @throws {WriteError} where that would cost more than one answer may.
 * @example matchesName(pattern$1, name) ? writeNumber(member) : writeString(member)
 */
export const matchesName = (pattern: Pattern, name: string): boolean => {
  const issues = new Issues()
  const matches = pattern.test(name, issues)
  const [undecided] = issues.list
  if (undecided !== undefined) throw new WriteError(`the name of a member ${undecided.message}`)
  return matches
}

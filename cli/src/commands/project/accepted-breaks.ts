// Owns `check` of nexus.config.ts: breaking changes that are meant, each with its reason.

import { isRecord } from '../../ir/json-values.js'
import { changeRules } from '../../pipeline.js'

/** A breaking change that `nexus check` lets pass. */
export interface AcceptedBreak {
  readonly rule: string
  /** Where it is met, as the report has it; each `*` stands for any text. */
  readonly where: string
  readonly reason: string
}

const members = ['rule', 'where', 'reason'] as const

/** The list, or what is wrong with it. */
export const readAcceptedBreaks = (
  given: unknown,
): { readonly accepted: readonly AcceptedBreak[] } | { readonly problem: string } => {
  if (given === undefined) return { accepted: [] }
  if (!isRecord(given)) return { problem: '`check` is not an object' }
  const unknown = Object.keys(given).find((name) => name !== 'accept')
  if (unknown !== undefined)
    return { problem: `\`check.${unknown}\` does not exist (there is accept)` }
  const list = given.accept ?? []
  if (!Array.isArray(list)) return { problem: '`check.accept` is not a list' }
  for (const [i, entry] of list.entries()) {
    const problem = problemOf(entry)
    if (problem !== null) return { problem: `\`check.accept[${i}]\` ${problem}` }
  }
  return { accepted: list.map(({ rule, where, reason }) => ({ rule, where, reason })) }
}

const problemOf = (entry: unknown): string | null => {
  if (!isRecord(entry)) return 'is not an object'
  const missing = members.find((name) => typeof entry[name] !== 'string' || entry[name] === '')
  if (missing !== undefined) return `has no \`${missing}\``
  const unknown = Object.keys(entry).find((name) => !members.some((known) => known === name))
  if (unknown !== undefined) return `has \`${unknown}\`, which means nothing`
  const rule = String(entry.rule)
  if (Object.hasOwn(changeRules, rule)) return null
  return `names the rule \`${rule}\`, and there is none of that name (see docs/reference/breaking-changes.md)`
}

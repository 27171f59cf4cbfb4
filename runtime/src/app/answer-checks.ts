// Owns holding answers against their schemas: in `nexus dev`, and in production where nexus.config.ts asks for it.
// What is checked is the text that would leave, so that nothing a writer drops is complained about.

import { parseExact } from '../validate/exact-json.js'
import { Issues } from '../validate/issues.js'
import { WriteError } from '../validate/write.js'
import type { OperationDefinition, ReplySpec } from './definition.js'

type AnswerCheck = (value: unknown, issues: Issues) => void

/** Checks of one operation's answers, by the keys of its table of replies. */
export interface AnswerChecks {
  readonly definition: OperationDefinition
  readonly checks: Readonly<Record<string, AnswerCheck>>
}

// Per reply of one definition: a later generation of handlers brings definitions of its own.
let checksOf: WeakMap<object, AnswerCheck> | null = null

/**
 * Holds answers against their schemas from now on. Generated code calls it.
 *
 * @example
 * checkAnswers([{ definition: getPet.definition, checks: { 200: validatePet } }])
 */
export const checkAnswers = (operations: readonly AnswerChecks[]): void => {
  checksOf ??= new WeakMap()
  for (const { definition, checks } of operations) {
    for (const [status, check] of Object.entries(checks)) {
      const spec = definition.replies[status]
      if (spec !== undefined) checksOf.set(spec, check)
    }
  }
}

/** Whether anything is checked. */
export const checksAnswers = (): boolean => checksOf !== null

/**
 * Lets a text through that fits its reply's schema, or whose reply nobody checks.
 * @throws {WriteError} with the pointer of what does not fit: a defect of the handler, answered with 500.
 */
export const checkedAnswer = (spec: ReplySpec, text: string, answer: string): string => {
  const check = checksOf?.get(spec)
  if (check === undefined) return text
  const issues = new Issues()
  check(parseExact(text), issues)
  const [first] = issues.list
  if (first === undefined) return text
  const others = issues.count > 1 ? ` (and ${issues.count - 1} more)` : ''
  throw new WriteError(`${first.message}${others}`, first.pointer, answer)
}

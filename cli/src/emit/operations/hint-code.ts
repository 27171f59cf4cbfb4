// Owns printing hints: data, but for the regular expressions that tell what a member's text means.

import type { HintPlan } from '../../ir/plan/parameters.js'
import { patternConstant } from '../checks/pattern-constants.js'
import { type Code, code, entry, join, json, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'

/**
 * A hint as an expression. One that would have very many names has its objects as constants of their own: k members that
 * lead to k members again are k times k names in place, level by level.
 */
export const hintCode = (printing: Printing, constants: Constants, hint: HintPlan): Code => {
  const isVast = namesIn(hint, new Map()) > namesInPlaceMax
  const made = new Map<HintPlan, Code>()
  const inner = (each: HintPlan): Code => {
    if (typeof each === 'string' || !isVast || !('fields' in each)) return print(each)
    const known = made.get(each) ?? constants.use('hint', print(each), hintType(printing))
    made.set(each, known)
    return known
  }
  const print = (each: HintPlan): Code => expressionOf(each, printing, constants, inner)
  return print(hint)
}

/** Names that one expression may have. */
const namesInPlaceMax = 256

/** How many names a hint has where it is written out; each object is looked at once. */
const namesIn = (hint: HintPlan, known: Map<HintPlan, number>): number => {
  if (typeof hint === 'string') return 0
  const counted = known.get(hint)
  if (counted !== undefined) return counted
  const names =
    'fields' in hint ? Object.keys(hint.fields).length + (hint.patterns ?? []).length : 0
  const count = partsOf(hint).reduce((sum, each) => sum + namesIn(each, known), names)
  known.set(hint, count)
  return count
}

const partsOf = (hint: Exclude<HintPlan, string>): readonly HintPlan[] => {
  if ('anyOf' in hint) return hint.anyOf
  if ('items' in hint) return [hint.items]
  const { fields, patterns = [], rest } = hint
  const matched = patterns.map((each) => each.hint)
  return [...Object.values(fields), ...matched, ...(rest === null ? [] : [rest])]
}

const expressionOf = (
  hint: HintPlan,
  printing: Printing,
  constants: Constants,
  inner: (each: HintPlan) => Code,
): Code => {
  if (typeof hint === 'string') return str(hint)
  if ('anyOf' in hint) return code`{ anyOf: [${join(hint.anyOf.map(inner), ', ')}] }`
  if ('items' in hint) {
    const parted = hint.separator === undefined ? code`` : code`, separator: ${str(hint.separator)}`
    const places =
      hint.first === undefined ? code`` : code`first: [${join(hint.first.map(inner), ', ')}], `
    return code`{ ${places}items: ${inner(hint.items)}${parted} }`
  }
  const { fields, patterns, rest } = hint
  const members = Object.entries(fields).map(([name, each]) => entry(name, inner(each)))
  const matched = (patterns ?? []).map(({ pattern, hint: each }) => {
    return code`{ pattern: ${patternConstant(printing, constants, pattern)}, hint: ${inner(each)} }`
  })
  const facts = [
    members.length === 0 ? code`fields: {}` : code`fields: { ${join(members, ', ')} }`,
    ...(matched.length === 0 ? [] : [code`patterns: [${join(matched, ', ')}]`]),
    code`rest: ${rest === null ? json(null) : inner(rest)}`,
  ]
  return code`{ ${join(facts, ', ')} }`
}

/** The name of the constant that a hint is; a word stands where it is used. */
export const hintConstant = (printing: Printing, constants: Constants, hint: HintPlan): Code => {
  if (typeof hint === 'string') return str(hint)
  return constants.use('hint', hintCode(printing, constants, hint), hintType(printing))
}

const hintType = (printing: Printing): Code =>
  printing.imports.runtimeType('@nexusrt/runtime/validate', 'Hint')

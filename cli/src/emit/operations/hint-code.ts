// Owns printing hints: data, but for the regular expressions that tell what a member's text means.

import type { HintPlan } from '../../ir/plan/parameters.js'
import { patternConstant } from '../checks/pattern-constants.js'
import { type Code, code, join, json, literalKey, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'

/** A hint as an expression. */
export const hintCode = (printing: Printing, constants: Constants, hint: HintPlan): Code => {
  const inner = (each: HintPlan): Code => hintCode(printing, constants, each)
  if (typeof hint === 'string') return str(hint)
  if ('anyOf' in hint) return code`{ anyOf: [${join(hint.anyOf.map(inner), ', ')}] }`
  if ('items' in hint) {
    const parted = hint.separator === undefined ? code`` : code`, separator: ${str(hint.separator)}`
    return code`{ items: ${inner(hint.items)}${parted} }`
  }
  const { fields, patterns, rest } = hint
  const members = Object.entries(fields).map(
    ([name, each]) => code`${literalKey(name)}: ${inner(each)}`,
  )
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
  const type = printing.imports.runtimeType('@nexusrt/runtime/validate', 'Hint')
  return constants.use('hint', hintCode(printing, constants, hint), type)
}

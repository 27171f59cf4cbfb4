// Owns printing regular expressions: constants with a `test` that takes time linear to the text, or a bounded one.

import type { PatternPlan } from '../../ir/plan/checks.js'
import { type Code, code, join, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import type { Printing } from '../code/printing.js'

/** A constant with `test`: the expression as it is only where that takes time linear to the text. */
export const patternConstant = (
  printing: Printing,
  constants: Constants,
  { source, flags, runs }: PatternPlan,
): Code => constants.use('pattern', expression(printing, source, flags, runs))

const expression = (
  { imports }: Printing,
  source: string,
  flags: PatternPlan['flags'],
  runs: PatternPlan['runs'],
): Code => {
  if (runs.by === 'regexp') {
    const rest = flags === '' ? code`` : code`, ${str(flags)}`
    return code`new RegExp(${str(source)}${rest})`
  }
  const use = (name: 'linearPattern' | 'timedPattern'): Code =>
    imports.runtime('@nexusrt/runtime/patterns', name)
  if (runs.by === 'time') return code`${use('timedPattern')}(${str(source)}, ${str(flags)})`
  const list = (texts: readonly string[]): Code => code`[${join(texts.map(str), ', ')}]`
  const { all, none, reads } = runs.linear
  const units = reads === undefined ? code`` : code`, ${str(reads)}`
  const rest = none.length === 0 && reads === undefined ? code`` : code`, ${list(none)}${units}`
  return code`${use('linearPattern')}(${list(all)}${rest})`
}

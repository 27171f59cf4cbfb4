// Owns printing what arrays have to satisfy.

import type { ArrayCheck, ContainsPlan } from '../../ir/plan/checks.js'
import { type Code, code, num } from '../code/code.js'
import { blockOf, fail, type StatementPrinter } from '../code/statements.js'
import { becoming, exactAccess } from './becoming.js'
import { asTest } from './number-tests.js'
import { plural } from './value-checks.js'

export const arrayStatements = (
  printer: StatementPrinter,
  check: ArrayCheck,
  value: Code,
  inDigits: boolean,
): Code[] => [
  ...counts(check, value),
  ...prefixStatements(printer, check, value),
  ...(check.items.kind === 'any' ? [] : [itemLoop(printer, check, value)]),
  ...evaluatedItems(printer, check),
  ...(check.contains === null ? [] : containsStatements(printer, check.contains, value)),
  ...(check.unique ? [uniqueStatement(printer, value, inDigits)] : []),
]

const counts = ({ itemsMin, itemsMax }: ArrayCheck, value: Code): Code[] => {
  const lines: Code[] = []
  if (itemsMax !== null) {
    const failure = fail(null, 'maxItems', `must have at most ${plural(itemsMax, 'item')}`)
    lines.push(code`if (${value}.length > ${num(itemsMax)}) ${failure}`)
  }
  if (itemsMin !== null && itemsMin > 0) {
    const failure = fail(null, 'minItems', `must have at least ${plural(itemsMin, 'item')}`)
    lines.push(code`if (${value}.length < ${num(itemsMin)}) ${failure}`)
  }
  return lines
}

const prefixStatements = (printer: StatementPrinter, check: ArrayCheck, value: Code): Code[] =>
  check.prefix.flatMap((item, i) => {
    const local = printer.fresh('item')
    const body = printer.statements(item, local, num(i))
    if (body.length === 0) return []
    const key = num(i)
    const access = exactAccess(printer, item, {
      holder: value,
      key,
      access: code`${value}[${key}]`,
    })
    const lines = [
      code`const ${local}: unknown = ${access}`,
      ...body,
      ...becoming(printer, item, { holder: value, key, value: local }),
    ]
    return [code`if (${value}.length > ${num(i)}) {\n  ${lines}\n}`]
  })

const itemLoop = (printer: StatementPrinter, check: ArrayCheck, value: Code): Code => {
  const index = printer.fresh('i')
  const local = printer.fresh('item')
  const place = { holder: value, key: index }
  const access = code`${value}[${index}]`
  const body = [
    code`const ${local}: unknown = ${exactAccess(printer, check.items, { ...place, access })}`,
    ...printer.statements(check.items, local, index),
    ...becoming(printer, check.items, { ...place, value: local }),
  ]
  const start = num(check.prefix.length)
  return code`for (let ${index} = ${start}; ${index} < ${value}.length && !issues.full; ${index}++) {\n  ${body}\n}`
}

const evaluatedItems = (printer: StatementPrinter, check: ArrayCheck): Code[] => {
  if (check.takesItems) return printer.evaluated(code`itemsUpTo(Infinity)`)
  if (check.prefix.length === 0) return []
  return printer.evaluated(code`itemsUpTo(${num(check.prefix.length)})`)
}

/** Counts the items that match; stops at the least number where nobody needs more. */
const containsStatements = (
  printer: StatementPrinter,
  { check, countMin, countMax }: ContainsPlan,
  value: Code,
): Code[] => {
  const index = printer.fresh('i')
  const evaluated = printer.evaluated(code`item(${index})`)
  const isCounted = countMax !== null || evaluated.length > 0
  if (countMin === 0 && !isCounted) return []
  const matches = printer.fresh('matches')
  const start = printer.fresh('start')
  const item = printer.fresh('item')
  const passed = blockOf([code`${matches}++`, ...evaluated])
  const body = [
    code`const ${item}: unknown = ${exactAccess(printer, check, { holder: value, key: index, access: code`${value}[${index}]` })}`,
    code`const ${start} = issues.count`,
    ...printer.statements(check, item, null),
    code`if (issues.count === ${start}) ${passed}\nelse issues.cut(${start})`,
  ]
  const more = isCounted ? code`` : code` && ${matches} < ${num(countMin)}`
  const lines = [
    code`let ${matches} = 0`,
    ...asTest(printer, check, [
      code`for (let ${index} = 0; ${index} < ${value}.length${more}; ${index}++) {\n  ${body}\n}`,
    ]),
  ]
  if (countMin > 0) {
    const keyword = countMin === 1 ? 'contains' : 'minContains'
    const failure = fail(null, keyword, `must have at least ${plural(countMin, 'matching item')}`)
    lines.push(code`if (${matches} < ${num(countMin)}) ${failure}`)
  }
  if (countMax !== null) {
    const failure = fail(
      null,
      'maxContains',
      `must have at most ${plural(countMax, 'matching item')}`,
    )
    lines.push(code`if (${matches} > ${num(countMax)}) ${failure}`)
  }
  return lines
}

const uniqueStatement = (printer: StatementPrinter, value: Code, inDigits: boolean): Code => {
  const unique = printer.printing.imports.check(inDigits ? 'isUniqueInDigits' : 'isUnique')
  const test = code`!${unique}(${value})`
  return code`if (${test}) ${fail(null, 'uniqueItems', 'must not have equal items')}`
}

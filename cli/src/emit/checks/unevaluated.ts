// Owns printing `unevaluatedProperties` and `unevaluatedItems`: what is done about members and items that no other
// keyword evaluated. Nothing is said of them while the value fails otherwise: a failed branch evaluates nothing.

import type { CheckPlan, UnevaluatedPlan } from '../../ir/plan/checks.js'
import { type Code, code } from '../code/code.js'
import { fail, type StatementPrinter } from '../code/statements.js'
import { becoming, exactAccess } from './becoming.js'

interface Names {
  readonly value: Code
  readonly seen: Code
  readonly start: Code
}

export const unevaluatedStatements = (
  printer: StatementPrinter,
  { members, items }: UnevaluatedPlan,
  names: Names,
): Code[] => [
  ...(members === null ? [] : [unevaluatedMembers(printer, members, names)]),
  ...(items === null ? [] : [unevaluatedItems(printer, items, names)]),
]

const unevaluatedMembers = (
  printer: StatementPrinter,
  check: CheckPlan,
  { value, seen, start }: Names,
): Code => {
  const name = printer.fresh('name')
  const local = printer.fresh('member')
  const body =
    check.kind === 'never'
      ? [fail(name, 'unevaluatedProperties', 'is not allowed')]
      : [
          code`const ${local}: unknown = ${partAt(printer, check, value, name)}`,
          ...printer.statements(check, local, name),
          ...becoming(printer, check, { holder: value, key: name, value: local }),
        ]
  const isObject = code`${printer.printing.imports.check('isObject')}(${value})`
  const loop = code`for (const ${name} in ${value}) {\n  ${[code`if (${seen}.hasName(${name})) continue`, ...body]}\n}`
  const lines = [...(check.kind === 'any' ? [] : [loop]), code`${seen}.allNames()`]
  return code`if (issues.count === ${start} && ${isObject}) {\n  ${lines}\n}`
}

const unevaluatedItems = (
  printer: StatementPrinter,
  check: CheckPlan,
  { value, seen, start }: Names,
): Code => {
  const index = printer.fresh('i')
  const local = printer.fresh('item')
  const body =
    check.kind === 'never'
      ? [fail(index, 'unevaluatedItems', 'is not allowed')]
      : [
          code`const ${local}: unknown = ${partAt(printer, check, value, index)}`,
          ...printer.statements(check, local, index),
          ...becoming(printer, check, { holder: value, key: index, value: local }),
        ]
  const loop = code`for (let ${index} = 0; ${index} < ${value}.length && !issues.full; ${index}++) {\n  ${[code`if (${seen}.hasItem(${index})) continue`, ...body]}\n}`
  const lines = [...(check.kind === 'any' ? [] : [loop]), code`${seen}.itemsUpTo(Infinity)`]
  return code`if (issues.count === ${start} && Array.isArray(${value})) {\n  ${lines}\n}`
}

const partAt = (printer: StatementPrinter, check: CheckPlan, value: Code, key: Code): Code =>
  exactAccess(printer, check, { holder: value, key, access: code`${value}[${key}]` })

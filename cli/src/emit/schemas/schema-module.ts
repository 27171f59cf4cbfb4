// Owns printing units: their types, validators and writers, and the modules under `schemas/`.

import type { UnitPlan } from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import type { JsonType } from '../../ir/schema.js'
import { CheckPrinter } from '../checks/checks.js'
import { type Code, code, ident, lineComment } from '../code/code.js'
import { Constants } from '../code/constants.js'
import { Imports } from '../code/imports.js'
import type { Printing } from '../code/printing.js'
import { fail } from '../code/statements.js'
import { declareType } from './types.js'
import { writeBody } from './writers.js'

/** Names that a unit declares in its module. */
export const declaredNames = (unit: UnitPlan): string[] => [
  unit.name,
  unit.inputName,
  `validate${unit.name}`,
  `evaluate${unit.name}`,
  `write${unit.name}`,
  ...unit.locals.map((local) => `write${local.name}`),
]

/** What the template `schema` renders. */
export interface SchemaModuleView {
  readonly about: Code
  readonly madeFrom: Code
  readonly imports: Code
  readonly constants: readonly Code[]
  readonly declarations: readonly Code[]
}

/** One module under `schemas/`. */
export const schemaModule = (
  file: string,
  members: readonly UnitPlan[],
  units: ReadonlyMap<string, UnitPlan>,
  madeFrom: Code,
): SchemaModuleView => {
  const imports = new Imports(file, members.flatMap(declaredNames))
  const constants = new Constants()
  const printing = { units, imports }
  const declarations = members.flatMap((unit) => declareUnit(printing, constants, unit))
  const [first] = members
  return {
    about: lineComment(`${first?.name ?? ''}: ${first?.at.file ?? ''}#${first?.at.pointer ?? ''}`),
    madeFrom,
    imports: imports.print(),
    constants: constants.print(),
    declarations,
  }
}

/** Types, validator and writer of one unit. */
export const declareUnit = (printing: Printing, constants: Constants, unit: UnitPlan): Code[] => {
  const parts: Code[] = []
  if (unit.outputType !== null)
    parts.push(declareType(printing, ident(unit.name), unit.outputType, unit.doc))
  if (unit.inputType !== null)
    parts.push(declareType(printing, ident(unit.inputName), unit.inputType, unit.doc))
  if (unit.check !== null && unit.check.kind !== 'any')
    parts.push(validator(printing, constants, unit))
  if (unit.noted !== null) parts.push(evaluator(printing, constants, unit, unit.noted))
  if (unit.write !== null) {
    const body = writeBody(printing, constants, unit.write)
    parts.push(
      code`export function ${ident(`write${unit.name}`)}(value: ${ident(unit.name)}): string {\n  ${body}\n}`,
    )
  }
  return [...parts, ...declareLocals(printing, constants, unit.locals)]
}

/** Writers of shapes without a name. */
export const declareLocals = (
  printing: Printing,
  constants: Constants,
  locals: UnitPlan['locals'],
): Code[] =>
  locals.map(
    (local) =>
      code`function ${ident(`write${local.name}`)}(value: unknown): string {\n  ${writeBody(printing, constants, local.write)}\n}`,
  )

const validator = (printing: Printing, constants: Constants, unit: UnitPlan): Code => {
  const issues = printing.imports.runtimeType('@nexusrt/runtime/validate', 'Issues')
  const body = validatorBody(printing, constants, unit)
  const name = ident(`validate${unit.name}`)
  // The type may be printed nowhere else when only requests use the unit.
  const type = ident(
    unit.outputType === null || unit.inputType !== null ? unit.inputName : unit.name,
  )
  return code`export function ${name}(value: unknown, issues: ${issues}): value is ${type} {\n  ${body}\n}`
}

/** A validator that notes in `seen` what it evaluates. */
export const evaluator = (
  printing: Printing,
  constants: Constants,
  unit: UnitPlan,
  check: CheckPlan,
): Code => {
  const issues = printing.imports.runtimeType('@nexusrt/runtime/validate', 'Issues')
  const evaluated = printing.imports.runtimeType('@nexusrt/runtime/validate', 'Evaluated')
  const printer = new CheckPrinter(printing, constants)
  const seen = printer.fresh('seen')
  const body = checkBody(printer, unit, { check, memory: null }, (known) =>
    printer.noting(seen, check, code`value`, known),
  )
  return code`export function ${ident(`evaluate${unit.name}`)}(value: unknown, issues: ${issues}, ${seen}: ${evaluated}): boolean {\n  ${body}\n}`
}

/** The statements of a validator whose parameters are `value` and `issues`. */
export const validatorBody = (printing: Printing, constants: Constants, unit: UnitPlan): Code[] => {
  const printer = new CheckPrinter(printing, constants)
  const { check } = unit
  if (check === null) return []
  const memory =
    unit.remembers === true
      ? { known: printer.fresh('known'), noted: printer.fresh('noted') }
      : null
  return checkBody(printer, unit, { check, memory }, (known) =>
    printer.statements(check, code`value`, null, known),
  )
}

/** Names of a validator that remembers: what it said before, and how many changes were noted before it. */
interface Memory {
  readonly known: Code
  readonly noted: Code
}

const checkBody = (
  { printing }: CheckPrinter,
  unit: UnitPlan,
  { check, memory }: { readonly check: CheckPlan; readonly memory: Memory | null },
  statementsOf: (known: JsonType | null) => Code[],
): Code[] => {
  const validate = ident(`validate${unit.name}`)
  const [recall, done] =
    memory === null
      ? [[], code`return issues.count === before`]
      : [
          [
            code`const ${memory.known} = issues.recall(${validate}, value)`,
            code`if (${memory.known} !== null) return ${memory.known}`,
            code`const ${memory.noted} = issues.changes`,
          ],
          code`return issues.remember(${validate}, value, before, ${memory.noted})`,
        ]
  const isPlainObject =
    check.kind === 'value' &&
    check.enum === null &&
    check.types?.length === 1 &&
    check.types[0] === 'object'
  const statements = isPlainObject
    ? [
        code`if (!${printing.imports.check('isObject')}(value)) return ${fail(null, 'type', 'must be an object')}`,
        ...recall,
        code`const before = issues.count`,
        ...(unit.recursive ? [code`if (!issues.enter()) return false`] : []),
        ...statementsOf('object'),
      ]
    : [
        ...recall,
        code`const before = issues.count`,
        ...(unit.recursive ? [code`if (!issues.enter()) return false`] : []),
        ...statementsOf(null),
      ]
  return [...statements, ...(unit.recursive ? [code`issues.leave()`] : []), done]
}

// Owns printing the checks of answers: a module per unit, and one that ties them to the operations.

import type { AnswersPlan, OperationAnswers, UnitPlan } from '../ir/plan/api.js'
import { CheckPrinter } from './checks.js'
import { type Code, code, ident, key, lineComment } from './code.js'
import { Constants } from './constants.js'
import { Imports } from './imports.js'
import { evaluator, type SchemaModuleView, validatorBody } from './schema-module.js'
import type { Printing } from './types.js'

/** What ties checks to operations, below `src/generated`. */
const answersFile = 'answers/index'

/** Modules by their file below `src/generated`. */
export const answerModules = (
  { operations, units }: AnswersPlan,
  madeFrom: Code,
): ReadonlyMap<string, SchemaModuleView> => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  return new Map([
    ...unitModules(units, 'answers', madeFrom),
    [answersFile, indexModule(operations, byId, madeFrom)],
  ])
}

/** Validators of what leaves, by their file; `where` says what of. */
export const unitModules = (
  units: readonly UnitPlan[],
  where: 'answers' | 'what is sent',
  madeFrom: Code,
): ReadonlyMap<string, SchemaModuleView> => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const byFile = new Map<string, UnitPlan[]>()
  for (const unit of units) byFile.set(unit.file, [...(byFile.get(unit.file) ?? []), unit])
  return new Map(
    [...byFile].map(([file, members]) => {
      const about = `${members.map((unit) => unit.name).join(', ')} in ${where}`
      return [file, unitModule(file, members, byId, { about: lineComment(about), madeFrom })]
    }),
  )
}

const unitModule = (
  file: string,
  members: readonly UnitPlan[],
  units: ReadonlyMap<string, UnitPlan>,
  head: Pick<SchemaModuleView, 'about' | 'madeFrom'>,
): SchemaModuleView => {
  const imports = new Imports(
    file,
    members.flatMap((unit) => [`validate${unit.name}`, `evaluate${unit.name}`]),
  )
  const constants = new Constants()
  const printing = { units, imports }
  const declarations = members.flatMap((unit) => {
    const noted = unit.noted === null ? [] : [evaluator(printing, constants, unit, unit.noted)]
    if (unit.check === null) return noted
    const body = validatorBody(printing, constants, unit)
    const validator = code`export function ${ident(`validate${unit.name}`)}(value: unknown, issues: ${issuesType(imports)}): boolean {\n  ${body}\n}`
    return [validator, ...noted]
  })
  return {
    ...head,
    imports: imports.print(),
    constants: constants.print(),
    declarations,
  }
}

const issuesType = (imports: Imports): Code =>
  imports.runtimeType('@nexusrt/runtime/validate', 'Issues')

const indexModule = (
  operations: readonly OperationAnswers[],
  units: ReadonlyMap<string, UnitPlan>,
  madeFrom: Code,
): SchemaModuleView => {
  const imports = new Imports(answersFile, [])
  const constants = new Constants()
  const printing = { units, imports }
  const rows = operations.map((operation) => operationRow(printing, constants, operation))
  const register = imports.runtime('@nexusrt/runtime', 'checkAnswers')
  return {
    about: lineComment('Holds what operations answer against their schemas.'),
    madeFrom,
    imports: imports.print(),
    constants: constants.print(),
    declarations: [code`${register}([\n  ${rows}\n])`],
  }
}

const operationRow = (
  printing: Printing,
  constants: Constants,
  { name, file, replies }: OperationAnswers,
): Code => {
  const { imports } = printing
  const operation = imports.value(file, name)
  const checks = replies.map(({ status, check }) => {
    const printer = new CheckPrinter(printing, constants)
    const body = printer.statements(check, code`value`, null)
    return code`${key(status)}: (value: unknown, issues: ${issuesType(imports)}) => {\n  ${body}\n},`
  })
  return code`{\n  definition: ${operation}.definition,\n  checks: {\n    ${checks}\n  },\n},`
}

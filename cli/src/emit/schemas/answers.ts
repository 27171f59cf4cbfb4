// Owns printing the checks of answers: a module per unit, and one that ties them to the operations.

import type { AnswerCheckPlan, AnswersPlan, OperationAnswers, UnitPlan } from '../../ir/plan/api.js'
import type { CheckPlan } from '../../ir/plan/checks.js'
import { CheckPrinter } from '../checks/checks.js'
import { type Code, code, ident, key, lineComment, literalKey, str } from '../code/code.js'
import { Constants } from '../code/constants.js'
import { Imports } from '../code/imports.js'
import type { Printing } from '../code/printing.js'
import { evaluator, type SchemaModuleView, validatorBody } from './schema-module.js'

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
  const checker = (check: CheckPlan): Code => {
    const body = new CheckPrinter(printing, constants).statements(check, code`value`, null)
    if (body.length === 0) return code`() => {}`
    return code`(value: unknown, issues: ${issuesType(imports)}) => {\n  ${body}\n}`
  }
  const checks = replies.map((reply) => {
    const check = 'check' in reply ? checker(reply.check) : eventChecks(imports, reply, checker)
    const { status, contentType } = reply
    return code`${key(contentType === null ? status : `${status} ${contentType}`)}: ${check},`
  })
  return code`{\n  definition: ${operation}.definition,\n  checks: {\n    ${checks}\n  },\n},`
}

/** Data of events is told apart by their names; text is checked as it is. */
const eventChecks = (
  imports: Imports,
  { events }: Extract<AnswerCheckPlan, { events: unknown }>,
  checker: (check: CheckPlan) => Code,
): Code => {
  const row = ({ isText, check }: (typeof events)[number]): Code =>
    code`{ as: ${str(isText ? 'text' : 'json')}, check: ${checker(check)} }`
  const rows = events.flatMap((each) =>
    (each.names ?? []).map((name) => code`${literalKey(name)}: ${row(each)},`),
  )
  const other = events.find(({ names }) => names === null)
  const make = imports.runtime('@nexusrt/runtime', 'eventChecks')
  const named = rows.length === 0 ? code`{}` : code`{\n  ${rows}\n}`
  return other === undefined ? code`${make}(${named})` : code`${make}(${named}, ${row(other)})`
}

// Owns the table of outputs: which template renders which part of the plan into which file.

import type { OperationIdentity, OutputFile } from '../ir/output.js'
import type { OperationPlan, UnitPlan } from '../ir/plan/api.js'
import type { ApiPlan } from '../ir/plan/output.js'
import {
  appModule,
  contextModule,
  handlersModule,
  madeFromLine,
  operationsModule,
  statusesModule,
} from './app-modules.js'
import type { Code } from './code/code.js'
import { render } from './code/template.js'
import { contractTest, testFiles } from './contract-tests.js'
import { handlerScaffold } from './operations/handler-scaffold.js'
import { operationModule } from './operations/operation-module.js'
import { senderModule, sentCheckModules } from './operations/senders.js'
import { answerModules } from './schemas/answers.js'
import { schemaModule } from './schemas/schema-module.js'
import { securityModule } from './security.js'

interface Row {
  readonly template: string
  readonly path: string
  readonly owner: OutputFile['owner']
  readonly view: object
  readonly operation?: OperationIdentity
}

/** Files of handlers by the name of their operation, where they do not lie in the folder of its tag. */
export type HandlerPlaces = ReadonlyMap<string, string>

/** All files of one document's plan, in the order of their paths. */
export const emitApi = (plan: ApiPlan, moved: HandlerPlaces = new Map()): OutputFile[] => {
  const placed: ApiPlan = {
    ...plan,
    operations: plan.operations.map((operation) => {
      const handlerFile = moved.get(operation.name) ?? operation.handlerFile
      return { ...operation, handlerFile }
    }),
  }
  const rows = [
    ...projectRows(placed),
    ...schemaRows(plan),
    ...operationRows(placed),
    ...senderRows(plan),
    ...testRows(plan),
    ...(plan.answers?.isIncluded ? answerRows(plan) : []),
  ]
  return printed(rows)
}

/** The modules that hold answers against their schemas. */
export const emitAnswers = (plan: ApiPlan): OutputFile[] => printed(answerRows(plan))

const printed = (rows: readonly Row[]): OutputFile[] =>
  rows
    .map(({ template, view, ...file }) => ({ ...file, text: tidy(render(template, view)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))

const answerRows = ({ answers, source }: ApiPlan): Row[] => {
  if (answers === null) return []
  const modules = answerModules(answers, madeFromLine(source))
  return [...modules].map(([file, view]) => generatedModule('schema', file, view))
}

/** One row per file that stands alone. */
const projectRows = (plan: ApiPlan): Row[] => {
  const from = madeFromLine(plan.source)
  const generated = (template: string, view: object): Row => {
    return { template, path: `src/generated/${template}.ts`, owner: 'generated', view }
  }
  return [
    generated('app', appModule(plan, from)),
    generated('context', contextModule(plan, from)),
    generated('handlers', handlersModule(plan.operations, from)),
    generated('operations', operationsModule(plan.operations, from)),
    { template: 'security', path: 'src/security.ts', owner: 'user', view: securityModule(plan) },
    ...(needsStatuses(plan) ? [generated('statuses', statusesModule(from))] : []),
  ]
}

/** Ranges and `default` stand for registered statuses; exact ones need no list. */
const needsStatuses = ({ operations }: ApiPlan): boolean =>
  operations.some(({ problems }) => problems.some((status) => !/^\d+$/.test(status)))

const schemaRows = (plan: ApiPlan): Row[] => {
  const { units, byFile } = indexOf(plan)
  const from = madeFromLine(plan.source)
  return [...byFile]
    .filter(([file]) => file.startsWith('schemas/'))
    .map(([file, members]) =>
      generatedModule('schema', file, schemaModule(file, members, units, from)),
    )
}

const operationRows = (plan: ApiPlan): Row[] => {
  const { units, byFile } = indexOf(plan)
  const from: Code = madeFromLine(plan.source)
  return plan.operations.flatMap((operation): Row[] => [
    generatedModule(
      'operation',
      operation.file,
      operationModule(operation, byFile.get(operation.file) ?? [], units, from),
    ),
    {
      template: 'handler',
      path: `src/${operation.handlerFile}.ts`,
      owner: 'user',
      view: handlerScaffold(operation),
      operation: identityOf(operation),
    },
  ])
}

/** Names of path parameters are no part of it. */
const identityOf = ({ method, path, name, file }: OperationPlan): OperationIdentity => {
  return {
    route: `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`,
    name,
    module: `#generated/${file}`,
  }
}

const senderRows = (plan: ApiPlan): Row[] => {
  const { units, byFile } = indexOf(plan)
  const from = madeFromLine(plan.source)
  const checks = new Map(plan.sent.units.map((unit) => [unit.id, unit]))
  return [
    ...plan.sent.senders.map((sender) => {
      const members = byFile.get(sender.file) ?? []
      return generatedModule(
        'sender',
        sender.file,
        senderModule(sender, checks, units, members, from),
      )
    }),
    ...[...sentCheckModules(plan.sent, from)].map(([file, view]) =>
      generatedModule('schema', file, view),
    ),
  ]
}

const testRows = (plan: ApiPlan): Row[] => {
  const madeFrom = madeFromLine(plan.source)
  const row = (template: string, name: string, view: object): Row => {
    return { template, path: `test/generated/${name}.ts`, owner: 'generated', view }
  }
  const files = [...testFiles(plan.operations)].map(([name, operations]) =>
    row('contract-test', `${name}.test`, contractTest(operations, madeFrom)),
  )
  if (files.length === 0) return []
  const credentials: Row = {
    template: 'credentials',
    path: 'test/credentials.ts',
    owner: 'user',
    view: {},
  }
  return [credentials, row('contract', 'contract', { madeFrom }), ...files]
}

const generatedModule = (template: string, file: string, view: object): Row => {
  return { template, path: `src/generated/${file}.ts`, owner: 'generated', view }
}

const indexOf = (plan: ApiPlan) => {
  const units = new Map<string, UnitPlan>(plan.units.map((unit) => [unit.id, unit]))
  const byFile = new Map<string, UnitPlan[]>()
  for (const unit of plan.units) {
    const list = byFile.get(unit.file)
    if (list) list.push(unit)
    else byFile.set(unit.file, [unit])
  }
  return { units, byFile }
}

/** At most one blank line in a row, none at the end, one newline. */
const tidy = (text: string): string => `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`

// Owns printing senders: one module for each webhook and callback, and the validators that they call.

import type { TypePlan, UnitPlan } from '../../ir/plan/api.js'
import type { SenderPlan, SendersPlan, SentParameterPlan } from '../../ir/plan/senders.js'
import { checkFunction } from '../checks/check-function.js'
import {
  Code,
  code,
  comment,
  ident,
  indent,
  join,
  json,
  lineComment,
  literalKey,
  nothing,
  num,
  str,
} from '../code/code.js'
import { Constants } from '../code/constants.js'
import { Imports } from '../code/imports.js'
import type { Printing } from '../code/printing.js'
import { unitModules } from '../schemas/answers.js'
import {
  declaredNames,
  declareLocals,
  declareUnit,
  type SchemaModuleView,
} from '../schemas/schema-module.js'
import { declareType, printType } from '../schemas/types.js'
import { stylesField } from './operation-module.js'
import { writeFunction } from './replies.js'

const entry = '@nexusrt/runtime/webhooks'

/** What the template `sender` renders. */
export interface SenderView {
  readonly about: Code
  readonly madeFrom: Code
  readonly imports: Code
  readonly constants: readonly Code[]
  readonly declarations: readonly Code[]
  readonly typesName: Code
  readonly types: readonly Code[]
  readonly doc: Code
  readonly name: Code
  readonly make: Code
  readonly fields: readonly Code[]
  readonly address: Code
}

/** Modules of validators, by their file below `src/generated`. */
export const sentCheckModules = (
  { units }: SendersPlan,
  madeFrom: Code,
): ReadonlyMap<string, SchemaModuleView> => unitModules(units, 'what is sent', madeFrom)

/** One module under `webhooks/` or `callbacks/`. */
export const senderModule = (
  plan: SenderPlan,
  checks: ReadonlyMap<string, UnitPlan>,
  units: ReadonlyMap<string, UnitPlan>,
  members: readonly UnitPlan[],
  madeFrom: Code,
): SenderView => {
  const { typePrefix } = plan
  const suffixes = ['Headers', 'Query', 'Types', 'Answer']
  const imports = new Imports(plan.file, [
    plan.name,
    ...suffixes.map((suffix) => `${typePrefix}${suffix}`),
    ...plan.locals.map((local) => `write${local.name}`),
    ...members.flatMap(declaredNames),
  ])
  const constants = new Constants()
  const printing: Printing = { units, imports }
  const sending: Printing = { units: checks, imports }
  const view = {
    declarations: [
      ...members.flatMap((unit) => declareUnit(printing, constants, unit)),
      ...declareLocals(printing, constants, plan.locals),
      ...parameterType(printing, plan, 'Headers', plan.headers),
      ...parameterType(printing, plan, 'Query', plan.query),
    ],
    types: typeLines(printing, plan).map((line) => indent(line, 2)),
    make: makerOf(printing, plan),
    fields: fieldsOf(printing, sending, constants, plan).map((line) => indent(line, 2)),
  }
  return {
    about: lineComment(
      `${plan.kind === 'webhook' ? 'Webhook' : 'Callback'} ${plan.name} (${plan.method}): ${plan.title}`,
    ),
    madeFrom,
    imports: imports.print(),
    constants: constants.print(),
    typesName: ident(`${typePrefix}Types`),
    doc: plan.doc === null ? nothing : comment(plan.doc),
    name: ident(plan.name),
    address: plan.url === null ? nothing : code`, ${json(plan.url.expression)}`,
    ...view,
  }
}

const parameterType = (
  printing: Printing,
  { typePrefix }: SenderPlan,
  suffix: 'Headers' | 'Query',
  parameters: readonly SentParameterPlan[],
): Code[] => {
  if (parameters.length === 0) return []
  const members = parameters.map(({ name, required, type, doc }) => ({
    name,
    optional: !required,
    type,
    doc,
  }))
  const object: TypePlan = { kind: 'object', members, rest: null }
  return [declareType(printing, ident(`${typePrefix}${suffix}`), object, null)]
}

const typeLines = (printing: Printing, plan: SenderPlan): Code[] => [
  code`body: ${bodyType(printing, plan.body)}`,
  code`headers: ${plan.headers.length === 0 ? code`Record<never, never>` : ident(`${plan.typePrefix}Headers`)}`,
  code`query: ${plan.query.length === 0 ? code`Record<never, never>` : ident(`${plan.typePrefix}Query`)}`,
  code`answer:${answerType(printing, plan)}`,
]

const bodyType = (printing: Printing, body: SenderPlan['body']): Code => {
  if (body === null) return code`undefined`
  const type = printType(printing, body.type)
  return body.required ? type : code`${type} | undefined`
}

const answerType = (printing: Printing, { answers }: SenderPlan): Code => {
  if (answers.length === 0) return code` never`
  const lines = answers.map(({ status, doc, content }) => {
    const body = content === null ? code`undefined` : printType(printing, content.type)
    // A range next to exact statuses is any other number; types have no word for that.
    const of = /^\d+$/.test(status) ? num(Number(status)) : code`number`
    return code`${comment(doc)}| { status: ${of}; body: ${body} }`
  })
  return code`\n  ${lines}`
}

/** `webhook<Types>` or `callback<Types, Request, Response, Url>`. */
const makerOf = (printing: Printing, { typePrefix, url }: SenderPlan): Code => {
  const { imports } = printing
  const types = ident(`${typePrefix}Types`)
  if (url === null) return code`${imports.runtime(entry, 'webhook')}<${types}>`
  const owner = imports.type(url.of.file, `${url.of.typePrefix}Types`)
  const request =
    url.needs.length === 0
      ? code`object`
      : code`Pick<${imports.runtimeType('@nexusrt/runtime', 'Context')}<${owner}>, ${join(url.needs.map(str), ' | ')}>`
  const response = url.needsAnswer
    ? code`${imports.runtimeType(entry, 'AnswerOf')}<${owner}>`
    : code`undefined`
  const found = url.isSure ? code`string` : code`string | undefined`
  return code`${imports.runtime(entry, 'callback')}<${types}, ${request}, ${response}, ${found}>`
}

const fieldsOf = (
  printing: Printing,
  sending: Printing,
  constants: Constants,
  plan: SenderPlan,
): Code[] => [
  code`name: ${str(plan.name)},`,
  code`method: ${str(plan.method)},`,
  code`body: ${bodySpec(printing, sending, constants, plan.body)},`,
  code`headers: ${parameterList(printing, sending, constants, plan.headers)},`,
  code`query: ${parameterList(printing, sending, constants, plan.query)},`,
  code`answers: ${answerTable(printing, constants, plan)},`,
  ...stylesField(plan.styles),
]

const bodySpec = (
  printing: Printing,
  sending: Printing,
  constants: Constants,
  body: SenderPlan['body'],
): Code => {
  if (body === null) return code`null`
  const write = body.write === null ? code`null` : writeFunction(printing, body.write)
  const fields = [
    code`contentType: ${str(body.contentType)}`,
    code`required: ${Code.of(String(body.required))}`,
    code`check: ${checkFunction(sending, constants, body.check)}`,
    code`write: ${write}`,
  ]
  return code`{ ${join(fields, ', ')} }`
}

const parameterList = (
  printing: Printing,
  sending: Printing,
  constants: Constants,
  parameters: readonly SentParameterPlan[],
): Code => {
  const rows = parameters.map(({ wireName, required, check, write }) => {
    const fields = [
      code`name: ${str(wireName)}`,
      code`required: ${Code.of(String(required))}`,
      code`check: ${checkFunction(sending, constants, check)}`,
      ...(write === undefined ? [] : [code`write: ${writeFunction(printing, write)}`]),
    ]
    return code`{ ${join(fields, ', ')} },`
  })
  return rows.length === 0 ? code`[]` : code`[\n  ${rows}\n]`
}

const answerTable = (printing: Printing, constants: Constants, { answers }: SenderPlan): Code => {
  const rows = answers.map(({ status, content }) => {
    const name = /^\d+$/.test(status) ? num(Number(status)) : literalKey(status)
    if (content === null) return code`${name}: null,`
    return code`${name}: { form: ${str(content.form)}, check: ${checkFunction(printing, constants, content.check)} },`
  })
  return rows.length === 0 ? code`{}` : code`{\n  ${rows}\n}`
}

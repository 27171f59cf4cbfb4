// Owns printing one operation: its types, its reader, its table of replies, and the user's scaffold.

import type {
  MemberPlan,
  OperationPlan,
  ParameterPlan,
  TypePlan,
  UnitPlan,
} from '../../ir/plan/api.js'
import { operationTypeSuffixes } from '../../ir/plan/operation-types.js'
import {
  Code,
  code,
  comment,
  entry,
  ident,
  indent,
  join,
  lineComment,
  nothing,
  num,
  str,
} from '../code/code.js'
import { Constants } from '../code/constants.js'
import { Imports } from '../code/imports.js'
import type { Printing } from '../code/printing.js'
import { declaredNames, declareLocals, declareUnit } from '../schemas/schema-module.js'
import { declareType } from '../schemas/types.js'
import { principalType } from '../security.js'
import { bodyType } from './body-type.js'
import { declareLinks, linksName } from './links.js'
import { inputPlaces, isOptional } from './parameter-facts.js'
import { readerBody } from './readers.js'
import { repliesType, replyTable } from './replies.js'
import { messageTypes, webSocketField } from './websockets.js'

/** What the template `operation` renders. */
export interface OperationModuleView {
  readonly about: Code
  readonly madeFrom: Code
  readonly imports: Code
  readonly constants: readonly Code[]
  readonly units: readonly Code[]
  readonly inputs: readonly Code[]
  readonly types: readonly Code[]
  readonly typesName: Code
  readonly base: Code
  readonly doc: Code
  readonly name: Code
  readonly make: Code
  readonly fields: readonly Code[]
  readonly links: readonly Code[]
}

/** One module under `operations/`. */
export const operationModule = (
  plan: OperationPlan,
  members: readonly UnitPlan[],
  units: ReadonlyMap<string, UnitPlan>,
  madeFrom: Code,
): OperationModuleView => {
  const declared = [
    plan.name,
    linksName(plan),
    ...operationTypeSuffixes.map((suffix) => `${plan.typePrefix}${suffix}`),
    ...plan.locals.map((local) => `write${local.name}`),
    ...members.flatMap(declaredNames),
  ]
  const imports = new Imports(plan.file, declared)
  const constants = new Constants()
  const printing = { units, imports }
  const inputs = inputPlaces.flatMap(({ place, suffix }) => {
    const parameters = plan.parameters.filter((parameter) => parameter.place === place)
    return parameters.length === 0 ? [] : [inputType(printing, plan, parameters, suffix)]
  })
  const view = {
    units: [
      ...members.flatMap((unit) => declareUnit(printing, constants, unit)),
      ...declareLocals(printing, constants, plan.locals),
    ],
    inputs,
    types: typeLines(printing, plan).map((line) => indent(line, 2)),
    fields: definitionFields(printing, constants, plan).map((line) => indent(line, 2)),
    links: declareLinks(imports, plan),
    base: baseType(printing, plan),
    make:
      plan.webSocket === null
        ? imports.runtime('@nexusrt/runtime', 'operation')
        : imports.runtime('@nexusrt/runtime/realtime', 'webSocketOperation'),
  }
  return {
    about: lineComment(`${plan.method} ${plan.path}: ${plan.title === '' ? plan.id : plan.title}`),
    madeFrom,
    imports: imports.print(),
    constants: constants.print(),
    typesName: ident(`${plan.typePrefix}Types`),
    doc: plan.doc === null ? nothing : comment(plan.doc),
    name: ident(plan.name),
    ...view,
  }
}

const inputType = (
  printing: Printing,
  plan: OperationPlan,
  parameters: readonly ParameterPlan[],
  suffix: string,
): Code => {
  const members: MemberPlan[] = parameters.map((parameter) => ({
    name: parameter.name,
    optional: isOptional(parameter),
    received: true,
    type: parameter.type,
    doc: parameter.doc,
  }))
  const type: TypePlan = { kind: 'object', members, rest: null }
  return declareType(printing, ident(`${plan.typePrefix}${suffix}`), type, null)
}

/** What an operation declares in place of a default of `OperationBase` that no other type fits. */
const ownDefaults = (printing: Printing, plan: OperationPlan): { name: string; type: Code }[] =>
  [
    { name: 'body', type: bodyType(printing, plan.body), base: 'undefined' },
    { name: 'principal', type: principalType(printing.imports, plan), base: 'undefined' },
    { name: 'problems', type: problemsType(printing.imports, plan), base: 'never' },
  ].filter(({ type, base }) => type.text !== base)

/** `OperationBase`, or what is left of it beside the operation's own members. */
const baseType = (printing: Printing, plan: OperationPlan): Code => {
  const base = printing.imports.type('context', 'OperationBase')
  const own = ownDefaults(printing, plan).map(({ name }) => str(name))
  return own.length === 0 ? base : code`Omit<${base}, ${join(own, ' | ')}>`
}

/** Members of the operation's `Types`; the others are inherited. */
const typeLines = (printing: Printing, plan: OperationPlan): Code[] => {
  const inputs = inputPlaces
    .filter(({ place }) => plan.parameters.some((parameter) => parameter.place === place))
    .map(({ field, suffix }) => code`${Code.of(field)}: ${ident(`${plan.typePrefix}${suffix}`)}`)
  return [
    ...inputs,
    ...ownDefaults(printing, plan).map(({ name, type }) => code`${Code.of(name)}: ${type}`),
    ...(plan.webSocket === null ? [] : messageTypes(printing, plan.webSocket)),
    code`replies: ${repliesType(printing, plan)}`,
  ]
}

const problemsType = (imports: Imports, plan: OperationPlan): Code => {
  const isOpen = plan.problems.includes('default')
  const taken = plan.replies
    .map((reply) => reply.status)
    .filter((status) => /^[45]\d\d$/.test(status) && !plan.problems.includes(status))
  const parts = plan.problems.flatMap((status) => {
    if (status === '4XX') return [imports.type('statuses', 'ClientError')]
    if (status === '5XX') return [imports.type('statuses', 'ServerError')]
    if (status === 'default')
      return [imports.type('statuses', 'ClientError'), imports.type('statuses', 'ServerError')]
    return [num(Number(status))]
  })
  if (parts.length === 0) return code`never`
  const distinct = join([...new Map(parts.map((part) => [part.text, part])).values()], ' | ')
  const isRange = isOpen || plan.problems.some((status) => status.endsWith('XX'))
  if (!isRange || taken.length === 0) return distinct
  return code`Exclude<${distinct}, ${join(
    taken.map((status) => num(Number(status))),
    ' | ',
  )}>`
}

/** Fields of the definition that is given to `operation`. */
const definitionFields = (
  printing: Printing,
  constants: Constants,
  plan: OperationPlan,
): Code[] => {
  const body = readerBody(printing, constants, plan)
  const read = body.length === 0 ? code`() => {}` : code`(raw, context, issues) => {\n  ${body}\n}`
  return [
    code`id: ${str(plan.id)},`,
    code`method: ${str(plan.method)},`,
    code`path: ${str(plan.path)},`,
    code`tag: ${str(plan.tag)},`,
    code`params: ${listOf(plan.params.map(paramSpec))},`,
    code`body: ${bodySpec(plan)},`,
    code`security: ${securityOf(plan)},`,
    ...(plan.middleware.length === 0
      ? []
      : [code`middleware: [${join(plan.middleware.map(str), ', ')}],`]),
    ...(plan.timeoutMs === null ? [] : [code`timeoutMs: ${num(plan.timeoutMs)},`]),
    code`read: ${read},`,
    code`replies: ${replyTable(printing, plan.replies)},`,
    ...(plan.webSocket === null ? [] : [webSocketField(printing, constants, plan.webSocket)]),
    ...stylesField(plan.styles),
  ]
}

const listOf = (items: readonly Code[]): Code =>
  items.length === 0 ? code`[]` : code`[\n  ${items.map((item) => code`${item},`)}\n]`

const paramSpec = (param: OperationPlan['params'][number]): Code => {
  const fields = [
    code`name: ${str(param.name)}`,
    code`in: ${str(param.in)}`,
    code`kind: ${str(param.kind)}`,
    code`required: ${Code.of(String(param.required))}`,
  ]
  if (param.explode !== null) fields.push(code`explode: ${Code.of(String(param.explode))}`)
  if (param.separator !== null) fields.push(code`separator: ${str(param.separator)}`)
  return code`{ ${join(fields, ', ')} }`
}

const bodySpec = ({ body }: OperationPlan): Code => {
  if (body === null) return code`null`
  const bytesMax = body.bytesMax === null ? nothing : code`, bytesMax: ${num(body.bytesMax)}`
  const delivery = body.delivery === 'whole' ? nothing : code`, delivery: 'stream'`
  return code`{ required: ${Code.of(String(body.required))}, types: [${join(body.accepts.map(str), ', ')}]${bytesMax}${delivery} }`
}

/** How `url` writes parameters that are not written as most are. */
export const stylesField = (styles: OperationPlan['styles']): Code[] => {
  const places = (['path', 'query'] as const).flatMap((place) => {
    const rows = styles
      .filter((style) => style.place === place)
      .map(({ name, style, explode, allowReserved, nested }) => {
        const reserved = allowReserved ? ', allowReserved: true' : ''
        const inner = nested === '' ? nothing : code`, nested: ${str(nested)}`
        const written = code`{ style: ${str(style)}, explode: ${Code.of(`${explode}${reserved}`)}${inner} }`
        return code`${entry(name, written)},`
      })
    return rows.length === 0 ? [] : [code`${Code.of(place)}: {\n  ${rows}\n},`]
  })
  return places.length === 0 ? [] : [code`styles: {\n  ${places}\n},`]
}

const securityOf = ({ security }: OperationPlan): Code =>
  code`[${join(
    security.map((uses) => {
      const items = uses.map(
        ({ scheme, scopes }) =>
          code`{ scheme: ${str(scheme)}, scopes: [${join(scopes.map(str), ', ')}] }`,
      )
      return code`[${join(items, ', ')}]`
    }),
    ', ',
  )}]`

// Owns the file of `nexus client`: the contract's types, a function per operation, and what they call.

import type { OutputFile } from '../ir/output.js'
import type {
  MemberPlan,
  OperationPlan,
  ParameterPlan,
  ReplyPlan,
  TypePlan,
  UnitPlan,
} from '../ir/plan/api.js'
import type { ApiPlan } from '../ir/plan/output.js'
import { clientErrors, madeFromLine, serverErrors } from './app-modules.js'
import {
  Code,
  code,
  comment,
  ident,
  indent,
  join,
  key,
  lineComment,
  literalKey,
  num,
  str,
} from './code.js'
import { Imports } from './imports.js'
import { schemeOf } from './security.js'
import { render } from './template.js'
import { declareType, objectType, type Printing, printType } from './types.js'

/** Names that the file declares itself: types of the contract of the same name get another one. */
const ownNames = [
  'ClientOptions', 'Credential', 'ProblemDocument', 'Answer', 'UnexpectedAnswer', 'CallOptions', 'ClientError',
  'ServerError', 'Success', 'Redirection', 'Client', 'Scheme', 'Parameter', 'Definition', 'Values', 'Input',
  'FetchBody', 'Headers', 'Response', 'FormData', 'Error', 'Promise', 'Record', 'Exclude', 'AbortSignal',
  'Uint8Array', 'Blob', 'Parameters', 'NonNullable', 'Object', 'Array', 'JSON', 'String', 'Math',
] // biome-ignore format: a table of words

const file = 'client'

/** The client of a document, as one file at `path`. */
export const emitClient = (whole: ApiPlan, path: string): OutputFile => {
  // fetch opens no WebSocket.
  const answering = whole.operations.filter(({ webSocket }) => webSocket === null)
  const plan: ApiPlan = { ...whole, operations: answering }
  const names = new Names(ownNames)
  const units = new Map(
    plan.units.map((unit): [string, UnitPlan] => {
      const name = names.take(unit.name)
      const inputName = unit.inputName === unit.name ? name : names.take(unit.inputName)
      return [unit.id, { ...unit, name, inputName, file }]
    }),
  )
  const printing: Printing = { units, imports: new Imports(file, []) }
  const operations = plan.operations.map((operation) => {
    const prefix = operation.typePrefix
    return { operation, input: names.take(`${prefix}Input`), reply: names.take(`${prefix}Answer`) }
  })
  const view = {
    title: lineText(plan.title),
    madeFrom: madeFromLine(plan.source),
    hasSchemes: plan.securitySchemes.length > 0,
    credentials: plan.securitySchemes.map(({ name }) => code`${key(name)}?: Credential`),
    clientErrors: join(clientErrors.map(num), ' | '),
    serverErrors: join(serverErrors.map(num), ' | '),
    types: [...units.values()].flatMap((unit) => unitTypes(printing, unit)),
    operations: operations.flatMap(({ operation, input, reply }) => [
      code`export interface ${ident(input)} extends CallOptions ${inputType(printing, operation)}`,
      code`export type ${ident(reply)} =${replyType(printing, operation)}`,
    ]),
    methods: operations.map(({ operation, input, reply }) => {
      const optional = isOptional(operation) ? '?' : ''
      const { name, doc, method, path: route } = operation
      const text = [`${method} ${route}`, doc].filter((part) => part !== null).join('\n\n')
      return indent0(
        code`${comment(text)}${key(name)}(input${Code.of(optional)}: ${ident(input)}): Promise<${ident(reply)}>`,
      )
    }),
    calls: operations.map(({ operation }) =>
      indent0(code`${key(operation.name)}: (input) => call(${definition(operation)}, input),`),
    ),
    schemes: plan.securitySchemes.map(
      (scheme) => code`${literalKey(scheme.name)}: ${schemeOf(scheme)},`,
    ),
  }
  return {
    path,
    text: `${render('client', view)
      .replace(/\n{3,}/g, '\n\n')
      .trim()}\n`,
    owner: 'generated',
  }
}

/** Lines after the first stand where the template puts the first. */
const indent0 = (text: Code): Code => {
  const [first = '', ...rest] = text.text.split('\n')
  const column = first.includes('call(') ? 4 : 2
  return join([Code.of(first), ...rest.map((line) => indent(Code.of(line), column))], '\n')
}

/** A title inside of a comment of the template. */
const lineText = (title: string): Code => Code.of(lineComment(title).text.replace(/^\/\/ ?/, ''))

/** Gives each name once. */
class Names {
  readonly #taken: Set<string>

  constructor(taken: Iterable<string>) {
    this.#taken = new Set(taken)
  }

  take(name: string): string {
    let free = name
    for (let number = 2; this.#taken.has(free); number++) free = `${name}${number}`
    this.#taken.add(free)
    return free
  }
}

const unitTypes = (printing: Printing, unit: UnitPlan): Code[] => [
  ...(unit.outputType === null
    ? []
    : [declareType(printing, ident(unit.name), unit.outputType, unit.doc)]),
  ...(unit.inputType === null
    ? []
    : [declareType(printing, ident(unit.inputName), unit.inputType, unit.doc)]),
]

const places = ['path', 'query', 'header', 'cookie'] as const

const memberOf = ({ wireName, required, type, doc }: ParameterPlan): MemberPlan => {
  return { name: wireName, optional: !required, type, doc }
}

const inputType = (printing: Printing, { parameters, body }: OperationPlan): Code => {
  const groups = places.flatMap((place) => {
    const own = parameters.filter((parameter) => parameter.place === place)
    if (own.length === 0) return []
    const optional = own.some(({ required }) => required) ? '' : '?'
    return [
      code`${Code.of(place)}${Code.of(optional)}: ${objectType(printing, own.map(memberOf), null)}`,
    ]
  })
  const bodies = body === null ? [] : bodyMembers(printing, body)
  const lines = [...groups, ...bodies]
  return lines.length === 0 ? code`{}` : code`{\n  ${lines}\n}`
}

const bodyMembers = (printing: Printing, body: NonNullable<OperationPlan['body']>): Code[] => {
  const types = body.contents.map(({ form, type }) => printType(printing, sentType(form, type)))
  const distinct = [...new Map(types.map((type) => [type.text, type])).values()]
  const optional = Code.of(body.required ? '' : '?')
  const lines = [
    code`${comment(body.doc)}body${optional}: ${distinct.length === 0 ? code`unknown` : join(distinct, ' | ')}`,
  ]
  if (body.contents.length > 1) {
    const names = join(
      body.contents.map(({ mediaType }) => str(mediaType)),
      ' | ',
    )
    lines.push(code`/** Of \`body\`; default: the first. */\ncontentType?: ${names}`)
  }
  return lines
}

/** What is taken apart is sent as its value; everything else as text or bytes, whatever fetch takes. */
const sentType = (form: string, type: TypePlan): TypePlan => {
  if (form === 'json' || form === 'form') return type
  return { kind: 'keyword', name: form === 'text' ? 'string' : 'unknown' }
}

const isOptional = ({ parameters, body }: OperationPlan): boolean =>
  body?.required !== true && !parameters.some(({ required }) => required)

const replyType = (printing: Printing, { replies }: OperationPlan): Code => {
  if (replies.length === 0) return code` never`
  const exact = replies.map(({ status }) => status).filter((status) => /^\d+$/.test(status))
  const ranges = replies.map(({ status }) => status).filter((status) => status.endsWith('XX'))
  const lines = replies.flatMap((reply) => answerTypes(printing, reply, exact, ranges))
  return code`\n  ${lines}`
}

const rangeNames: Readonly<Record<string, string>> = {
  '2XX': 'Success',
  '3XX': 'Redirection',
  '4XX': 'ClientError',
  '5XX': 'ServerError',
}

/** One or two members: `default` stands for successes and for errors. */
const answerTypes = (
  printing: Printing,
  reply: ReplyPlan,
  exact: readonly string[],
  ranges: readonly string[],
): Code[] => {
  const { status } = reply
  const line = (ok: boolean, statuses: Code, isError: boolean): Code =>
    code`| Answer<${Code.of(String(ok))}, ${statuses}, ${bodyOf(printing, reply, isError)}>`
  if (/^\d+$/.test(status))
    return [line(status.startsWith('2'), num(Number(status)), /^[45]/.test(status))]
  const without = (names: readonly string[]): Code => {
    const range = Code.of(names.join(' | '))
    const taken = exact.map((each) => num(Number(each)))
    return taken.length === 0 ? range : code`Exclude<${range}, ${join(taken, ' | ')}>`
  }
  if (status !== 'default')
    return [line(status === '2XX', without([rangeNames[status] ?? 'never']), /^[45]/.test(status))]
  const open = (names: readonly string[]) =>
    names.filter((name) => !ranges.some((range) => rangeNames[range] === name))
  const good = open(['Success'])
  const bad = open(['Redirection', 'ClientError', 'ServerError'])
  return [
    ...(good.length === 0 ? [] : [line(true, without(good), false)]),
    ...(bad.length === 0 ? [] : [line(false, without(bad), true)]),
  ]
}

const bodyOf = (printing: Printing, { contents }: ReplyPlan, isError: boolean): Code => {
  if (contents.length === 0) return isError ? code`ProblemDocument | undefined` : code`undefined`
  const types = contents.map(({ form, type }) => printType(printing, receivedType(form, type)))
  return join([...new Map(types.map((type) => [type.text, type])).values()], ' | ')
}

/** What is no value on the server is bytes here, or text where the media type says so. */
const receivedType = (form: string, type: TypePlan): TypePlan => {
  if (type.kind !== 'runtime') return type
  return { kind: 'keyword', name: form === 'events' ? 'string' : 'bytes' }
}

const definition = ({
  id,
  method,
  path,
  parameters,
  styles,
  body,
  security,
  replies,
}: OperationPlan): Code => {
  const rows = parameters.map(({ wireName, place, source }) => {
    const own = styles.find((style) => style.name === wireName && style.place === place)
    const style =
      source.kind === 'text' && source.hint === 'json'
        ? 'json'
        : (own?.style ?? (place === 'path' ? 'simple' : 'form'))
    const explode = own?.explode ?? (place === 'query' || place === 'cookie')
    const reserved = own?.allowReserved === true ? ', true' : ''
    return code`[${str(place)}, ${str(wireName)}, ${str(style)}, ${Code.of(`${explode}${reserved}`)}]`
  })
  const types =
    body === null
      ? code`null`
      : code`[${join(
          body.contents.map(({ mediaType }) => str(mediaType)),
          ', ',
        )}]`
  const alternatives = security.map(
    (uses) =>
      code`[${join(
        uses.map(({ scheme }) => str(scheme)),
        ', ',
      )}]`,
  )
  return code`{
  id: ${str(id)},
  method: ${str(method)},
  path: ${str(path)},
  parameters: [${join(rows, ', ')}],
  body: ${types},
  security: [${join(alternatives, ', ')}],
  replies: [${join(
    replies.map(({ status }) => str(status)),
    ', ',
  )}],
}`
}
